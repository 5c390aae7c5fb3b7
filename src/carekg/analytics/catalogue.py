"""The measures by name."""

from collections.abc import Mapping
from typing import Final

from rapidfuzz import process

from carekg.analytics.brokerage import brokerage_roles, constraint, effective_size
from carekg.analytics.centrality import betweenness, closeness, core_number, degree, pagerank, precision
from carekg.analytics.communities import communities, community_quality, leiden
from carekg.analytics.coterminosity import coterminosity
from carekg.analytics.measures import Measure
from carekg.analytics.structure import (
    articulation_points,
    assortativity,
    bridges,
    components,
    core_periphery,
    reciprocity,
    robustness,
)
from carekg.terms.errors import UnknownName

MEASURES: Final[Mapping[str, Measure]] = {
    "degree": Measure(degree),
    "betweenness": Measure(betweenness, precision=precision),
    "closeness": Measure(closeness),
    "pagerank": Measure(pagerank),
    "k-core": Measure(core_number),
    "core-periphery": Measure(core_periphery),
    "constraint": Measure(constraint, lowest_first=True),
    "effective-size": Measure(effective_size),
    "brokerage": Measure(brokerage_roles),
    "articulation-points": Measure(articulation_points),
    "bridges": Measure(bridges, scope="tie"),
    "components": Measure(components, lowest_first=True),
    "communities": Measure(communities, lowest_first=True),
    "leiden": Measure(leiden, lowest_first=True),
    "community-quality": Measure(community_quality, scope="graph"),
    "assortativity": Measure(assortativity, scope="graph"),
    "coterminosity": Measure(coterminosity),
    "reciprocity": Measure(reciprocity, scope="graph"),
    "robustness": Measure(robustness, scope="graph"),
}


def find_measure(name: str) -> Measure:
    """Give the measure of a name. Raises: UnknownName with the nearest names."""
    if name not in MEASURES:
        raise UnknownName("measure", name, [match[0] for match in process.extract(name, list(MEASURES), limit=3)])
    return MEASURES[name]
