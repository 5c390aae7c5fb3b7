"""Structure: what hangs together, by what thread, and what is left when parts go."""

from collections import Counter
from itertools import chain
from math import nan
from random import Random
from statistics import fmean
from typing import Any, Final

import networkx as nx
from networkx.utils import UnionFind

from carekg.analytics.measures import BACKEND, Graph, relations, sectors, ties

DUTY: Final = "edge/duty"  # how the name of the projection of duties ends
_DRAWS: Final = 5


def components(graph: "Graph[str]") -> dict[str, int]:
    """Sort nodes into the parts that no tie joins: what is cut off from what.

    Two nodes are in one part where some chain of relations, in whatever direction, joins them. Parts are numbered
    from 0, the largest first.

    Parameters: graph, any number of nodes.
    Returns: the number of each node's part.

    >>> components(nx.MultiDiGraph([("a", "b"), ("c", "b"), ("x", "y")]))
    {'a': 0, 'b': 0, 'c': 0, 'x': 1, 'y': 1}

    Source: Wasserman and Faust (1994), Social Network Analysis, section 4.2.
    """
    found: Any = nx.connected_components(ties(graph), backend=BACKEND)
    parts = sorted(found, key=lambda part: (-len(part), min(part)))
    number = {node: number for number, part in enumerate(parts) for node in part}
    return {node: number[node] for node in graph}


def articulation_points(graph: "Graph[str]") -> dict[str, int]:
    """Count the pieces that a node alone holds together: whose loss would cut others off from each other.

    The value is the number of pieces that the node's part would fall into without it, where that is more than one,
    else 0.

    Parameters: graph, any number of nodes.
    Returns: a whole number for each node.

    >>> articulation_points(nx.MultiDiGraph([("a", "hub"), ("b", "hub"), ("c", "b"), ("c", "hub")]))
    {'a': 0, 'hub': 2, 'b': 0, 'c': 0}

    Source: Hopcroft and Tarjan (1973), Algorithm 447: efficient algorithms for graph manipulation, CACM 16(6).
    """
    blocks: Any = nx.biconnected_components(ties(graph), backend=BACKEND)
    pieces = Counter(chain.from_iterable(blocks))
    return {node: count if (count := pieces.get(node, 0)) > 1 else 0 for node in graph}


def bridges(graph: "Graph[str]") -> dict[tuple[str, str], int]:
    """Find the ties that alone join two sides, and count the nodes on the smaller: what hangs by one thread.

    A tie is a bridge where no other way joins its ends. Several relations between the same two nodes are one tie.

    Parameters: graph, any number of nodes.
    Returns: for each bridge, its ends in order of name, the number of nodes on its smaller side.

    >>> bridges(nx.MultiDiGraph([("a", "b"), ("b", "c"), ("c", "a"), ("c", "leaf")]))
    {('c', 'leaf'): 1}

    Source: Tarjan (1974), A note on finding the bridges of a graph, Information Processing Letters 2(6), 160-161.
    """
    simple = ties(graph)
    threads: Any = list(nx.bridges(simple, backend=BACKEND))
    below, root = _spanning_tree(simple) if threads else ({}, {})
    found = {}
    for one, two in threads:  # each spanning tree has all bridges, and their further ends have fewer nodes below
        size = min(below[one], below[two])
        found[(one, two) if one < two else (two, one)] = min(size, below[root[one]] - size)
    return found


def _spanning_tree(simple: "nx.Graph[str]") -> tuple[dict[str, int], dict[str, str]]:
    """Give the number of nodes from each node downwards in a spanning tree of its part, and the root of that tree."""
    near = dict(simple.adjacency())
    above: dict[str, str] = {}
    root: dict[str, str] = {}
    for start in near:
        if start in root:
            continue
        root[start], found = start, [start]
        for node in found:  # which grows as it is gone through
            for other in near[node]:
                if other not in root:
                    root[other], above[other] = start, node
                    found.append(other)
    below = dict.fromkeys(near, 1)
    for node in reversed(above):
        below[above[node]] += below[node]
    return below, root


def core_periphery(graph: "Graph[str]") -> dict[str, int]:
    """Split nodes into a core, tied to each other, and a periphery, tied to the core if at all.

    The split is the one nearest to the ideal, where all of the core are tied to each other and no two of the
    periphery are: it makes the number of ties that are missing in the core plus those that are there in the
    periphery as small as can be. That is found by taking nodes in order of degree while the degree is above the
    number already taken: of equally good splits the smallest core, of nodes with equal degrees the first by name.

    Parameters: graph, any number of nodes.
    Returns: 1 for the core, 0 for the periphery.

    >>> core_periphery(nx.MultiDiGraph([("hub", "a"), ("hub", "b"), ("hub", "c")]))
    {'hub': 1, 'a': 0, 'b': 0, 'c': 0}

    Source: Borgatti and Everett (2000), Models of core/periphery structures, Social Networks 21(4), 375-395, the
    discrete model; solved exactly as in Lip (2011), A fast algorithm for the discrete core/periphery bipartitioning
    problem, arXiv:1102.5511.
    """
    degrees = dict(ties(graph).degree())
    ordered = sorted(degrees, key=lambda node: (-degrees[node], node))
    core = {node for rank, node in enumerate(ordered) if degrees[node] > rank}
    return {node: int(node in core) for node in graph}


