"""What a measure is, and the two simple graphs that measures are taken on: ties, and relations with a direction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar

import networkx as nx

BACKEND: Final = "carekg_igraph"  # as NetworkX knows ours; another package may bring one that is called igraph
Graph = nx.MultiDiGraph  # the type parameter is a node's IRI, a text
Scope = Literal["node", "tie", "graph"]
Simple = TypeVar("Simple", bound="nx.Graph[str]")


def exactly(_: "Graph[str]") -> str:
    """Say that every number is exact."""
    return "exact"


@dataclass(frozen=True)
class Measure:
    """A measure: its function, what its values are of, and how they are read.

    `scope` says whether the function gives a value to each node, to some ties, or names figures of the whole graph;
    `lowest_first` is for values that are numbers of groups; `precision` says how exact the values of a graph are.
    """

    function: Callable[["Graph[str]"], Mapping[Any, Any]]
    scope: Scope = "node"
    lowest_first: bool = False
    precision: Callable[["Graph[str]"], str] = exactly


def ties(graph: "Graph[str]") -> "nx.Graph[str]":
    """Collapse a graph into its ties: one undirected edge between two nodes, however many relations join them.

    Parameters: graph, whose edges may be parallel and directed.
    Returns: a simple graph over the same nodes, without loops; each edge has `count`, the number of relations.

    >>> ties(nx.MultiDiGraph([("a", "b"), ("b", "a"), ("a", "a")])).edges(data=True)
    EdgeDataView([('a', 'b', {'count': 2})])
    """
    return _collapse(graph, nx.Graph())


def relations(graph: "Graph[str]") -> "nx.DiGraph[str]":
    """Collapse a graph into its directed relations: one edge from a node to another, however many join them so.

    Parameters: graph, whose edges may be parallel.
    Returns: a simple directed graph over the same nodes, without loops; each edge has `count`.

    >>> relations(nx.MultiDiGraph([("a", "b"), ("a", "b"), ("b", "a")])).edges(data="count")
    OutEdgeDataView([('a', 'b', 2), ('b', 'a', 1)])
    """
    return _collapse(graph, nx.DiGraph())


def sectors(graph: "Graph[str]") -> dict[str, str]:
    """Give the sector of each node that has one: of the parties."""
    return {node: data["sector"] for node, data in graph.nodes(data=True) if data.get("sector")}


def _collapse(graph: "Graph[str]", simple: Simple) -> Simple:
    simple.add_nodes_from(graph)
    counts: dict[tuple[str, str], int] = {}
    for source, target in graph.edges():
        if source != target:
            pair = (source, target) if simple.is_directed() or (target, source) not in counts else (target, source)
            counts[pair] = counts.get(pair, 0) + 1
    simple.add_edges_from((source, target, {"count": count}) for (source, target), count in counts.items())
    return simple
