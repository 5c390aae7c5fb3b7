"""Spells: the times in which an area was that of a body of the NHS, under its code, or of a council.

An area is what a code of the Office for National Statistics names: when its boundary moves, it gets another code. So
a body whose area gets another code has a spell for each.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

FIRST: Final = date.min
LAST: Final = date.max
GSS_BEGAN: Final = date(2011, 1, 1)  # the first day of codes of nine characters; source: ONS, coding and naming policy

# What a column of codes may hold, and the level at which each is followed. Of two that fit as well, the first is meant.
LEVELS: Final[Mapping[str, str]] = {
    "ccg": "location", "sub-icb": "location", "icb": "system", "stp": "system", "upper-tier": "upper-tier",
    "district": "district",
}  # fmt: skip
_ONE_TIER: Final = ("E06", "E08", "E09", "W06", "S12", "N09")
_PREFIXES: Final = {
    "location": ("E38",),
    "system": ("E54",),
    "district": ("E07", *_ONE_TIER),
    "upper-tier": ("E10", *_ONE_TIER),
}
_CODELESS: Final = "ODS "  # how the area of a body is called whose code no file gives


@dataclass(frozen=True, order=True)
class Spell:
    """A time in which an area was that of a body of a kind; `code` is that of the Organisation Data Service, if any."""

    start: date
    end: date
    kind: str
    area: str
    body: str
    code: str = ""

    def holds(self, day: date) -> bool:
        """Tell whether it lasts on a day."""
        return self.start <= day < self.end

    @property
    def level(self) -> str:
        """The level of its kind."""
        return LEVELS[self.kind]


@dataclass(frozen=True)
class Sighting:
    """A file of a day that lists a body, with its code and its area where it gives them."""

    day: date
    area: str
    code: str


def is_coded(area: str) -> bool:
    """Tell whether an area has a code of its own."""
    return not area.startswith(_CODELESS)


def in_level(level: str, areas: Iterable[str]) -> list[str]:
    """Give the areas that are of a level, by the first letters of their codes.

    >>> in_level("district", ["E06000063", "E07000066", "E10000006"])
    ['E06000063', 'E07000066']
    """
    return [area for area in areas if area.startswith((*_PREFIXES[level], _CODELESS))]


def levels_of_council(area: str) -> list[str]:
    """Give the tiers that the area of a council is of; none where it is no such area.

    >>> levels_of_council("E06000063"), levels_of_council("E10000006"), levels_of_council("E12000001")
    (['upper-tier', 'district'], ['upper-tier'], [])
    """
    return [level for level in ("upper-tier", "district") if area.startswith(_PREFIXES[level])]


def spells_of_council(area: str, start: date, end: date) -> Iterator[Spell]:
    """Give the spells of the area of a council: one a tier, none before codes of nine characters began."""
    for level in levels_of_council(area):
        yield Spell(max(start, GSS_BEGAN), end, level, area, area)


def spells_of_body(
    kind: str,
    body: str,
    seen: Sequence[Sighting],
    time: tuple[date, date],
    changes: Mapping[tuple[str, str], Sequence[date]],
) -> Iterator[Spell]:
    """Part the time of a body of the NHS where the code of its area changes.

    Parameters: kind; body, its IRI; seen, what files say of it; time, its first day and the first without it; changes,
    by two areas or by the body and nothing: days on which something is known to have changed.
    Returns: its spells; the day of a change is a known one between the last file with the old code and the first with
    the new, else that of the latter.
    """
    code = next((each.code for each in seen if each.code), "")
    areas = _without_slips([(each.day, each.area) for each in seen if each.area]) or [(time[0], f"{_CODELESS}{code}")]
    start, area = time[0], areas[0][1]
    for (last, old), (first, new) in pairwise(areas):
        if old == new:
            continue
        known = [*changes.get((old, new), ()), *changes.get((body, ""), ())]
        day = min((each for each in known if last < each <= first), default=first)
        yield Spell(start, day, kind, area, body, code)
        start, area = day, new
    if start < time[1]:
        yield Spell(start, time[1], kind, area, body, code)


def _without_slips(areas: Iterable[tuple[date, str]]) -> list[tuple[date, str]]:
    """Leave out a code between two that are the same: a slip of the file that has it."""
    ordered = sorted(dict.fromkeys(areas))
    between = zip(ordered, ordered[1:], ordered[2:], strict=False)
    slips = {each for before, each, after in between if before[1] == after[1] != each[1]}
    return [each for each in ordered if each not in slips]


def group(spells: Iterable[Spell], key: str) -> Mapping[str, list[Spell]]:
    """Give spells by their area, body or code, each list in the order of time."""
    found: dict[str, list[Spell]] = defaultdict(list)
    for spell in sorted(spells):
        found[getattr(spell, key)].append(spell)
    return found
