"""A candidate: the one way in which the graph changes. Load, derive, check, merge; then publish, or discard."""

import json
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version as package_version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from carekg.build.check import check
from carekg.build.makers import Maker, make_all
from carekg.build.report import Report
from carekg.build.rules import Derivation, Progress, derive, ways
from carekg.store import history
from carekg.store.catalog import LOCAL_ROLE, Catalog, Dataset, parse_turtle, read_catalog
from carekg.store.embedded import CURRENT, ENGINE_FOLDER, VERSION_FILE
from carekg.store.versions import (
    BUILD_GRAPH,
    DERIVED,
    digest_of,
    dump_graphs,
    file_digests,
    is_derived,
    is_overlay,
    is_recorded,
    locked,
    make_folder,
    publish,
    record,
    recorded,
    write_engine,
)
from carekg.terms.errors import BadParameter
from carekg.terms.namespaces import CKG
from carekg.terms.prefixes import PREFIXES, compress


@dataclass
class Candidate:
    """A version of the graph in the making, in a folder of its own until it is published."""

    output: Path
    folder: Path
    engine: Store
    catalog: Catalog
    derivations: list[Derivation] = field(default_factory=list)

    @classmethod
    def start(cls, catalogue: Path, output: Path, options: Collection[str] = ()) -> Self:
        """Read the catalogue and open an empty candidate, in memory, beside the versions of a store folder."""
        catalog = read_catalog(catalogue, options)
        return cls(output, make_folder(output), Store(), catalog)

    @classmethod
    def revise(cls, output: Path, *, derived: bool) -> Self:
        """Open a candidate, in memory, with what the current version of a store folder holds in named graphs.

        Parameters: output, the store folder; derived, whether to hold what rules derived too, to be read: `forget` it
        before deriving anew.
        """
        return cls.over((output / CURRENT).resolve(), output, derived=derived)

    @classmethod
    def over(cls, version: Path, output: Path, *, derived: bool = False) -> Self:
        """Open a candidate, in memory, with what a version holds in named graphs, beside those of another folder.

        Parameters: version, its folder; output, the folder of the candidate; derived, as for `revise`.
        """
        candidate = cls(output, make_folder(output), Store(), recorded(version))
        candidate._copy(version, lambda graph: derived or not is_derived(graph))
        return candidate

    @classmethod
    def fork(cls, version: Path, output: Path) -> Self:
        """Open a candidate that begins as a copy of a version, which stays as it is; files are linked, not copied.

        Parameters: version, the folder of a version; output, the folder for the candidate.
        """
        folder = make_folder(output)
        try:
            Store.read_only(str(version / ENGINE_FOLDER)).backup(str(folder / ENGINE_FOLDER))
            catalog = recorded(version) if is_recorded(version) else Catalog(version, ())
            return cls(output, folder, Store(str(folder / ENGINE_FOLDER)), catalog)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    @property
    def hidden(self) -> set[NamedNode]:
        """The graphs that queries do not see by default."""
        return {dataset.graph for dataset in self.catalog.datasets if not dataset.in_default}

    def load(self, progress: Progress) -> None:
        """Load each file of the catalogue into its named graph, all in one go: each go costs the engine some files."""
        self.engine.bulk_extend(self._read(progress))

    def _read(self, progress: Progress) -> Iterator[Quad]:
        for number, dataset in enumerate(self.catalog.datasets):
            progress(f"load {dataset.path.name}", number, len(self.catalog.datasets))
            yield from parse_turtle(dataset.path, dataset.graph, str(self.catalog.path))

    def adopt(self) -> None:
        """Take over what callers wrote into the current version of the store folder, if there is one."""
        version = (self.output / CURRENT).resolve()
        if version.is_dir() and is_overlay(version):
            raise BadParameter("output", self.output, "it is the folder of a private overlay; name another")
        if version.is_dir() and is_recorded(version):
            shipped = recorded(version).shipped | self.catalog.shipped
            self._copy(version, lambda graph: graph not in shipped and not is_derived(graph))
            self.list_local()

    def _copy(self, version: Path, wanted: Callable[[NamedNode], bool]) -> None:
        source = Store.read_only(str(version / ENGINE_FOLDER))
        for graph in source.named_graphs():
            if isinstance(graph, NamedNode) and wanted(graph):
                self.engine.bulk_extend(source.quads_for_pattern(None, None, None, graph))

    def forget(self) -> None:
        """Remove what was derived and merged."""
        for graph in list(self.engine.named_graphs()):
            if isinstance(graph, NamedNode) and is_derived(graph):
                self.engine.remove_graph(graph)
        self.engine.clear_graph(DefaultGraph())

    def list_local(self) -> None:
        """Put the graphs that callers wrote into the catalogue and the build's record: they are checked as asserted."""
        shipped = tuple(each for each in self.catalog.datasets if each.role != LOCAL_ROLE)
        names = self.catalog.shipped
        local = [
            Dataset(
                graph.value,
                compress(graph.value),
                graph,
                self.catalog.path.parent / compress(graph.value),
                LOCAL_ROLE,
                True,
            )
            for graph in self.engine.named_graphs()
            if isinstance(graph, NamedNode) and graph not in names and not is_derived(graph) and self._holds(graph)
        ]
        self.catalog = replace(self.catalog, datasets=(*shipped, *local))
        role = NamedNode(f"{PREFIXES['graph-role']}{LOCAL_ROLE}")
        described = any(self.engine.quads_for_pattern(role, None, None, None))  # without the ontology it is not
        for each in local if described else ():
            self.engine.add(Quad(each.graph, NamedNode(CKG.graphRole), role, NamedNode(BUILD_GRAPH)))

    def _holds(self, graph: NamedNode) -> bool:
        """Tell whether a graph holds anything; one that does not is not kept."""
        return any(True for _ in self.engine.quads_for_pattern(None, None, None, graph))

    def derive(self, progress: Progress) -> None:
        """Run each rule into a named graph of its own."""
        self.derivations = derive(self.engine, progress)

    def prepare(self, progress: Progress) -> Report:
        """Load and derive, then check: what was asserted against the shapes, everything against the quality rules."""
        self.load(progress)
        self.adopt()
        self.derive(progress)
        progress("check", 0, 1)
        return check(self.engine, self.catalog)

    def merge(self) -> None:
        """Copy the graphs that queries see by default into the unnamed graph."""
        merged = (graph for graph in list(self.engine.named_graphs()) if graph not in self.hidden)
        self.engine.bulk_extend(
            Quad(each.subject, each.predicate, each.object)
            for graph in merged
            for each in self.engine.quads_for_pattern(None, None, None, graph)
        )

    def differ(self) -> list[dict[str, Any]]:
        """Give what the candidate says otherwise than the current version, if there is one, by things and columns.

        A file that is as it was is not looked at; what rules derive follows from what is asserted, and is left out.
        """
        version = (self.output / CURRENT).resolve()
        if not version.is_dir() or not is_recorded(version):
            return []
        old = Store.read_only(str(version / ENGINE_FOLDER))
        known = file_digests(version)
        same = {each.graph.value for each in self.catalog.datasets if digest_of(each) == known.get(each.graph.value)}
        graphs = {graph for engine in (old, self.engine) for graph in engine.named_graphs()}
        wanted = [graph for graph in graphs if isinstance(graph, NamedNode) and not is_derived(graph)]
        return self._tell(old, *history.compare(old, self.engine, [each for each in wanted if each.value not in same]))

    def tell(self, touched: Collection[Quad]) -> list[dict[str, Any]]:
        """Give what quads that came or went say otherwise than the current version, by things and columns."""
        old = Store.read_only(str((self.output / CURRENT).resolve() / ENGINE_FOLDER))
        came = [quad for quad in touched if quad in self.engine]
        return self._tell(old, came, [quad for quad in touched if quad in old and quad not in self.engine])

    def _tell(self, old: Store, came: Iterable[Quad], went: Iterable[Quad]) -> list[dict[str, Any]]:
        def is_known(thing: NamedNode, now: bool) -> bool:
            engine = self.engine if now else old
            return any(True for _ in engine.quads_for_pattern(thing, None, None, None))

        return list(history.tell(came, went, history.label_in(self.engine, old), is_known))

    def publish(self, note: str = "", makers: Iterable[Maker] = (), name: str = "") -> str:
        """Name the candidate by its content and make it the current version, by one atomic rename.

        Parameters: note, kept with the version; makers, of what is made of the version before it is published; name,
        of an overlay, which is named by what it is made from.
        Returns: the version's name, in hexadecimal.
        """
        metadata = self._describe()
        content = dump_graphs(self.engine, self.folder)
        name = name or content
        self.engine = Store()  # what it held is in the dump, and its memory is wanted
        write_engine(self.folder)
        metadata = {"hash": name, **metadata, "note": note}
        (self.folder / VERSION_FILE).write_text(json.dumps(metadata, indent=2) + "\n", encoding="utf-8")
        make_all(makers, self.folder)
        publish(self.folder, self.output, content)
        return name

    def _describe(self) -> dict[str, Any]:
        built = datetime.now(UTC).replace(microsecond=0)
        self.note(built)
        return {
            "built_at": built.isoformat(),
            "carekg": package_version("carekg"),
            "datasets": len(self.catalog.datasets),
            "options": self.catalog.options,
            "graphs": [record(each, self.catalog) for each in self.catalog.datasets if each.role != LOCAL_ROLE],
            "reserved": [graph.value for graph in self.catalog.reserved],
            "quads": len(self.engine),
            "rules": [vars(derivation) for derivation in self.derivations],
            "ways": ways(),
        }

    def note(self, built: datetime) -> None:
        """Write into the build graph which rule made which graph, and when."""
        role = NamedNode(f"{PREFIXES['graph-role']}derived")
        stamp = Literal(built.isoformat(), datatype=NamedNode(f"{PREFIXES['xsd']}dateTime"))
        generated = NamedNode(f"{PREFIXES['prov']}generatedAtTime")
        for derivation in self.derivations:
            if not derivation.triples:
                continue
            graph = NamedNode(f"{DERIVED}{derivation.rule}")
            for term, value in (
                (NamedNode(CKG.graphRole), role),
                (NamedNode(CKG.derivedBy), Literal(f"{derivation.rule}.rq")),
                (generated, stamp),
            ):
                self.engine.add(Quad(graph, term, value, NamedNode(BUILD_GRAPH)))

    def discard(self) -> None:
        """Remove the candidate; what was current stays so."""
        del self.engine  # one on the disk holds a lock on the folder until it is gone
        shutil.rmtree(self.folder, ignore_errors=True)


