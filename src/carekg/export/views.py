"""Views: a layer as a drawing, for every format."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final

import networkx as nx

from carekg.analytics.comparison import difference
from carekg.build.makers import MADE
from carekg.export.choices import Bundle
from carekg.export.composing import Arranged, arrange, compose
from carekg.export.drawing import About
from carekg.export.formats import FORMATS
from carekg.export.strip import STRIP_FORMATS, write_strip
from carekg.layers.absence import cut
from carekg.layers.declared import find_layer
from carekg.layers.looks import Looks, read_looks
from carekg.layers.projection import project
from carekg.layers.regions import find_regions
from carekg.layers.view import view
from carekg.names.described import describe
from carekg.questions.about import ATTRIBUTION
from carekg.questions.answer import Answer
from carekg.questions.asking import Ask
from carekg.questions.caveats import caveats
from carekg.questions.content import LICENCE
from carekg.store.embedded import Embedded
from carekg.store.remote import Remote
from carekg.terms.dates import read_date
from carekg.terms.errors import BadParameter

Files = Mapping[str, Callable[[], Mapping[str, bytes]]]
_KEPT: Final = 6  # graphs whose boxes are placed: the second format of a view comes at once


def graph(ask: Ask) -> Answer:
    """Draw a layer, or how it differs from an earlier date. Raises: UnknownName; BadParameter."""
    wanted = ask.values
    ask.progress(f"project {wanted['layer']}", 0, 2)
    drawn = _graph(ask.store, wanted["layer"], ask.as_of, wanted["since"], wanted["focus"], wanted["depth"])
    nodes = [
        {"id": node, **{name: value or None for name, value in drawn.nodes[node].items()}} for node in sorted(drawn)
    ]
    edges = [
        {"source": source, "target": target, **{name: value or None for name, value in data.items()}}
        for source, target, _, data in sorted(drawn.edges(keys=True, data=True), key=lambda edge: edge[:3])
    ]
    members = {name: drawn.graph.get(name, "") for name in ("layer", "meaning")}
    answer = ask.answer({"nodes": nodes, "edges": edges}, members=members)
    ask.progress("draw", 1, 2)
    about = describe_view(answer, _title(ask), drawn.graph.get("meaning", ""), wanted["since"])
    arranged = partial(
        _arranged, ask.store, wanted["layer"], ask.as_of, wanted["since"], wanted["focus"], wanted["depth"]
    )
    files = drawing_files(partial(arranged, wanted["layout"] or ""), about, wanted["bundle"])
    if wanted["strip"]:
        files = {**files, **_strip(ask, about)}
    return replace(answer, files=files)


def drawing_files(arranged: Callable[[], Arranged], about: About, bundle: Bundle | None = None) -> Files:
    """Give what writes a drawing, by format: ties are put together as asked, else as the format does."""

    def write(name: str) -> Mapping[str, bytes]:
        form = FORMATS[name]
        return form.write(compose(arranged(), about, bundle or form.bundle))

    return {name: partial(write, name) for name in FORMATS}


def describe_view(answer: Answer, title: str, meaning: str, since: date | None = None) -> About:
    """Give what a picture says of itself, from the answer that it is of."""
    return About(
        title=title,
        as_of=answer.as_of.isoformat(),
        since=since.isoformat() if since else "",
        meaning=meaning,
        licence="CC BY 4.0",
        licence_address=LICENCE,
        attribution=ATTRIBUTION.removeprefix("carekg, CC BY 4.0. "),
        address=answer.address,
        version=answer.version,
    )


@lru_cache(maxsize=2)
def looks_of(store: Embedded) -> Looks:
    """Give the looks that a store declares, read once."""
    return read_looks(store)


def _title(ask: Ask) -> str:
    """Say in words what a picture shows."""
    wanted = ask.values
    names = wanted["layer"].replace(",", ", ")
    title = f"{names[:1].upper()}{names[1:]}"
    if wanted["focus"]:
        label = describe(ask.store, [wanted["focus"]], ask.as_of)[0].get(wanted["focus"], wanted["focus"])
        steps = "one step" if wanted["depth"] == 1 else f"{wanted['depth']} steps"
        title = f"{title}: {label} and what is within {steps} of it"
    return f"{title}: what began and ended" if wanted["since"] else title


@lru_cache(maxsize=_KEPT)
def _graph(
    store: Embedded, layer: str, as_of: date, since: date | None, focus: str | None, depth: int
) -> "nx.MultiDiGraph[str]":
    if since is None:
        return view(store, layer, as_of, focus, depth)
    joined = difference(project(store, layer, since), project(store, layer, as_of))
    return cut(store, joined, focus, depth, as_of) if focus else joined


@lru_cache(maxsize=_KEPT)
def _arranged(
    store: Embedded, layer: str, as_of: date, since: date | None, focus: str | None, depth: int, layout: str
) -> Arranged:
    drawn = _graph(store, layer, as_of, since, focus, depth)
    declared, codes = find_layer(store, layer).layout, describe(store, drawn, as_of)[1]
    regions = find_regions(store) if layout == "geography" else None
    arranged = arrange(
        drawn,
        looks_of(store),
        layout=layout,
        declared=declared,
        focus=focus,
        codes=codes,
        regions=regions,
        home=_home(store),
    )
    return replace(arranged, told=(*arranged.told, *caveats(store, [focus] if focus else [], as_of)))


def _home(store: Embedded) -> Path | None:
    """Give the folder of what is made of a version, where it is one of this machine."""
    return None if isinstance(store, Remote) else store.folder / MADE


def _strip(ask: Ask, about: About) -> Files:
    """Give what writes small pictures of several dates beside each other; things stand in the same place in each."""
    wanted = ask.values
    days = sorted({read_date(text.strip(), "strip") for text in wanted["strip"]})
    if len(days) < 2:
        raise BadParameter("strip", ";".join(wanted["strip"]), "write two dates or more, with semicolons between")
    focus, depth = wanted["focus"], wanted["depth"]
    joined: Any = nx.MultiDiGraph(layer=wanted["layer"])
    for day in days:
        one = project(ask.store, wanted["layer"], day)
        joined.add_nodes_from(one.nodes(data=True))
        joined.add_edges_from(one.edges(keys=True, data=True))
    near = cut(ask.store, joined, focus, depth, max(days)) if focus else joined
    placed = arrange(near, looks_of(ask.store), layout=wanted["layout"] or "", declared="network", focus=focus)

    def write(form: str) -> Mapping[str, bytes]:
        panels = [
            (day.isoformat(), compose(_only(placed, project(ask.store, wanted["layer"], day)), about, "pairs"))
            for day in days
        ]
        return write_strip(form, about, panels)

    return {form: partial(write, form) for form in STRIP_FORMATS}


def _only(placed: Arranged, held: "nx.MultiDiGraph[str]") -> Arranged:
    """Give what is placed, cut down to what a date holds."""
    edges: Any = [edge for edge in placed.graph.edges(keys=True) if held.has_edge(*edge)]
    kept = placed.graph.edge_subgraph(edges).copy()
    boxes = tuple(box for box in placed.boxes if box.iri in held)
    kept.add_nodes_from((box.iri, placed.graph.nodes[box.iri]) for box in boxes)
    return replace(placed, graph=kept, boxes=boxes, frames=())
