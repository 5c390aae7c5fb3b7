"""Graphs as compressed files, written through as the engine gives them: no graph is held in memory."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from gzip import GzipFile
from pathlib import Path
from typing import IO, Any, Final, cast

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat

from carekg.build.makers import Maker
from carekg.store.embedded import Embedded
from carekg.store.results import GRAPH_FORMATS, fitting
from carekg.store.xml import Mender
from carekg.terms.errors import NotAcceptable
from carekg.terms.prefixes import PREFIXES

_FORMAT: Final = 1  # another where what is written changes
_LEVEL: Final = 6
_PART: Final = 1 << 18  # bytes that are compressed at a time: the engine writes a few at once
_XML: Final = "application/rdf+xml"
_LINES: Final = (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS)


def whole(name: str, media_type: str) -> Maker:
    """Make what writes every graph into one file of that name. Parameters: name; media_type, of a format of quads."""
    return Maker(f"bulk-{name}", _FORMAT, lambda store, folder: _write(store, folder / name, media_type, None))


def one(graph: str | None, name: str, media_type: str) -> Maker:
    """Make what writes a named graph, or the default one where the IRI is None, into one file of that name."""
    of = DefaultGraph() if graph is None else NamedNode(graph)
    return Maker(f"bulk-{name}", _FORMAT, lambda store, folder: _write(store, folder / name, media_type, of))


def name_of(graph: str | None, media_type: str) -> str:
    """Give the name of the file with one graph in one format.

    >>> name_of(None, "application/n-triples")
    'default.nt.gz'
    """
    stem = "default" if graph is None else f"graph-{hashlib.sha256(graph.encode()).hexdigest()[:16]}"
    return f"{stem}.{GRAPH_FORMATS[media_type].file_extension}.gz"


def _write(store: Embedded, file: Path, media_type: str, graph: DefaultGraph | NamedNode | None) -> None:
    with fitting(media_type), _compressed(file) as sink:
        mender = Mender(sink) if media_type == _XML else None
        _dump(store, cast(IO[bytes], mender or sink), GRAPH_FORMATS[media_type], graph)
        if mender is not None and not mender.end():
            raise NotAcceptable(media_type, [each for each in GRAPH_FORMATS if each != media_type])


def _dump(store: Embedded, sink: IO[bytes], form: RdfFormat, graph: DefaultGraph | NamedNode | None) -> None:
    more: dict[str, Any] = {} if form in _LINES else {"prefixes": PREFIXES}
    store.engine.dump(sink, form, from_graph=graph, **more)


@contextmanager
def _compressed(file: Path) -> Iterator[IO[bytes]]:
    """Open a file that is compressed, without the time in it: the same content gives the same bytes."""
    with (
        file.open("wb") as raw,
        GzipFile("", "wb", _LEVEL, raw, mtime=0) as packed,
        io.BufferedWriter(cast(io.RawIOBase, packed), _PART) as sink,
    ):
        yield cast(IO[bytes], sink)
