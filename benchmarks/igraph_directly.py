"""Igraph called directly, for the very answers that our measures give: by node and on the same scale."""

import random
from collections import Counter
from collections.abc import Iterable
from itertools import chain
from math import nan
from typing import Any

import igraph

from carekg.analytics.igraph_scale import rescale_betweenness

SEED = 1


class Directly:
    """The measures by igraph alone, of ties and of relations that are igraph graphs already."""

    def __init__(self, ties: igraph.Graph, relations: igraph.Graph) -> None:
        self.ties, self.relations = ties, relations
        self.names: list[str] = ties.vs["_nx_name"]

    def _named(self, values: Iterable[Any]) -> dict[str, Any]:
        return dict(zip(self.names, values, strict=True))

    def _numbered(self, groups: Iterable[Iterable[int]]) -> dict[str, int]:
        named = [[self.names[number] for number in group] for group in groups]
        named.sort(key=lambda group: (-len(group), min(group)))
        return {node: number for number, group in enumerate(named) for node in group}

    def degree(self) -> dict[str, Any]:
        """Degree."""
        return self._named(self.ties.degree())

    def pagerank(self) -> dict[str, Any]:
        """PageRank."""
        return self._named(self.relations.pagerank(weights="count"))

    def components(self) -> dict[str, int]:
        """Parts, the largest first."""
        return self._numbered(self.ties.connected_components())

    def coreness(self) -> dict[str, Any]:
        """The k-core."""
        return self._named(self.ties.coreness())

    def louvain(self) -> dict[str, int]:
        """Louvain's groups, with the same seed as ours."""
        igraph.set_random_number_generator(random.Random(SEED))
        return self._numbered(self.ties.community_multilevel(weights="count"))

    def leiden(self) -> dict[str, int]:
        """Leiden's groups, with the same seed as ours."""
        igraph.set_random_number_generator(random.Random(SEED))
        return self._numbered(self.ties.community_leiden("modularity", weights="count", n_iterations=2))

    def constraint(self) -> dict[str, Any]:
        """Burt's constraint."""
        return self._named(self.ties.constraint(weights="count"))

    def effective_size(self) -> dict[str, Any]:
        """Burt's effective size, which igraph has not, from what it has."""
        pairs = zip(self.ties.degree(), self.ties.transitivity_local_undirected(mode="zero"), strict=True)
        return self._named([n - share * (n - 1) if n else nan for n, share in pairs])

    def articulation_points(self) -> dict[str, Any]:
        """How many pieces each node holds together."""
        pieces = Counter(chain.from_iterable(self.ties.biconnected_components()))
        return self._named([count if (count := pieces.get(node, 0)) > 1 else 0 for node in range(len(self.names))])

    def bridges(self) -> dict[tuple[str, str], int]:
        """Bridges with the size of the smaller side, by igraph's walk from one node of each part."""
        below, whole = [1] * len(self.names), [1] * len(self.names)
        for part in self.ties.connected_components():
            for node in part:
                whole[node] = len(part)
            if len(part) > 1:
                order, _, above = self.ties.bfs(part[0])
                for node in reversed(order[1:]):
                    below[above[node]] += below[node]
        found = {}
        for number in self.ties.bridges():
            one, two = self.ties.es[number].tuple
            size, ends = min(below[one], below[two]), sorted((self.names[one], self.names[two]))
            found[ends[0], ends[1]] = min(size, whole[one] - size)
        return found

    def betweenness(self, sources: int | None) -> dict[Any, float]:
        """Betweenness, exact or from the very sources that NetworkX draws."""
        numbers = range(len(self.names))
        drawn = None if sources is None else random.Random(SEED).sample(numbers, sources)
        found = self._named(2 * each for each in self.ties.betweenness(sources=drawn))
        chosen = None if drawn is None else [self.names[number] for number in drawn]
        return rescale_betweenness(found, chosen, normalized=True, directed=False)

    def closeness(self) -> dict[str, Any]:
        """Closeness with Wasserman and Faust's factor."""
        parts = self.ties.connected_components()
        sizes, others = parts.sizes(), len(self.names) - 1
        factors = ((sizes[part] - 1) / others for part in parts.membership)
        scaled = (
            value * factor if factor else 0.0 for value, factor in zip(self.ties.closeness(), factors, strict=True)
        )
        return self._named(scaled)
