"""A candidate: the one way in which the graph changes. Load, derive, check, merge; then publish, or discard."""

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import version as package_version
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Final, Self

from pyoxigraph import Literal, NamedNode, Quad, QueryTriples, RdfFormat, Store

from carekg.catalog import Catalog, parse_turtle, read_catalog
from carekg.check import check
from carekg.errors import MalformedFile
from carekg.files import locate
from carekg.namespaces import CKG
from carekg.prefixes import GRAPH, PREFIXES
from carekg.report import Report
from carekg.sparql import QueryFile, read_folder
from carekg.store import CURRENT, ENGINE_FOLDER, VERSION_FILE

BUILD_GRAPH: Final = NamedNode(f"{GRAPH}build")
KEPT_VERSIONS: Final = 3  # the one that is published, and two that servers may still have open

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Derivation:
    """What one rule added, and how long it took."""

    rule: str
    triples: int
    seconds: float


@dataclass
class Candidate:
    """A version of the graph in the making, in a folder of its own until it is published."""

    output: Path
    folder: Path
    engine: Store
    catalog: Catalog
    derivations: list[Derivation] = field(default_factory=list)

    @classmethod
    def start(cls, catalogue: Path, output: Path) -> Self:
        """Read the catalogue and open an empty candidate beside the versions of a store folder."""
        catalog = read_catalog(catalogue)
        output.mkdir(parents=True, exist_ok=True)
        folder = Path(mkdtemp(prefix="candidate-", dir=output))
        return cls(output, folder, Store(str(folder / ENGINE_FOLDER)), catalog)

    @classmethod
    def fork(cls, version: Path, output: Path) -> Self:
        """Open a candidate that begins as a copy of a version, which stays as it is; files are linked, not copied.

        Parameters: version, the folder of a version; output, the folder for the candidate.
        """
        folder = Path(mkdtemp(prefix="candidate-", dir=output))
        Store.read_only(str(version / ENGINE_FOLDER)).backup(str(folder / ENGINE_FOLDER))
        return cls(output, folder, Store(str(folder / ENGINE_FOLDER)), Catalog(version, ()))

    def load(self, progress: Progress) -> None:
        """Load each file of the catalogue into its named graph, all in one go: each go costs the engine some files."""
        self.engine.bulk_extend(self._read(progress))

    def _read(self, progress: Progress) -> Iterator[Quad]:
        for number, dataset in enumerate(self.catalog.datasets):
            progress(f"load {dataset.path.name}", number, len(self.catalog.datasets))
            yield from parse_turtle(dataset.path, dataset.graph, str(self.catalog.path))

    def derive(self, progress: Progress) -> None:
        """Run each rule into a named graph of its own; a closure rule until it adds nothing."""
        rules = in_order(read_folder(locate("ontology/rules")))
        for number, rule in enumerate(rules):
            progress(f"derive {rule.name}", number, len(rules))
            began = time.perf_counter()
            triples = self._run(rule, NamedNode(f"{GRAPH}derived-{rule.name}"))
            self.derivations.append(Derivation(rule.name, triples, round(time.perf_counter() - began, 3)))

    def _run(self, rule: QueryFile, graph: NamedNode) -> int:
        total = 0
        while True:
            found = self.engine.query(rule.text, use_default_graph_as_union=True, prefixes=PREFIXES)
            assert isinstance(found, QueryTriples)
            self.engine.bulk_extend(Quad(each.subject, each.predicate, each.object, graph) for each in found)
            count = sum(1 for _ in self.engine.quads_for_pattern(None, None, None, graph))
            if not rule.header.get("closure") or count == total:
                return count
            total = count

    def prepare(self, progress: Progress) -> Report:
        """Load and derive, then check: what was asserted against the shapes, everything against the quality rules."""
        self.load(progress)
        self.derive(progress)
        progress("check", 0, 1)
        return check(self.engine, self.catalog)

    def merge(self) -> None:
        """Copy the graphs that queries see by default into the unnamed graph."""
        optional = {dataset.graph for dataset in self.catalog.datasets if not dataset.in_default}
        merged = (graph for graph in list(self.engine.named_graphs()) if graph not in optional)
        self.engine.bulk_extend(
            Quad(each.subject, each.predicate, each.object)
            for graph in merged
            for each in self.engine.quads_for_pattern(None, None, None, graph)
        )

    def publish(self) -> str:
        """Name the candidate by its content and make it the current version, by one atomic rename.

        Returns: the version's name, in hexadecimal.
        """
        name = self._write_anew()
        metadata = self._describe(name)
        self.engine.flush()
        del self.engine  # the engine holds a lock on the folder until it is gone
        (self.folder / VERSION_FILE).write_text(json.dumps(metadata, indent=2) + "\n", encoding="utf-8")
        target = self.output / "versions" / name[:16]
        target.parent.mkdir(exist_ok=True)
        if target.exists():
            shutil.rmtree(self.folder)
        else:
            self.folder.rename(target)
        _point(self.output / CURRENT, target)
        _prune(self.output / "versions", target)
        return name

    def _write_anew(self) -> str:
        """Write the engine's files anew: a few, in order, which a reader opens all at once and reads faster.

        Returns: the hash of the content, taken on the way.
        """
        engine, dump = self.folder / ENGINE_FOLDER, self.folder / "all.nq"
        self.engine.dump(dump, RdfFormat.N_QUADS)
        del self.engine
        shutil.rmtree(engine)
        with dump.open("rb") as lines:
            name = content_hash(lines)
        self.engine = Store(str(engine))
        self.engine.bulk_load(path=dump, format=RdfFormat.N_QUADS)
        dump.unlink()
        return name

    def _describe(self, name: str) -> dict[str, object]:
        built = datetime.now(UTC).replace(microsecond=0)
        self._note(built)
        return {
            "hash": name,
            "built_at": built.isoformat(),
            "carekg": package_version("carekg"),
            "datasets": len(self.catalog.datasets),
            "quads": len(self.engine),
            "rules": [vars(derivation) for derivation in self.derivations],
        }

    def _note(self, built: datetime) -> None:
        """Write into the build graph which rule made which graph, and when."""
        role = NamedNode(f"{PREFIXES['graph-role']}derived")
        stamp = Literal(built.isoformat(), datatype=NamedNode(f"{PREFIXES['xsd']}dateTime"))
        generated = NamedNode(f"{PREFIXES['prov']}generatedAtTime")
        for derivation in self.derivations:
            if not derivation.triples:
                continue
            graph = NamedNode(f"{GRAPH}derived-{derivation.rule}")
            for term, value in (
                (NamedNode(CKG.graphRole), role),
                (NamedNode(CKG.derivedBy), Literal(f"{derivation.rule}.rq")),
                (generated, stamp),
            ):
                self.engine.add(Quad(graph, term, value, BUILD_GRAPH))

    def discard(self) -> None:
        """Remove the candidate; what was current stays so."""
        del self.engine
        shutil.rmtree(self.folder)


