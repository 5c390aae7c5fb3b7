"""Centrality: how much of what there is goes by a node."""

from math import log, sqrt
from typing import Any, Final

import networkx as nx

from carekg.analytics.measures import BACKEND, Graph, relations, ties

WORK: Final = 2_000_000_000  # nodes times ties: up to it, exact betweenness takes seconds
SAMPLE: Final = 2_000


def degree(graph: "Graph[str]") -> dict[str, float]:
    """Count the others that each node is tied to: how many partners a party deals with.

    The degree of v is the number of nodes u ≠ v with at least one relation between u and v, in either direction.
    Parallel relations count once and loops not at all; an isolated node has 0.

    Parameters: graph, any number of nodes.
    Returns: the degree of each node, a whole number.

    >>> degree(nx.MultiDiGraph([("hub", "a"), ("hub", "a"), ("b", "hub")]))["hub"]
    2

    Source: Freeman (1978), Centrality in social networks: conceptual clarification, Social Networks 1(3), 215-239.
    """
    return {node: len(partners) for node, partners in ties(graph).adjacency()}


def betweenness(graph: "Graph[str]", sources: int | None = None, seed: int = 1) -> dict[str, float]:
    """Measure how often each node lies on the shortest ways between others: who can broker, or hold up.

    The betweenness of v is the sum over pairs s, t of the share of the shortest paths between s and t that pass
    through v, divided by the number of pairs, (n - 1)(n - 2) / 2. Ties are undirected and all of length one. In a
    graph of fewer than three nodes it is 0 for each.

    Parameters: graph, any number of nodes; sources, how many nodes s to count from, drawn at random: all of them
    unless given, or `sample_size(graph)` where that would take too long; seed of the draw.
    Returns: the betweenness of each node, from 0 to 1.

    >>> betweenness(nx.MultiDiGraph([("a", "hub"), ("hub", "b")]))["hub"]
    1.0

    Source: Freeman (1977), A set of measures of centrality based on betweenness, Sociometry 40(1), 35-41; computed
    as in Brandes (2001), A faster algorithm for betweenness centrality, Journal of Mathematical Sociology 25(2);
    sampled as in Brandes and Pich (2007), Centrality estimation in large networks, International Journal of
    Bifurcation and Chaos 17(7).
    """
    simple = ties(graph)
    chosen = sources or _sample_size(simple)
    found: Any = nx.betweenness_centrality(simple, k=chosen, seed=seed, backend=BACKEND)
    return dict(found)


def sample_size(graph: "Graph[str]") -> int | None:
    """Give the number of sources that betweenness is counted from, or None where it is exact."""
    return _sample_size(ties(graph))


def _sample_size(simple: "nx.Graph[str]") -> int | None:
    exact = len(simple) * simple.number_of_edges() <= WORK
    return None if exact else min(SAMPLE, len(simple))


def precision(graph: "Graph[str]") -> str:
    """Say whether betweenness is exact, or from how many sources, and how far off it may be.

    The error is Hoeffding's bound: a node's value is the mean of that many terms between 0 and 1.

    Source: Hoeffding (1963), Probability inequalities for sums of bounded random variables, JASA 58(301).
    """
    sources = sample_size(graph)
    if sources is None:
        return "exact"
    error = sqrt(log(2 / 0.05) / (2 * sources))
    return f"estimated from {sources:,} of {len(graph):,} sources; each value within {error:.3f}, 19 times in 20"


def closeness(graph: "Graph[str]") -> dict[str, float]:
    """Measure how few steps away the others are: who hears of things first.

    The closeness of v is (r - 1) / D × (r - 1) / (n - 1), where r nodes can be reached from v, itself included, D is
    the sum of their distances and n the number of nodes: the second factor keeps a small island from looking
    central. Ties are undirected and all of length one; an isolated node has 0.

    Parameters: graph, any number of nodes; time grows with nodes times ties.
    Returns: the closeness of each node, from 0 to 1.

    >>> closeness(nx.MultiDiGraph([("a", "hub"), ("hub", "b")]))["hub"]
    1.0

    Source: Freeman (1978), as for degree; Wasserman and Faust (1994), Social Network Analysis, section 5.2.2.
    """
    found: Any = nx.closeness_centrality(ties(graph), backend=BACKEND)
    return dict(found)


def pagerank(graph: "Graph[str]", damping: float = 0.85) -> dict[str, float]:
    """Measure where relations lead: what many rely on, or owe to, and what those in turn rely on.

    PageRank is the share of time that a walker spends at each node who follows relations in their direction, each as
    likely as it has parallels, and now and then (1 - damping) starts again anywhere. From a node without relations
    onwards the walker starts again. What a direction means is said by the layer. The values add up to 1.

    Parameters: graph, any number of nodes; damping, from 0 to below 1.
    Returns: the PageRank of each node.

    >>> found = pagerank(nx.MultiDiGraph([("a", "law"), ("b", "law")]))
    >>> max(found, key=found.get), round(sum(found.values()), 9)
    ('law', 1.0)

    Source: Brin and Page (1998), The anatomy of a large-scale hypertextual web search engine, Computer Networks 30.
    """
    found: Any = nx.pagerank(relations(graph), alpha=damping, weight="count", backend=BACKEND)
    return dict(found)


def core_number(graph: "Graph[str]") -> dict[str, float]:
    """Measure how deep in the densest part each node is: the ring it belongs to.

    The k-core is what is left when every node with fewer than k ties to others that are left has been taken away,
    again and again; a node's number is the largest k whose core it is in. An isolated node has 0.

    Parameters: graph, any number of nodes.
    Returns: the core number of each node, a whole number.

    >>> core_number(nx.MultiDiGraph([("a", "b"), ("b", "c"), ("c", "a"), ("c", "leaf")]))
    {'a': 2, 'b': 2, 'c': 2, 'leaf': 1}

    Source: Seidman (1983), Network structure and minimum degree, Social Networks 5(3), 269-287.
    """
    found: dict[str, float] = nx.core_number(ties(graph), backend=BACKEND)
    return found
