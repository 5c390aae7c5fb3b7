"""Communities: groups of nodes that are tied more among themselves than chance would have it."""

from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from itertools import combinations
from math import comb
from statistics import fmean
from typing import Final

import networkx as nx

from carekg.analytics.measures import BACKEND, Graph, ties

SEEDS: Final = range(1, 11)
Groups = list[set[str]]
Method = Callable[["nx.Graph[str]", int], Groups]


def communities(graph: "Graph[str]", seed: int = 1) -> dict[str, int]:
    """Sort nodes into groups that are tied more among themselves than chance would have it, by Louvain's method.

    Louvain's method raises modularity step by step, over ties weighted by the number of relations. Groups are
    numbered from 0, the largest first; an isolated node is a group of its own.

    Parameters: graph, any number of nodes; seed, a whole number: the method tries nodes in a random order, and
    another order can give other groups (`community_quality` says how far).
    Returns: the number of each node's group.

    >>> found = communities(nx.MultiDiGraph([("a", "b"), ("b", "c"), ("c", "a"), ("x", "y")]))
    >>> found["a"] == found["b"] == found["c"], found["x"] == found["y"], found["a"] != found["x"]
    (True, True, True)

    Source: Blondel, Guillaume, Lambiotte and Lefebvre (2008), Fast unfolding of communities in large networks,
    Journal of Statistical Mechanics, P10008.
    """
    return _numbered(_louvain(ties(graph), seed))


def leiden(graph: "Graph[str]", seed: int = 1) -> dict[str, int]:
    """Sort nodes into groups that are tied more among themselves than chance would have it, by Leiden's method.

    Leiden's method mends what Louvain's can leave: each of its groups hangs together. Two iterations, over ties
    weighted by the number of relations. Groups are numbered from 0, the largest first.

    Parameters: graph, any number of nodes; seed, a whole number, as for `communities`.
    Returns: the number of each node's group.

    >>> found = leiden(nx.MultiDiGraph([("a", "b"), ("b", "c"), ("c", "a"), ("x", "y")]))
    >>> sorted(node for node in found if found[node] == 0)
    ['a', 'b', 'c']

    Source: Traag, Waltman and van Eck (2019), From Louvain to Leiden: guaranteeing well-connected communities,
    Scientific Reports 9, 5233.
    """
    return _numbered(_leiden(ties(graph), seed))


def community_quality(graph: "Graph[str]") -> dict[str, float]:
    """Tell how good the groups of both methods are, and how much they hang on chance.

    Modularity is the share of relations within groups less what it would be if they were dealt at random, from -0.5
    to 1; above 0.3 is usual for real groups. Stability is the mean adjusted Rand index between the groups of ten
    seeds: 1 where every seed gives the same, about 0 where they agree no more than by chance.

    Parameters: graph, any number of nodes; without ties modularity is 0.
    Returns: for each method the number of groups and the modularity, with the first seed, and the stability.

    >>> found = community_quality(nx.MultiDiGraph([("a", "b"), ("b", "c"), ("c", "a"), ("x", "y")]))
    >>> found["Leiden: groups"], found["Leiden: stability over 10 seeds"]
    (2, 1.0)

    Source: Newman and Girvan (2004), Finding and evaluating community structure in networks, Physical Review E 69;
    Hubert and Arabie (1985), Comparing partitions, Journal of Classification 2, 193-218.
    """
    if not graph:
        return {}
    simple = ties(graph)
    methods: Mapping[str, Method] = {"Louvain": _louvain, "Leiden": _leiden}
    return {
        f"{name}: {what}": value
        for name, method in methods.items()
        for what, value in _quality(simple, partial(method, simple)).items()
    }


def _quality(simple: "nx.Graph[str]", method: Callable[[int], Groups]) -> dict[str, float]:
    found = [method(seed) for seed in SEEDS]
    numbers = [_numbered(groups) for groups in found]
    tied = simple.number_of_edges() > 0
    return {
        "groups": len(found[0]),
        "modularity": nx.community.modularity(simple, found[0], weight="count") if tied else 0.0,
        f"stability over {len(SEEDS)} seeds": fmean(agreement(one, two) for one, two in combinations(numbers, 2)),
    }


def _louvain(simple: "nx.Graph[str]", seed: int) -> Groups:
    return list(nx.community.louvain_communities(simple, weight="count", seed=seed, backend=BACKEND)) if simple else []


def _leiden(simple: "nx.Graph[str]", seed: int) -> Groups:
    return list(nx.community.leiden_communities(simple, weight="count", seed=seed, backend=BACKEND)) if simple else []


def _numbered(groups: Groups) -> dict[str, int]:
    ordered = sorted(groups, key=lambda group: (-len(group), min(group)))
    return {node: number for number, group in enumerate(ordered) for node in group}


def agreement(first: Mapping[str, int], second: Mapping[str, int]) -> float:
    """Tell how far two ways of grouping the same nodes agree, beyond chance: the adjusted Rand index.

    Parameters: first and second, the number of each node's group; both have the same nodes.
    Returns: 1 where they are the same, about 0 where they agree as by chance, below where less.

    >>> agreement({"a": 0, "b": 0, "c": 1}, {"a": 1, "b": 1, "c": 0})
    1.0

    Source: Hubert and Arabie (1985), as above.
    """
    both = _pairs(Counter((first[node], second[node]) for node in first))
    one, two, every = _pairs(Counter(first.values())), _pairs(Counter(second.values())), comb(len(first), 2)
    expected = one * two / every if every else 0.0
    most = (one + two) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


def _pairs(sizes: "Counter[int] | Counter[tuple[int, int]]") -> int:
    return sum(comb(size, 2) for size in sizes.values())
