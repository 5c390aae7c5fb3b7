"""Cytoscape.js JSON, for Cytoscape.js and Cytoscape Desktop."""

from collections.abc import Mapping

import networkx as nx
import orjson


def write(graph: "nx.MultiDiGraph[str]") -> Mapping[str, bytes]:
    """Write a graph as Cytoscape.js elements; `name` is the label and `interaction` an edge's words."""
    named = graph.copy()
    for _, data in named.nodes(data=True):
        data["name"] = data.get("label", "")
    for _, _, data in named.edges(data=True):
        data["interaction"] = data["words"]
    return {"graph.cyjs": orjson.dumps(nx.cytoscape_data(named), option=orjson.OPT_INDENT_2)}