def build(
    catalogue: Path,
    output: Path,
    *,
    options: Collection[str] = (),
    strict: bool = False,
    makers: Iterable[Maker] = (),
    progress: Progress = lambda *_: None,
) -> tuple[str, Report]:
    """Build a version of the graph from the files of a catalogue and publish it.

    Parameters: catalogue, a DCAT file; output, the store folder; options, which of the catalogue's optional datasets
    to load too; strict, whether a warning stops the build too; makers, of what is made of the version before it is
    published; progress, called with what is being done, how many steps are done and how many there are.
    Returns: the version's name and the report, which may hold warnings.
    Raises: SourceError where a file cannot be used; UnknownName for an option; InvalidGraph with the report.
    The old version keeps serving.
    """
    with locked(output, "carekg build"):
        candidate = Candidate.start(catalogue, output, options)
        try:
            report = _make(candidate, strict, progress)
            said = candidate.differ()
            name = candidate.publish(makers=makers)
            history.append(output, name, said)
            return name, report
        except BaseException:
            candidate.discard()
            raise


def validate(catalogue: Path, progress: Progress = lambda *_: None, *, options: Collection[str] = ()) -> Report:
    """Load, derive and check the files of a catalogue, and publish nothing.

    Parameters: catalogue, a DCAT file; progress and options, as for `build`.
    Raises: SourceError where a file cannot be used; UnknownName for an option.
    """
    with TemporaryDirectory() as folder:
        candidate = Candidate.start(catalogue, Path(folder), options)
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
