"""The narrow way of a write: a fork by links, in which only what the changed quads can touch is done again.

What it makes is what the whole way makes, quad for quad: a rule or check that no changed quad meets gives what it gave;
one that is met gives something else only of the things that `carekg.store.reach` finds; what cannot be told is done
whole. Where even that is too much, `Unbounded` is raised, and the caller goes the whole way.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version as package_version
from pathlib import Path
from typing import Any, Final, Self

from pyoxigraph import DefaultGraph, NamedNode, Quad, QuerySolutions, QueryTriples, Store, Triple

from carekg.build.candidate import Candidate
from carekg.build.check import check_shapes, violation
from carekg.build.makers import Changed, Maker, make_all, renew_all
from carekg.build.report import Report, Violation
from carekg.build.rules import Derivation, in_order, run, ways
from carekg.store import digests
from carekg.store.cursor import Unreadable
from carekg.store.embedded import CURRENT, VERSION_FILE
from carekg.store.reach import Reach
from carekg.store.reader import read_query
from carekg.store.reading import Reading
from carekg.store.sparql import QueryFile, read_folder
from carekg.store.versions import BUILD_GRAPH, DERIVED, is_overlay, publish, recorded
from carekg.store.view import Unbounded, View
from carekg.terms.files import locate
from carekg.terms.prefixes import PREFIXES

_SUBJECT: Final = "subject"  # what each row of a check is about
_BUILD: Final = NamedNode(BUILD_GRAPH)


def is_ready(version: Path) -> bool:
    """Tell whether a write may begin from a version: it keeps its digests, and was made by the rules of now."""
    made_by = json.loads((version / VERSION_FILE).read_text(encoding="utf-8")).get("ways")
    return made_by == ways() and (version / digests.FILE).is_file() and not is_overlay(version)


@dataclass
class Narrow:
    """A candidate that began as a fork, and all quads that came or went in it so far, the derived ones too."""

    candidate: Candidate
    former: Path
    came: set[Quad] = field(default_factory=set)
    gone: set[Quad] = field(default_factory=set)
    made: dict[str, Derivation] = field(default_factory=dict)
    notes: set[Quad] = field(default_factory=set)

    @classmethod
    def start(cls, output: Path) -> Self:
        """Fork the current version: `change` it then."""
        former = (output / CURRENT).resolve()
        candidate = Candidate.fork(former, output)
        candidate.catalog = recorded(former)
        return cls(candidate, former)

    def change(self, came: Iterable[Quad], gone: Iterable[Quad]) -> None:
        """Make a caller's change."""
        self._change(came, gone)
        self._list_local()

    @property
    def _engine(self) -> Store:
        return self.candidate.engine

    def _change(self, came: Iterable[Quad], gone: Iterable[Quad]) -> None:
        came, gone = set(came), set(gone)
        for quad in gone:
            self._engine.remove(quad)
        self._engine.extend(came)
        self.came, self.gone = (self.came - gone) | (came - self.gone), (self.gone - came) | (gone - self.came)
        for graph in {quad.graph_name for quad in gone if isinstance(quad.graph_name, NamedNode)}:
            if not any(self._engine.quads_for_pattern(None, None, None, graph)):
                self._engine.remove_graph(graph)  # as if it had never been there

    def _list_local(self) -> None:
        """Have the build's record name the graphs that callers wrote; what it says of rules is put back at the end."""
        record = set(self._quads(_BUILD))
        self.notes = {quad for quad in record if _is_note(quad)}
        self._engine.clear_graph(_BUILD)
        self.candidate.list_local()
        listed = set(self._quads(_BUILD))
        self._engine.clear_graph(_BUILD)
        self._engine.extend(record - self.notes)
        self._change(listed - record, record - self.notes - listed)

    def _quads(self, graph: NamedNode) -> Iterator[Quad]:
        return self._engine.quads_for_pattern(None, None, None, graph)

    def derive(self) -> None:
        """Do each rule again as far as it is touched, at its turn: what later ones make is not there yet."""
        rules = in_order(read_folder(locate("ontology/rules")))
        later = {f"{DERIVED}{rule.name}" for rule in rules}
        for rule in rules:
            began = datetime.now(UTC)
            hidden = frozenset(later)
            later.discard(f"{DERIVED}{rule.name}")
            view = self._view(hidden)
            before, after = self._derive(rule, view)
            if before != after:
                self._change(after - before, before - after)
                count = sum(1 for _ in self._quads(_graph_of(rule)))
                seconds = (datetime.now(UTC) - began).total_seconds()
                self.made[rule.name] = Derivation(rule.name, count, round(seconds, 3))

    def _view(self, hidden: frozenset[str] = frozenset()) -> View:
        seen = (lambda graph: graph.value not in hidden) if hidden else (lambda _: True)
        return View(self._engine, True, seen, frozenset(self.came), frozenset(self.gone))

    def _derive(self, rule: QueryFile, view: View) -> tuple[set[Quad], set[Quad]]:
        """Give what a rule gave, and what it gives: of the things that are touched, or all."""
        reading = _read(rule)
        key = None if rule.header.get("closure") else reading.key
        try:
            touched = Reach(reading, view).touched(self._changed, key)
            if not touched:
                return set(), set()
            if key is not None:
                return self._derive_of(rule, reading, key, touched, view)
        except Unbounded:
            pass
        graph, whole = _graph_of(rule), Store()
        whole.bulk_extend(Reach(reading, _now(view)).gather_all())
        run(whole, rule, graph)
        return set(self._quads(graph)), set(whole.quads_for_pattern(None, None, None, graph))

    def _derive_of(
        self, rule: QueryFile, reading: Reading, key: str, things: set[Any], view: View
    ) -> tuple[set[Quad], set[Quad]]:
        graph, part = _graph_of(rule), Store()
        part.extend(Reach(reading, _now(view), deep=True).gather(key, things))
        found = part.query(rule.text, use_default_graph_as_union=True, prefixes=PREFIXES)
        assert isinstance(found, QueryTriples)
        after = {_quad(each, graph) for each in found if reading.is_about(each, key, things)}
        before = (quad for thing in things for quad in self._speaking(thing, graph))
        return {quad for quad in before if reading.is_about(quad.triple, key, things)}, after

    def _speaking(self, thing: Any, graph: NamedNode) -> Iterator[Quad]:
        """Give what a graph says of a thing, and what speaks of it there."""
        if isinstance(thing, NamedNode):
            yield from self._engine.quads_for_pattern(thing, None, None, graph)
        yield from self._engine.quads_for_pattern(None, None, thing, graph)

    @property
    def _changed(self) -> set[Quad]:
        return self.came | self.gone

    def check(self, focus: set[str]) -> Report:
        """Check what was asserted about some nodes against the shapes, and everything touched against the checks."""
        found = set(check_shapes(self._engine, self.candidate.catalog, focus=focus))
        view = self._view()
        for rule in read_folder(locate("ontology/checks")):
            found |= set(self._check(rule, view))
        return Report(tuple(sorted(found)))

    def _check(self, rule: QueryFile, view: View) -> Iterator[Violation]:
        """Run a check on the things that are touched; of all others it found nothing, or the version were not there."""
        reading = _read(rule)
        things = Reach(reading, view).touched(self._changed, _SUBJECT)
        if not things:
            return
        if rule.header.get("severity", "violation") != "violation":
            raise Unbounded  # of others there may be warnings, which the report names too
        part = Store()
        part.extend(Reach(reading, _now(view), deep=True).gather(_SUBJECT, things))
        rows = part.query(rule.text, use_default_graph_as_union=True, prefixes=PREFIXES)
        assert isinstance(rows, QuerySolutions)
        for row in rows:
            if row[_SUBJECT] in things:
                yield violation(rule, row, self._engine, self.candidate.catalog)

    def merge(self) -> None:
        """Keep the unnamed graph up, which holds what queries see by default."""
        hidden = {dataset.graph for dataset in self.candidate.catalog.datasets if not dataset.in_default}
        came = {quad.triple for quad in self.came if quad.graph_name not in hidden}
        gone = {quad.triple for quad in self.gone if quad.graph_name not in hidden} - came
        held = {triple for triple in gone if any(self._is_merged(quad, hidden) for quad in self._of(triple))}
        unnamed = DefaultGraph()
        fresh = {_quad(triple, unnamed) for triple in came}
        self._change(
            {quad for quad in fresh if quad not in self._engine}, {_quad(triple, unnamed) for triple in gone - held}
        )

    def _of(self, triple: Triple) -> Iterator[Quad]:
        return self._engine.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)

    @staticmethod
    def _is_merged(quad: Quad, hidden: set[NamedNode]) -> bool:
        return isinstance(quad.graph_name, NamedNode) and quad.graph_name not in hidden

    def publish(self, note: str, makers: Iterable[Maker]) -> str:
        """Name the candidate by its content, make of it what makers make, and make it the current version."""
        folder, makers = self.candidate.folder, list(makers)
        built = datetime.now(UTC).replace(microsecond=0)
        former = json.loads((self.former / VERSION_FILE).read_text(encoding="utf-8"))
        data = digests.read(self.former)
        assert data is not None, "is_ready"
        data = digests.keep_up(data, *(self._named(quads) for quads in (self.came, self.gone)))
        noted = len(self.notes)
        self._note(built)
        quads = former["quads"] + len(self.came) - len(self.gone) + len(self.notes) - noted
        rules = [vars(self.made[row["rule"]]) if row["rule"] in self.made else row for row in former["rules"]]
        name = digests.name_of(data)
        metadata = former | {"hash": name, "built_at": built.isoformat(), "carekg": package_version("carekg")}
        metadata |= {"datasets": len(self.candidate.catalog.datasets), "quads": quads, "rules": rules, "note": note}
        self._engine.flush()
        self.candidate.engine = Store()  # lets go of the files, which are to be read now
        digests.write(folder, data)
        (folder / VERSION_FILE).write_text(json.dumps(metadata, indent=2) + "\n", encoding="utf-8")
        renew_all(makers, self.former, folder, Changed(frozenset(self.came), frozenset(self.gone)))
        make_all(makers, folder)
        publish(folder, self.candidate.output, name)
        return name

    @staticmethod
    def _named(quads: Iterable[Quad]) -> Iterator[Quad]:
        """Give the quads on which a version's name depends: all but the build's own record."""
        return (quad for quad in quads if quad.graph_name != _BUILD)

    def _note(self, built: datetime) -> None:
        """Put back what the build's record says of rules; of those that were done again, what is so now."""
        again = {NamedNode(f"{DERIVED}{name}") for name in self.made}
        self._engine.extend(quad for quad in self.notes if quad.subject not in again)
        self.candidate.derivations = list(self.made.values())
        self.candidate.note(built)
        self.notes = {quad for quad in self._quads(_BUILD) if _is_note(quad)}


def _read(rule: QueryFile) -> Reading:
    """Tell what a rule or check reads. Raises: Unbounded where that cannot be told."""
    try:
        return read_query(rule.text)
    except Unreadable as error:
        raise Unbounded from error


def _now(view: View) -> View:
    """Give the view of what is there now alone."""
    return replace(view, came=frozenset(), gone=frozenset())


def _quad(triple: Triple, graph: NamedNode | DefaultGraph) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def _is_note(quad: Quad) -> bool:
    """Tell whether a quad of the build's record is about the graph of a rule."""
    return isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(DERIVED)


def _graph_of(rule: QueryFile) -> NamedNode:
    return NamedNode(f"{DERIVED}{rule.name}")