def reciprocity(graph: "Graph[str]") -> dict[str, float]:
    """Tell how many duties towards another party are met by a duty back.

    Over the pairs of parties with a duty between them: the share where each has a duty towards the other. In a layer
    without duties, all figures are 0.

    Parameters: graph, whose edges have `projection`.
    Returns: the share, the number of pairs with a duty either way, and of those with duties both ways.

    >>> graph = nx.MultiDiGraph()
    >>> _ = graph.add_edge("a", "b", projection="edge/duty"), graph.add_edge("b", "a", projection="edge/duty")
    >>> _ = graph.add_edge("a", "c", projection="edge/duty")
    >>> reciprocity(graph)["share of pairs with duties both ways"]
    0.5

    Source: Wasserman and Faust (1994), Social Network Analysis, section 13.1 (the dyad census).
    """
    if not graph:
        return {}
    edges = graph.edges(data="projection", default="")
    owed: Graph[str] = nx.MultiDiGraph((source, target) for source, target, kind in edges if kind.endswith(DUTY))
    directed, pairs = relations(owed), ties(owed).number_of_edges()
    mutual = directed.number_of_edges() - pairs
    return {
        "share of pairs with duties both ways": mutual / pairs if pairs else 0.0,
        "pairs with a duty either way": pairs,
        "pairs with duties both ways": mutual,
    }


def assortativity(graph: "Graph[str]") -> dict[str, float]:
    """Tell whether ties stay within sectors or cross them, and how many join which two.

    The coefficient is 1 where every tie stays within a sector, 0 where ties are dealt without regard to sector, and
    below where they seek the other. It is not defined where all ties are within one sector, and shown as no value.
    Nodes without a sector, which are not parties, are left out.

    Parameters: graph, whose nodes have `sector`.
    Returns: the coefficient, the share of ties that cross, and the number of ties between each two sectors.

    >>> graph = nx.MultiDiGraph([("council", "trust"), ("council", "school")])
    >>> nx.set_node_attributes(graph, {"council": "local", "school": "local", "trust": "NHS"}, "sector")
    >>> assortativity(graph)["share of ties that cross sectors"]
    0.5

    Source: Newman (2003), Mixing patterns in networks, Physical Review E 67, 026126, equation 2.
    """
    known = sectors(graph)
    ends = ((known[one], known[two]) for one, two in ties(graph).edges() if one in known and two in known)
    between = Counter((min(pair), max(pair)) for pair in ends)
    if not between:
        return {}
    crossing = sum(count for (one, two), count in between.items() if one != two)
    return {
        "coefficient": _coefficient(between),
        "share of ties that cross sectors": crossing / between.total(),
        **{f"ties, {one} and {two}": count for (one, two), count in sorted(between.items())},
    }


def _coefficient(between: "Counter[tuple[str, str]]") -> float:
    """Compare the share of ties within sectors with what it would be if ends were dealt at random."""
    ends: Counter[str] = Counter()
    for pair, count in between.items():
        for sector in pair:
            ends[sector] += count
    expected = sum(count**2 for count in ends.values()) / ends.total() ** 2
    within = sum(count for (one, two), count in between.items() if one == two) / between.total()
    return (within - expected) / (1 - expected) if len(ends) > 1 else nan


def robustness(graph: "Graph[str]", seed: int = 1) -> dict[str, float]:
    """Tell how well the whole holds when nodes are taken away, the most tied first or by chance.

    After each removal the largest part that is left is measured as a share of all nodes; robustness is the mean of
    these shares over all removals, from about 0 (falls apart at once) to 0.5 (stays whole to the end).

    Parameters: graph, any number of nodes; seed for the removals by chance, of which the mean of five is given.
    Returns: robustness either way, and how many of the most tied have to go until the largest part is below half.

    >>> found = robustness(nx.MultiDiGraph([("hub", "a"), ("hub", "b"), ("hub", "c")]))
    >>> found["removals, the most tied first, until the largest part is below half"]
    1

    Source: Albert, Jeong and Barabási (2000), Error and attack tolerance of complex networks, Nature 406; Schneider
    and others (2011), Mitigation of malicious attacks on networks, PNAS 108(10), 3838-3841.
    """
    if not graph:
        return {}
    simple = ties(graph)
    attack = _largest_parts(simple, sorted(simple, key=lambda node: (-simple.degree(node), node)))
    chance = [fmean(_largest_parts(simple, _shuffled(simple, Random(seed + draw)))) for draw in range(_DRAWS)]  # noqa: S311
    return {
        "robustness, the most tied removed first": fmean(attack),
        "robustness, removed by chance": fmean(chance),
        "removals, the most tied first, until the largest part is below half": next(
            number for number, share in enumerate(attack, 1) if share < 0.5
        ),
    }


def _shuffled(simple: "nx.Graph[str]", random: Random) -> list[str]:
    nodes = sorted(simple)
    random.shuffle(nodes)
    return nodes


def _largest_parts(simple: "nx.Graph[str]", order: list[str]) -> list[float]:
    """Give the share of the largest part after each removal, by putting the nodes back in the opposite order."""
    joined: UnionFind[str] = UnionFind()
    sizes = dict.fromkeys(order, 1)
    shares, largest, present = [0.0], 0, set()
    for node in reversed(order[1:]):
        present.add(node)
        for other in simple[node]:
            if other in present and joined[other] != joined[node]:
                size = sizes[joined[other]] + sizes[joined[node]]
                joined.union(node, other)
                sizes[joined[node]] = size
        largest = max(largest, sizes[joined[node]])
        shares.append(largest / len(order))
    return shares[::-1]
