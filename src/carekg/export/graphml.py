"""GraphML, for yEd, Cytoscape, igraph and NetworkX."""

from collections.abc import Mapping
from io import BytesIO

import networkx as nx


def write(graph: "nx.MultiDiGraph[str]") -> Mapping[str, bytes]:
    """Write a graph as GraphML. Source: GraphML Primer, graphdrawing.org."""
    file = BytesIO()
    nx.write_graphml_xml(graph, file, named_key_ids=True)
    return {"graph.graphml": file.getvalue()}
