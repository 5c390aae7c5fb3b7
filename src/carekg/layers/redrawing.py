"""Redrawing: a layer of a fork, from how it is drawn of the version that the fork began as, and what changed since."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

import networkx as nx
from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from carekg.layers.declared import Layer, find_layer
from carekg.layers.projection import (
    Drawing,
    Edge,
    begin,
    described,
    draw,
    draw_edges,
    drawing,
    leave_out,
)
from carekg.store.embedded import Embedded
from carekg.terms.namespaces import CKG
from carekg.terms.prefixes import PREFIXES

_UNNAMED: Final = DefaultGraph()
_TYPE: Final = NamedNode(f"{PREFIXES['rdf']}type")
_LABEL: Final = NamedNode(f"{PREFIXES['rdfs']}label")
# what is read of relations and kinds, and so shows in edges and nodes that say nothing else themselves
_OF_OTHERS: Final = {NamedNode(f"{PREFIXES['rdfs']}subClassOf"), NamedNode(CKG.phrase), NamedNode(CKG.sign)}


def redraw(
    before: Embedded, after: Embedded, layer: str, as_of: date, came: Collection[Quad], gone: Collection[Quad]
) -> "nx.MultiDiGraph[str]":
    """Project a layer of a fork, as `draw` would.

    Parameters: before, the version; after, the fork; layer, by its name; as_of, the date; came and gone, the quads by
    which the fork differs. Raises: UnknownName.

    An edge hangs on its own statement and the words of its relation, or is a triple; a node on its own triples and
    what its kinds are called. So where no relation and no kind is called something else, the edges and nodes of which
    nothing else is said are as they were.
    """
    declared = find_layer(after, layer)
    if declared != find_layer(before, layer) or _is_renamed(came, gone):
        return draw(after, layer, as_of)
    changed = _Changed(declared, after, frozenset((*came, *gone)))
    drawn = drawing(before, declared.name, as_of)
    fresh = draw_edges(changed.part, declared, as_of)
    graph = begin(after, declared, as_of)
    stale, stayed = changed.divide(drawn)
    for source, target, key, data in _in_order(declared, (*stayed, *fresh.edges(keys=True, data=True))):
        graph.add_edge(source, target, key=key, **data)
    loose = {end for *ends, _, data in stale if data["keeps_ended"] for end in ends}
    asked = {node for node in graph if node not in drawn.graph or node in changed.names or node in loose}
    known = {node: data for node, data in drawn.graph.nodes(data=True) if node in graph and node not in asked}
    leave_out(graph, known | described(after, graph, asked, as_of))
    return graph


def _is_renamed(came: Iterable[Quad], gone: Iterable[Quad]) -> bool:
    """Tell whether a relation or kind may be called something else, or a kind be another's."""
    named = [{quad.subject for quad in quads if quad.predicate == _LABEL} for quads in (came, gone)]
    return not named[0].isdisjoint(named[1]) or any(
        quad.predicate in _OF_OTHERS for quads in (came, gone) for quad in quads
    )


@dataclass(frozen=True)
class _Changed:
    """What changed of the edges of a layer."""

    layer: Layer
    after: Embedded
    quads: frozenset[Quad]

    @cached_property
    def names(self) -> frozenset[str]:
        """The things of which something else is said."""
        return frozenset(quad.subject.value for quad in self.quads if isinstance(quad.subject, NamedNode))

    @cached_property
    def _triples(self) -> frozenset[tuple[str, str, str]]:
        """The triples that changed and are drawn as edges: the projection and the ends."""
        drawn = {edge.predicate: edge.iri for edge in self.layer.edges if edge.predicate is not None}
        return frozenset(
            (drawn[quad.predicate], quad.subject.value, quad.object.value)
            for quad in self.quads
            if quad.predicate in drawn and isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)
        )

    @property
    def part(self) -> Embedded:
        """The part of the fork on which the edges hang of which something else is said."""
        engine = Store()
        engine.extend(self._of_statements())
        engine.extend(self._of_triples())
        return Embedded(engine, self.after.version, self.after.folder)

    def _of_statements(self) -> Iterator[Quad]:
        """Give what is said of the statements that are edges, and of their relations."""
        classes = {edge.of_class for edge in self.layer.edges if edge.of_class is not None}
        relating = {edge.relation for edge in self.layer.edges if edge.relation is not None}
        relations = set[NamedNode]()
        for name in map(NamedNode, self.names):
            if any(Quad(name, _TYPE, each, _UNNAMED) in self.after.engine for each in classes):
                for quad in self._match(name):
                    yield quad
                    if quad.predicate in relating and isinstance(quad.object, NamedNode):
                        relations.add(quad.object)
        yield from (quad for relation in relations for quad in self._match(relation))

    def _match(self, subject: NamedNode) -> Iterator[Quad]:
        return self.after.engine.quads_for_pattern(subject, None, None, _UNNAMED)

    def _of_triples(self) -> Iterator[Quad]:
        predicates = {edge.iri: edge.predicate for edge in self.layer.edges}
        for projection, source, target in self._triples:
            yield from self.after.engine.quads_for_pattern(
                NamedNode(source), predicates[projection], NamedNode(target), None
            )

    def divide(self, drawn: Drawing) -> tuple[list[Edge], list[Edge]]:
        """Give the edges of the version of which something else may be said, and the others."""
        found: tuple[list[Edge], list[Edge]] = [], []
        for edge in (*drawn.graph.edges(keys=True, data=True), *drawn.left_out):
            source, target, _, data = edge
            statement, triple = data["statement"], (data["projection"], source, target)
            found[(statement not in self.names) if statement else (triple not in self._triples)].append(edge)
        return found


def _in_order(layer: Layer, edges: Iterable[Edge]) -> list[Edge]:
    """Put edges into the order in which a layer is drawn."""
    places = {edge.iri: place for place, edge in enumerate(layer.edges)}
    return sorted(edges, key=lambda edge: (places[edge[3]["projection"]], edge[3]["statement"], *edge[:2]))
