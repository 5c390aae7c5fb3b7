"""An overview: many things as clusters, each with a frame and the name of what most of it is tied to."""

import random
from collections.abc import Sequence
from typing import Final

import igraph
import numpy as np

import carekg.export.layouts.hub as hub
from carekg.export.layouts.network import forces
from carekg.export.layouts.overlaps import gap_of, part
from carekg.export.layouts.packing import bounds, components, pack, squeeze
from carekg.export.layouts.plan import SEED, Array, Frame, Numbers, Placed, Plan
from carekg.export.lettering import LINE, wrap

_ALONE: Final = 60  # boxes up to which a connected part is one cluster
_APART: Final = 36.0  # two clusters
_SIDE: Final = 16.0
_CLOSE: Final = 0.3  # of the usual distance, before clusters are moved apart
_AIR: Final = 8.0
_FAR: Final = 20_000.0
_SMALLEST: Final = 15.0  # the lettering of a title
_LARGER: Final = 4.0  # how it grows with the root of the number of boxes
_TITLE_SHARE: Final = 15.0  # the width of a cluster in sizes of the letters of its title


def lay_out(plan: Plan) -> Placed:
    """Lay out each cluster by itself, then the clusters by the ties between them, then the parts beside each other."""
    clusters = find_clusters(plan)
    return frame(plan, clusters, [_title(plan, cluster) for cluster in clusters])


def frame(plan: Plan, clusters: Sequence[list[int]], titles: Sequence[str], tiles: Array | None = None) -> Placed:
    """Lay out clusters that are given, each in its frame with its title.

    Parameters: plan; clusters, numbers of boxes; titles; tiles, the column and row of each cluster on a map, where
    there is one: then they stand as on the map, else by the ties between them.
    """
    blocks = np.zeros(len(plan), dtype=np.int64)
    for number, cluster in enumerate(clusters):
        blocks[cluster] = number
    return _arrange(plan, clusters, blocks, titles, tiles)


def find_clusters(plan: Plan) -> list[list[int]]:
    """Find what hangs together: small connected parts, and within large ones the communities.

    Source: Traag, Waltman and van Eck (2019), From Louvain to Leiden, Scientific Reports 9, 5233.
    """
    found: list[list[int]] = []
    for whole in components(plan):
        if len(whole) <= _ALONE:
            found.append(whole)
            continue
        inner = plan.of(whole)
        graph = igraph.Graph(n=len(inner), edges=inner.pairs.tolist())
        random.seed(SEED)
        parts = graph.community_leiden("modularity", n_iterations=3)
        found += [[whole[each] for each in sorted(one)] for one in parts]
    return sorted(found, key=lambda cluster: (-len(cluster), cluster[0]))


def _insides(plan: Plan, clusters: Sequence[list[int]], blocks: Numbers) -> Array:
    """Lay out every cluster around its own middle; boxes are moved apart in all of them at once."""
    spots = np.zeros((len(plan), 2))
    for cluster in clusters:
        inner = plan.of(cluster)
        parts = components(inner)
        places = [hub.rings(inner.of(each), _AIR) for each in parts]
        spots[cluster] = pack(inner, parts, places, 30.0) if len(parts) > 1 else places[0]
    away = _FAR * np.column_stack([blocks % 32, blocks // 32])  # so that no cluster lies on another
    return part(spots + away, plan.sizes, gap=gap_of(len(plan)) - 6.0, blocks=blocks) - away


def _title(plan: Plan, cluster: Sequence[int]) -> str:
    first = max(cluster, key=lambda each: (plan.standing[each], -each))
    return f"{plan.names[first]} and {len(cluster) - 1} more" if len(cluster) > 1 else plan.names[first]


def _arrange(
    plan: Plan, clusters: Sequence[list[int]], blocks: Numbers, titles: Sequence[str], tiles: Array | None
) -> Placed:
    """Place the clusters like boxes, as large as what is in them and its title."""
    spots = _insides(plan, clusters, blocks)
    edges = [bounds(spots[cluster], plan.sizes[cluster]) for cluster in clusters]
    largest = _SMALLEST + _LARGER * np.sqrt(len(plan))
    letterings = [float(np.clip((right - left) / _TITLE_SHARE, _SMALLEST, largest)) for left, _, right, _ in edges]
    lines = [
        wrap(title, size, bold=True, most=right - left)
        for title, size, (left, _, right, _) in zip(titles, letterings, edges, strict=True)
    ]
    heads = [LINE * size * len(each) + size / 2 for size, each in zip(letterings, lines, strict=True)]
    sizes = np.array(
        [
            (right - left + 2 * _SIDE, bottom - top + 2 * _SIDE + head)
            for (left, top, right, bottom), head in zip(edges, heads, strict=True)
        ]
    )
    middles = _between(plan, blocks, sizes, titles) if tiles is None else _on_map(tiles, sizes)
    placed, frames = spots.copy(), []
    for number, cluster in enumerate(clusters):
        left, top, _, _ = edges[number]
        wide, high = sizes[number]
        x, y = middles[number] - np.array([wide, high]) / 2
        placed[cluster] += np.array([x + _SIDE - left, y + _SIDE + heads[number] - top])
        frames.append(Frame(lines[number], float(x), float(y), float(wide), float(high), letterings[number]))
    return Placed(placed, tuple(frames))


def _between(plan: Plan, blocks: Numbers, sizes: Array, titles: Sequence[str]) -> Array:
    """Place clusters by the ties between them, and those that nothing joins beside each other."""
    between = {(int(min(a, b)), int(max(a, b))) for a, b in blocks[plan.pairs].tolist() if a != b}
    ties = np.array(sorted(between), dtype=np.int64).reshape(-1, 2)
    count = len(sizes)
    outer = Plan(sizes, ties, [0] * count, [""] * count, [""] * count, list(titles), [""] * count)
    parts = components(outer)
    return pack(outer, parts, [_spread(outer.of(each)) for each in parts], _APART)


def _on_map(tiles: Array, sizes: Array) -> Array:
    """Place clusters where they lie on a map of tiles, and move them apart."""
    spread = tiles * sizes.mean(axis=0)
    return squeeze(part(spread, sizes, gap=_APART), sizes, _APART)


def _spread(outer: Plan) -> Array:
    """Place clusters by the ties between them, close together."""
    return squeeze(part(forces(outer) * _CLOSE, outer.sizes, gap=_APART), outer.sizes, _APART)
