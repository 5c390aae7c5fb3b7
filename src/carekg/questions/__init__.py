"""Questions: what can be asked, declared once, and how it is answered."""
