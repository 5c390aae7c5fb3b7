"""Measures as tables: the nodes with the highest values, and the method beside the numbers."""

from dataclasses import asdict, dataclass
from inspect import cleandoc
from typing import Any

import networkx as nx

from carekg.analytics import find_measure


@dataclass(frozen=True)
class Measured:
    """What a measure gave for a graph, highest first, with what is needed to read it."""

    measure: str
    method: str
    layer: str
    meaning: str
    as_of: str
    version: str
    nodes: int
    edges: int
    rows: tuple[dict[str, Any], ...]

    def as_dict(self) -> dict[str, Any]:
        """Give the table as JSON would hold it."""
        return asdict(self)


def measure_table(graph: "nx.MultiDiGraph[str]", name: str, top: int | None = None) -> Measured:
    """Apply a measure to a graph and list the nodes, the highest value first.

    Parameters: graph, as projected from a layer; name of the measure; top, how many nodes, all unless given.
    Raises: UnknownName.
    """
    measure = find_measure(name)
    values = measure(graph)
    sign = 1 if name == "communities" else -1  # group 0 is the largest: it comes first
    ordered = sorted(values, key=lambda node: (sign * values[node], graph.nodes[node].get("label", node), node))
    rows = tuple(
        {
            "node": node,
            "label": graph.nodes[node].get("label", node),
            "kind": graph.nodes[node].get("kind", ""),
            "value": values[node],
        }
        for node in ordered[:top]
    )
    return Measured(
        measure=name,
        method=cleandoc(measure.__doc__ or "").partition("\n\nParameters:")[0].replace("\n\n", " ").replace("\n", " "),
        layer=graph.graph.get("layer", ""),
        meaning=graph.graph.get("meaning", ""),
        as_of=graph.graph.get("as_of", ""),
        version=graph.graph.get("version", ""),
        nodes=len(graph),
        edges=graph.number_of_edges(),
        rows=rows,
    )
