"""GEXF, for Gephi."""

from collections.abc import Mapping
from io import BytesIO

import networkx as nx


def write(graph: "nx.MultiDiGraph[str]") -> Mapping[str, bytes]:
    """Write a graph as GEXF 1.2; each edge is labelled with its words. Source: GEXF 1.2 Primer, gexf.net."""
    labelled = graph.copy()
    for number, (_, _, data) in enumerate(labelled.edges(data=True)):
        data.update(id=str(number), label=data["words"])
    file = BytesIO()
    nx.write_gexf(labelled, file)
    return {"graph.gexf": file.getvalue()}
