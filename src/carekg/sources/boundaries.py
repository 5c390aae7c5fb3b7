"""Boundaries: from the outlines of districts to those of the councils of today, as paths for a map.

Nothing is measured on them: they were simplified for pictures before they came here.
"""

import csv
import io
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import orjson

from carekg.store.embedded import Embedded
from carekg.store.sparql import read
from carekg.terms.errors import MalformedFile, MissingFile
from carekg.terms.prefixes import PREFIXES

NAME: Final = "ons-boundaries"
_GOVERNED: Final = read(Path(__file__).parent / "governed.rq")
_MERIDIAN: Final = math.radians(-2)  # that of the national grid
_UNITS: Final = 6_371_000 / 200  # of 200 metres
_ORIGIN: Final = (math.radians(49.8), 1_900)  # the southern edge, and how far west of the meridian the picture begins
_TOP: Final = 3_300
Point = tuple[int, int]


class Outline(NamedTuple):
    """A council's outline: its area's code, the districts that it was made of, its neighbours, and its path."""

    council: str
    districts: tuple[str, ...]
    neighbours: tuple[str, ...]
    path: str


def read_boundaries(path: Path, store: Embedded) -> list[Outline]:
    """Read districts in TopoJSON, and dissolve those of England to the councils of today.

    Parameters: path of the file, which has an object LTLA; store, which knows what each district is in, and what
    followed it.
    Raises: MissingFile; MalformedFile where it is of another kind, or a district belongs to no council.
    """
    try:
        topology = orjson.loads(path.read_bytes())
        districts = topology["objects"]["LTLA"]["geometries"]
        arcs = _points(topology)
    except FileNotFoundError as error:
        raise MissingFile(path, "the command") from error
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise MalformedFile(path, 1, 1, f"it is no TopoJSON with an object LTLA ({error})") from error
    councils = councils_of(store)
    used: dict[str, list[int]] = defaultdict(list)
    made_of: dict[str, list[str]] = defaultdict(list)
    for each in districts:
        code = each["properties"]["AREACD"]
        if not code.startswith("E"):
            continue
        if code not in councils:
            raise MalformedFile(path, 1, 1, f"the district {code} belongs to no council that the graph knows")
        made_of[councils[code]].append(code)
        used[councils[code]] += [arc if arc >= 0 else ~arc for ring in _rings(each) for arc in ring]
    return _dissolved(used, made_of, arcs)


def _dissolved(
    used: Mapping[str, Sequence[int]], made_of: Mapping[str, Sequence[str]], arcs: Sequence[Sequence[Point]]
) -> list[Outline]:
    outer = {code: [arc for arc, times in Counter(each).items() if times == 1] for code, each in used.items()}
    owners: dict[int, list[str]] = defaultdict(list)
    for code, each in outer.items():
        for arc in each:
            owners[arc].append(code)
    return [
        Outline(
            code,
            tuple(sorted(made_of[code])),
            tuple(sorted({other for arc in each for other in owners[arc]} - {code})),
            "".join(map(_draw, stitch([arcs[arc] for arc in each]))),
        )
        for code, each in sorted(outer.items())
    ]


def councils_of(store: Embedded) -> dict[str, str]:
    """Give for the code of each area, of today or before, the code of the council's area that it lies in today."""
    governed: dict[str, str] = {}
    within: dict[str, str] = {}
    after: dict[str, str] = {}
    now: dict[str, str] = {}
    for row in store.select(_GOVERNED.text):
        kind, first, second = row["what"].value, _short(row["first"].value), _short(row["second"].value)
        {"governs": governed, "council": now, "within": within, "after": after}[kind].setdefault(first, second)
    return {area: found for area in governed if (found := _follow(governed[area], now, within, after))}


def _short(iri: str) -> str:
    return iri.removeprefix(PREFIXES["gss"])


def _follow(body: str, now: Mapping[str, str], within: Mapping[str, str], after: Mapping[str, str]) -> str:
    seen: set[str] = set()
    while body not in seen:
        seen.add(body)
        if body in now:
            return now[body]
        body = after.get(body) or within.get(body) or body
    return ""


def _points(topology: Mapping[str, Any]) -> list[list[Point]]:
    """Decode the arcs, and put their points on the picture. Source: the TopoJSON format specification, 1.0."""
    (along, up), (west, south) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            points.append(project(x * along + west, y * up + south))
        arcs.append(points)
    return arcs


def project(longitude: float, latitude: float) -> Point:
    """Put a point of the earth on the picture: the transverse Mercator projection of the sphere.

    >>> project(-2.0, 49.8)
    (1900, 3300)
    """
    east, north = math.radians(longitude) - _MERIDIAN, math.radians(latitude)
    x = math.atanh(math.cos(north) * math.sin(east))
    y = math.atan2(math.tan(north), math.cos(east)) - _ORIGIN[0]
    return round(x * _UNITS) + _ORIGIN[1], _TOP - round(y * _UNITS)


def _rings(geometry: Mapping[str, Any]) -> Iterable[Sequence[int]]:
    parts = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    return (ring for part in parts for ring in part)


def stitch(lines: Iterable[Sequence[Point]]) -> list[list[Point]]:
    """Join lines at their ends into rings.

    >>> stitch([[(0, 0), (1, 0)], [(1, 1), (0, 0)], [(1, 0), (1, 1)]])
    [[(0, 0), (1, 0), (1, 1), (0, 0)]]
    """
    left = [list(line) for line in lines]
    rings: list[list[Point]] = []
    while left:
        ring = left.pop(0)
        while ring[0] != ring[-1]:
            found = next((line for line in left if ring[-1] in (line[0], line[-1])), None)
            if found is None:
                break
            left.remove(found)
            ring += (found if found[0] == ring[-1] else found[::-1])[1:]
        rings.append(ring)
    return rings


def _draw(ring: Sequence[Point]) -> str:
    """Write a ring as a path of steps, points that fall together left out. Source: SVG 2, section 9.3."""
    (x, y), steps = ring[0], []
    for right, down in ring[1:]:
        if (right, down) != (x, y):
            steps.append(f"{right - x},{down - y}")
            x, y = right, down
    return f"M{ring[0][0]},{ring[0][1]}l{' '.join(steps[:-1])}z" if len(steps) > 2 else ""


def write_outlines(outlines: Iterable[Outline]) -> bytes:
    """Write outlines as CSV; what holds several codes has spaces between."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(Outline._fields)
    writer.writerows(
        (each.council, " ".join(each.districts), " ".join(each.neighbours), each.path) for each in outlines
    )
    return text.getvalue().encode()


def read_outlines(path: Path) -> list[Outline]:
    """Read what `write_outlines` wrote."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Outline(row["council"], tuple(row["districts"].split()), tuple(row["neighbours"].split()), row["path"])
            for row in csv.DictReader(file)
        ]
