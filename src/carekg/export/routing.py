"""Routing: the way of each arrow, from the edge of one box to the edge of another, past others where it can."""

from collections import Counter
from typing import Final

import numpy as np
import numpy.typing as npt

from carekg.export.layouts.plan import Array, Numbers
from carekg.export.outlines import contain

_BESIDE: Final = 22.0  # between two arrows that join the same boxes
_BENDS: Final = (0.0, 36.0, -36.0, 72.0, -72.0, 120.0, -120.0, 190.0, -190.0)
_SEEN: Final = 24  # points of an arrow at which it is looked whether a box is in its way
_MOST: Final = 1_500_000  # arrows times boxes up to which arrows are led past boxes
_HALVINGS: Final = 13
_UP: Final = 31.0  # how far the bend of a loop is above its box, the length of its head left out
_CLEAR: Final = 1.5  # pixels between an arrow and its boxes


def route(spots: Array, sizes: Array, shapes: Numbers, ends: Numbers, heads: Array) -> Array:
    """Give each arrow its way, a curve with one bend.

    Parameters: spots and sizes of the boxes, n × 2; shapes, their numbers, n; ends, the two boxes of each arrow, m × 2,
    the same for a loop; heads, the lengths of their heads, m: an arrow ends so far before its box.
    Returns: start, bend and end, m × 3 × 2. No two ways are the same; each begins and ends at the edge of its box;
    where a straight way would pass behind another box, the gentlest bend that passes behind the fewest is taken.
    """
    if not len(ends):
        return np.zeros((0, 3, 2))
    bends = _beside(ends)
    if len(ends) * len(spots) <= _MOST:
        bends = _past(spots, sizes, ends, bends)
    curves = _curves(spots, ends, bends)
    return np.where(
        _loops(ends)[:, None, None],
        _around(spots, sizes, ends, bends, heads),
        _trim(curves, spots, sizes, shapes, ends, heads),
    )


def _loops(ends: Numbers) -> npt.NDArray[np.bool_]:
    loops: npt.NDArray[np.bool_] = ends[:, 0] == ends[:, 1]
    return loops


def _around(spots: Array, sizes: Array, ends: Numbers, bends: Array, heads: Array) -> Array:
    """Give ways out of the top of a box and back into it; several of one box are higher, one within the other."""
    half = heads + bends / 4  # a wide arrow has a long head
    x, y = spots[ends[:, 0]].T
    top = y - sizes[ends[:, 0], 1] / 2 - _CLEAR
    across = np.column_stack([x - half, x + half / 2, x + half])
    down = np.column_stack([top, top - _UP - heads - bends, top - heads])
    return np.round(np.stack([across, down], axis=2), 2)


def _beside(ends: Numbers) -> Array:
    """Bend arrows that join the same two boxes away from each other."""
    pairs = [(min(a, b), max(a, b)) for a, b in ends.tolist()]
    counts, seen = Counter(pairs), Counter[tuple[int, int]]()
    bends = np.zeros(len(ends))
    for number, pair in enumerate(pairs):
        total = counts[pair]
        gap = _BESIDE if total <= 8 else _BESIDE * 8 / total
        shift = (seen[pair] - (total - 1) / 2) * gap if pair[0] != pair[1] else -gap * seen[pair]
        seen[pair] += 1
        forth = ends[number, 0] < ends[number, 1]
        bends[number] = shift if forth else -shift  # sides are told from the arrow's own direction
    return bends


def _curves(spots: Array, ends: Numbers, bends: Array) -> Array:
    start, end = spots[ends[:, 0]], spots[ends[:, 1]]
    along = end - start
    length = np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9)[:, None]
    across = np.column_stack([-along[:, 1], along[:, 0]]) / length
    return np.stack([start, (start + end) / 2 + 2 * bends[:, None] * across, end], axis=1)


def _at(curves: Array, t: Array) -> Array:
    """Give the points of curves: t is m, or m × k; the result is m × 2, or m × k × 2."""
    t = t[..., None]
    start, bend, end = (curves[:, part] if t.ndim == 2 else curves[:, None, part] for part in range(3))
    points: Array = (1 - t) ** 2 * start + 2 * t * (1 - t) * bend + t**2 * end
    return points


def _past(spots: Array, sizes: Array, ends: Numbers, bends: Array) -> Array:
    """Take for each arrow the bend that leads it behind the fewest boxes; of several the gentlest."""
    best, fewest = bends.copy(), _behind(_curves(spots, ends, bends), spots, sizes, ends)
    for bend in _BENDS[1:]:
        open_ = np.flatnonzero(fewest > 0)
        if not len(open_):
            break
        tried = bends[open_] + bend
        found = _behind(_curves(spots, ends[open_], tried), spots, sizes, ends[open_])
        better = open_[found < fewest[open_]]
        best[better], fewest[better] = bends[better] + bend, found[found < fewest[open_]]
    return best


def _behind(curves: Array, spots: Array, sizes: Array, ends: Numbers) -> npt.NDArray[np.int64]:
    """Count the boxes behind which each curve passes, its own two left out."""
    points = _at(curves, np.broadcast_to(np.linspace(0.02, 0.98, _SEEN), (len(curves), _SEEN)))
    counts = np.zeros(len(curves), dtype=np.int64)
    half = sizes / 2 + 3
    for box in range(len(spots)):
        inside = (np.abs(points - spots[box]) < half[box]).all(axis=2).any(axis=1)
        counts += inside & (ends[:, 0] != box) & (ends[:, 1] != box)
    return counts


def _trim(curves: Array, spots: Array, sizes: Array, shapes: Numbers, ends: Numbers, heads: Array) -> Array:
    """Cut curves off at the edges of their boxes."""
    held = [(shapes[each], sizes[each] + 2 * _CLEAR, spots[each]) for each in (ends[:, 0], ends[:, 1])]
    first, last = _leaving(curves, *held[0], backwards=False), _leaving(curves, *held[1], backwards=True)
    fine = np.linspace(0, 1, 9)
    points = _at(curves, np.broadcast_to(fine, (len(curves), 9)))
    length = np.maximum(np.hypot(*np.moveaxis(np.diff(points, axis=1), 2, 0)).sum(axis=1), 1e-9)
    last = last - heads / length
    short = last - first < 0.02  # boxes that nearly touch: leave the arrow where it can be seen
    first, last = np.where(short, (first + last) / 2 - 0.02, first), np.where(short, (first + last) / 2 + 0.02, last)
    start, end = _at(curves, first), _at(curves, last)
    # the part of a quadratic curve between two of its points is one too, with its bend at the mixed term
    bend = (
        ((1 - first) * (1 - last))[:, None] * curves[:, 0]
        + ((1 - first) * last + first * (1 - last))[:, None] * curves[:, 1]
        + (first * last)[:, None] * curves[:, 2]
    )
    return np.round(np.stack([start, bend, end], axis=1), 2)


def _leaving(curves: Array, shapes: Numbers, sizes: Array, spots: Array, *, backwards: bool) -> Array:
    """Find by halving where each curve crosses the edge of the box in which it begins, or ends."""
    inner = np.full(len(curves), 1.0 if backwards else 0.0)
    outer = 1 - inner  # the middle of a small box, which may be behind the half of the way to a large one
    for _ in range(_HALVINGS):
        middle = (inner + outer) / 2
        held = contain(shapes, sizes, _at(curves, middle) - spots)
        inner, outer = np.where(held, middle, inner), np.where(held, outer, middle)
    return outer
