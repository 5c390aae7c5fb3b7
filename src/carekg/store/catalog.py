"""The catalogue: which files load, into which named graphs, from whom and under which licence."""

import gzip
import os
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

from pyoxigraph import DefaultGraph, NamedNode, Quad, QuerySolution, QuerySolutions, RdfFormat, Store, parse

from carekg.store.sparql import read
from carekg.terms.errors import MalformedFile, MissingFile, UnknownName, UnlistedFile

PACKED: Final = ".gz"  # as an installed package has its larger files
LOCAL_ROLE: Final = "local"  # of a graph that callers wrote, which no catalogue lists
_CATALOG: Final = NamedNode("http://www.w3.org/ns/dcat#Catalog")
_QUERY: Final = read(Path(__file__).parent / "catalog.rq")


@dataclass(frozen=True)
class Dataset:
    """One file and the named graph it loads into."""

    iri: str
    title: str
    graph: NamedNode
    path: Path
    role: str
    in_default: bool
    option: str = ""

    @property
    def is_asserted(self) -> bool:
        """Whether the file holds statements that somebody made, or the schema they are made in."""
        return self.role in ("asserted", "schema", "catalogue", LOCAL_ROLE)


@dataclass(frozen=True)
class Catalog:
    """A DCAT catalogue: the only thing that says what is loaded; `reserved` are the graphs that it leaves out."""

    path: Path
    datasets: tuple[Dataset, ...]
    options: tuple[str, ...] = ()
    reserved: tuple[NamedNode, ...] = ()

    @property
    def shipped(self) -> set[NamedNode]:
        """The graphs that callers may not write: of all its datasets, loaded or not, but not what callers wrote."""
        return {each.graph for each in self.datasets if each.role != LOCAL_ROLE} | set(self.reserved)

    def file_of(self, graph: str) -> str:
        """Give the path, relative to the catalogue, of the file behind a named graph; "" where there is none."""
        paths = [dataset.path for dataset in self.datasets if dataset.graph.value == graph]
        return os.path.relpath(paths[0], self.path.parent) if paths else ""


def load_turtle(store: Store, path: Path, graph: NamedNode | None, needed_by: str) -> None:
    """Load one Turtle file into a store; parameters and errors as for `parse_turtle`."""
    store.bulk_extend(parse_turtle(path, graph, needed_by))


def parse_turtle(path: Path, graph: NamedNode | None, needed_by: str) -> Iterator[Quad]:
    """Read the statements of one Turtle file.

    Parameters: path of the file; graph to put them in, None for the unnamed one; needed_by, who names the file.
    Raises: MalformedFile with line and column; MissingFile.
    """
    named = graph or DefaultGraph()
    try:
        with _open(path) as file:
            for each in parse(file, format=RdfFormat.TURTLE):
                yield Quad(each.subject, each.predicate, each.object, named)
    except FileNotFoundError as error:
        raise MissingFile(path, needed_by) from error
    except SyntaxError as error:
        reason = str(error.msg).partition(": ")[2] or str(error.msg)
        raise MalformedFile(path, error.lineno or 1, error.offset or 1, reason) from error


def _open(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path)) if path.suffix == PACKED else path.open("rb")


def read_catalog(path: Path, options: Collection[str] = ()) -> Catalog:
    """Read a catalogue and check that it is complete: each file is there, and each file there is listed.

    Parameters: path of a Turtle file that describes a dcat:Catalog; its paths are relative to it; options, which of
    its optional datasets are wanted too.
    Raises: MissingFile, MalformedFile, UnlistedFile; MalformedFile also where a dataset lacks a title, graph,
    role, path, publisher or licence, or shares its graph with another; UnknownName for an option that it has not.

    Source: Data Catalog Vocabulary (DCAT) 3, W3C Recommendation, 2024.
    """
    path = path.resolve()
    store = Store()
    load_turtle(store, path, None, "the command")
    rows = store.query(_QUERY.text)
    assert isinstance(rows, QuerySolutions)
    datasets = tuple(_dataset(row, path) for row in rows)
    _refuse_shared_graphs(path, datasets)
    _refuse_unlisted(path, datasets)
    _refuse_unknown(options, datasets)
    wanted = tuple(each for each in datasets if not each.option or each.option in options)
    reserved = tuple(each.graph for each in datasets if each not in wanted)
    return Catalog(path, wanted, tuple(sorted(set(options))), reserved)


def catalogue_of(path: Path) -> str:
    """Give the IRI of the catalogue that a file describes. Raises: MissingFile; MalformedFile."""
    described = [quad.subject for quad in parse_turtle(path, None, "the command") if quad.object == _CATALOG]
    if len(described) != 1 or not isinstance(described[0], NamedNode):
        raise MalformedFile(path, 1, 1, f"it describes {len(described)} catalogues, and should one dcat:Catalog")
    return described[0].value


def _dataset(row: QuerySolution, catalogue: Path) -> Dataset:
    iri = row["dataset"].value
    wanted = ("title", "graph", "path", "role", "licence", "publisher")
    missing = [name for name in wanted if row[name] is None]
    if missing:
        raise MalformedFile(catalogue, 1, 1, f"the dataset <{iri}> has no {' and no '.join(missing)}")
    file = (catalogue.parent / row["path"].value).resolve()
    packed = file.with_name(f"{file.name}{PACKED}")
    if not file.is_file() and packed.is_file():
        file = packed
    if not file.is_file():
        raise MissingFile(file, f"{catalogue} (dataset <{iri}>)")
    role = row["role"].value.rpartition("/")[2]
    in_default = row["inDefault"] is None or row["inDefault"].value == "true"
    option = row["option"].value if row["option"] is not None else ""
    return Dataset(iri, row["title"].value, NamedNode(row["graph"].value), file, role, in_default, option)


def _refuse_unknown(options: Collection[str], datasets: tuple[Dataset, ...]) -> None:
    known = sorted({dataset.option for dataset in datasets if dataset.option})
    for option in options:
        if option not in known:
            raise UnknownName("option", option, known)


def _refuse_shared_graphs(path: Path, datasets: tuple[Dataset, ...]) -> None:
    for graph, count in Counter(dataset.graph.value for dataset in datasets).items():
        if count > 1:
            raise MalformedFile(
                path, 1, 1, f"the graph <{graph}> is given to {count} datasets or files: one graph a file"
            )


def _refuse_unlisted(path: Path, datasets: tuple[Dataset, ...]) -> None:
    listed = {dataset.path for dataset in datasets} | {path}
    for file in sorted([*path.parent.rglob("*.ttl"), *path.parent.rglob(f"*.ttl{PACKED}")]):
        if file.resolve() not in listed:
            raise UnlistedFile(file, path)
