"""Paths: how two things are connected, in words, with the source of each step."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice, pairwise
from math import log
from typing import Any, Final
from weakref import WeakKeyDictionary

import networkx as nx

from carekg.terms.errors import BadParameter, UnknownName

_RECKONED: "Final[WeakKeyDictionary[nx.MultiDiGraph[str], nx.Graph[str]]]" = WeakKeyDictionary()


@dataclass(frozen=True)
class Step:
    """One relation on a path, read in the direction of the path."""

    source: str
    target: str
    source_label: str
    target_label: str
    words: str
    statement: str
    authority: str

    def __str__(self) -> str:
        return f"{self.source_label} {self.words} {self.target_label}"


@dataclass(frozen=True)
class Path:
    """One way of connecting two things, and what it costs to explain: the less, the better."""

    steps: tuple[Step, ...]
    cost: float

    def __str__(self) -> str:
        return "; ".join(str(step) for step in self.steps)


def explain(graph: "nx.MultiDiGraph[str]", source: str, target: str, k: int = 3) -> list[Path]:
    """Find the k best explanations of how two nodes are connected.

    The cost of a tie is that of its best relation (legal ones cost less than soft ones) plus half the
    logarithm of each end's degree, so that a way through a hub, which connects everything, explains less. Ways are
    the k cheapest simple paths, whatever the direction of the relations.

    Parameters: graph, projected from a layer; source and target, nodes; k, how many ways at most.
    Returns: paths, the best first; none where the two are not connected.
    Raises: UnknownName where a node is not in the graph; BadParameter where both are one, or no way is asked for.

    >>> graph = nx.MultiDiGraph()
    >>> graph.add_nodes_from([("b", {"label": "Board"}), ("a", {"label": "Act"})])
    >>> _ = graph.add_edge("b", "a", words="was established by", inverse="established", cost=1.0)
    >>> print(explain(graph, "a", "b")[0])
    Act established Board

    Source: Yen (1971), Finding the k shortest loopless paths in a network, Management Science 17(11); the discount
    of hubs after Himmelstein and others (2017), Systematic integration of biomedical knowledge, eLife 6, e26726.
    """
    for node in (source, target):
        if node not in graph:
            raise UnknownName("node in this layer on this date", node)
    if source == target:
        raise BadParameter("target", graph.nodes[target].get("label", target), "name another thing than the source")
    if k < 1:
        raise BadParameter("k", k, "ask for one way at least")
    costs = _costs(graph)
    return [_path(graph, costs, way) for way in islice(_cheapest(costs, source, target), k)]


def searched(graph: "nx.MultiDiGraph[str]") -> str:
    """Say what a search for paths went through, for when it found none.

    >>> searched(nx.MultiDiGraph([("a", "b")], layer="law", as_of="2024-01-01"))
    'all 1 relations between 2 things in the layer law, as of 2024-01-01, were followed, in both directions'
    """
    size = f"all {graph.number_of_edges():,} relations between {len(graph):,} things"
    where = f"in the layer {graph.graph.get('layer', '')}, as of {graph.graph.get('as_of', '')}"
    return f"{size} {where}, were followed, in both directions"


def _cheapest(costs: "nx.Graph[str]", source: str, target: str) -> Iterator[list[str]]:
    try:
        yield from nx.shortest_simple_paths(costs, source, target, weight="cost")
    except nx.NetworkXNoPath:
        return


def _costs(graph: "nx.MultiDiGraph[str]") -> "nx.Graph[str]":
    """Give what each tie costs: of a graph that is frozen, as projections are, it is reckoned once."""
    if not nx.is_frozen(graph):
        return _reckon(graph)
    if graph not in _RECKONED:
        _RECKONED[graph] = _reckon(graph)
    return _RECKONED[graph]


def _reckon(graph: "nx.MultiDiGraph[str]") -> "nx.Graph[str]":
    cheapest: dict[tuple[str, str], float] = {}
    for source, target, edge in graph.edges(data=True):
        if source != target:
            pair = (min(source, target), max(source, target))
            cheapest[pair] = min(edge["cost"], cheapest.get(pair, edge["cost"]))
    degrees = Counter(chain.from_iterable(cheapest))
    costs: nx.Graph[str] = nx.Graph()
    for one, other in sorted(cheapest):
        hubs = log(degrees[one]) + log(degrees[other])
        costs.add_edge(one, other, cost=cheapest[one, other] + hubs / 2)
    costs.add_nodes_from(graph)
    return costs


def _best(graph: "nx.MultiDiGraph[str]", source: str, target: str) -> dict[str, Any]:
    """Give the cheapest relation between two nodes, with its words in the direction of the path."""
    forth = [(edge, edge["words"]) for edge in _relations(graph, source, target)]
    back = [(edge, edge["inverse"]) for edge in _relations(graph, target, source)]
    edge, words = min(forth + back, key=lambda each: (each[0]["cost"], each[0].get("statement", ""), each[1]))
    return {**edge, "words": words}


def _relations(graph: "nx.MultiDiGraph[str]", source: str, target: str) -> list[dict[str, Any]]:
    found: dict[Any, dict[str, Any]] = graph.get_edge_data(source, target, default={})
    return list(found.values())


def _path(graph: "nx.MultiDiGraph[str]", costs: "nx.Graph[str]", way: list[str]) -> Path:
    edges = [_best(graph, source, target) for source, target in pairwise(way)]
    steps = tuple(
        Step(
            source=source,
            target=target,
            source_label=graph.nodes[source].get("label", source),
            target_label=graph.nodes[target].get("label", target),
            words=edge["words"] or "is related to",
            statement=edge.get("statement", ""),
            authority=edge.get("authority", ""),
        )
        for source, target, edge in zip(way, way[1:], edges, strict=False)
    )
    return Path(steps, round(sum(costs.edges[step.source, step.target]["cost"] for step in steps), 3))
