"""A NetworkX graph as igraph has it, for the backend."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, Final

import igraph
import networkx as nx

from carekg.analytics.measures import BACKEND

Node = Hashable
Values = dict[Node, float]


class Converted:
    """A NetworkX graph as igraph has it: numbered nodes, and pairs of numbers with their weights."""

    __networkx_backend__: Final = BACKEND

    def __init__(self, graph: "nx.Graph[Any]", weights: Mapping[str, float]) -> None:
        self.nodes: list[Node] = list(graph)
        self.directed, self.parallel = graph.is_directed(), graph.is_multigraph()
        self.number = {node: number for number, node in enumerate(self.nodes)}
        self.pairs = [(self.number[source], self.number[target]) for source, target in graph.edges()]
        self.weights = {
            name: [weight for _, _, weight in graph.edges(data=name, default=default)]
            for name, default in weights.items()
        }
        self.has_loops = any(node in near for node, near in graph.adjacency())

    def __len__(self) -> int:
        return len(self.nodes)

    def is_directed(self) -> bool:
        """Tell whether edges have a direction, as NetworkX asks."""
        return self.directed

    def is_multigraph(self) -> bool:
        """Tell whether edges may be parallel, as NetworkX asks."""
        return self.parallel

    def whole(self) -> igraph.Graph:
        """Give the igraph graph with every edge, parallel ones too, in NetworkX's order."""
        return self._graph(self.pairs, None)

    def simple(self, weight: str | None, combine: Callable[[float, float], float]) -> igraph.Graph:
        """Give the igraph graph with parallel edges collapsed; their weights are combined two by two."""
        if not self.parallel:
            return self._graph(self.pairs, self.weights[weight] if weight else None)
        weights = self.weights[weight] if weight else [1.0] * len(self.pairs)
        joined: dict[tuple[int, int], float] = {}
        for (source, target), value in zip(self.pairs, weights, strict=True):
            pair = (source, target) if self.directed or source < target else (target, source)
            joined[pair] = combine(joined[pair], value) if pair in joined else value
        return self._graph(list(joined), list(joined.values()))

    def _graph(self, pairs: list[tuple[int, int]], weights: list[float] | None) -> igraph.Graph:
        attributes = {} if weights is None else {"weight": weights}
        return igraph.Graph(n=len(self), edges=pairs, directed=self.directed, edge_attrs=attributes)

    def named(self, values: Iterable[float], nodes: Iterable[Node] | None = None) -> Values:
        """Give values by node."""
        return dict(zip(self.nodes if nodes is None else nodes, values, strict=True))
