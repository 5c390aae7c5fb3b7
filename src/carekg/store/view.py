"""What a query sees of an engine, before and after a change."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
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
        for quad in self.engine.quads_for_pattern(subject, predicate, value, place):
            if self.holds(quad, named=named):
                yield quad
        asked = (subject, predicate, value, place)
        for quad in self.gone:
            if self.holds(quad, named=named) and all(a is None or a == b for a, b in zip(asked, quad, strict=True)):
                yield quad

    def holds(self, quad: Quad, *, named: bool) -> bool:
        """Tell whether a quad is in what a pattern looks at."""
        if isinstance(quad.graph_name, DefaultGraph):
            return not named and not self.is_union
        return (named or self.is_union) and self.is_seen(quad.graph_name)
