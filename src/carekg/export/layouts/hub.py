"""A hub: one thing in the middle, and around it, ring by ring, what is one step away, two steps, three."""

from collections.abc import Sequence
from math import atan2, cos, pi, sin, tau
from typing import Final

import numpy as np

from carekg.export.layouts.overlaps import gap_of, part
from carekg.export.layouts.packing import components, pack
from carekg.export.layouts.plan import Array, Placed, Plan

_FLAT: Final = 1.55  # a ring is so much wider than high
_AROUND: Final = tau * ((_FLAT**2 + 1) / 2) ** 0.5  # of a ring of radius 1
_GAP: Final = 18.0
_AIR: Final = 54.0
_FULL: Final = 0.6  # of a ring: up to there, each thing stands where what it hangs on stands


def lay_out(plan: Plan) -> Placed:
    """Lay out rings around the focus, or around what has the most ties; move boxes apart; put other parts beside."""
    parts = components(plan)
    inners = [plan.of(each) for each in parts]
    return Placed(pack(plan, parts, [part(rings(inner), inner.sizes, gap_of(len(plan))) for inner in inners]))


def rings(plan: Plan, air: float = _AIR) -> Array:
    """Place the boxes of a connected part in rings, with some air between two; some boxes may overlap."""
    middle = int(plan.degrees.argmax()) if plan.focus is None else plan.focus
    spots = np.zeros((len(plan), 2))
    angles = {middle: 0.0}
    near = _neighbours(plan)
    radius = plan.sizes[middle, 1] / 2
    for ring in _rings(middle, near):
        ordered = _ordered(plan, ring, angles, near)
        step = float(np.median(plan.sizes[ring, 1])) + air
        needs = [float(plan.sizes[each].sum()) / 2 + _GAP for each in ordered]
        rows = _rows(sum(needs), radius, step)
        found = _angles(ordered, needs, angles, near, _AROUND * (radius + step * (rows + 1) / 2) * rows)
        row_of = _deal(len(ordered), [radius + step * (row + 1) for row in range(rows)])
        for place, each in enumerate(ordered):
            angles[each] = found[place]
            far = radius + step * (1 + row_of[place])
            spots[each] = (_FLAT * far * cos(found[place]), far * sin(found[place]))
        radius += step * rows
    return spots


def _deal(count: int, capacities: Sequence[float]) -> list[int]:
    """Deal the places of a ring out to its rows, to each as many as it has room for, one after the other."""
    total, dealt, rows = sum(capacities), [0] * len(capacities), []
    for place in range(count):
        owed = [(place + 1) * capacity / total - given for capacity, given in zip(capacities, dealt, strict=True)]
        row = owed.index(max(owed))
        dealt[row] += 1
        rows.append(row)
    return rows


def _neighbours(plan: Plan) -> list[list[int]]:
    near: list[list[int]] = [[] for _ in range(len(plan))]
    for one, two in plan.pairs.tolist():
        near[one].append(two)
        near[two].append(one)
    return near


def _rings(middle: int, near: Sequence[Sequence[int]]) -> list[list[int]]:
    rings, seen, last = [], {middle}, [middle]
    while last:
        last = sorted({other for each in last for other in near[each]} - seen)
        seen.update(last)
        if last:
            rings.append(last)
    return rings


def _rows(need: float, radius: float, step: float) -> int:
    """How many rows a ring needs, one outside the other."""
    rows = 1
    while sum(_AROUND * (radius + step * row) for row in range(1, rows + 1)) < need:
        rows += 1
    return rows


def _ordered(plan: Plan, ring: Sequence[int], angles: dict[int, float], near: Sequence[Sequence[int]]) -> list[int]:
    """Order a ring: the first by group and row, so that like stands by like; later ones by what they hang on."""
    if len(angles) == 1:
        return sorted(ring, key=lambda each: (plan.groups[each], plan.ranks[each], plan.names[each]))
    return sorted(ring, key=lambda each: (_wanted(each, angles, near), plan.groups[each], plan.names[each]))


def _wanted(each: int, angles: dict[int, float], near: Sequence[Sequence[int]]) -> float:
    held = [angles[other] for other in near[each] if other in angles]
    return atan2(sum(map(sin, held)), sum(map(cos, held))) % tau


def _angles(
    ordered: Sequence[int],
    needs: Sequence[float],
    angles: dict[int, float],
    near: Sequence[Sequence[int]],
    room: float,
) -> list[float]:
    """Give the angle of each thing of a ring: where it hangs, if the ring has room; else spread evenly."""
    total = sum(needs)
    if len(angles) > 1 and total < _FULL * room:
        least, found = tau / room, [0.0] * len(ordered)
        for place, each in enumerate(ordered):
            wanted = _wanted(each, angles, near)
            before = found[place - 1] + (needs[place - 1] + needs[place]) / 2 * least if place else wanted
            found[place] = max(wanted, before)
        if found[-1] - found[0] < tau - least * needs[0]:
            return found
    turned = np.cumsum([0.0, *needs[:-1]]) + np.array(needs) / 2
    start = -pi / 2 if len(angles) == 1 else _turn(ordered, turned / total * tau, angles, near)
    return [float(start + tau * each / total) for each in turned]


def _turn(ordered: Sequence[int], spread: Array, angles: dict[int, float], near: Sequence[Sequence[int]]) -> float:
    """Give by how much a full ring is turned, so that most stands near what it hangs on."""
    away = [_wanted(each, angles, near) - float(angle) for each, angle in zip(ordered, spread, strict=True)]
    return atan2(sum(map(sin, away)), sum(map(cos, away)))
