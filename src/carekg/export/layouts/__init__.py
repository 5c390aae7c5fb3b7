"""Layouts: where the boxes of a picture stand, by one of several ways, the same for the same graph."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from carekg.export.layouts import groups, hub, layers, network, overview
from carekg.export.layouts.packing import bounds
from carekg.export.layouts.plan import Frame, Placed, Plan

_MANY: Final = 420  # boxes from which a picture is an overview, unless another way is asked for
_MARGIN: Final = 40.0

WAYS: Final[Mapping[str, Callable[[Plan], Placed]]] = {
    "network": network.lay_out,
    "hub": hub.lay_out,
    "layers": layers.lay_out,
    "groups": groups.lay_out,
    "geography": groups.by_region,
    "time": groups.by_year,
    "overview": overview.lay_out,
}


def choose(plan: Plan, declared: str) -> str:
    """Choose the way: an overview of very many; a hub around a focus; else what the layer declares."""
    if len(plan) > _MANY:
        return "overview"
    return "hub" if plan.focus is not None else declared


def lay_out(plan: Plan, name: str) -> Placed:
    """Lay out boxes by the way of a name; the left upper corner of the whole is then (0, 0), with a margin."""
    if not len(plan):
        return Placed(np.zeros((0, 2)))
    placed = WAYS[name](plan)
    left, top, _, _ = bounds(placed.spots, plan.sizes)
    left = min([left, *(frame.x for frame in placed.frames)]) - _MARGIN
    top = min([top, *(frame.y for frame in placed.frames)]) - _MARGIN
    spots = np.round(placed.spots - np.array([left, top]), 1)
    frames = tuple(
        Frame(
            each.title,
            round(each.x - left, 1),
            round(each.y - top, 1),
            round(each.width, 1),
            round(each.height, 1),
            each.lettering,
        )
        for each in placed.frames
    )
    return Placed(spots, frames)
