"""Cuts: a graph cut down to what is near a node, or of some kinds, sectors and places."""

from collections.abc import Sequence

import networkx as nx
from rapidfuzz import process

from carekg.terms.errors import UnknownName
from carekg.terms.prefixes import compress


def around(graph: "nx.MultiDiGraph[str]", focus: str, depth: int) -> "nx.MultiDiGraph[str]":
    """Cut a graph down to what is within some steps of a node, whatever the direction of the edges.

    Parameters: graph; focus, the IRI of a node; depth, the number of steps.
    Raises: UnknownName where the graph has no such node.
    """
    if focus not in graph:
        raise UnknownName("node", focus)
    near = nx.single_source_shortest_path_length(graph.to_undirected(as_view=True), focus, cutoff=depth)
    return graph.subgraph(near).copy()


def narrow(
    graph: "nx.MultiDiGraph[str]",
    kinds: Sequence[str] = (),
    sectors: Sequence[str] = (),
    places: Sequence[str] = (),
) -> "nx.MultiDiGraph[str]":
    """Keep the nodes of some kinds, sectors and places, and the edges between them.

    Parameters: graph; kinds and sectors, by their names; places, IRIs of areas that a thing applies in. What is not
    given does not narrow.
    Raises: UnknownName, with the nearest, where no node of the graph has such a kind, sector or place.
    """
    kept = set(graph)
    for attribute, wanted in (("kind", kinds), ("sector", sectors), ("places", places)):
        if wanted:
            kept &= _having(graph, attribute, wanted)
    return graph if len(kept) == len(graph) else graph.subgraph(kept).copy()


def _having(graph: "nx.MultiDiGraph[str]", attribute: str, wanted: Sequence[str]) -> set[str]:
    values: dict[str, list[str]] = {}
    for node, data in graph.nodes(data=True):
        value = data.get(attribute, "")
        values[node] = value.split() if attribute == "places" else [value]
    known = {value for each in values.values() for value in each if value}
    for value in wanted:
        if value not in known:
            nearest = [match[0] for match in process.extract(value, sorted(known), limit=4)]
            what = f"{attribute.removesuffix('s')} in this layer on this date"
            raise UnknownName(what, compress(value), [compress(each) for each in nearest])
    return {node for node, each in values.items() if not set(each).isdisjoint(wanted)}
