"""Reach: what of a query's answer some changed quads can touch, and what of the graph the rest of it hangs on.

Each solution of a query that changed has a changed quad in the place of one of its patterns. So the values that its
variables may have are followed from there, pattern by pattern, as sets: never too few, sometimes too many.

Source: Abiteboul, Hull and Vianu, Foundations of Databases, 1995, chapter 13 (magic sets).
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from carekg.store.reading import Group, Pattern, Reading
from carekg.store.values import PLACES, Values, allowed, constant, known, knows, narrow, values_of
from carekg.store.view import Unbounded, View

_MOST: Final = 40_000  # quads that are followed before it is thought cheaper to look at everything
_ENOUGH: Final = 5_000  # of them, from one pattern on
_SUBJECTS: Final = (NamedNode, BlankNode)
_TERMS: Final = (NamedNode, Literal)
_FAR: Final = 9

Part = Pattern | list[Group]
Followed = dict[tuple[int, str], set[Any]]  # of a group and a variable, the values with which it was begun


@dataclass
class Reach:
    """A walk through a query's patterns over a view. What it finds is kept where it is `deep`: then nothing is left out
    on which a solution with the values that it starts from hangs."""

    reading: Reading
    view: View
    left: int = _MOST  # quads that may yet be followed
    deep: bool = False
    found: set[Quad] = field(default_factory=set)

    def touched(self, key: str | None) -> set[Any]:
        """Give the values of a variable in solutions that what changed may touch; without one, something or nothing.

        Raises: Unbounded where they may be any.
        """
        found, followed = set[Any](), Followed()
        for group, pattern in self.reading.patterns:
            fitting = self._fitting(pattern)
            self.left = _ENOUGH
            begun = self._begin(group, pattern, fitting, followed) if fitting else None
            values = self._climb(*begun, key) if begun else None
            if values is not None:
                if key is None:
                    return {None}
                if key not in values:
                    raise Unbounded
                found |= values[key]
        self.left = _ENOUGH
        with suppress(Unbounded):  # then they are more than need be
            return self.follow(key, found, key) if key is not None else found
        return found

    def follow(self, name: str, wanted: Iterable[Any], key: str) -> set[Any]:
        """Give the values of a variable in solutions in which another, or itself, has one of some values.

        Raises: Unbounded where they may be any.
        """
        values = {name: set(wanted)}
        if not values[name] or not self._walk(self.reading.root, values, {name}):
            return set()
        if key not in values:
            raise Unbounded
        return values[key]

    def gather(self, key: str, wanted: Iterable[Any]) -> set[Quad]:
        """Give the quads on which the solutions hang in which a variable has one of some values."""
        self._walk(self.reading.root, {key: set(wanted)}, {key})
        return self.found

    def _begin(
        self, group: Group, pattern: Pattern, fitting: list[Quad], followed: Followed
    ) -> tuple[Group, Values] | None:
        """Give where to begin with quads in the place of a pattern, and with which values; None where that was done.

        It is enough to begin with the subject, and with each but once in a group, or around what is optional there.
        """
        if not pattern.reach and isinstance(pattern.subject, str):
            name = pattern.subject
            while group.parent is not None and group.kind in ("aside", "absent") and name in _bound_around(group):
                group = group.parent
            known = followed.setdefault((id(group), name), set())
            fresh = {quad.subject for quad in fitting} - known
            known |= fresh
            return (group, {name: fresh}) if fresh else None
        return group, self._ends(pattern, fitting)

    def _ends(self, pattern: Pattern, fitting: list[Quad]) -> Values:
        """Give the values that quads in the place of a pattern give its variables."""
        if not pattern.reach:
            return values_of(pattern, fitting)
        values: Values = {}
        for node, starts, forward in (
            (pattern.subject, {quad.subject for quad in fitting}, False),
            (pattern.object, {quad.object for quad in fitting}, True),
        ):
            if isinstance(node, str):
                values[node] = set(starts) | {
                    each
                    for quad in self._follow(pattern, starts, forward=forward)
                    for each in (quad.subject, quad.object)
                }
        return values

    def _fitting(self, pattern: Pattern) -> list[Quad]:
        """Give the changed quads that can stand in the place of a pattern, or along a path."""
        changed = self.view.changed(named=pattern.graph is not None)
        predicates = changed if isinstance(pattern.predicates, str) else pattern.predicates & changed.keys()
        found = [quad for predicate in predicates for quad in changed[predicate]]
        for node, place in zip(pattern.places, PLACES, strict=True) if not pattern.reach else ():
            if isinstance(node, _TERMS):
                found = [quad for quad in found if place(quad) == node]
        return found

    def _climb(self, group: Group, values: Values, key: str | None) -> Values | None:
        """Follow values towards the root, until those of a key are known; None where no solution has them."""
        while True:
            if not self._walk(group, values, set(values), key):
                return None
            if group.parent is None or key in values:
                return values
            kept = group.kept
            if group.kind in ("aside", "absent"):
                kept = frozenset(_bound_around(group))
            if kept is not None:
                values = {name: each for name, each in values.items() if name in kept}
            group = group.parent

    def _walk(self, group: Group, values: Values, linked: set[str], key: str | None = None) -> bool:
        """Follow values through what a group must find, until a key is reached, where one is given.

        Parameters: group; values; linked, the variables that hang on where it began; key.
        Returns: False where it finds nothing.
        """
        for name, column in group.columns:
            if not narrow(values, name, set(column)):
                return False
        waiting: list[Part] = [*group.patterns, *group.unions]
        while waiting and key not in linked:
            if not self._sift(group, values, linked):
                return False
            part = min(waiting, key=lambda each: _distance(each, linked))
            if _distance(part, linked) == _FAR and not self.deep:
                break
            waiting.remove(part)
            if isinstance(part, Pattern):
                is_found = self._expand(part, values, linked, group)
            else:
                is_found = self._branch(part, values, linked)
            if not is_found:
                return False
        if not self._sift(group, values, linked):
            return False
        for aside in group.asides if self.deep else ():
            self._walk(aside, dict(values), set(linked))
        return True

    def _branch(self, branches: list[Group], values: Values, linked: set[str]) -> bool:
        """Follow values through branches, one of which must find something."""
        ends = []
        for branch in branches:
            own, reached = dict(values), set(linked)
            if not self.deep:  # of what is chosen from, all that is there is wanted
                own |= {inner: values[name] for name, inner in branch.chosen.items() if name in values}
                reached |= {inner for name, inner in branch.chosen.items() if name in linked}
            if self._walk(branch, own, reached):
                own |= {name: own[inner] for name, inner in branch.chosen.items() if inner in own}
                reached |= {name for name, inner in branch.chosen.items() if inner in reached}
                kept = set(own) if branch.kept is None else branch.kept | set(branch.chosen)
                ends.append(({name: own[name] for name in own if name in kept}, reached & kept))
        if not ends:
            return False
        for name in set.intersection(*(set(own) for own, _ in ends)):
            values[name] = set().union(*(own[name] for own, _ in ends))
        linked |= set.intersection(*(reached for _, reached in ends))
        return True

    def _expand(self, pattern: Pattern, values: Values, linked: set[str], group: Group) -> bool:
        if pattern.reach:
            return self._reach(pattern, values, linked)
        kept = self._look(pattern, values, linked, group)
        for node, place in zip(pattern.places, PLACES, strict=True):
            allowed = values.get(node) if isinstance(node, str) else None
            if allowed is not None:
                kept = [quad for quad in kept if place(quad) in allowed]
        if self.deep:
            self.found.update(kept)
        values.update(values_of(pattern, kept))
        linked |= pattern.variables
        return bool(kept)

    def _reach(self, pattern: Pattern, values: Values, linked: set[str]) -> bool:
        """Follow a path of no fixed length from the end that is known."""
        forward = knows(pattern.subject, linked) or not knows(pattern.object, linked)
        near, far = (pattern.subject, pattern.object) if forward else (pattern.object, pattern.subject)
        starts = values.get(near) if isinstance(near, str) else {near}
        if starts is None:
            starts = {quad.subject if forward else quad.object for quad in self._edges(pattern, None, forward=forward)}
        quads = list(self._follow(pattern, starts, forward=forward))
        if self.deep:
            self.found.update(quads)
        reached = {each for quad in quads for each in ((quad.object,) if forward else (quad.subject,))}
        if pattern.reach == "any":
            reached = {each for quad in quads for each in (quad.subject, quad.object)}
        reached |= starts if pattern.is_zero else set()
        linked |= pattern.variables
        if isinstance(far, str):
            return narrow(values, far, reached)
        return far in reached

    def _follow(self, pattern: Pattern, starts: Iterable[Any], *, forward: bool) -> Iterator[Quad]:
        """Give the edges of a path that can be reached from some nodes."""
        waiting, known = list(starts), set(starts)
        while waiting:
            node = waiting.pop()
            sides = (True, False) if pattern.reach == "any" else (forward,)
            for side in sides:
                for quad in self._edges(pattern, node, forward=side):
                    yield quad
                    after = quad.object if side else quad.subject
                    if after not in known:
                        known.add(after)
                        waiting.append(after)

    def _edges(self, pattern: Pattern, node: Any, *, forward: bool) -> Iterator[Quad]:
        assert not isinstance(pattern.predicates, str)
        if forward and node is not None and not isinstance(node, _SUBJECTS):
            return
        for predicate in pattern.predicates:
            yield from self._fetch(
                pattern, (node, predicate, None) if forward else (None, predicate, node), constant(pattern.graph)
            )

    def _look(self, pattern: Pattern, values: Values, linked: set[str], group: Group) -> list[Quad]:
        """Give the quads of a pattern from its best known place; one for each value where one is as good as many."""
        subjects, objects = known(pattern.subject, values, linked), known(pattern.object, values, linked)
        predicates: Iterable[Any] = pattern.predicates
        begin = pattern.subject if subjects is not None else pattern.object
        if isinstance(pattern.predicates, str):
            is_first = subjects is None and objects is None
            predicates = values.get(pattern.predicates, (None,)) if is_first else (None,)
            begin = pattern.predicates if is_first else begin
        begun = pattern.variables & linked
        is_enough = group.is_distinct and pattern.variables - begun <= self.reading.lonely
        most = 1 if is_enough and begun in ({begin}, {pattern.graph}) else None
        asked: list[tuple[Any, Any]] = [(None, each) for each in objects or (None,)]
        if subjects is not None:
            asked = [(each, constant(pattern.object)) for each in subjects if isinstance(each, _SUBJECTS)]
        found = list[Quad]()
        for (subject, value), predicate in product(asked, predicates):
            for graph in known(pattern.graph, values, linked) or (None,):
                found += self._fetch(pattern, (subject, predicate, value), graph, most)
        return found

    def _fetch(self, pattern: Pattern, asked: tuple[Any, Any, Any], graph: Any, most: int | None = None) -> list[Quad]:
        """Give quads of a pattern, so many at most. Raises: Unbounded."""
        found = self.view.match(*asked, graph, named=pattern.graph is not None, most=most or self.left + 1)
        self.left -= len(found)
        if self.left < 0:
            raise Unbounded
        return found

    def _sift(self, group: Group, values: Values, linked: set[str]) -> bool:
        """Leave out the values that a group's own conditions do not allow. Returns: False where none is left."""
        for name, called, text in group.filters:
            if name in values and name in linked and name in group.binds and len(values[name]) < _MOST:
                values[name] = allowed(called, text, values[name])
                if not values[name]:
                    return False
        if self.deep:
            return True
        for absent in (each for each in group.asides if each.kind == "absent"):
            turn = self._turns_on(absent, linked)
            if turn is not None and turn in values:
                values[turn] = {each for each in values[turn] if not self._is_sure(absent.patterns[0], turn, each)}
                if not values[turn]:
                    return False
        return True

    def _turns_on(self, absent: Group, linked: set[str]) -> str | None:
        """Give the one known variable of what may not be there, where it is one pattern and turns on that alone."""
        if len(absent.patterns) != 1 or absent.unions or absent.asides or absent.filters or absent.columns:
            return None
        pattern = absent.patterns[0]
        shared = pattern.variables & linked
        is_plain = not pattern.reach and pattern.variables - shared <= self.reading.lonely
        return next(iter(shared)) if len(shared) == 1 and is_plain else None

    def _is_sure(self, pattern: Pattern, name: str, value: Any) -> bool:
        """Tell whether a pattern finds something now that it found before the change too."""
        places = (pattern.subject, pattern.object, pattern.graph)
        subject, thing, graph = (value if node == name else constant(node) for node in places)
        if subject is not None and not isinstance(subject, _SUBJECTS):
            return False
        predicates: Iterable[Any] = pattern.predicates
        if isinstance(pattern.predicates, str):
            predicates = (value if pattern.predicates == name else None,)
        most = len(self.view.came) + len(self.view.gone) + 1  # of more than changed, one stayed
        return any(
            quad not in self.view.came and quad not in self.view.gone
            for predicate in predicates
            for quad in self.view.match(subject, predicate, thing, graph, named=pattern.graph is not None, most=most)
        )


def _distance(part: Part, linked: set[str]) -> int:
    """Tell how dear it is to follow a part from what is known: least from a subject, never where nothing links it."""
    if not isinstance(part, Pattern):
        return 2 if any((branch.binds | set(branch.chosen)) & linked for branch in part) else _FAR
    if part.subject in linked and not isinstance(part.object, str) and not part.reach:
        return -1  # a condition: fewer are followed from then on
    for place, node in enumerate((part.subject, part.object, part.graph, part.predicates)):
        if isinstance(node, str) and node in linked:
            return (0, 1, 3, 4)[place]
    return _FAR


def _bound_around(group: Group) -> Iterator[str]:
    """Give the variables that have values in each solution around a group, as far as its subquery goes."""
    while group.parent is not None and group.kind != "select":
        group = group.parent
        yield from group.binds
