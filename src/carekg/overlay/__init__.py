"""The private overlay: an organisation's own facts over one version of the graph, on its own machine alone."""
