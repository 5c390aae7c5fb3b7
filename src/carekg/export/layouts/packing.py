"""Packing: parts of a picture that nothing joins, put on shelves beside each other."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from carekg.export.layouts.plan import Array, Plan

_SHAPE: Final = 1.6  # width to height of a picture


def bounds(spots: Array, sizes: Array) -> tuple[float, float, float, float]:
    """Give left, top, right and bottom of some boxes."""
    low, high = (spots - sizes / 2).min(axis=0), (spots + sizes / 2).max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def shelve(sizes: Sequence[tuple[float, float]], gap: float) -> list[tuple[float, float]]:
    """Put rectangles on shelves, the highest first, so that the whole is rather wide.

    Parameters: sizes, width and height of each; gap between two.
    Returns: the left upper corner of each.
    """
    if not sizes:
        return []
    area = sum((wide + gap) * (high + gap) for wide, high in sizes)
    room = max(float(np.sqrt(area * _SHAPE)), max(wide for wide, _ in sizes) + gap)
    order = sorted(range(len(sizes)), key=lambda each: (-sizes[each][1], -sizes[each][0], each))
    corners = [(0.0, 0.0)] * len(sizes)
    x = y = shelf = 0.0
    for each in order:
        wide, high = sizes[each]
        if x and x + wide > room:
            x, y, shelf = 0.0, y + shelf + gap, 0.0
        corners[each] = (x, y)
        x, shelf = x + wide + gap, max(shelf, high)
    return corners


def components(plan: Plan) -> list[list[int]]:
    """Give the numbers of the boxes of each connected part, the largest part first."""
    above = list(range(len(plan)))

    def find(each: int) -> int:
        while above[each] != each:
            above[each] = above[above[each]]
            each = above[each]
        return each

    for one, two in plan.pairs.tolist():
        a, b = find(one), find(two)
        if a != b:
            above[max(a, b)] = min(a, b)
    parts: dict[int, list[int]] = {}
    for each in range(len(plan)):
        parts.setdefault(find(each), []).append(each)
    return sorted(parts.values(), key=lambda part: (-len(part), part[0]))


def pack(plan: Plan, parts: Sequence[Sequence[int]], places: Sequence[Array], gap: float = 60.0) -> Array:
    """Put the parts of a picture, each laid out by itself, beside each other."""
    spots = np.zeros((len(plan), 2))
    boxes = [bounds(spot, plan.sizes[list(part)]) for part, spot in zip(parts, places, strict=True)]
    corners = shelve([(right - left, bottom - top) for left, top, right, bottom in boxes], gap)
    for part, spot, (left, top, _, _), (x, y) in zip(parts, places, boxes, corners, strict=True):
        spots[list(part)] = spot + np.array([x - left, y - top])
    return spots


def squeeze(middles: Array, sizes: Array, gap: float) -> Array:
    """Take out empty room: push rectangles left and up until they touch, in the order in which they stand.

    Parameters: middles, n × 2, of rectangles that do not overlap; sizes, n × 2; gap to leave.
    """
    now = middles.copy()
    for axis in (0, 1, 0, 1):
        other = 1 - axis
        placed: list[int] = []
        for each in np.argsort(now[:, axis] - sizes[:, axis] / 2, kind="stable").tolist():
            before = [
                float(now[one, axis] + sizes[one, axis] / 2 + gap)
                for one in placed
                if abs(now[one, other] - now[each, other]) < (sizes[one, other] + sizes[each, other]) / 2 + gap - 1e-6
            ]
            now[each, axis] = max(before, default=0.0) + sizes[each, axis] / 2
            placed.append(each)
    return now
