"""The store: one immutable version of the graph, opened read-only on the embedded engine."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, Self

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
)

from carekg.errors import NotAcceptable, StoreMissing
from carekg.prefixes import PREFIXES
from carekg.sparql import check_allowed, syntax_error

QueryResult = QuerySolutions | QueryBoolean | QueryTriples

CURRENT: Final = "current"
ENGINE_FOLDER: Final = "engine"
VERSION_FILE: Final = "version.json"

RESULT_FORMATS: Final[Mapping[str, QueryResultsFormat]] = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
GRAPH_FORMATS: Final[Mapping[str, RdfFormat]] = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}


class Embedded:
    """A version of the graph on the embedded Oxigraph engine.

    A query's result belongs to the thread that made it: read it, or serialise it, in that thread.
    """

    def __init__(self, engine: Store, version: Mapping[str, Any]) -> None:
        self._engine = engine
        self.version = version

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the current version in a store folder, read-only.

        Raises: StoreMissing where the folder holds no built version.
        """
        current = (folder / CURRENT).resolve()
        if not (current / VERSION_FILE).is_file():
            raise StoreMissing(folder)
        version = json.loads((current / VERSION_FILE).read_text(encoding="utf-8"))
        return cls(Store.read_only(str(current / ENGINE_FOLDER)), version)

    @property
    def engine(self) -> Store:
        """The pyoxigraph store itself."""
        return self._engine

    def query(
        self,
        text: str,
        *,
        default_graphs: Iterable[str] | None = None,
        named_graphs: Iterable[str] | None = None,
    ) -> QueryResult:
        """Answer a SPARQL query; the registered prefixes need not be declared.

        Parameters: text of the query; default_graphs and named_graphs, IRIs that replace the query's dataset, as
        the SPARQL Protocol's default-graph-uri and named-graph-uri do: one given alone empties the other.
        Raises: QuerySyntaxError; QueryRefused.

        Source: SPARQL 1.1 Protocol, section 2.1.4.
        """
        check_allowed(text)
        return self._run(text, default_graphs, named_graphs)

    def _run(
        self,
        text: str,
        default_graphs: Iterable[str] | None = None,
        named_graphs: Iterable[str] | None = None,
    ) -> QueryResult:
        default = None if default_graphs is None else _graphs(default_graphs)
        named = None if named_graphs is None else _graphs(named_graphs)
        if default is None and named is not None:
            default = []
        if named is None and default is not None:
            named = []
        try:
            return self._engine.query(text, prefixes=PREFIXES, default_graph=default, named_graphs=named)
        except SyntaxError as error:
            raise syntax_error(text, error) from error

    def select(self, text: str) -> list[dict[str, Any]]:
        """Answer a SELECT query of our own with rows of pyoxigraph terms, by the names of the variables."""
        result = self._run(text)
        assert isinstance(result, QuerySolutions), "a SELECT query"
        names = [variable.value for variable in result.variables]
        return [{name: row[name] for name in names} for row in result]

    def is_described(self, iri: str) -> bool:
        """Tell whether the graph says anything of a thing."""
        return next(iter(self._engine.quads_for_pattern(NamedNode(iri), None, None, None)), None) is not None


def _graphs(names: Iterable[str]) -> list[Any]:
    return [NamedNode(name) for name in names]


def serialise(result: QueryResult, media_type: str) -> bytes:
    """Write a result in one of its formats, in the thread that made it.

    Parameters: result of a query; media_type, a key of RESULT_FORMATS or, for triples, of GRAPH_FORMATS.
    Raises: NotAcceptable where the kind of result has no such format.
    """
    if isinstance(result, QueryTriples):
        if media_type not in GRAPH_FORMATS:
            raise NotAcceptable(media_type, list(GRAPH_FORMATS))
        return result.serialize(format=GRAPH_FORMATS[media_type]) or b""
    if isinstance(result, QueryBoolean) and media_type in ("text/csv", "text/tab-separated-values"):
        return b"true\n" if result else b"false\n"  # the standard has no CSV for ASK; clients ask for it all the same
    if media_type not in RESULT_FORMATS:
        raise NotAcceptable(media_type, list(RESULT_FORMATS))
    return result.serialize(format=RESULT_FORMATS[media_type]) or b""
