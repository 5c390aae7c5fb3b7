"""Brokerage: who stands between others that are not tied, and between which sectors."""

from collections import Counter
from itertools import permutations
from typing import Final

import networkx as nx

from carekg.analytics.measures import BACKEND, Graph, sectors, ties

ROLES: Final = ("coordinator", "consultant", "gatekeeper", "representative", "liaison")


def constraint(graph: "Graph[str]") -> dict[str, float]:
    """Measure how much a party's partners are tied to each other: the higher, the less room it has to broker.

    Burt's constraint of v is the sum over its partners u of (p(v,u) + Σ p(v,w) p(w,u))², where p(v,u) is the share
    of v's ties that goes to u, weighted by the number of relations, and w are partners of both. It is near 0 for a
    party with many partners that know nothing of each other, and can pass 1 for one with few that all do. It is not
    defined for an isolated node, and shown as no value.

    Parameters: graph, any number of nodes.
    Returns: the constraint of each node; not a number for an isolated one.

    >>> found = constraint(nx.MultiDiGraph([("hub", "a"), ("hub", "b")]))
    >>> found["hub"], found["a"]
    (0.5, 1.0)

    Source: Burt (2004), Structural holes and good ideas, American Journal of Sociology 110(2), 349-399.
    """
    found: dict[str, float] = nx.constraint(ties(graph), weight="count", backend=BACKEND)
    return found


def effective_size(graph: "Graph[str]") -> dict[str, float]:
    """Count a party's partners without those that it could reach through its other partners.

    The effective size of v is n - 2t / n, where v has n partners with t ties among them. It is n where no two of
    them are tied, 1 where all are, and not defined for an isolated node.

    Parameters: graph, any number of nodes.
    Returns: the effective size of each node; not a number for an isolated one.

    >>> effective_size(nx.MultiDiGraph([("hub", "a"), ("hub", "b"), ("a", "b"), ("hub", "c")]))["hub"]
    2.3333333333333335

    Source: Burt (1992), Structural Holes; the formula from Borgatti (1997), Structural holes: unpacking Burt's
    redundancy measures, Connections 20(1), 35-38.
    """
    found: dict[str, float] = nx.effective_size(ties(graph), backend=BACKEND)
    return found


def brokerage_roles(graph: "Graph[str]") -> dict[str, dict[str, int]]:
    """Count the pairs of parties that each node brokers between, by what it is to them: who joins which sectors.

    A node b brokers from a to c where a and c are both tied to b and not to each other. By the sectors of the three
    it is a coordinator (all one), a consultant (a and c of one, b of another), a gatekeeper (b and c of one: it lets
    a in), a representative (a and b of one: it speaks for a) or a liaison (three sectors). Ties have no direction
    here, so each pair counts both ways, and gatekeeper and representative are equal. Nodes without a sector, which
    are not parties, are left out of every pair and have 0.

    Parameters: graph, whose nodes have `sector`.
    Returns: the five counts of each node.

    >>> graph = nx.MultiDiGraph([("council", "board"), ("trust", "board")])
    >>> nx.set_node_attributes(graph, {"council": "local government", "trust": "NHS", "board": "joint"}, "sector")
    >>> brokerage_roles(graph)["board"]["liaison"]
    2

    Source: Gould and Fernandez (1989), Structures of mediation: a formal approach to brokerage in transaction
    networks, Sociological Methodology 19, 89-126.
    """
    known = sectors(graph)
    simple = ties(graph)
    simple.remove_nodes_from([node for node in graph if node not in known])
    return {node: _roles(simple, known, node) if node in known else dict.fromkeys(ROLES, 0) for node in graph}


def _roles(simple: "nx.Graph[str]", sector: dict[str, str], broker: str) -> dict[str, int]:
    """Count all ordered pairs of partners by their sectors, and take away those that are tied themselves."""
    partners = set(simple[broker])
    sizes = Counter(sector[node] for node in partners)
    pairs = Counter({(one, two): sizes[one] * sizes[two] for one, two in permutations(sizes, 2)})
    pairs.update({(one, one): size * (size - 1) for one, size in sizes.items()})
    for node in partners:
        pairs.subtract((sector[node], sector[other]) for other in partners & simple[node].keys())
    counts = dict.fromkeys(ROLES, 0)
    for (first, last), count in pairs.items():
        counts[_role(first, sector[broker], last)] += count
    return counts


def _role(first: str, broker: str, last: str) -> str:
    if first == last:
        return "coordinator" if broker == first else "consultant"
    if broker == last:
        return "gatekeeper"
    return "representative" if broker == first else "liaison"
