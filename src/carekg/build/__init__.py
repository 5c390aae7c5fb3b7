"""How a version comes to be: rules, checks, candidates and changes."""
