"""Coterminosity: how far the areas of two kinds of body are the same."""

from math import nan
from typing import Final

import networkx as nx

from carekg.analytics.measures import Graph

OVERLAP: Final = "edge/relevance"  # how the name of the projection of overlaps ends


def coterminosity(graph: "Graph[str]") -> dict[str, float]:
    """Measure how nearly a council and a board have one partner each: whether boundaries help or hinder.

    The coterminosity of a council c and a board b whose areas overlap is 1 / (n(c) + n(b) - 1), where n counts the
    boards that overlap the council, or the councils that overlap the board: the Jaccard index of the overlaps of the
    two, each counted as one however small. The value of a body is that of its best match: 1 where one council and one
    board have each other alone, 1/3 at most where a council shares its board with two others. It is not defined for a
    body without overlaps. The question `footprints` weighs the same index by residents.

    Parameters: graph, whose edges have `projection`: the layer bodies, or another that draws relevance.
    Returns: the coterminosity of each node, from above 0 to 1; not a number for one without overlaps.

    >>> graph = nx.MultiDiGraph([("a", "x"), ("b", "y"), ("b", "z")])
    >>> nx.set_edge_attributes(graph, "edge/relevance", "projection")
    >>> found = coterminosity(graph)
    >>> found["a"], found["b"], found["z"]
    (1.0, 0.5, 0.5)

    Source: Jaccard (1912), The distribution of the flora in the alpine zone, New Phytologist 11(2), 37-50, for the
    index; section 194 of the Health and Social Care Act 2012, which sets no threshold, for the overlaps.
    """
    edges = graph.edges(data="projection", default="")
    overlaps: nx.Graph[str] = nx.Graph((one, other) for one, other, kind in edges if kind.endswith(OVERLAP))
    best: dict[str, float] = {}
    for one, other in overlaps.edges():
        match = 1 / (overlaps.degree(one) + overlaps.degree(other) - 1)
        for node in (one, other):
            best[node] = max(best.get(node, 0.0), match)
    return {node: best.get(node, nan) for node in graph}