def build(
    catalogue: Path, output: Path, *, strict: bool = False, progress: Progress = lambda *_: None
) -> tuple[str, Report]:
    """Build a version of the graph from the files of a catalogue and publish it.

    Parameters: catalogue, a DCAT file; output, the store folder; strict, whether a warning stops the build too;
    progress, called with what is being done, how many steps are done and how many there are.
    Returns: the version's name and the report, which may hold warnings.
    Raises: SourceError where a file cannot be used; InvalidGraph with the report. The old version keeps serving.
    """
    candidate = Candidate.start(catalogue, output)
    try:
        report = _make(candidate, strict, progress)
        return candidate.publish(), report
    except BaseException:
        if candidate.folder.exists():
            candidate.discard()
        raise


def validate(catalogue: Path, progress: Progress = lambda *_: None) -> Report:
    """Load, derive and check the files of a catalogue, and publish nothing.

    Parameters: catalogue, a DCAT file; progress, as for `build`.
    Raises: SourceError where a file cannot be used.
    """
    with TemporaryDirectory() as folder:
        candidate = Candidate.start(catalogue, Path(folder))
        try:
            return candidate.prepare(progress)
        finally:
            candidate.discard()


def _make(candidate: Candidate, strict: bool, progress: Progress) -> Report:
    report = candidate.prepare(progress)
    report.raise_for_violations(strict=strict)
    progress("merge", 0, 1)
    candidate.merge()
    return report


def in_order(rules: Sequence[QueryFile]) -> list[QueryFile]:
    """Put rules into an order in which each comes after those that its header names under `after`.

    Raises: MalformedFile where a rule names one that is not there, or waits for itself.
    """
    by_name = {rule.name: rule for rule in rules}
    for rule in rules:
        for name in rule.header.get("after", ()):
            if name not in by_name:
                raise MalformedFile(rule.path, 1, 1, f"it comes after {name!r}, and there is no such rule")
    try:
        order = TopologicalSorter({rule.name: rule.header.get("after", ()) for rule in rules}).static_order()
        return [by_name[name] for name in order]
    except CycleError as error:
        first = by_name[error.args[1][0]]
        raise MalformedFile(first.path, 1, 1, f"it waits for itself: {' after '.join(error.args[1])}") from error


def content_hash(lines: Iterable[bytes]) -> str:
    """Give the hash of a store's content: its N-Quads, in any order, without the build's own metadata.

    Parameters: lines of the N-Quads. The sha256 of each is taken, and the sha256 of these, sorted: so that a line
    takes 32 bytes of memory, however long it is.
    Returns: hexadecimal digits.

    >>> lines = [b"<a> <b> <c> .\\n", b"<d> <e> <f> .\\n"]
    >>> content_hash(lines) == content_hash(reversed(lines))
    True
    """
    ending = f" {BUILD_GRAPH} .".encode()
    found = sorted(hashlib.sha256(line).digest() for line in lines if not line.rstrip().endswith(ending))
    return hashlib.sha256(b"".join(found)).hexdigest()


def _point(link: Path, target: Path) -> None:
    fresh = link.with_name(f"{link.name}-{os.getpid()}")
    fresh.symlink_to(target.relative_to(link.parent))
    fresh.replace(link)


def _prune(versions: Path, current: Path) -> None:
    os.utime(current)
    by_age = sorted(versions.iterdir(), key=lambda folder: folder.stat().st_mtime_ns, reverse=True)
    for folder in by_age[KEPT_VERSIONS:]:
        shutil.rmtree(folder)
