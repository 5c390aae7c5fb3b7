"""The store: one immutable version of the graph, opened read-only on the embedded engine."""

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Self

from pyoxigraph import NamedNode, QuerySolutions, QueryTriples, Store

from carekg.store.columns import in_written_order
from carekg.store.faults import query_error, unknown_function
from carekg.store.holding import Hold
from carekg.store.iris import is_iri, make_whole, read_iri
from carekg.store.results import QueryResult
from carekg.store.sparql import (
    TEXT_LIMITS,
    TextLimits,
    bind,
    check_allowed,
    names_graphs,
    read,
)
from carekg.terms.errors import BadParameter, StoreMissing
from carekg.terms.prefixes import PREFIXES

CURRENT: Final = "current"
ENGINE_FOLDER: Final = "engine"
VERSION_FILE: Final = "version.json"
OVER: Final = "-"  # in the name of a private overlay, between that of the version below it and its own
_SHORTEST: Final = 8
_SHORT: Final = 16  # letters of a version's name that are enough to know it
_MARK: Final = "\ufeff"  # a byte order mark, with which some editors begin a file
_QUERIES: Final = Path(__file__).parent
_GRAPH_TRIPLES: Final = read(_QUERIES / "graph-triples.rq")
_UNNAMED_TRIPLES: Final = read(_QUERIES / "unnamed-triples.rq")


