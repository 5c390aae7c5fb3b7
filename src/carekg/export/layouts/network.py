"""A network: what is tied stands near."""

import random
from typing import Final

import igraph
import numpy as np

from carekg.export.layouts.overlaps import gap_of, part
from carekg.export.layouts.packing import components, pack
from carekg.export.layouts.plan import SEED, Array, Placed, Plan

_EXACT: Final = 450  # boxes up to which every pair is weighed against every other
_STEPS: Final = 120
_STRETCH: Final = 0.62  # of a box's width, that a tie is long before boxes are moved apart


def lay_out(plan: Plan) -> Placed:
    """Lay out each connected part by the forces of its ties, move boxes apart, and put the parts on shelves."""
    parts = components(plan)
    return Placed(pack(plan, parts, [_part(plan.of(each)) for each in parts]))


def _part(plan: Plan) -> Array:
    return part(forces(plan), plan.sizes, gap_of(len(plan)))


def forces(plan: Plan) -> Array:
    """Place the boxes of a connected part by forces, in pixels.

    Source: Kamada and Kawai (1989), An algorithm for drawing general undirected graphs, Information Processing Letters
    31(1); for many boxes, Fruchterman and Reingold (1991), Graph drawing by force-directed placement, Software 21(11).
    """
    if len(plan) == 1:
        return np.zeros((1, 2))
    graph = igraph.Graph(n=len(plan), edges=plan.pairs.tolist())
    random.seed(SEED)  # igraph takes its numbers from here
    small = len(plan) <= _EXACT
    found = graph.layout_kamada_kawai() if small else graph.layout_fruchterman_reingold(niter=_STEPS, grid="grid")
    spots = np.array(found.coords, dtype=np.float64)
    lengths = np.hypot(*(spots[plan.pairs[:, 0]] - spots[plan.pairs[:, 1]]).T)
    scale = _STRETCH * float(plan.sizes[:, 0].mean()) / max(float(np.median(lengths)), 1e-9)
    found_spots: Array = upright(spots * scale) * np.array([1.25, 1.0])
    return found_spots


def upright(spots: Array) -> Array:
    """Turn a layout so that it is wider than high, and the same way round each time."""
    centred = spots - spots.mean(axis=0)
    if len(spots) < 3:
        return np.column_stack([np.hypot(*centred.T) * np.sign(centred[:, 0] + 1e-12), np.zeros(len(spots))])
    axes = np.linalg.svd(centred, full_matrices=False)[2]
    axes = axes * np.sign(axes[np.arange(2), np.abs(axes).argmax(axis=1)])[:, None]
    turned: Array = centred @ axes.T
    return turned
