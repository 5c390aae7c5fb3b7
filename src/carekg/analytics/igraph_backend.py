"""A NetworkX backend over igraph, for the measures that are too slow in Python at national size.

NetworkX finds it by the entry point `networkx.backends`; carekg calls it by name (`backend="carekg_igraph"`), never
for every call. Its answers equal NetworkX's: the functions here undo what igraph does otherwise. An argument that
igraph does not support raises NotImplementedError.

Source: NetworkX, Backends (utils/backends.py); Csardi and Nepusz (2006), The igraph software package.
"""

import random
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from math import isnan, nan
from typing import Any

import igraph
import networkx as nx

from carekg.analytics.igraph_graph import Converted, Node, Values
from carekg.analytics.igraph_scale import rescale_betweenness

Groups = list[set[Node]]

nx.config.warnings_to_ignore.add("cache")  # a converted graph is kept with its NetworkX graph: that is what we want


def convert_from_nx(graph: "nx.Graph[Any]", edge_attrs: Mapping[str, Any] | None = None, **_: object) -> Converted:
    """Convert a NetworkX graph with the edge attributes that the function to call asks for."""
    return Converted(graph, edge_attrs or {})


def convert_to_nx(result: Any, **_: object) -> Any:
    """Give a result to NetworkX: ours are dictionaries and lists, which need no change."""
    return result


def _refuse(reason: str, *, when: bool) -> None:
    if when:
        raise NotImplementedError(f"igraph backend: {reason}")


def _sum(first: float, second: float) -> float:
    return first + second


def _any(first: float, _: float) -> float:
    return first


def _lengths(graph: Converted, weight: str | None) -> tuple[igraph.Graph, str | None]:
    """Give the graph for shortest ways: of parallel edges the shortest counts."""
    _refuse("lengths must be above nought", when=weight is not None and min(graph.weights[weight], default=1) <= 0)
    return (graph.simple(weight, min), "weight") if weight else (graph.simple(None, _any), None)


def _strengths(graph: Converted, weight: str | None) -> igraph.Graph:
    """Give the graph for strengths of ties: parallel edges add up, and each edge has a weight."""
    _refuse("weights below nought", when=weight is not None and min(graph.weights[weight], default=1) < 0)
    joined = graph.simple(weight, _sum)
    if "weight" not in joined.es.attributes():
        joined.es["weight"] = 1.0
    return joined


def betweenness_centrality(
    graph: Converted,
    k: int | None = None,
    normalized: bool = True,
    weight: str | None = None,
    endpoints: bool = False,
    seed: random.Random | None = None,
) -> Values:
    """Betweenness, exact or from k sources, on NetworkX's scale."""
    _refuse("endpoints=True", when=endpoints)
    lengths, weights = _lengths(graph, weight)
    if k == 0:
        raise ZeroDivisionError("A sample of no sources says nothing.")  # as in NetworkX
    sampled = None if k is None or k == len(graph) else (seed or random.Random()).sample(graph.nodes, k)  # noqa: S311
    sources = None if sampled is None else [graph.number[node] for node in sampled]
    found = graph.named(lengths.betweenness(directed=graph.directed, weights=weights, sources=sources))
    if not graph.directed:
        found = {node: 2 * value for node, value in found.items()}  # igraph counts a pair once, and NetworkX twice
    return rescale_betweenness(found, sampled, normalized=normalized, directed=graph.directed)


def closeness_centrality(
    graph: Converted, u: Node | None = None, distance: str | None = None, wf_improved: bool = True
) -> Any:
    """Closeness by incoming ways, with Wasserman and Faust's factor for what is out of reach."""
    lengths, weights = _lengths(graph, distance)
    asked = None if u is None else [graph.number[u]]
    values = lengths.closeness(asked, mode="in", weights=weights)
    others = max(len(graph) - 1, 1)
    factors = [(size - 1) / others for size in _reaching(lengths, asked)] if wf_improved else [1.0] * len(values)
    scaled = [0.0 if isnan(value) else value * factor for value, factor in zip(values, factors, strict=True)]
    return graph.named(scaled) if u is None else scaled[0]


def _reaching(lengths: igraph.Graph, asked: list[int] | None) -> list[int]:
    """Count the nodes with a way to each node: without directions, those of its part, so nothing need be walked."""
    if lengths.is_directed():
        found: list[int] = lengths.neighborhood_size(asked, order=lengths.vcount(), mode="in")
        return found
    parts = lengths.connected_components()
    sizes, membership = parts.sizes(), parts.membership
    return [sizes[membership[number]] for number in (range(len(membership)) if asked is None else asked)]


def pagerank(
    graph: Converted,
    alpha: float = 0.85,
    personalization: Mapping[Node, float] | None = None,
    max_iter: int = 100,
    tol: float = 1e-6,  # noqa: ARG001  # the solver is direct, nearer than any tolerance
    nstart: object = None,
    weight: str | None = "weight",
    dangling: object = None,
) -> Values:
    """PageRank by a direct solver."""
    _refuse("dangling", when=dangling is not None)
    _refuse("nstart and max_iter: the solver does not iterate", when=nstart is not None or max_iter != 100)
    _refuse("loops in an undirected graph", when=not graph.directed and graph.has_loops)
    _refuse("personalization", when=personalization is not None)
    if not len(graph):
        return {}
    return graph.named(_strengths(graph, weight).pagerank(damping=alpha, weights="weight"))


