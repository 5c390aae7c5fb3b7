"""The SPARQL Protocol, the Graph Store Protocol, and what describes them."""
