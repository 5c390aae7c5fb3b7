"""Analytics: free functions over NetworkX graphs. They know nothing of RDF."""

from collections.abc import Callable, Mapping
from typing import Final

import networkx as nx
from rapidfuzz import process

from carekg.analytics.measures import betweenness, communities, degree
from carekg.errors import UnknownName

Measure = Callable[["nx.MultiDiGraph[str]"], Mapping[str, float]]

MEASURES: Final[Mapping[str, Measure]] = {
    "degree": degree,
    "betweenness": betweenness,
    "communities": communities,
}


def find_measure(name: str) -> Measure:
    """Give the measure of a name. Raises: UnknownName with the nearest names."""
    if name not in MEASURES:
        raise UnknownName("measure", name, [match[0] for match in process.extract(name, list(MEASURES), limit=3)])
    return MEASURES[name]
