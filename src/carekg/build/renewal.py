"""A renewal: a fork of a version in which only what the changed quads can touch is derived again.

What it makes is what a build makes, quad for quad: a rule that no changed quad meets gives what it gave; one that is
met gives something else only of the things that `carekg.store.reach` finds; what cannot be told is derived whole.
"""

import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, Final, Self

from pyoxigraph import DefaultGraph, NamedNode, Quad, QueryTriples, Store, Triple

from carekg.build.candidate import Candidate
from carekg.build.rules import in_order, run
from carekg.store.cursor import Unreadable
from carekg.store.reach import Reach
from carekg.store.reader import read_query
from carekg.store.reading import Reading
from carekg.store.sparql import QueryFile, read_folder
from carekg.store.sweep import Sweep
from carekg.store.versions import DERIVED
from carekg.store.view import Unbounded, View
from carekg.terms.files import locate
from carekg.terms.prefixes import PREFIXES

_UNNAMED: Final = DefaultGraph()
_FEW: Final = 3  # triples about a thing
_MANY: Final = 400  # things of which it is no cheaper to derive again than of all


@dataclass
class Renewal:
    """A candidate that began as a fork, and all quads that came or went in it so far, the derived ones too."""

    candidate: Candidate
    came: set[Quad] = field(default_factory=set)
    gone: set[Quad] = field(default_factory=set)
    made: dict[str, float] = field(default_factory=dict)  # seconds that a rule took which gives something else now

    @classmethod
    def fork(cls, version: Path, output: Path) -> Self:
        """Begin with a fork of a version. Parameters: version, its folder; output, the folder for the candidate."""
        return cls(Candidate.fork(version, output))

    @property
    def engine(self) -> Store:
        """The engine of the fork."""
        return self.candidate.engine

    def change(self, came: Iterable[Quad], gone: Iterable[Quad]) -> None:
        """Add and remove quads of named graphs; the unnamed one, which holds what queries see by default, follows."""
        came, gone = set(came), set(gone)
        stale, fresh = ({quad for quad in quads if self._is_merged(quad)} for quads in (gone - came, came - gone))
        self._remove(gone - came)
        self._add((came - gone) | {quad_of(quad.triple, _UNNAMED) for quad in fresh})
        triples = {quad.triple for quad in stale}
        self._remove({quad_of(triple, _UNNAMED) for triple in triples - self._merged(triples)})
        for graph in {quad.graph_name for quad in gone if isinstance(quad.graph_name, NamedNode)}:
            if not any(self._quads(graph)):
                self.engine.remove_graph(graph)  # as if it had never been there

    def _add(self, quads: set[Quad]) -> None:
        fresh = {quad for quad in quads if quad not in self.engine}
        self.engine.extend(fresh)
        self.came |= fresh - self.gone
        self.gone -= fresh

    def _remove(self, quads: set[Quad]) -> None:
        stale = {quad for quad in quads if quad in self.engine}
        for quad in stale:
            self.engine.remove(quad)
        self.gone |= stale - self.came
        self.came -= stale

    @cached_property
    def _hidden(self) -> set[NamedNode]:
        return self.candidate.hidden

    def _is_merged(self, quad: Quad) -> bool:
        return isinstance(quad.graph_name, NamedNode) and quad.graph_name not in self._hidden

    def _merged(self, triples: Collection[Triple]) -> set[Triple]:
        """Give the triples of some that merged graphs hold; one look at a thing costs less than at each of many."""
        about = Counter(triple.subject for triple in triples)
        many: Iterator[tuple[Any, Any, Any]] = ((thing, None, None) for thing in about if about[thing] > _FEW)
        few = ((each.subject, each.predicate, each.object) for each in triples if about[each.subject] <= _FEW)
        quads = (quad for places in chain(many, few) for quad in self.engine.quads_for_pattern(*places, None))
        return {quad.triple for quad in quads if self._is_merged(quad)}

    def _quads(self, graph: NamedNode) -> Iterator[Quad]:
        return self.engine.quads_for_pattern(None, None, None, graph)

    def derive(self, names: Collection[str] | None = None) -> tuple[str, ...]:
        """Do rules again as far as they are touched, each at its turn: what later ones make is not there yet.

        Parameters: names of the rules; all unless given.
        Returns: the names of those that were touched.
        """
        rules = in_order(read_folder(locate("ontology/rules")))
        wanted = [rule for rule in rules if names is None or rule.name in names]
        later = [f"{DERIVED}{rule.name}" for rule in rules]
        return tuple(
            rule.name for rule in wanted if self._renew(rule, frozenset(later[later.index(f"{DERIVED}{rule.name}") :]))
        )

    def undo(self, names: Iterable[str]) -> None:
        """Take back what was changed by hand in what some rules derived: they derive it again."""
        graphs = {graph_of(name) for name in names}
        came, gone = ({quad for quad in quads if quad.graph_name in graphs} for quads in (self.came, self.gone))
        self.change(gone, came)

    def _renew(self, rule: QueryFile, hidden: frozenset[str]) -> bool:
        """Do a rule again; tell whether it was touched."""
        began = time.perf_counter()
        changes = self._derive(rule, self.view(hidden))
        if changes is None:
            return False
        before, after = changes
        if before != after:
            self.change(after - before, before - after)
            self.made[rule.name] = round(time.perf_counter() - began, 3)
        return True

    def view(self, hidden: frozenset[str] = frozenset(), *, is_union: bool = True) -> View:
        """Give what is in the named graphs, but for hidden ones, or in the unnamed one; and what was before."""
        seen = (lambda graph: graph.value not in hidden) if hidden else (lambda _: True)
        return View(self.engine, is_union, seen, frozenset(self.came), frozenset(self.gone))

    def _derive(self, rule: QueryFile, view: View) -> tuple[set[Quad], set[Quad]] | None:
        """Give what a rule gave, and what it gives: of the things that are touched, or all; None where none is."""
        reading = read_rule(rule)
        making = None if reading.key else reading.making
        key = None if rule.header.get("closure") else reading.key or (making and making[0])
        try:
            touched = Reach(reading, view).touched(key)
            if not touched:
                return None
            if key is not None:
                return _Part(rule, reading, key, making and making[1], view, graph_of(rule.name)).derive(touched)
        except Unbounded:
            pass
        return self.derive_whole(rule, view)

    def derive_whole(self, rule: QueryFile, view: View) -> tuple[set[Quad], set[Quad]]:
        """Give what a rule gave, and what it gives, of all things. Parameters: rule; view, of what it may see."""
        graph, whole = graph_of(rule.name), Store()
        whole.bulk_extend(Sweep(read_rule(rule), now(view)).gather())
        run(whole, rule, graph)
        return set(self._quads(graph)), set(whole.quads_for_pattern(None, None, None, graph))

    @property
    def changed(self) -> set[Quad]:
        """The quads that came or went."""
        return self.came | self.gone


