"""What is wrong with an SVG picture by its own numbers: overlapping names, hidden ties, no arrowheads, no legend."""

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element, fromstring

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

Array = npt.NDArray[np.float64]
NS = "{http://www.w3.org/2000/svg}"
_SEEN = 24  # points of an arrow at which it is looked whether a box hides it
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def find_faults(picture: bytes) -> list[str]:
    """Find what is wrong with a picture, or with each of the small pictures of a strip."""
    root = fromstring(picture)
    told = [] if any("legend" in group.get("class", "") for group in _groups(root)) else ["no legend"]
    ways = [path.get("d", "") for path in root.iter(f"{NS}path") if path.get("id")]
    if ways and not any(root.iter(f"{NS}marker")):
        told.append("no arrowheads")
    for place in (group for group in _groups(root) if any(_is_ties(each) for each in group)):
        told += _faults_of(place)
    return told


def _groups(root: Element) -> list[Element]:
    return list(root.iter(f"{NS}g"))


def _is_ties(group: Element) -> bool:
    return group.get("class") == "ties"


def _faults_of(place: Element) -> Iterator[str]:
    over = _overlaps(sorted(_names(place)))
    if over:
        yield f"{over} lines of names overlap"
    ways = [path.get("d", "") for path in place.iter(f"{NS}path")]
    under = len(ways) - len(Counter(ways))
    if under:
        yield f"{under} ties lie under others"
    hidden = _hidden(ways, [_corners(group) for group in _groups(place) if group.get("class") == "node"])
    if hidden:
        yield f"{hidden} ties are hidden by boxes"


def _names(place: Element) -> Iterator[tuple[float, float, float, float]]:
    """Give the rectangles of the lines of the names of things, and of the titles of frames, as wide as they say."""
    for group in _groups(place):
        is_middle = group.get("class") == "node"
        for text in group.findall(f"{NS}text"):
            if text.get("textLength"):
                x, y, size, wide = (float(text.get(name, "0")) for name in ("x", "y", "font-size", "textLength"))
                left = x - wide / 2 if is_middle else x
                yield left, y - size * 0.9, left + wide, y + size * 0.2


def _overlaps(sorted_: list[tuple[float, float, float, float]]) -> int:
    over = 0
    for place, one in enumerate(sorted_):
        for other in sorted_[place + 1 :]:
            if other[0] >= one[2]:
                break
            over += other[1] < one[3] and one[1] < other[3]
    return over


def _corners(node: Element) -> Array:
    """Give the corners of what a thing is drawn as; of an ellipse, of a polygon that is nearly one."""
    for shape in node:
        numbers = {name: float(value) for name, value in shape.attrib.items() if _NUMBER.fullmatch(value)}
        if shape.tag == f"{NS}ellipse":
            turn = np.linspace(0, 2 * np.pi, 36, endpoint=False)
            across, down = numbers["rx"] * np.cos(turn), numbers["ry"] * np.sin(turn)
            return np.column_stack([numbers["cx"] + across, numbers["cy"] + down])
        if shape.tag == f"{NS}rect":
            left, top = numbers["x"], numbers["y"]
            right, bottom = left + numbers["width"], top + numbers["height"]
            return np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
        if shape.tag == f"{NS}polygon":
            return np.array(_NUMBER.findall(shape.get("points", "")), dtype=np.float64).reshape(-1, 2)
    raise ValueError("a thing without a shape")


def _hidden(ways: list[str], shapes: list[Array]) -> int:
    """Count the arrows of which no box leaves anything to be seen."""
    if not ways or not shapes:
        return 0
    points = np.concatenate([_points(way) for way in ways])
    behind = np.zeros(len(points), dtype=np.bool_)
    near = cKDTree(points)
    for corners in shapes:
        middle = corners.mean(axis=0)
        found = np.array(near.query_ball_point(middle, np.hypot(*(corners - middle).T).max()), dtype=np.int64)
        behind[found[_within(points[found], corners)]] = True
    return int(behind.reshape(-1, _SEEN).all(axis=1).sum())


def _within(points: Array, corners: Array) -> npt.NDArray[np.bool_]:
    """Tell which points lie in a convex shape: on the same side of each of its edges."""
    edges = np.roll(corners, -1, axis=0) - corners
    away = points[:, None] - corners
    sides = edges[:, 0] * away[:, :, 1] - edges[:, 1] * away[:, :, 0]
    inside: npt.NDArray[np.bool_] = (sides > 0).all(axis=1) | (sides < 0).all(axis=1)
    return inside


def _points(way: str) -> Array:
    """Give points along an arrow: a straight one has two in its description, a bent one three."""
    given = np.array(_NUMBER.findall(way), dtype=np.float64).reshape(-1, 2)
    start, bend, end = given if len(given) == 3 else (given[0], given.mean(axis=0), given[1])
    t = np.linspace(0, 1, _SEEN)[:, None]
    found: Array = (1 - t) ** 2 * start + 2 * t * (1 - t) * bend + t**2 * end
    return found
