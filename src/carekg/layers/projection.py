"""Layers: declared projections of the graph, as of a date, into NetworkX."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import networkx as nx
from pyoxigraph import NamedNode

from carekg.layers.declared import EdgeProjection, Layer, find_layer, layers, text_of, was_there
from carekg.layers.ties import Tie, find_ties
from carekg.store.embedded import Embedded
from carekg.store.keeping import Kept
from carekg.store.sparql import read

_KEPT: Final = 8  # projections: a whole country takes some hundred megabytes
Edge = tuple[str, str, str, dict[str, Any]]


@dataclass(frozen=True)
class Drawing:
    """A layer as it is drawn, and the edges that are not: one of their ends was not there."""

    graph: "nx.MultiDiGraph[str]"
    left_out: tuple[Edge, ...]


_NODE: Final = read(Path(__file__).parent / "nodes.rq").text


def warm(store: Embedded) -> None:
    """Have known all that layers draw of a version, whatever the date: most of the time of a first projection."""
    ties = find_ties(store, (edge for layer in layers(store).values() for edge in layer.edges))
    _NODES.of(store, (end for each in ties.values() for tie in each for end in (tie.source, tie.target)))


def project(store: Embedded, layer: str, as_of: date) -> "nx.MultiDiGraph[str]":
    """Project a layer of the graph, as it held on a date.

    Parameters: store; layer, the name of a declared layer, or several with commas between; as_of, the date.
    Returns: a frozen graph, kept for the next time. Its nodes are IRIs with label, kind, sector, places, dates and
    knowledge level; its edges carry their words both ways, projection and its name, statement, authority, sign, weight
    (strength), cost (of a path through them), dates, and whether it is certain that they held.
    Raises: UnknownName.

    Edges and nodes that began after the date, or had ended by it, or are only planned, are left out; an edge that is
    declared to keep what has ended keeps its ends.
    """
    return drawing(store, find_layer(store, layer).name, as_of).graph


@lru_cache(maxsize=_KEPT)
def drawing(store: Embedded, layer: str, as_of: date) -> Drawing:
    """Project a layer and keep it: a store is one version of the graph for good, so a projection stays true."""
    graph = draw_edges(store, find_layer(store, layer), as_of)
    left_out = leave_out(graph, described(store, graph, graph, as_of))
    return Drawing(nx.freeze(graph), left_out)


def draw(store: Embedded, layer: str, as_of: date) -> "nx.MultiDiGraph[str]":
    """Project a layer afresh, for a store that may yet change. Raises: UnknownName."""
    graph = draw_edges(store, find_layer(store, layer), as_of)
    leave_out(graph, described(store, graph, graph, as_of))
    return graph


def begin(store: Embedded, layer: Layer, as_of: date) -> "nx.MultiDiGraph[str]":
    """Give the graph of a layer on a date, with nothing in it."""
    return nx.MultiDiGraph(
        layer=layer.name, meaning=layer.meaning, as_of=as_of.isoformat(), version=store.version["hash"]
    )


def draw_edges(store: Embedded, layer: Layer, as_of: date) -> "nx.MultiDiGraph[str]":
    """Draw every edge of a layer that held on a date, whether or not its ends are there."""
    graph = begin(store, layer, as_of)
    ties = find_ties(store, layer.edges)
    for edge in layer.edges:
        for tie in ties[edge]:
            if tie.held(as_of):
                _add_edge(graph, edge, tie)
    return graph


def _add_edge(graph: "nx.MultiDiGraph[str]", edge: EdgeProjection, tie: Tie) -> None:
    source, target, key = tie.source, tie.target, f"{edge.iri} {tie.statement}"
    if graph.has_edge(source, target, key):  # again, by another authority: the first, in IRI order, is shown
        graph.edges[source, target, key]["certain"] &= tie.certain  # one that does not know is enough for doubt
        return
    graph.add_edge(
        source,
        target,
        key=key,
        projection=edge.iri,
        kind=edge.name,
        words=tie.words,
        inverse=tie.inverse,
        statement=tie.statement,
        authority=tie.authority,
        sign=tie.sign,
        weight=edge.weight,
        cost=edge.cost,
        valid_from=tie.valid_from,
        valid_until=tie.valid_until,
        certain=tie.certain,
        keeps_ended=edge.keeps_ended,
        note=edge.note,
    )


def described(
    store: Embedded, graph: "nx.MultiDiGraph[str]", things: Iterable[str], as_of: date
) -> dict[str, dict[str, str]]:
    """Give what some nodes say: those that are there on a date, or are ends of edges that keep what has ended."""
    kept = {end for one, other, data in graph.edges(data=True) if data["keeps_ended"] for end in (one, other)}
    rows = _NODES.of(store, things)
    return {iri: _node(row) for iri, row in sorted(rows.items()) if iri in kept or _was_there(row, as_of)}


def _was_there(told: Mapping[str, str], as_of: date) -> bool:
    return was_there(told["from"], told["until"], told["stage"], as_of)


def leave_out(graph: "nx.MultiDiGraph[str]", known: Mapping[str, dict[str, str]]) -> tuple[Edge, ...]:
    """Let the nodes say what is known of them, and leave the others out; give the edges that go with these."""
    unknown = [iri for iri in graph if iri not in known]
    both = (graph.out_edges(unknown, keys=True, data=True), graph.in_edges(unknown, keys=True, data=True))
    left_out = {edge[:3]: edge for edges in both for edge in edges}
    for iri, told in known.items():
        graph.nodes[iri].update(told)
    graph.remove_nodes_from(unknown)
    return tuple(left_out.values())


def describe_nodes(store: Embedded, things: Iterable[str]) -> dict[str, dict[str, str]]:
    """Give of each thing what a node of it would say: label, kind, sector, places, dates and knowledge level."""
    return {iri: _node(row) for iri, row in sorted(_NODES.of(store, things).items())}


def _node(told: Mapping[str, str]) -> dict[str, str]:
    return {
        "label": told["label"],
        "kind": told["kind"] or "thing",
        "sector": told["sector"],
        "places": told["places"],
        "valid_from": told["from"],
        "valid_until": told["until"],
        "level": told["level"],
    }


def _ask_nodes(store: Embedded, things: Sequence[str]) -> dict[str, Mapping[str, str]]:
    rows = store.select_of(_NODE, "nodes", list(map(NamedNode, things)))
    return {row["node"].value: {name: text_of(term) for name, term in row.items()} for row in rows}


_NODES: Final = Kept(_ask_nodes)  # layers share them, and one date has most of another's
