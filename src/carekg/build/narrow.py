"""The narrow way of a write: a renewal in which only what the changed quads can touch is derived and checked again.

It makes what the whole way makes, quad for quad. A check that no changed quad meets finds what it found; one that is
met finds something else only of the things that `carekg.store.reach` finds. Where that is too much, `Unbounded` is
raised, and the caller goes the whole way.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version as package_version
from pathlib import Path
from typing import Final, Self

from pyoxigraph import NamedNode, Quad, QuerySolutions, Store

from carekg.build.candidate import Candidate
from carekg.build.check import check_shapes, violation
from carekg.build.makers import Changed, Maker, make_all, renew_all
from carekg.build.renewal import Renewal, graph_of, now, read_rule
from carekg.build.report import Report, Violation
from carekg.build.rules import Derivation, ways
from carekg.store import digests
from carekg.store.embedded import CURRENT, VERSION_FILE
from carekg.store.reach import Reach
from carekg.store.sparql import QueryFile, read_folder
from carekg.store.versions import BUILD_GRAPH, DERIVED, is_overlay, publish
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
class Narrow(Renewal):
    """A renewal that becomes a version."""

    former: Path = field(kw_only=True)
    notes: set[Quad] = field(default_factory=set)

    @classmethod
    def start(cls, output: Path) -> Self:
        """Fork the current version: `write` to it then."""
        former = (output / CURRENT).resolve()
        return cls(Candidate.fork(former, output), former=former)

    def write(self, came: Iterable[Quad], gone: Iterable[Quad]) -> None:
        """Make a caller's change."""
        self.change(came, gone)
        self._list_local()

    def _list_local(self) -> None:
        """Have the build's record name the graphs that callers wrote; what it says of rules is put back at the end."""
        record = set(self._quads(_BUILD))
        self.notes = {quad for quad in record if _is_note(quad)}
        self.engine.clear_graph(_BUILD)
        self.candidate.list_local()
        listed = set(self._quads(_BUILD))
        self.engine.clear_graph(_BUILD)
        self.engine.extend(record - self.notes)
        self.change(listed - record, record - self.notes - listed)

    def check(self, focus: set[str]) -> Report:
        """Check what was asserted about some nodes against the shapes, and everything touched against the checks."""
        found = set(check_shapes(self.engine, self.candidate.catalog, focus=focus))
        view = self.view()
        for rule in read_folder(locate("ontology/checks")):
            found |= set(self._check(rule, view))
        return Report(tuple(sorted(found)))

    def _check(self, rule: QueryFile, view: View) -> Iterator[Violation]:
        """Run a check on the things that are touched; of all others it found nothing, or the version were not there."""
        reading = read_rule(rule)
        things = Reach(reading, view).touched(_SUBJECT)
        if not things:
            return
        if rule.header.get("severity", "violation") != "violation":
            raise Unbounded  # of others there may be warnings, which the report names too
        part = Store()
        part.extend(Reach(reading, now(view), deep=True).gather(_SUBJECT, things))
        rows = part.query(rule.text, use_default_graph_as_union=True, prefixes=PREFIXES)
        assert isinstance(rows, QuerySolutions)
        for row in rows:
            if row[_SUBJECT] in things:
                yield violation(rule, row, self.engine, self.candidate.catalog)

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
        again = {each.rule: vars(each) for each in self.candidate.derivations}
        rules = [again.get(row["rule"], row) for row in former["rules"]]
        name = digests.name_of(data)
        metadata = former | {"hash": name, "built_at": built.isoformat(), "carekg": package_version("carekg")}
        metadata |= {"datasets": len(self.candidate.catalog.datasets), "quads": quads, "rules": rules, "note": note}
        self.engine.flush()
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
        again = set(map(graph_of, self.made))
        self.engine.extend(quad for quad in self.notes if quad.subject not in again)
        self.candidate.derivations = [
            Derivation(name, sum(1 for _ in self._quads(graph_of(name))), seconds)
            for name, seconds in self.made.items()
        ]
        self.candidate.note(built)
        self.notes = {quad for quad in self._quads(_BUILD) if _is_note(quad)}


def _is_note(quad: Quad) -> bool:
    """Tell whether a quad of the build's record is about the graph of a rule."""
    return isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(DERIVED)