def core_number(graph: Converted) -> dict[Node, int]:
    """The core number: the largest k whose k-core a node is in."""
    if graph.has_loops:  # as NetworkX refuses it
        raise nx.NetworkXNotImplemented("Input graph has self loops, which are not permitted.")
    return graph.named(graph.simple(None, _any).coreness(mode="all"))  # type: ignore[return-value]  # whole numbers


def constraint(graph: Converted, nodes: Iterable[Node] | None = None, weight: str | None = None) -> Values:
    """Burt's constraint; not a number for an isolated node."""
    _refuse("loops", when=graph.has_loops)
    _refuse("parallel edges with a direction", when=graph.parallel and graph.directed)
    _refuse("chosen nodes of a directed graph", when=nodes is not None and graph.directed)
    chosen = graph.nodes if nodes is None else list(nodes)
    if not chosen:
        return {}
    numbers = [graph.number[node] for node in chosen]
    return graph.named(_strengths(graph, weight).constraint(numbers, weights="weight"), chosen)


def effective_size(graph: Converted, nodes: Iterable[Node] | None = None, weight: str | None = None) -> Values:
    """Burt's effective size of simple undirected ties: n - 2t/n, with n ties and t ties among the others."""
    _refuse("weights, directions, loops", when=weight is not None or graph.directed or graph.has_loops)
    _refuse("parallel edges", when=graph.parallel)
    chosen = graph.nodes if nodes is None else list(nodes)
    if not chosen:
        return {}
    ties, numbers = graph.simple(None, _any), [graph.number[node] for node in chosen]
    shares = ties.transitivity_local_undirected(numbers, mode="zero")
    degrees = ties.degree(numbers)  # Borgatti's formula, from the share of the pairs of others that are tied
    return graph.named([n - share * (n - 1) if n else nan for n, share in zip(degrees, shares, strict=True)], chosen)


def bridges(graph: Converted, root: Node | None = None) -> Iterator[tuple[Node, Node]]:
    """Bridges, in the order of the edges; of two parallel edges neither is one."""
    if root is not None and root not in graph.number:  # as in NetworkX
        raise nx.NodeNotFound(f"Root node {root} is not in graph")
    whole = graph.whole()
    near = None if root is None else set(whole.subcomponent(graph.number[root]))
    for number in sorted(whole.bridges()):
        source, target = graph.pairs[number]
        if near is None or source in near:
            yield graph.nodes[source], graph.nodes[target]


def articulation_points(graph: Converted) -> Iterator[Node]:
    """Articulation points."""
    return map(graph.nodes.__getitem__, graph.whole().articulation_points())


def biconnected_components(graph: Converted) -> Iterator[set[Node]]:
    """The parts that no loss of one node cuts in two; a node alone is in none."""
    return _sets(graph, graph.whole().biconnected_components())


def connected_components(graph: Converted) -> Iterator[set[Node]]:
    """The parts that no edge joins."""
    return _sets(graph, graph.whole().connected_components())


def _sets(graph: Converted, parts: Iterable[Iterable[int]]) -> Iterator[set[Node]]:
    return (set(map(graph.nodes.__getitem__, part)) for part in parts)


@contextmanager
def _seeded(seed: random.Random) -> Iterator[None]:
    igraph.set_random_number_generator(seed)
    try:
        yield
    finally:
        igraph.set_random_number_generator(random)


def louvain_communities(
    graph: Converted,
    weight: str | None = "weight",
    resolution: float = 1,
    threshold: float = 1e-7,
    max_level: int | None = None,
    seed: random.Random | None = None,
) -> Groups:
    """Communities by Louvain's method."""
    _refuse("directed graphs", when=graph.directed)
    _refuse("threshold and max_level", when=threshold != 1e-7 or max_level is not None)
    with _seeded(seed or random.Random()):  # noqa: S311
        found = _strengths(graph, weight).community_multilevel(weights="weight", resolution=resolution)
    return _groups(graph, found)


def leiden_communities(
    graph: Converted,
    weight: str | None = "weight",
    resolution: float = 1,
    max_level: int | None = None,
    seed: random.Random | None = None,
) -> Groups:
    """Communities by Leiden's method, raising modularity, in two iterations."""
    _refuse("directed graphs", when=graph.directed)
    _refuse("max_level", when=max_level is not None)
    joined = _strengths(graph, weight)
    with _seeded(seed or random.Random()):  # noqa: S311
        found = joined.community_leiden("modularity", weights="weight", resolution=resolution, n_iterations=2)
    return _groups(graph, found)


def _groups(graph: Converted, found: Iterable[Iterable[int]]) -> Groups:
    return [group for group in _sets(graph, found) if group]
