"""The tools of an assistant: what can be asked, over the Model Context Protocol."""
