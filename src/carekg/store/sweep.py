"""A sweep: all quads that the solutions of a query may hang on, without any that are soon seen to be in none.

Every solution has a quad in the place of each pattern of a group. So where the values that a variable may have are
known from one pattern, another is looked up by these, unless there is so little of it that all of it is read sooner.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from pyoxigraph import BlankNode, NamedNode, Quad

from carekg.store.reading import Group, Pattern, Reading
from carekg.store.values import constant, values_of
from carekg.store.view import Unbounded, View

_TIMES: Final = 2  # quads that are read one after the other in the time that it takes to look one up
_SUBJECTS: Final = (NamedNode, BlankNode)
_ALL: Final = 1_000_000

Asked = tuple[Any, Any, Any, Any]


@dataclass
class Sweep:
    """A sweep over a view for the quads of a query."""

    reading: Reading
    view: View
    _known: dict[tuple[int, str], set[Any]] = field(default_factory=dict)  # of a group and a variable: its values
    _read: dict[tuple[Asked, bool], list[Quad]] = field(default_factory=dict)
    _least: dict[tuple[Asked, bool], int] = field(default_factory=dict)  # quads of a pattern, or more

    def gather(self) -> set[Quad]:
        """Give the quads. Raises: Unbounded where they may be any."""
        found = set[Quad]()
        for group, pattern in self.reading.patterns:
            quads = self._sweep(group, pattern)
            found.update(quads)
            for name, values in values_of(pattern, quads).items() if not pattern.reach else ():
                self._known[id(group), name] = values
        return found

    def _sweep(self, group: Group, pattern: Pattern) -> list[Quad]:
        """Give the quads that can stand in the place of a pattern."""
        predicates = group.column(pattern.predicates) if isinstance(pattern.predicates, str) else pattern.predicates
        if predicates is None:
            raise Unbounded
        subject, value, graph = map(constant, (pattern.subject, pattern.object, pattern.graph))
        subjects, values = (None if pattern.reach else self._values(group, node) for node in pattern[0:3:2])
        return [
            quad
            for predicate in predicates
            for quad in self._quads((subject, predicate, value, graph), pattern.graph is not None, subjects, values)
            if (subjects is None or quad.subject in subjects) and (values is None or quad.object in values)
        ]

    def _values(self, group: Group, node: Any) -> set[Any] | None:
        """Give the values that a variable may have in a group, where that is known.

        What is optional, or may not be there, is joined with what is right around it, a branch with all around it.
        """
        place: Group | None = group
        while place is not None:
            known = self._known.get((id(place), node)) if isinstance(node, str) else None
            if known is not None or place.kind != "branch":
                is_aside = known is None and place.kind in ("aside", "absent")
                return self._known.get((id(place.parent), node)) if is_aside else known
            place = place.parent
        return None

    def _quads(self, asked: Asked, named: bool, subjects: set[Any] | None, values: set[Any] | None) -> Iterable[Quad]:
        """Read all quads of a pattern, or look up those of known values: of subjects sooner, which say less each."""
        begun = values if subjects is None else subjects
        most = _ALL if begun is None else _TIMES * len(begun)
        if self._least.get((asked, named), 0) > most:
            return self._look_up(asked, named, begun or (), is_subject=subjects is not None)
        if (asked, named) not in self._read:
            quads = list(islice(self.view.scan(*asked, named=named), most + 1))
            self._least[asked, named] = len(quads)
            if len(quads) > most:
                return self._quads(asked, named, subjects, values)
            self._read[asked, named] = quads
        return self._read[asked, named]

    def _look_up(self, asked: Asked, named: bool, begun: Iterable[Any], *, is_subject: bool) -> Iterator[Quad]:
        subject, predicate, value, graph = asked
        for each in begun:
            if isinstance(each, _SUBJECTS) or not is_subject:
                places = (each, predicate, value) if is_subject else (subject, predicate, each)
                yield from self.view.match(*places, graph, named=named, most=_ALL)
