"""Overlaps: boxes that lie on each other are moved apart, each as near to its neighbours as it was.

SciPy takes a second to import, and most answers draw nothing: so it is imported where it is used.
"""

from typing import Final

import numpy as np

from carekg.export.layouts.plan import Array, Numbers

GAP: Final = 14.0  # between two boxes, in pixels
_WIDE_GAP: Final = 32.0  # where there are few
_FEW: Final = 80
_ROUNDS: Final = 60
_BEYOND: Final = 3.0  # as many times as needed: what is moved comes back, so it takes half the rounds, and less room
_MOST: Final = 1.5  # what two boxes may be moved apart in one round


def part(spots: Array, sizes: Array, gap: float = GAP, blocks: Numbers | None = None) -> Array:
    """Move boxes apart until none overlaps another.

    Each round stretches the edges of a proximity graph (a Delaunay triangulation, and what still overlaps) to the
    length that its two boxes need, by one step of stress majorisation, which keeps the shape of the layout.

    Parameters: spots, the middles of the boxes, n × 2; sizes, n × 2; gap between two; blocks, n numbers: boxes of
    different blocks are left as they are to each other.
    Returns: the new middles.
    Source: Gansner and Hu (2010), Efficient, proximity-preserving node overlap removal, Journal of Graph Algorithms
    and Applications 14(1), 53-74.
    """
    if len(spots) < 2:
        return spots
    needed, now = sizes + gap, _apart(spots)
    for _ in range(_ROUNDS):
        over = overlapping(now, needed, blocks)
        if not len(over):
            return now
        now = _step(now, needed, _once(np.vstack([_near(now, blocks), over]), len(now)))
    return _blow_up(now, needed, blocks)


def gap_of(count: int) -> float:
    """Give the gap between so many boxes: where they are few, their arrows have room to be seen."""
    return _WIDE_GAP if count <= _FEW else GAP


def _apart(spots: Array) -> Array:
    """Move boxes that stand on one point a little, each its own way, always the same."""
    turn = np.arange(len(spots)) * 2.399963  # the golden angle
    return spots + 0.01 * np.column_stack([np.cos(turn), np.sin(turn)])


def overlapping(spots: Array, sizes: Array, blocks: Numbers | None = None) -> Numbers:
    """Give the pairs of boxes that overlap, m × 2."""
    from scipy.spatial import cKDTree

    reach = float(np.hypot(*sizes.max(axis=0)))
    pairs: Numbers = cKDTree(spots).query_pairs(reach, output_type="ndarray").astype(np.int64)
    if blocks is not None and len(pairs):
        pairs = pairs[blocks[pairs[:, 0]] == blocks[pairs[:, 1]]]
    if not len(pairs):
        return pairs.reshape(-1, 2)
    one, two = pairs[:, 0], pairs[:, 1]
    distance = np.abs(spots[one] - spots[two])
    found: Numbers = pairs[(distance < (sizes[one] + sizes[two]) / 2 - 1e-3).all(axis=1)]
    return np.sort(found, axis=1).astype(np.int64)


def _near(spots: Array, blocks: Numbers | None) -> Numbers:
    from scipy.spatial import Delaunay, QhullError

    if len(spots) == 2:
        edges = np.array([[0, 1]], dtype=np.int64)
    elif len(spots) == 3:
        edges = np.array([[0, 1], [0, 2], [1, 2]], dtype=np.int64)
    else:
        try:
            corners = Delaunay(spots).simplices
        except QhullError:  # all on one line
            order = np.lexsort((spots[:, 1], spots[:, 0]))
            edges = np.sort(np.column_stack([order[:-1], order[1:]]), axis=1).astype(np.int64)
        else:
            sides = np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]])
            edges = np.sort(sides, axis=1).astype(np.int64)
    return edges if blocks is None else edges[blocks[edges[:, 0]] == blocks[edges[:, 1]]]


def _once(edges: Numbers, count: int) -> Numbers:
    """Give each edge between `count` boxes once, in order: as one number, which is sorted faster than two."""
    numbers = np.unique(edges[:, 0] * count + edges[:, 1])
    return np.column_stack(np.divmod(numbers, count)).astype(np.int64)


def _factors(spots: Array, sizes: Array, edges: Numbers) -> Array:
    """How many times farther apart the two boxes of each edge must be."""
    one, two = edges[:, 0], edges[:, 1]
    distance = np.maximum(np.abs(spots[one] - spots[two]), 1e-9)
    needed = np.maximum((((sizes[one] + sizes[two]) / 2) / distance).min(axis=1), 1.0)
    factors: Array = 1 + _BEYOND * (needed - 1)
    return factors


def _step(spots: Array, sizes: Array, edges: Numbers) -> Array:
    from scipy.sparse import coo_matrix, diags
    from scipy.sparse.linalg import spsolve

    one, two = edges[:, 0], edges[:, 1]
    apart = spots[one] - spots[two]
    length = np.maximum(np.hypot(apart[:, 0], apart[:, 1]), 1e-9)
    wanted = length * np.minimum(_factors(spots, sizes, edges), _MOST)
    weight = 1 / wanted**2
    count = len(spots)
    joined = coo_matrix((weight, (one, two)), shape=(count, count))
    joined = joined + joined.T
    laplacian = diags(np.asarray(joined.sum(axis=1)).ravel()) - joined
    pull = (weight * wanted / length)[:, None] * apart
    right = np.zeros_like(spots)
    np.add.at(right, one, pull)
    np.add.at(right, two, -pull)
    anchor = 1e-7 * float(weight.mean())  # pins the whole where it is, and makes the system regular
    solved: Array = spsolve((laplacian + anchor * diags(np.ones(count))).tocsc(), right + anchor * spots)
    return solved.reshape(-1, 2)


def _blow_up(spots: Array, sizes: Array, blocks: Numbers | None) -> Array:
    """Scale what still overlaps until it does not."""
    middle = spots.mean(axis=0)
    now = spots
    while len(overlapping(now, sizes, blocks)):
        now = middle + (now - middle) * 1.1
    return now
