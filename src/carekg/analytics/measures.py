"""Measures: what a node's place in a graph is worth, as one number a node."""

import networkx as nx

Graph = nx.MultiDiGraph  # the type parameter is a node's IRI, a text


def ties(graph: "Graph[str]") -> "nx.Graph[str]":
    """Collapse a graph into its ties: one undirected edge between two nodes, however many relations join them.

    Parameters: graph, whose edges may be parallel and directed.
    Returns: a simple graph over the same nodes, without loops; each edge has `count`, the number of relations.

    >>> ties(nx.MultiDiGraph([("a", "b"), ("b", "a"), ("a", "a")])).edges(data=True)
    EdgeDataView([('a', 'b', {'count': 2})])
    """
    simple: nx.Graph[str] = nx.Graph()
    simple.add_nodes_from(graph)
    for source, target in graph.edges():
        if source != target:
            before = simple.get_edge_data(source, target, default={"count": 0})["count"]
            simple.add_edge(source, target, count=before + 1)
    return simple


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
    return dict(ties(graph).degree())


def betweenness(graph: "Graph[str]") -> dict[str, float]:
    """Measure how often each node lies on the shortest ways between others: who can broker, or hold up.

    The betweenness of v is the sum over pairs s, t of the share of the shortest paths between s and t that pass
    through v, divided by the number of pairs, (n - 1)(n - 2) / 2. Ties are undirected and all of length one. In a
    graph of fewer than three nodes it is 0 for each.

    Parameters: graph, any number of nodes; time grows with nodes times ties.
    Returns: the betweenness of each node, from 0 to 1.

    >>> betweenness(nx.MultiDiGraph([("a", "hub"), ("hub", "b")]))["hub"]
    1.0

    Source: Freeman (1977), A set of measures of centrality based on betweenness, Sociometry 40(1), 35-41; computed
    as in Brandes (2001), A faster algorithm for betweenness centrality, Journal of Mathematical Sociology 25(2).
    """
    return dict(nx.betweenness_centrality(ties(graph)))


def communities(graph: "Graph[str]", seed: int = 1) -> dict[str, int]:
    """Sort nodes into groups that are tied more among themselves than chance would have it.

    Louvain's method, which raises modularity step by step, over ties weighted by the number of relations. Groups
    are numbered from 0, the largest first; an isolated node is a group of its own.

    Parameters: graph, any number of nodes; seed, a whole number: the method tries nodes in a random order, and
    another order can give other groups.
    Returns: the number of each node's group.

    >>> found = communities(nx.MultiDiGraph([("a", "b"), ("b", "c"), ("c", "a"), ("x", "y")]))
    >>> found["a"] == found["b"] == found["c"], found["x"] == found["y"], found["a"] != found["x"]
    (True, True, True)

    Source: Blondel, Guillaume, Lambiotte and Lefebvre (2008), Fast unfolding of communities in large networks,
    Journal of Statistical Mechanics, P10008.
    """
    if not graph:
        return {}
    groups = nx.community.louvain_communities(ties(graph), weight="count", seed=seed)
    ordered = sorted(groups, key=lambda group: (-len(group), min(group)))
    return {node: number for number, group in enumerate(ordered) for node in group}
