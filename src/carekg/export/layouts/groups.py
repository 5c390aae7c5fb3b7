"""Groups: a frame for each sector, and for each kind of what has none; for each region; for each year of beginning."""

from collections.abc import Sequence
from typing import Final

import numpy as np

import carekg.export.layouts.layers as layers
import carekg.export.layouts.overview as overview
from carekg.export.layouts.plan import Placed, Plan

# Where the regions lie on a map of tiles, column and row: those of the ONS, and those of NHS England by the same names.
_TILES: Final = {
    "scotland": (1.0, 0.0),
    "northern ireland": (0.0, 1.0),
    "north east": (2.0, 1.0),
    "north west": (1.0, 2.0),
    "yorkshire": (2.0, 2.0),
    "wales": (0.0, 3.0),
    "west midlands": (1.0, 3.0),
    "east midlands": (2.0, 3.0),
    "midlands": (1.5, 3.3),
    "east of england": (3.0, 3.4),
    "south west": (0.5, 4.5),
    "london": (2.5, 4.2),
    "south east": (2.0, 5.0),
}
_ELSEWHERE: Final = (4.0, 1.0)


def lay_out(plan: Plan) -> Placed:
    """Put what is of one sector, or one kind, into one frame."""
    return _by(plan, plan.groups)


def by_region(plan: Plan) -> Placed:
    """Put what lies in one region into one frame, and the frames where the regions lie."""
    regions = [each or "no region known" for each in plan.regions] or ["no region known"] * len(plan)
    titles = sorted(set(regions))
    tiles = np.array([_tile(title) for title in titles])
    return overview.frame(plan, _members(regions, titles), titles, tiles)


def by_year(plan: Plan) -> Placed:
    """Put what began in one year into one row, the earliest first; what has no known beginning comes before all."""
    years = [each[:4] or "beginning not known" for each in plan.begins]
    order = {year: place for place, year in enumerate(sorted(set(years), key=lambda year: (year[0].isdigit(), year)))}
    ranks = [order[year] for year in years]
    return layers.lay_out(plan.ranked(ranks, years))


def _by(plan: Plan, values: Sequence[str]) -> Placed:
    titles = sorted(set(values))
    return overview.frame(plan, _members(values, titles), titles)


def _members(values: Sequence[str], titles: Sequence[str]) -> list[list[int]]:
    return [[number for number, value in enumerate(values) if value == title] for title in titles]


def _tile(region: str) -> tuple[float, float]:
    """Find a region on the map: of several names that it holds, the longest.

    >>> _tile("NHS England East of England region"), _tile("East Midlands (E12000004)")
    ((3.0, 3.4), (2.0, 3.0))
    """
    held = [name for name in _TILES if name in region.lower()]
    return _TILES[max(held, key=len)] if held else _ELSEWHERE
