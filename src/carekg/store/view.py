"""What a query sees of an engine, before and after a change."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, islice
from typing import Any, Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from carekg.store.values import PLACES

_UNNAMED: Final = DefaultGraph()


class Unbounded(Exception):
    """What a change touches cannot be told, or is too much."""


@dataclass(frozen=True)
class View:
    """What a query sees: an engine's quads that some test lets through, and quads that are there no longer.

    `is_union` tells whether the default graph is all named graphs together; else it is the unnamed one. What was looked
    up is `held`, since walks come by the same things again and again: a view is good until the engine changes.
    """

    engine: Store
    is_union: bool
    is_seen: Callable[[Any], bool] = lambda _: True  # of the name of a graph
    came: frozenset[Quad] = frozenset()
    gone: frozenset[Quad] = frozenset()
    held: dict[tuple[Any, ...], list[Quad]] = field(default_factory=dict, compare=False, repr=False)

    def match(self, subject: Any, predicate: Any, value: Any, graph: Any, *, named: bool, most: int) -> list[Quad]:
        """Give so many quads of a pattern, those that are gone too. `named` tells whether it stands in GRAPH."""
        place = graph if named or self.is_union else _UNNAMED
        asked = (subject, predicate, value, place)
        found = self.held.get(asked)
        if found is None:
            there = self.engine.quads_for_pattern(subject, predicate, value, place)
            if place is not _UNNAMED:  # else all that is found is seen
                seen = self._seen
                there = (quad for quad in there if quad.graph_name in seen)
            found = list(islice(there, most))
            if len(found) < most:
                self.held[asked] = found
        return [*found, *self._match_gone(*asked)][:most] if self.gone else found[:most]

    def _match_gone(self, subject: Any, predicate: Any, value: Any, place: Any) -> Iterator[Quad]:
        """Give the quads of a pattern that are gone; mostly there are none."""
        by, term = (PLACES[2], value) if subject is None else (PLACES[0], subject)
        is_open = place is _UNNAMED
        for quad in self._former(by, is_open).get(term, ()) if term is not None else self.gone:
            fits = (predicate is None or quad.predicate == predicate) and (value is None or quad.object == value)
            if fits and (quad.graph_name == place or (place is None and quad.graph_name in self._seen)):
                yield quad

    def scan(self, subject: Any, predicate: Any, value: Any, graph: Any, *, named: bool) -> Iterator[Quad]:
        """Give the quads of a pattern that are there, graph by graph: where there are many, that is soonest done."""
        graphs = [graph] if graph else filter(self.is_seen, self.engine.named_graphs())
        places = graphs if named or self.is_union else [_UNNAMED]
        return chain.from_iterable(self.engine.quads_for_pattern(subject, predicate, value, each) for each in places)

    @cached_property
    def _seen(self) -> frozenset[Any]:
        """The named graphs that are seen, or were."""
        graphs = {*self.engine.named_graphs(), *(quad.graph_name for quad in self.gone)}
        return frozenset(each for each in graphs if not isinstance(each, DefaultGraph) and self.is_seen(each))

    def _former(self, by: Callable[[Quad], Any], is_open: bool) -> dict[Any, list[Quad]]:
        """Give what is gone of the unnamed graph, or the named ones, by subject or object."""
        if (by, is_open) not in self._formers:
            found = self._formers[by, is_open] = {}
            for quad in self.gone:
                if (quad.graph_name == _UNNAMED) == is_open:
                    found.setdefault(by(quad), []).append(quad)
        return self._formers[by, is_open]

    @cached_property
    def _formers(self) -> dict[tuple[Any, bool], dict[Any, list[Quad]]]:
        return {}

    def changed(self, *, named: bool) -> dict[NamedNode, list[Quad]]:
        """Give by predicate what came or went of what a pattern looks at. `named` tells whether it stands in GRAPH."""
        return self._changed[named]

    @cached_property
    def _changed(self) -> dict[bool, dict[NamedNode, list[Quad]]]:
        found: dict[bool, dict[NamedNode, list[Quad]]] = {False: {}, True: {}}
        for quad in chain(self.came, self.gone):
            is_seen = quad.graph_name in self._seen
            for named, quads in found.items():
                if is_seen if named or self.is_union else quad.graph_name == _UNNAMED:
                    quads.setdefault(quad.predicate, []).append(quad)
        return found
