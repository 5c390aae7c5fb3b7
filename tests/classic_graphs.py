"""Graphs on which results are published."""

import networkx as nx


def florence() -> "nx.MultiDiGraph[str]":
    """The marriages of the Florentine families (Padgett and Ansell, 1993)."""
    return nx.MultiDiGraph(nx.florentine_families_graph().edges())


def karate() -> "nx.MultiDiGraph[str]":
    """The friendships of a karate club (Zachary, 1977)."""
    return nx.MultiDiGraph((str(a), str(b)) for a, b in nx.karate_club_graph().edges())