class Embedded:
    """A version of the graph on the embedded Oxigraph engine.

    Its `location` is what another process needs to open the same. A query's result belongs to the thread that made it:
    read it, or serialise it, in that thread.
    """

    is_lasting = True  # a version does not change; a fork that is worked on does
    at_once = 100  # things of one query: the engine's joins with longer VALUES blocks grow faster than the blocks

    def __init__(self, engine: Store, version: Mapping[str, Any], folder: Path, resident: Store | None = None) -> None:
        self._engine, self._resident = engine, resident
        self._hold: Hold | None = None
        self.version = version
        self._folder, self.location = folder, str(folder)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the current version in a store folder, read-only.

        Raises: StoreMissing where the folder holds no built version; BadParameter where it is a private overlay, which
        is never opened by a name for what may be sent or served.
        """
        opened = cls._open(folder)
        if OVER in str(opened.version["hash"]):
            raise BadParameter("store", folder, "it is a private overlay: name the public store, and this as overlay")
        return opened

    @classmethod
    def open_overlay(cls, folder: Path, public: Mapping[str, Any]) -> Self:
        """Open the private overlay in a folder, read-only. Parameters: folder; public, the version that it lies over.

        Raises: StoreMissing; BadParameter where it is none, or lies over another version.
        """
        opened = cls._open(folder)
        below, over, _ = str(opened.version["hash"]).partition(OVER)
        if not over:
            raise BadParameter("overlay", folder, "it is a public store; make one with carekg overlay add")
        if below != public["hash"]:
            told = f"it lies over version {below[:_SHORT]}, and the store is at {str(public['hash'])[:_SHORT]}"
            raise BadParameter("overlay", folder, f"{told}: run carekg overlay add again")
        return opened

    @classmethod
    def _open(cls, folder: Path) -> Self:
        if not (folder / CURRENT / VERSION_FILE).is_file():
            raise StoreMissing(folder)
        return cls.open_version((folder / CURRENT).resolve())

    @classmethod
    def open_version(cls, folder: Path, resident: Store | None = None) -> Self:
        """Open one version by its own folder, read-only, whatever is current.

        Parameters: folder; resident, the default graph of that version in memory, where there is one.
        Raises: StoreMissing.
        """
        if not (folder / VERSION_FILE).is_file():
            raise StoreMissing(folder)
        hold = Hold(folder)
        version = json.loads((folder / VERSION_FILE).read_text(encoding="utf-8"))
        opened = cls(Store.read_only(str(folder / ENGINE_FOLDER)), version, folder, resident)
        opened._hold = hold  # it is not removed while it is read
        return opened

    @property
    def local(self) -> "Embedded":
        """A store of the same content on the embedded engine: this one."""
        return self

    @property
    def engine(self) -> Store:
        """The pyoxigraph store itself."""
        return self._engine

    @property
    def folder(self) -> Path:
        """The folder of the version."""
        return self._folder

    def query(
        self,
        text: str,
        *,
        default_graphs: Iterable[str] | None = None,
        named_graphs: Iterable[str] | None = None,
        base: str | None = None,
        limits: TextLimits = TEXT_LIMITS,
    ) -> QueryResult:
        """Answer a SPARQL query; the registered prefixes need not be declared.

        Parameters: text of the query; default_graphs and named_graphs, IRIs that replace the query's dataset, as
        the SPARQL Protocol's default-graph-uri and named-graph-uri do: one given alone empties the other; base, the
        IRI that relative ones are relative to; limits of the text.
        Raises: QuerySyntaxError; QueryRefused; BadParameter for a graph that is no IRI.

        Source: SPARQL 1.1 Protocol, section 2.1.4.
        """
        text = text.removeprefix(_MARK)
        check_allowed(text, limits)
        default = None if default_graphs is None else [make_whole(name, base) for name in default_graphs]
        named = None if named_graphs is None else [make_whole(name, base) for name in named_graphs]
        return self._run(in_written_order(text, base), default, named, base)

    def _run(
        self,
        text: str,
        default_graphs: Iterable[str] | None = None,
        named_graphs: Iterable[str] | None = None,
        base: str | None = None,
    ) -> QueryResult:
        default = None if default_graphs is None else _graphs(default_graphs, "default-graph-uri")
        named = None if named_graphs is None else _graphs(named_graphs, "named-graph-uri")
        if default is None and named is not None:
            default = []
        if named is None and default is not None:
            named = []
        engine = self._engine
        if self._resident is not None and default is named is None and not names_graphs(text):
            engine = self._resident
        try:
            with suppress(SyntaxError):  # a query that declares its prefixes is spared the declaring of all of ours
                return engine.query(text, base_iri=base, default_graph=default, named_graphs=named)
            return engine.query(text, base_iri=base, prefixes=PREFIXES, default_graph=default, named_graphs=named)
        except SyntaxError as error:
            raise query_error(text, error) from error
        except RuntimeError as error:
            raise unknown_function(error) from error

    def select(self, text: str) -> list[dict[str, Any]]:
        """Answer a SELECT query of our own with rows of pyoxigraph terms, by the names of the variables."""
        result = self._run(text)
        assert isinstance(result, QuerySolutions), "a SELECT query"
        names = [variable.value for variable in result.variables]
        return [dict(zip(names, row, strict=True)) for row in result]

    def select_of(self, text: str, name: str, things: Sequence[NamedNode]) -> list[dict[str, Any]]:
        """Answer a SELECT query of our own whose rows each speak of one of many things, a block of them at a time.

        Parameters: text; name of its parameter, which stands in a VALUES block; things, none twice.
        """
        parts = (things[start : start + self.at_once] for start in range(0, len(things), self.at_once))
        return [row for part in parts for row in self.select(bind(text, {name: part}))]

    def is_described(self, iri: str) -> bool:
        """Tell whether the graph says anything of a thing; of what is no IRI, nothing can be said."""
        return is_iri(iri) and any(True for _ in self._engine.quads_for_pattern(NamedNode(iri), None, None, None))

    def has_graph(self, iri: str) -> bool:
        """Tell whether there is a named graph of that name."""
        return is_iri(iri) and self._engine.contains_named_graph(NamedNode(iri))

    def triples(self, graph: str | None, most: int) -> QueryTriples:
        """Give so many triples of a named graph, or of the default one where no name is given."""
        found = self._run(f"{everything(None if graph is None else NamedNode(graph))} LIMIT {most}")
        assert isinstance(found, QueryTriples), "a CONSTRUCT query"
        return found


@lru_cache(maxsize=16)  # each answer names its version
def shorten(version: str) -> str:
    """Give the name of a version so short that it is still known; that of an overlay names both.

    >>> shorten("a" * 64), shorten(f"{'a' * 64}-{'b' * 64}")
    ('aaaaaaaaaaaaaaaa', 'aaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb')
    """
    return OVER.join(part[:_SHORT] for part in version.split(OVER))


def is_named(version: str, name: str) -> bool:
    """Tell whether a name, which may be short, is that of a version.

    >>> is_named("a" * 64, "a" * 8), is_named(f"{'a' * 64}-{'b' * 64}", "a" * 8), is_named("a" * 64, "a")
    (True, False, False)
    """
    parts, given = version.split(OVER), name.split(OVER)
    return len(parts) == len(given) and all(
        len(short) >= _SHORTEST and part.startswith(short) for part, short in zip(parts, given, strict=True)
    )


def everything(graph: NamedNode | None) -> str:
    """Write the query for the triples of a named graph, or of the default one."""
    return bind(_GRAPH_TRIPLES.text, {"graph": graph}) if graph else _UNNAMED_TRIPLES.text


def _graphs(names: Iterable[str], parameter: str) -> list[Any]:
    return [read_iri(name, parameter) for name in names]
