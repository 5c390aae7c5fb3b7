"""Reading: which triples a query looks at, as a tree of patterns, so that what a change cannot touch is known."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, Self

from pyoxigraph import Literal as Value
from pyoxigraph import NamedNode, Triple

Term = NamedNode | Value
Node = str | Term  # a variable has its name


class Pattern(NamedTuple):
    """Triples that a query looks at: of some predicates or any, in a graph or the default one.

    `reach` is set for a path of no fixed length: along the predicates, and `any` of them both ways where it is mixed.
    """

    subject: Node
    predicates: frozenset[NamedNode] | str
    object: Node
    graph: Node | None = None
    reach: Literal["", "along", "any"] = ""
    is_zero: bool = False

    @property
    def places(self) -> tuple[Any, ...]:
        """What stands in each place, in the order of a quad."""
        return self.subject, self.predicates, self.object, self.graph

    @property
    def variables(self) -> set[str]:
        """The variables in it."""
        return {each for each in self.places if isinstance(each, str)}


@dataclass
class Group:
    """What stands in braces. `kind` says how what is around it depends on it; `kept`, which variables outlive it."""

    kind: Literal["root", "branch", "select", "aside", "absent"]
    parent: "Group | None" = None
    kept: frozenset[str] | None = None
    is_distinct: bool = False
    chosen: dict[str, str] = field(default_factory=dict)  # what a subquery calls one of the values of a variable of it
    patterns: list[Pattern] = field(default_factory=list)
    columns: list[tuple[str, frozenset[Term]]] = field(default_factory=list)  # of VALUES
    filters: list[tuple[str, str, str]] = field(default_factory=list)  # on one variable: its name, that there, the text
    unions: list[list[Self]] = field(default_factory=list)
    asides: list[Self] = field(default_factory=list)  # what is optional, or asked for by EXISTS
    loose: set[str] = field(default_factory=set)  # variables that only something optional has given a value so far
    made: dict[str, list[str]] = field(default_factory=dict)  # by BIND, and of which variables, as they are written

    @property
    def binds(self) -> set[str]:
        """The variables that have a value in each of its solutions."""
        found = {name for pattern in self.patterns for name in pattern.variables} | {name for name, _ in self.columns}
        for branches in self.unions:
            found |= set.intersection(*(each.gives for each in branches))
        return found

    @property
    def gives(self) -> set[str]:
        """The variables that have a value around it in each of its solutions."""
        return self.binds if self.kept is None else self.binds & self.kept | set(self.chosen)

    def column(self, name: str) -> frozenset[Term] | None:
        """Give the only values that a variable may have here; None where it may have any."""
        own = next((column for each, column in self.columns if each == name), None)
        is_shared = own is None and self.parent is not None and self.kind != "select"
        return self.parent.column(name) if is_shared and self.parent is not None else own

    def walk(self) -> Iterator["Group"]:
        """Give this group and all in it."""
        yield self
        for inner in (*(branch for branches in self.unions for branch in branches), *self.asides):
            yield from inner.walk()


@dataclass(frozen=True)
class Reading:
    """What a query reads, and the triples that it makes, if it makes any."""

    root: Group
    template: tuple[Pattern, ...]
    lonely: frozenset[str]  # variables that stand in one place only, so that one value of theirs is as good as many

    @property
    def patterns(self) -> Iterator[tuple[Group, Pattern]]:
        """Every pattern, with the group that it stands in."""
        return ((group, pattern) for group in self.root.walk() for pattern in group.patterns)

    @property
    def key(self) -> str | None:
        """A variable with a value of its own that each triple of the template has as subject or object."""
        common = set.intersection(*({each.subject, each.object} for each in self.template)) if self.template else set()
        names = [each for each in common if isinstance(each, str) and each in self.root.binds and self._is_placed(each)]
        return min(names, key=lambda name: (name != self.template[0].subject, name), default=None)

    @property
    def making(self) -> tuple[str, NamedNode] | None:
        """Where each triple of the template is about one thing that the query makes itself: a variable of which it
        makes it, with a value of its own, and the property by which the thing names that value."""
        subjects = {each.subject for each in self.template}
        made = subjects.pop() if len(subjects) == 1 else None
        names = self.root.made.get(made, ()) if isinstance(made, str) and made not in self.root.binds else ()
        found = [
            (each.object, predicate)
            for each in self.template
            if isinstance(each.object, str) and each.object in names and each.object in self.root.binds
            for predicate in (() if isinstance(each.predicates, str) else each.predicates)
        ]
        return max(found, key=lambda each: self._times(each[0]), default=None)

    def _times(self, name: str) -> int:
        """Tell in how many patterns a variable stands."""
        return sum(name in pattern.variables for _, pattern in self.patterns)

    def _is_placed(self, name: str) -> bool:
        """Tell whether a variable is subject or object of the template's triples as their predicates say."""
        places = [(each.predicates, each.subject == name, each.object == name) for each in self.template]
        if any(isinstance(predicates, str) for predicates, *_ in places):
            return len({place[1:] for place in places}) == 1
        return all(one[1:] == other[1:] for one in places for other in places if one[0] == other[0])

    def is_about(self, triple: Triple, key: str, things: Collection[Any]) -> bool:
        """Tell whether a triple of the template has one of some things where the template has the key."""
        return any(
            (isinstance(each.predicates, str) or triple.predicate in each.predicates)
            and ((each.subject == key and triple.subject in things) or (each.object == key and triple.object in things))
            for each in self.template
        )
