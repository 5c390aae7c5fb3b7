"""Results as bytes: the formats of the engine's results, written whole or refused."""

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final, TypeVar

import orjson
from pyoxigraph import (
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    parse,
)
from pyoxigraph import serialize as serialise_statements

from carekg.store.xml import is_writable, make_well_formed
from carekg.terms.errors import AnswerTooLarge, NotAcceptable

QueryResult = QuerySolutions | QueryBoolean | QueryTriples
Statement = TypeVar("Statement", Triple, Quad)

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
    "application/trig": RdfFormat.TRIG,
    "application/n-quads": RdfFormat.N_QUADS,
    "text/n3": RdfFormat.N3,
}
MEDIA_TYPES: Final[Mapping[str, str]] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "rdfxml": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "trig": "application/trig",
    "nquads": "application/n-quads",
    "n3": "text/n3",
}
_TABLE_XML: Final = "application/sparql-results+xml"
_GRAPH_XML: Final = "application/rdf+xml"
_TABLE_CSV: Final = "text/csv"
_EMPTY_LINE: Final = re.compile(rb"(?<=\n)\r\n")
_NEWER: Final = "does not support RDF 1.2"  # the engine's own words
_LEAST_TRIPLE: Final = 4  # bytes: `,<>` and a little, where all else is said already
_LINES: Final = ("application/n-triples", "application/n-quads")  # a statement a line
_TRUTH: Final = ("text/csv", "text/tab-separated-values")  # the standard has neither for ASK; clients ask for them


class _Bounded(io.BytesIO):
    """Bytes that grow to a limit and no further."""

    def __init__(self, most: int | None) -> None:
        super().__init__()
        self._most = most

    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        if self._most is not None and self.tell() + len(data) > self._most:
            raise AnswerTooLarge("bytes", self._most)
        return super().write(data)


def serialise(
    result: QueryResult, media_type: str, *, most_rows: int | None = None, most_bytes: int | None = None
) -> bytes:
    """Write a result in one of its formats, in the thread that made it: whole, or not at all.

    Parameters: result of a query; media_type, a key of RESULT_FORMATS or, for triples, of GRAPH_FORMATS; most_rows
    (or triples) and most_bytes that it may have.
    Raises: NotAcceptable where the kind of result has no such format; AnswerTooLarge.
    """
    if isinstance(result, QueryTriples):
        return _serialise_triples(result, media_type, most_rows, most_bytes)
    if isinstance(result, QueryBoolean) and media_type in _TRUTH:
        return b"true\n" if result else b"false\n"
    if media_type not in RESULT_FORMATS:
        raise NotAcceptable(media_type, list(RESULT_FORMATS))
    written = _Bounded(most_bytes)
    result.serialize(written, RESULT_FORMATS[media_type])
    content = written.getvalue()
    if most_rows is not None and isinstance(result, QuerySolutions) and _has_more(content, media_type, most_rows):
        raise AnswerTooLarge("rows", most_rows)
    if media_type == _TABLE_CSV and isinstance(result, QuerySolutions) and len(result.variables) == 1:
        return _mark_empty(content)
    return make_well_formed(content) if media_type == _TABLE_XML else content


def _mark_empty(content: bytes) -> bytes:
    """Write an empty value of the only column as "", since many readers of CSV leave out empty lines."""
    parts = content.split(b'"')
    parts[::2] = [_EMPTY_LINE.sub(b'""\r\n', part) for part in parts[::2]]  # what is in quotes stays as it is
    return b'"'.join(parts)


def serialise_graph(
    statements: Iterable[Statement],
    media_type: str,
    *,
    most_rows: int | None = None,
    most_bytes: int | None = None,
    prefixes: Mapping[str, str] | None = None,
) -> bytes:
    """Write triples or quads in one of GRAPH_FORMATS: whole, or not at all. Raises: NotAcceptable; AnswerTooLarge."""
    if media_type not in GRAPH_FORMATS:
        raise NotAcceptable(media_type, list(GRAPH_FORMATS))
    written = _Bounded(most_bytes)
    counted = statements if most_rows is None else _count(statements, most_rows)
    with fitting(media_type):
        serialise_statements(counted, written, GRAPH_FORMATS[media_type], prefixes=dict(prefixes or {}))
    return _fit(written.getvalue(), media_type)


def _serialise_triples(result: QueryTriples, media_type: str, most_rows: int | None, most_bytes: int | None) -> bytes:
    """Have the engine write triples, which is faster than handing them on; count them where there may be too many."""
    if media_type not in GRAPH_FORMATS:
        raise NotAcceptable(media_type, list(GRAPH_FORMATS))
    written = _Bounded(most_bytes)
    with fitting(media_type):
        result.serialize(written, GRAPH_FORMATS[media_type])
    content = _fit(written.getvalue(), media_type)
    if most_rows is not None and media_type in _LINES and content.count(b"\n") > most_rows:
        raise AnswerTooLarge("triples", most_rows)
    if most_rows is not None and media_type not in _LINES and len(content) > most_rows * _LEAST_TRIPLE:
        for _ in _count(parse(content, GRAPH_FORMATS[media_type]), most_rows):
            pass
    return content


@contextmanager
def fitting(media_type: str) -> Iterator[None]:
    """Tell in one way what a format cannot hold. Raises: NotAcceptable for triple terms in JSON-LD, which has none."""
    try:
        yield
    except OSError as error:
        if _NEWER not in str(error):
            raise
        raise NotAcceptable(media_type, [each for each in GRAPH_FORMATS if each != media_type]) from error


def _fit(content: bytes, media_type: str) -> bytes:
    """Make RDF/XML well-formed. Raises: NotAcceptable where a property cannot be written in it."""
    if media_type != _GRAPH_XML:
        return content
    if not is_writable(content):
        raise NotAcceptable(media_type, [each for each in GRAPH_FORMATS if each != media_type])
    return make_well_formed(content)


def _count(statements: Iterable[Statement], most: int) -> Iterator[Statement]:
    for number, statement in enumerate(statements):
        if number == most:
            raise AnswerTooLarge("triples", most)
        yield statement


def _has_more(content: bytes, media_type: str, rows: int) -> bool:
    """Tell whether a table holds more rows than that. What a quick count cannot settle is read properly."""
    if len(content) <= rows:  # a row takes more than a byte
        return False
    if media_type.endswith("xml"):
        return content.count(b"<result>") > rows  # in text, < is always escaped
    if media_type.endswith("json"):
        return content.count(b"},{") >= rows and len(orjson.loads(content)["results"]["bindings"]) > rows
    if content.count(b"\n") - 1 <= rows:
        return False
    if media_type == "text/csv":
        return sum(part.count(b"\n") for part in content.split(b'"')[::2]) - 1 > rows  # in quotes, no row ends
    return True  # in TSV, new lines inside text are escaped