@dataclass(frozen=True)
class _Part:
    """The part of what a rule derives that is about some values of a variable of it, the key."""

    rule: QueryFile
    reading: Reading
    key: str
    through: NamedNode | None  # by which what the rule makes names the key, where not each triple has that in it
    view: View
    graph: NamedNode

    def derive(self, things: set[Any]) -> tuple[set[Quad], set[Quad]]:
        """Give what the rule gave, and what it gives, of some values of the key. Raises: Unbounded."""
        if len(things) > _MANY:
            raise Unbounded
        return self._about(things) if self.through is None else self._named(self.through, things)

    def _about(self, things: set[Any]) -> tuple[set[Quad], set[Quad]]:
        """Give what the rule gave, and what it gives, where each triple has one of some things in it."""
        before = (quad for thing in things for quad in self._speaking(thing))
        return self._of(before, things), self._of(self._run(things), things)

    def _of(self, quads: Iterable[Quad], things: set[Any]) -> set[Quad]:
        return {quad for quad in quads if self.reading.is_about(quad.triple, self.key, things)}

    def _speaking(self, thing: Any) -> Iterator[Quad]:
        """Give what the rule said of a thing, and what speaks of it there."""
        if isinstance(thing, NamedNode):
            yield from self._match(thing, None, None)
        yield from self._match(None, None, thing)

    def _named(self, through: NamedNode, things: set[Any]) -> tuple[set[Quad], set[Quad]]:
        """Give what the rule gave, and what it gives, of the things that it makes and that name some values.

        What else such a thing names, in the place of the key, is taken in, until nothing is: all that makes it is then
        looked at.
        """
        while True:
            nodes = {quad.subject for thing in things for quad in self._match(None, through, thing)}
            before = {quad for node in nodes for quad in self._match(node, None, None)}
            given = set(self._run(things))
            nodes = {quad.subject for quad in given if quad.predicate == through and quad.object in things}
            after = {quad for quad in given if quad.subject in nodes}
            named = {quad.object for quad in before | after if quad.predicate == through}
            more = Reach(self.reading, self.view).follow(self.key, named - things, self.key)
            if not more:
                return before, after
            things = things | more

    def _match(self, subject: Any, predicate: Any, value: Any) -> Iterator[Quad]:
        return self.view.engine.quads_for_pattern(subject, predicate, value, self.graph)

    def _run(self, things: set[Any]) -> Iterator[Quad]:
        """Run the rule on all that its solutions hang on in which the key has one of some values."""
        part = Store()
        part.extend(Reach(self.reading, now(self.view), deep=True).gather(self.key, things))
        found = part.query(self.rule.text, use_default_graph_as_union=True, prefixes=PREFIXES)
        assert isinstance(found, QueryTriples)
        return (quad_of(each, self.graph) for each in found)


def read_rule(rule: QueryFile) -> Reading:
    """Tell what a rule or check reads. Raises: Unbounded where that cannot be told."""
    try:
        return read_query(rule.text)
    except Unreadable as error:
        raise Unbounded from error


def now(view: View) -> View:
    """Give the view of what is there now alone."""
    return replace(view, came=frozenset(), gone=frozenset())


def quad_of(triple: Triple, graph: NamedNode | DefaultGraph) -> Quad:
    """Put a triple into a graph."""
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def graph_of(rule: str) -> NamedNode:
    """Give the graph that a rule writes."""
    return NamedNode(f"{DERIVED}{rule}")
