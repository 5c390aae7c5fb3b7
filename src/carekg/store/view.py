"""What a query sees of an engine, before and after a change."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from pyoxigraph import DefaultGraph, Quad, Store


class Unbounded(Exception):
    """What a change touches cannot be told, or is too much."""


@dataclass(frozen=True)
class View:
    """What a query sees: an engine's quads that some test lets through, and quads that are there no longer.

    `is_union` tells whether the default graph is all named graphs together; else it is the unnamed one.
    """

    engine: Store
    is_union: bool
    is_seen: Callable[[Any], bool] = lambda _: True  # of the name of a graph
    came: frozenset[Quad] = frozenset()
    gone: frozenset[Quad] = frozenset()

    def match(self, subject: Any, predicate: Any, value: Any, graph: Any, *, named: bool) -> Iterator[Quad]:
        """Give the quads of a pattern, those that are gone too. `named` tells whether it stands in GRAPH."""
        place = graph if named or self.is_union else DefaultGraph()
        is_open = isinstance(place, DefaultGraph)  # then all that is found is seen
        for engine in (self.engine, self._former) if self.gone else (self.engine,):
            found = engine.quads_for_pattern(subject, predicate, value, place)
            yield from found if is_open else (quad for quad in found if self.holds(quad, named=named))

    def scan(self, subject: Any, predicate: Any, value: Any, graph: Any, *, named: bool) -> Iterator[Quad]:
        """Give the quads of a pattern that are there, graph by graph: where there are many, that is soonest done."""
        graphs = [graph] if graph else filter(self.is_seen, self.engine.named_graphs())
        places = graphs if named or self.is_union else [DefaultGraph()]
        return chain.from_iterable(self.engine.quads_for_pattern(subject, predicate, value, each) for each in places)

    @cached_property
    def _former(self) -> Store:
        """What is gone, to be looked up."""
        former = Store()
        former.extend(self.gone)
        return former

    def holds(self, quad: Quad, *, named: bool) -> bool:
        """Tell whether a quad is in what a pattern looks at."""
        if isinstance(quad.graph_name, DefaultGraph):
            return not named and not self.is_union
        return (named or self.is_union) and self.is_seen(quad.graph_name)
