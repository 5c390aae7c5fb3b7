"""Declared projections: from RDF to the graph types of NetworkX."""
