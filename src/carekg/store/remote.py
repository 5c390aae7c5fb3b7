"""A store on another server: any SPARQL 1.1 endpoint that holds what `carekg build` made.

Source: SPARQL 1.1 Protocol.
"""

import json
import shutil
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from io import BytesIO
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import IO, Any, Final, Self
from weakref import finalize

from pyoxigraph import (
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    parse,
    parse_query_results,
)

from carekg.store.copies import make_folder
from carekg.store.dataset import DEFAULT, NAMED, NO_GRAPH, Dataset, sources
from carekg.store.dialects import as_triples, as_truth, spell_out, tidy
from carekg.store.embedded import ENGINE_FOLDER, VERSION_FILE, Embedded, everything
from carekg.store.faults import query_error, unknown_function
from carekg.store.iris import is_iri
from carekg.store.results import QueryResult
from carekg.store.sparql import bind, read
from carekg.terms.errors import QueryRefused, RemoteFailed
from carekg.terms.prefixes import PREFIXES

SECONDS: Final = 60.0  # that an answer may take
_PART: Final = 100_000  # quads that are copied at a time
_MOST_THINGS: Final = 500  # in one query: servers bound the length of a text
_TABLE: Final = "application/sparql-results+json"
_TRIPLES: Final = "application/n-triples"
_SAME: Final = ("application/json", "text/plain", "text/ntriples")  # what some servers call those two
_QUERIES: Final = Path(__file__).parent
_DESCRIBED: Final = read(_QUERIES / "described.rq")
_VERSION: Final = read(_QUERIES / "version.rq")
_GRAPHS: Final = read(_QUERIES / "graphs.rq")
_PUSHED: Final = read(_QUERIES / "pushed-graphs.rq")
_HAS_GRAPH: Final = read(_QUERIES / "has-graph.rq")
_NONE: Final = Store()  # queries are parsed against it before they are sent


def is_address(where: Path | str) -> bool:
    """Tell whether a store is named by the address of an endpoint, not by a folder."""
    return isinstance(where, str) and where.startswith(("http://", "https://"))


def open_store(where: Path | str, seconds: float = SECONDS, overlay: Path | str | None = None) -> Embedded:
    """Open a store: the address of a SPARQL endpoint, or the folder that `carekg build` made.

    Parameters: where; seconds that an answer of an endpoint may take; overlay, the folder of a private overlay over it.
    Raises: StoreMissing; RemoteFailed where no SPARQL server answers there; BadParameter where the overlay lies over
    another version.
    """
    public = Remote.connect(str(where), seconds) if is_address(where) else Embedded.open(Path(where))
    return Embedded.open_overlay(Path(overlay), public.version) if overlay else public


