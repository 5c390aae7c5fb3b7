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
    boxes = np.array([_box(group) for group in _groups(place) if group.get("class") == "node"]).reshape(-1, 4)
    hidden = _hidden(ways, boxes)
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


def _box(node: Element) -> tuple[float, float, float, float]:
    """Give the middle and half the size of a box, whatever its shape."""
    for shape in node:
        numbers = {name: float(value) for name, value in shape.attrib.items() if _NUMBER.fullmatch(value)}
        if shape.tag == f"{NS}ellipse":
            return numbers["cx"], numbers["cy"], numbers["rx"], numbers["ry"]
        if shape.tag == f"{NS}rect":
            wide, high = numbers["width"] / 2, numbers["height"] / 2
            return numbers["x"] + wide, numbers["y"] + high, wide, high
        if shape.tag == f"{NS}polygon":
            points = np.array(_NUMBER.findall(shape.get("points", "")), dtype=np.float64).reshape(-1, 2)
            (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
            return (left + right) / 2, (top + bottom) / 2, (right - left) / 2, (bottom - top) / 2
    raise ValueError("a thing without a shape")


def _hidden(ways: list[str], boxes: Array) -> int:
    """Count the arrows of which no box leaves anything to be seen."""
    if not ways or not len(boxes):
        return 0
    points = np.concatenate([_points(way) for way in ways])
    behind = np.zeros(len(points), dtype=np.bool_)
    near = cKDTree(points)
    for x, y, wide, high in boxes:
        found = np.array(near.query_ball_point((x, y), np.hypot(wide, high)), dtype=np.int64)
        inside = (np.abs(points[found] - (x, y)) < (wide, high)).all(axis=1)
        behind[found[inside]] = True
    return int(behind.reshape(-1, _SEEN).all(axis=1).sum())


def _points(way: str) -> Array:
    """Give points along an arrow: a straight one has two in its description, a bent one three."""
    given = np.array(_NUMBER.findall(way), dtype=np.float64).reshape(-1, 2)
    start, bend, end = given if len(given) == 3 else (given[0], given.mean(axis=0), given[1])
    t = np.linspace(0, 1, _SEEN)[:, None]
    found: Array = (1 - t) ** 2 * start + 2 * t * (1 - t) * bend + t**2 * end
    return found
