"""The graph as it is kept: one version on an engine here or on another server, and its queries."""
