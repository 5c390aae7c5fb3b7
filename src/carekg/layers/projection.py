"""Layers: declared projections of the graph, as of a date, into NetworkX."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import networkx as nx
from pyoxigraph import NamedNode

from carekg.layers.declared import EdgeProjection, Layer, Row, find_layer, holds, text_of, was_there
from carekg.store.embedded import Embedded
from carekg.store.keeping import Kept, once
from carekg.store.sparql import bind, read_folder
from carekg.terms.prefixes import PREFIXES

_KEPT: Final = 8  # projections: a whole country takes some hundred megabytes
_UNKNOWN_END: Final = f"{PREFIXES['end-status']}unknown"
Edge = tuple[str, str, str, dict[str, Any]]


@dataclass(frozen=True)
class Drawing:
    """A layer as it is drawn, and the edges that are not: one of their ends was not there."""

    graph: "nx.MultiDiGraph[str]"
    left_out: tuple[Edge, ...]


_QUERIES: Final = {query.name: query.text for query in read_folder(Path(__file__).parent)}


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
    ask = _AUTHORITIES if store.is_lasting else _authorities  # what a fork says may yet change
    authorities = ask(store) if any(edge.of_class for edge in layer.edges) else {}
    for edge in layer.edges:
        for row in _rows(store, edge, authorities):
            if holds(row, as_of):
                _add_edge(graph, edge, row)
    return graph


def _rows(store: Embedded, edge: EdgeProjection, authorities: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the rows of a projection in the order of their IRIs, which the engine would take twice as long to sort."""
    if edge.predicate is not None:
        found = store.select(bind(_QUERIES["edges-of-property"], {"property": edge.predicate}))
        return sorted(found, key=lambda row: tuple(row[name].value for name in ("source", "target", "authority")))
    found = _statements(store, edge)
    for row in found:
        row["authority"] = authorities.get(row["edge"].value)
    return sorted(
        found, key=lambda row: tuple(text_of(row.get(name)) for name in ("edge", "source", "target", "words"))
    )


def _statements(store: Embedded, edge: EdgeProjection) -> list[dict[str, Any]]:
    """Give the statements of a class, each with how its relation is put: asked once for all that have it."""
    values = {
        "class": edge.of_class,
        "source": edge.source,
        "target": edge.target,
        "relation": edge.relation or NamedNode("urn:none"),
    }
    found = store.select(bind(_QUERIES["edges-of-class"], values))
    relations = sorted({row["relation"].value for row in found if isinstance(row["relation"], NamedNode)})
    asked = bind(_QUERIES["edge-relations"], {"relations": list(map(NamedNode, relations))}) if relations else None
    put = {row["relation"]: row for row in store.select(asked)} if asked else {}  # of several the first by name stays
    return [row | put.get(row["relation"], {}) for row in found]


def _authorities(store: Embedded) -> dict[str, Any]:
    """Give the authority of each statement that has one; of several the first, in IRI order."""
    found: dict[str, Any] = {}
    for row in store.select(_QUERIES["edge-authorities"]):
        first = found.setdefault(row["edge"].value, row["authority"])
        if row["authority"].value < first.value:
            found[row["edge"].value] = row["authority"]
    return found


_AUTHORITIES: Final = once(_authorities)


def _add_edge(graph: "nx.MultiDiGraph[str]", edge: EdgeProjection, row: Row) -> None:
    source, target = row["source"].value, row["target"].value
    statement = row["edge"].value if "edge" in row else ""
    key = f"{edge.iri} {statement}"
    sign, status = row.get("sign"), row.get("status")
    certain = status is None or status.value != _UNKNOWN_END
    if graph.has_edge(source, target, key):  # again, by another authority: the first, in IRI order, is shown
        graph.edges[source, target, key]["certain"] &= certain  # one that does not know is enough for doubt
        return
    graph.add_edge(
        source,
        target,
        key=key,
        projection=edge.iri,
        kind=edge.name,
        words=_fill(edge.words, row),
        inverse=_fill(edge.inverse, row),
        statement=statement,
        authority=text_of(row.get("authority")),
        sign=int(sign.value) if sign is not None else 0,
        weight=edge.weight,
        cost=edge.cost,
        valid_from=text_of(row.get("from")),
        valid_until=text_of(row.get("until")),
        certain=certain,
        keeps_ended=edge.keeps_ended,
        note=edge.note,
    )


def _fill(words: str, row: Row) -> str:
    """Put an edge's relation, and how it reads before a party, into the words declared for it."""
    relation = text_of(row.get("words")) or "is related to"
    return words.replace("{relation}", relation).replace("{phrase}", text_of(row.get("phrase")) or relation)


def described(
    store: Embedded, graph: "nx.MultiDiGraph[str]", things: Iterable[str], as_of: date
) -> dict[str, dict[str, str]]:
    """Give what some nodes say: those that are there on a date, or are ends of edges that keep what has ended."""
    kept = {end for one, other, data in graph.edges(data=True) if data["keeps_ended"] for end in (one, other)}
    rows = _NODES.of(store, things)
    return {iri: _node(row) for iri, row in sorted(rows.items()) if iri in kept or was_there(row, as_of)}


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
    rows = store.select_of(_QUERIES["nodes"], "nodes", list(map(NamedNode, things)))
    return {row["node"].value: {name: text_of(term) for name, term in row.items()} for row in rows}


_NODES: Final = Kept(_ask_nodes)  # layers share them, and one date has most of another's