class Remote(Embedded):
    """The graph behind a SPARQL endpoint, for reading. What needs the files of a store works on a copy of them.

    Where the server has no unnamed graph of its own, the address says which named graph stands for it, by the
    protocol's own parameter: `…/sparql?default-graph-uri=<IRI>`.
    """

    is_lasting = False  # its server may be written to by others
    at_once = _MOST_THINGS

    def __init__(self, address: str, seconds: float = SECONDS) -> None:
        self.location, self._seconds = address, seconds
        from carekg.store.endpoint import Endpoint  # its HTTP client takes long to import, and a folder needs none

        self._endpoint = Endpoint(address, seconds)
        self.address = self._endpoint.address
        self._unnamed = self._endpoint.parameters.get_list(DEFAULT)
        self._parameters = self._endpoint.parameters.remove(DEFAULT)
        self._copying = Lock()

    @classmethod
    def connect(cls, address: str, seconds: float = SECONDS) -> Self:
        """Reach an endpoint. Parameters: address; seconds that an answer may take. Raises: RemoteFailed."""
        remote = cls(address, seconds)
        remote.version  # noqa: B018 - asked once, and kept
        return remote

    @cached_property
    def version(self) -> Mapping[str, Any]:  # type: ignore[override]
        """What was known of the version at first: as `look` gives it."""
        return self.look()

    def look(self) -> Mapping[str, Any]:
        """Ask which version the server holds now.

        Returns: its name as `hash`, or the address where the server names none; `built_at`; `quads`; and `state`, which
        differs whenever what the server holds may differ, and is empty where the server names no version.
        Raises: RemoteFailed.
        """
        rows, headers = self._read(_VERSION.text)
        try:
            (row,) = rows
            told = {name: term.value if term is not None else "" for name, term in row.items()}
            name = told["version"] or headers.get("x-carekg-version", "")
            return {
                "hash": name or self.address,
                "built_at": told["built"] or told["derived"] or "unknown",
                "quads": int(told["quads"]) if told["quads"] else None,
                "state": f"{name} {told['pushed']}".strip(),
            }
        except (ValueError, KeyError, AttributeError) as error:
            raise RemoteFailed(self.address, f"what it says of its version cannot be read ({error})") from error

    def at(self, version: Mapping[str, Any]) -> Self:
        """Give the same endpoint with nothing kept of it but the version, which `look` gave."""
        fresh = type(self)(self.location, self._seconds)
        fresh.__dict__["version"] = version
        return fresh

    @property
    def engine(self) -> Store:
        """An engine with a copy of the graph. Raises: RemoteFailed."""
        return self.local.engine

    @property
    def folder(self) -> Path:
        """The folder of a copy of the version. Raises: RemoteFailed."""
        return self.local.folder

    @property
    def local(self) -> Embedded:
        """A copy of the version, fetched when it is first needed. Raises: RemoteFailed."""
        with self._copying:  # those who wait share what the first one fetches
            return self._fetched

    @cached_property
    def _fetched(self) -> Embedded:
        folder = make_folder()
        finalize(self, shutil.rmtree, folder, ignore_errors=True)
        engine = Store(str(folder / ENGINE_FOLDER))
        quads = self._fetch(folder / "graph.nt")
        while part := list(islice(quads, _PART)):  # the engine sorts what it is given at once in memory
            engine.bulk_extend(part)
        engine.flush()
        del engine
        if self.look()["state"] != self.version["state"]:
            raise RemoteFailed(self.address, "it went over to another version while it was copied; try again")
        (folder / VERSION_FILE).write_text(json.dumps(dict(self.version)), encoding="utf-8")
        return Embedded.open_version(folder)

    def _fetch(self, file: Path) -> Iterator[Quad]:
        """Give every quad, one graph after the other, each by way of a file."""
        for graph in (None, *map(NamedNode, self._graphs)):
            with file.open("wb") as sink:
                self._ask(everything(graph), self._dataset(), _TRIPLES, sink)
            try:
                for each in parse(path=file, format=RdfFormat.N_TRIPLES):
                    yield Quad(each.subject, each.predicate, each.object, graph) if graph else each
            except SyntaxError as error:
                raise RemoteFailed(self.address, f"its answer cannot be read ({error})") from error
        file.unlink()

    def is_described(self, iri: str) -> bool:
        """Tell whether the graph says anything of a thing."""
        return is_iri(iri) and bool(self._run(bind(_DESCRIBED.text, {"thing": NamedNode(iri)})))

    def has_graph(self, iri: str) -> bool:
        """Tell whether there is a named graph of that name."""
        return is_iri(iri) and bool(self.select(bind(_HAS_GRAPH.text, {"graph": NamedNode(iri)})))

    def select(self, text: str) -> list[dict[str, Any]]:
        """Answer a SELECT query of our own, as `Embedded.select` does."""
        return [{name: tidy(term) for name, term in row.items()} for row in super().select(text)]

    def _run(
        self,
        text: str,
        default_graphs: Iterable[str] | None = None,
        named_graphs: Iterable[str] | None = None,
        base: str | None = None,
    ) -> QueryResult:
        text = f"BASE <{base}> {text}" if base else text
        try:
            wanted = type(_NONE.query(text, prefixes=PREFIXES))
        except SyntaxError as error:
            raise query_error(text, error) from error
        except RuntimeError as error:
            raise unknown_function(error) from error
        named = sources(text)
        if named and (foreign := set(named) - self._held):  # it may be a file or a page, which the server would read
            raise QueryRefused(f"FROM <{foreign.pop()}> is not allowed here: the store holds no graph of that name.")
        if default_graphs is None and named_graphs is None:
            return self._answer(text, {} if named else self._dataset(), wanted)[0]
        # A server may read the lack of one or the other in its own way; the standard says there is none then.
        given = {DEFAULT: default_graphs or (), NAMED: named_graphs or ()}
        known = {which: [name for name in names if name in self._held] for which, names in given.items()}
        return self._answer(text, {which: names or [NO_GRAPH] for which, names in known.items()}, wanted)[0]

    def _dataset(self) -> Dataset:
        return {DEFAULT: self._unnamed, NAMED: self._graphs} if self._unnamed else {}

    @cached_property
    def _graphs(self) -> list[str]:
        """The named graphs: those that were pushed, or, where that is not on record, all that hold anything."""
        rows = self._read(_PUSHED.text)[0] or self._read(_GRAPHS.text)[0]
        found = [term.value for row in rows for term in row.values() if isinstance(term, NamedNode)]
        return [name for name in found if name not in self._unnamed]

    @cached_property
    def _held(self) -> frozenset[str]:
        return frozenset((*self._graphs, *self._unnamed))

    def _read(self, text: str) -> tuple[list[dict[str, Any]], Mapping[str, str]]:
        found, headers = self._answer(text, {}, QuerySolutions)
        assert isinstance(found, QuerySolutions), "a SELECT query"
        names = [variable.value for variable in found.variables]
        return [dict(zip(names, row, strict=True)) for row in found], headers

    def _answer(self, text: str, dataset: Dataset, wanted: type[QueryResult]) -> tuple[QueryResult, Mapping[str, str]]:
        sink = BytesIO()
        headers = self._ask(text, dataset, _TRIPLES if wanted is QueryTriples else _TABLE, sink)
        try:
            return _parse(sink.getvalue(), wanted), headers
        except (SyntaxError, ValueError, AttributeError) as error:
            fault = str(error)  # not the error itself, which would take a result that belongs to this thread to another
        raise RemoteFailed(self.address, f"its answer cannot be read ({fault})")

    def _ask(self, text: str, dataset: Dataset, accept: str, sink: IO[bytes]) -> Mapping[str, str]:
        form = {"query": spell_out(text), **dataset}
        headers = self._endpoint.send("POST", sink, self._parameters, data=form, headers={"Accept": accept})
        kind = headers.get("content-type", "").partition(";")[0]
        if kind not in (accept, *_SAME):
            what = f"it answers with {kind or 'no media type'} instead of {accept}"
            where = "give the address of its SPARQL service, such as …/sparql"
            raise RemoteFailed(self.address, f"{what}: {where}")
        return headers


def _parse(answer: bytes, wanted: type[QueryResult]) -> QueryResult:
    if wanted is QueryTriples:
        return as_triples(answer)
    found = parse_query_results(answer, QueryResultsFormat.JSON)
    if isinstance(found, QuerySolutions):
        deque(found, maxlen=0)  # what is wrong in a row, or breaks off, is found now, not while the rows are given
        found = parse_query_results(answer, QueryResultsFormat.JSON)
        assert isinstance(found, QuerySolutions), "as it was"
        return as_truth(found) if wanted is QueryBoolean else found
    if wanted is QuerySolutions:
        raise ValueError("it is true or false, where rows were asked for")
    return found
