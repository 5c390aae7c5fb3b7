"""Outlines of councils: those of today, and those of another date where successions make them of these."""

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from pyoxigraph import NamedNode

from carekg.sources.boundaries import read_outlines
from carekg.terms.files import locate
from carekg_api.pages.reader import Reader

OUTLINES: Final = {each.council: each for each in read_outlines(locate("data/national/council-boundaries-2022.csv"))}
_STEP: Final = re.compile(r"([MmLlZz])|(-?\d+),(-?\d+)")


class Box(NamedTuple):
    """Where something lies on the map: its left and upper corner, and its lower right one."""

    left: int
    top: int
    right: int
    bottom: int

    def meets(self, other: "Box") -> bool:
        """Tell whether it has anything in common with another."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def shared_out(reader: Reader, codes: Iterable[str]) -> dict[str, str]:
    """Give the outlines that places of a date are drawn with: the code of the place, by the code of the outline.

    Parameters: reader; codes of all places of the date. A place whose area ended is drawn as the areas that followed
    it, where they followed no other of these places; if they did, no outline is its own, and it has none.
    """
    wanted = list(codes)
    after = _followers(reader) if any(code not in OUTLINES for code in wanted) else {}
    made = {code: _made_of(code, after) for code in wanted}
    claimed: dict[str, set[str]] = {}
    for code, parts in made.items():
        for part in parts:
            claimed.setdefault(part, set()).add(code)
    return {
        part: code
        for code, parts in made.items()
        if all(part in OUTLINES and claimed[part] == {code} for part in parts)
        for part in parts
    }


def outlines_of(reader: Reader, area: str) -> set[str]:
    """Give the outlines that show where a place is: its own, those that followed it, or those of what lies in it.

    A district is shown by the council that it lies in; a larger area, by the councils in it. What is in neither, or
    only partly covered, has none. Parameters: reader; area, its IRI.
    """
    code = area.rpartition("/")[2]
    if code in OUTLINES:
        return {code}
    made = _made_of(code, _followers(reader))
    if made <= OUTLINES.keys():
        return made
    rows = reader.select("views/shown-by", area=NamedNode(area))
    return {row["code"] for row in rows if row["code"] in OUTLINES}


def _followers(reader: Reader) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in reader.select("views/followed"):
        found.setdefault(row["before"].rpartition("/")[2], set()).add(row["after"].rpartition("/")[2])
    return found


def _made_of(code: str, after: Mapping[str, set[str]]) -> set[str]:
    left, found, seen = [code], set[str](), set[str]()
    while left:
        each = left.pop()
        if each in seen:
            continue
        seen.add(each)
        followers = after.get(each, set()) if each not in OUTLINES else set()
        left += followers
        if not followers:
            found.add(each)
    return found


def _box(path: str) -> Box:
    """Give where a path lies.

    >>> _box("M10,20l5,-5 5,10z")
    Box(left=10, top=15, right=20, bottom=25)
    """
    x, y, is_relative = 0, 0, False
    across, down = list[int](), list[int]()
    for step in _STEP.finditer(path):
        if step[1]:
            is_relative = step[1].islower()
        else:
            x, y = (int(step[2]) + (x if is_relative else 0), int(step[3]) + (y if is_relative else 0))
            across.append(x)
            down.append(y)
    return Box(min(across), min(down), max(across), max(down))


BOXES: Final = {code: _box(each.path) for code, each in OUTLINES.items()}
