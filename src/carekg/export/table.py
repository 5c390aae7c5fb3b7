"""A pair of CSV tables, nodes and edges, for spreadsheets and Gephi's importer."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Final

import networkx as nx

_NODE: Final = ("label", "kind", "sector")
_EDGE: Final = (
    "words",
    "projection",
    "statement",
    "authority",
    "sign",
    "valid_from",
    "valid_until",
    "certain",
)


def write(graph: "nx.MultiDiGraph[str]") -> Mapping[str, bytes]:
    """Write a graph as nodes.csv and edges.csv, with the column names that Gephi looks for.

    A graph that is the difference of two has a column more, `change`.
    """
    change = ("change",) if "compared_with" in graph.graph else ()
    of_node, of_edge = (*_NODE, *change), (*_EDGE, *change)
    nodes = ([node, *(graph.nodes[node].get(name, "") for name in of_node)] for node in sorted(graph))
    edges = (
        [source, target, "Directed", *(data.get(name, "") for name in of_edge)]
        for source, target, _, data in sorted(graph.edges(keys=True, data=True), key=lambda edge: edge[:3])
    )
    return {
        "nodes.csv": _csv(["Id", "Label", *of_node[1:]], nodes),
        "edges.csv": _csv(["Source", "Target", "Type", "Label", *of_edge[1:]], edges),
    }


def _csv(header: list[str], rows: Iterable[list[object]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()
