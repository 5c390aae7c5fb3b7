"""Composing: from a graph to a drawing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from pathlib import Path
from typing import Final

import igraph
import networkx as nx
import numpy as np

from carekg.export.bundling import bind
from carekg.export.choices import Bundle
from carekg.export.drawing import DENSE, About, Box, Drawing, Tie, head
from carekg.export.layouts import choose
from carekg.export.layouts.keeping import keep
from carekg.export.layouts.plan import Frame, Plan
from carekg.export.legend import (
    DERIVED,
    OWN,
    count_becoming,
    count_changes,
    count_kinds,
    count_sectors,
    count_things,
    tell_notes,
)
from carekg.export.lettering import LINE, measure, wrap
from carekg.export.outlines import NUMBER, around, as_array
from carekg.export.routing import route
from carekg.layers.looks import Looks

_LETTERS: Final = 11.0
_LARGER: Final = 5.0  # what the name of the thing with the most ties has more
_FEW: Final = 3  # ties up to which names are of the usual size
_WIDTHS: Final = (1.2, 5.0)
_DENSE_WIDTHS: Final = (0.8, 2.5)
_NOTES: Final = {"inferred": DERIVED, "own record": OWN}  # by what kind of authority says that a thing is there


@dataclass(frozen=True)
class Arranged:
    """A graph with its boxes placed: what every drawing of it has in common, however its ties are put together.

    `told` is what is said below it, a line each, before what is counted there.
    """

    graph: "nx.MultiDiGraph[str]"
    looks: Looks
    boxes: tuple[Box, ...]
    frames: tuple[Frame, ...]
    layout: str
    told: tuple[str, ...] = ()


def arrange(
    graph: "nx.MultiDiGraph[str]",
    looks: Looks,
    *,
    layout: str = "",
    declared: str = "network",
    focus: str | None = None,
    codes: Mapping[str, str] | None = None,
    regions: Mapping[str, str] | None = None,
    rows: Mapping[str, int] | None = None,
    home: Path | None = None,
) -> Arranged:
    """Give every thing of a graph its box and its place.

    Parameters: graph; looks; layout, a name of LAYOUTS, chosen by size, focus and `declared` unless given; focus, the
    thing in the middle; codes of things, and regions in which they lie, by IRI; rows in which they
    stand, where it is not their kind that tells; home, where large layouts are kept.
    """
    things = sorted(graph)
    number = {thing: place for place, thing in enumerate(things)}
    pairs = sorted(
        {(min(a, b), max(a, b)) for a, b in ((number[one], number[two]) for one, two in graph.edges()) if a != b}
    )
    degrees = Counter(each for pair in pairs for each in pair)
    most = max(degrees.values(), default=0)
    boxes = [
        _box(
            graph, thing, place, looks, degrees[place], most, is_focus=thing == focus, code=(codes or {}).get(thing, "")
        )
        for place, thing in enumerate(things)
    ]
    plan = Plan(
        sizes=as_array([(box.width, box.height) for box in boxes]),
        pairs=np.array(pairs, dtype=np.int64).reshape(-1, 2),
        ranks=[(rows or {}).get(box.iri, box.look.rank) for box in boxes],
        groups=[box.sector or box.kind for box in boxes],
        begins=[box.valid_from for box in boxes],
        names=[box.label for box in boxes],
        kinds=[box.kind for box in boxes],
        focus=number.get(focus) if focus else None,
        regions=[(regions or {}).get(thing, "") for thing in things],
        standing=_standing(graph, number),
    )
    chosen = layout or choose(plan, declared)
    placed = keep(plan, chosen, home)
    spots = placed.spots.tolist()
    return Arranged(
        graph,
        looks,
        tuple(replace(box, x=x, y=y) for box, (x, y) in zip(boxes, spots, strict=True)),
        placed.frames,
        chosen,
    )


def _standing(graph: "nx.MultiDiGraph[str]", number: Mapping[str, int]) -> list[float]:
    """Tell how much of a graph leads to each thing: what a group of things is called after."""
    ends = [(number[one], number[two]) for one, two in graph.edges()]
    found: list[float] = igraph.Graph(n=len(number), edges=ends, directed=True).pagerank()
    return found


def _box(
    graph: "nx.MultiDiGraph[str]",
    thing: str,
    place: int,
    looks: Looks,
    degree: int,
    most: int,
    *,
    is_focus: bool,
    code: str,
) -> Box:
    data = graph.nodes[thing]
    kind, sector = str(data.get("kind", "thing")), str(data.get("sector", ""))
    look = looks.of_thing(kind, sector)
    label = str(data.get("label", thing))
    share = max(degree - _FEW, 0) / max(most - _FEW, 1) if most > _FEW else 0.0
    size = round(_LETTERS + _LARGER * share**0.5 + (2 if is_focus else 0), 1)
    change = str(data.get("change", ""))
    lines = wrap(label, size, bold=is_focus)
    if change in ("began", "ended"):
        lines = (*lines, f"({change})")
    note = _NOTES.get(str(data.get("level", "")), "")
    if note == OWN:
        lines = (*lines, "(own record)")
    width = max(measure(line, size, bold=is_focus) for line in lines)
    wide, high = around(look.shape, width, len(lines) * size * LINE)
    return Box(
        key=f"n{place + 1}",
        iri=thing,
        label=label,
        lines=lines,
        kind=look.label if kind in looks.kinds else kind,
        sector=sector,
        code=code,
        note=note,
        look=look,
        x=0.0,
        y=0.0,
        width=wide,
        height=high,
        size=size,
        degree=degree,
        change=change,
        is_focus=is_focus,
        valid_from=str(data.get("valid_from", "")),
        valid_until=str(data.get("valid_until", "")),
    )


def compose(arranged: Arranged, about: About, bundle: Bundle) -> Drawing:
    """Draw the ties of a graph whose boxes are placed, put together as asked, with the legend and what must be said."""
    bound, boxes = bind(arranged.graph, arranged.looks, bundle), arranged.boxes
    by_iri = {box.iri: place for place, box in enumerate(boxes)}
    ends = np.array([(by_iri[each.source], by_iri[each.target]) for each in bound], dtype=np.int64).reshape(-1, 2)
    most = max((len(each.said) for each in bound), default=1)
    between = _WIDTHS if len(bound) <= DENSE * len(boxes) else _DENSE_WIDTHS
    widths = [_width(len(each.said), most, *between) for each in bound]
    ways = route(
        as_array([(box.x, box.y) for box in boxes]),
        as_array([(box.width, box.height) for box in boxes]),
        np.array([NUMBER[box.look.shape] for box in boxes], dtype=np.int64),
        ends,
        np.array([head(width) for width in widths], dtype=np.float64),
    ).tolist()
    ties = tuple(
        Tie(
            key=f"e{number}",
            source=boxes[one],
            target=boxes[two],
            look=each.look,
            said=each.said,
            width=width,
            route=((way[0][0], way[0][1]), (way[1][0], way[1][1]), (way[2][0], way[2][1])),
            change=each.change,
            kind=each.kind,
        )
        for number, (each, (one, two), width, way) in enumerate(zip(bound, ends.tolist(), widths, ways, strict=True), 1)
    )
    return Drawing(
        about=about,
        boxes=boxes,
        ties=ties,
        things=count_things(boxes, arranged.looks),
        sectors=count_sectors(boxes),
        kinds=count_kinds(ties),
        changes=count_changes(ties, arranged.looks),
        became=count_becoming(boxes),
        notes=(*arranged.told, *tell_notes(ties, boxes)),
        frames=arranged.frames,
        groups=_groups(boxes, arranged.frames),
    )


def _width(count: int, most: int, thinnest: float, widest: float) -> float:
    return round(thinnest + (widest - thinnest) * sqrt((count - 1) / max(most - 1, 4)), 2)


def _groups(boxes: Sequence[Box], frames: Sequence[Frame]) -> dict[str, str]:
    """Give the title of the frame in which each box stands."""
    found = {}
    for box in boxes:
        for frame in frames:
            if frame.x <= box.x <= frame.x + frame.width and frame.y <= box.y <= frame.y + frame.height:
                found[box.key] = " ".join(frame.title)
                break
    return found
