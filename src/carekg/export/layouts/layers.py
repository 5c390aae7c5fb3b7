"""Layers: rows from the Act to who is bound by it, to what they make and pay."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from carekg.export.layouts.plan import Frame, Placed, Plan

_SWEEPS: Final = 8
_GAP_X: Final = 18.0
_GAP_Y: Final = 22.0
_BETWEEN: Final = 70.0  # two ranks, where the ties run
_SHAPE: Final = 1.7
_SIDE: Final = 14.0
_TITLE: Final = 40.0  # with room for arrowheads below it


def lay_out(plan: Plan) -> Placed:
    """Put each rank in a row, wrapped at a width, in an order in which few ties cross.

    Source: the barycentre method of Sugiyama, Tagawa and Toda (1981), IEEE Transactions on Systems, Man, and
    Cybernetics 11(2), 109-125.
    """
    ranks = sorted(set(plan.ranks))
    rows = {rank: [each for each in range(len(plan)) if plan.ranks[each] == rank] for rank in ranks}
    ordered = _order(plan, rows)
    width = _width(plan, ordered)
    spots, frames, top = np.zeros((len(plan), 2)), [], 0.0
    for rank in ranks:
        lines = _wrap(plan, ordered[rank], width)
        y = top + _TITLE
        for line in lines:
            high = max(float(plan.sizes[each, 1]) for each in line)
            _set_line(plan, spots, line, width, y + high / 2)
            y += high + _GAP_Y
        frames.append(Frame(_title(plan, rows[rank]), -_SIDE, top, width + 2 * _SIDE, y - top - _GAP_Y + _SIDE))
        top = y + _BETWEEN
    return Placed(spots, tuple(frames))


def _title(plan: Plan, row: Sequence[int]) -> tuple[str, ...]:
    return (", ".join(dict.fromkeys(sorted(plan.kinds[each] for each in row))),)


def _order(plan: Plan, rows: dict[int, list[int]]) -> dict[int, list[int]]:
    """Order each row by the mean place of what it is tied to, down and up again."""
    near: list[list[int]] = [[] for _ in range(len(plan))]
    for one, two in plan.pairs.tolist():
        near[one].append(two)
        near[two].append(one)
    place = np.zeros(len(plan))
    ordered = {rank: sorted(row, key=lambda each: (plan.groups[each], plan.names[each])) for rank, row in rows.items()}
    for sweep in range(_SWEEPS):
        for row in ordered.values():
            place[row] = (np.arange(len(row)) + 0.5) / len(row)
        for rank in sorted(ordered, reverse=bool(sweep % 2)):
            own = set(ordered[rank])
            means = {
                each: float(np.mean([place[other] for other in near[each] if other not in own] or [place[each]]))
                for each in ordered[rank]
            }
            ordered[rank].sort(key=lambda each: (means[each], plan.groups[each], plan.names[each]))
            place[ordered[rank]] = (np.arange(len(ordered[rank])) + 0.5) / len(ordered[rank])
    return ordered


def _width(plan: Plan, ordered: dict[int, list[int]]) -> float:
    """Give the width at which rows are wrapped: that of a picture that is rather wide, or of the widest box."""
    area = sum(float((wide + _GAP_X) * (high + _GAP_Y)) for wide, high in plan.sizes)
    spare = _BETWEEN * len(ordered)
    width = float(np.sqrt(area * _SHAPE)) + spare
    longest = max(sum(float(plan.sizes[each, 0]) + _GAP_X for each in row) for row in ordered.values())
    return max(min(width, longest), float(plan.sizes[:, 0].max()) + _GAP_X)


def _wrap(plan: Plan, row: Sequence[int], width: float) -> list[list[int]]:
    """Deal a row out to as many lines as it needs, so that what is beside each other in the row stays near."""
    needed = sum(float(plan.sizes[each, 0]) + _GAP_X for each in row)
    count = max(1, int(np.ceil(needed / width)))
    while True:
        lines = [list(row[first::count]) for first in range(count)]
        if all(sum(float(plan.sizes[each, 0]) + _GAP_X for each in line) <= width + _GAP_X for line in lines):
            return lines
        count += 1


def _set_line(
    plan: Plan, spots: "np.ndarray[tuple[int, int], np.dtype[np.float64]]", line: Sequence[int], width: float, y: float
) -> None:
    wide = [float(plan.sizes[each, 0]) for each in line]
    gap = (width - sum(wide)) / len(line)
    x = gap / 2
    for each, size in zip(line, wide, strict=True):
        spots[each] = (x + size / 2, y)
        x += size + gap
