"""The SPARQL Protocol: what a request asks for, read from its address and its body.

Source: SPARQL 1.1 Protocol, W3C Recommendation, 2013, section 2.1; the QUERY method, RFC 10008.
"""

from typing import Final, NamedTuple

from starlette.types import Scope

from carekg.build.revision import Update
from carekg.store.iris import make_whole
from carekg.terms.errors import BadParameter, QueryRefused, UnsupportedBody
from carekg_api.http.content import unquote
from carekg_api.http.negotiation import FORMAT_NAMES

PATH: Final = "/sparql"  # of the endpoint
FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
_READ_ONLY: Final = "An update is not allowed here: the service is read-only, or the update was not sent by POST."
_MOST_PARAMETERS: Final = 1_000  # to decode as many as a body can hold would keep all others waiting
RDFLIB_DEFAULT: Final = "urn:x-rdflib:default"  # how rdflib calls the default graph, also in the text of updates
_FORMAT_PARAMETERS: Final = ("format", "output", "results")
Pairs = list[tuple[str, str]]
Given = dict[str, list[str]]  # the values of each name


class Operation(NamedTuple):
    """A query and how to answer it."""

    query: str
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...] | None
    form: str | None
    seconds: float | None
    base: str | None = None
    receipt: bool = False


def endpoint_at(public_url: str, scope: Scope, host: str) -> str:
    """Give the address of the endpoint, in less time than the framework takes.

    Parameters: public_url, where the service is known by one; scope of a request; host that it names.
    """
    return (public_url.rstrip("/") or f"{scope['scheme']}://{host}") + PATH


def read_operation(address: str, body: bytes | None, content_type: str, base: str | None = None) -> Operation:
    """Read a request.

    Parameters: address, the query part of its URL; body, or None where the method has none; content_type of the body;
    base, the IRI of the endpoint, which relative ones are relative to.
    Raises: UnsupportedBody; QueryRefused for an update; BadParameter for what is missing, repeated or malformed.

    >>> read_operation("query=ASK%20%7B%7D&format=csv", None, "")[:4]
    ('ASK {}', None, None, 'csv')
    """
    pairs = _pairs(address) + ([] if body is None else _read_body(body, content_type))
    if len(pairs) == 1 and pairs[0][0] == "query":  # as most are
        return Operation(pairs[0][1], None, None, None, None, base)
    given = _gather(pairs)
    if "update" in given:
        raise QueryRefused(_READ_ONLY)
    for name in ("using-graph-uri", "using-named-graph-uri"):
        if name in given:
            raise BadParameter(name, given[name][0], "it belongs to updates; a query takes default-graph-uri")
    queries = given.get("query", [])
    if len(queries) != 1:
        raise BadParameter("query", f"{len(queries)} of them", "send exactly one query")
    return Operation(
        query=queries[0],
        default_graphs=_all(given, "default-graph-uri"),
        named_graphs=_all(given, "named-graph-uri"),
        form=_form(given),
        seconds=_seconds(_one(given, "timeout")),
        base=base,
        receipt=_flag(given, "receipt"),
    )


def read_update(address: str, body: bytes, content_type: str, base: str = "") -> Update | None:
    """Read an update that was sent by POST; None where the request is no update.

    Parameters: as of `read_operation`.
    Raises: BadParameter for what is missing, repeated, malformed or of a query.

    >>> read_update("using-graph-uri=http://e/g", b"CLEAR ALL", "application/sparql-update").using
    ('http://e/g',)

    Source: SPARQL 1.1 Protocol, section 2.2.
    """
    kind, _, rest = content_type.partition(";")
    if kind.strip().lower() == UPDATE:
        sent: Given = {"update": [_decode(body, rest)]}
    elif kind.strip().lower() == FORM:
        sent = _gather(_pairs(_decode(body, rest)))
    else:
        return None
    named = _gather(_pairs(address))
    if "update" not in sent and "update" not in named:
        return None
    if "update" in named:
        raise BadParameter("update", "in the address", "send it in the body of a POST")
    for name in ("query", "default-graph-uri", "named-graph-uri"):
        if name in named or name in sent:
            raise BadParameter(
                name, (named.get(name) or sent[name])[0], "it belongs to queries; an update takes using-graph-uri"
            )
    using, using_named = (
        tuple(make_whole(each, base or None) for given in (named, sent) for each in _all(given, name) or ())
        for name in ("using-graph-uri", "using-named-graph-uri")
    )
    return Update(_one(sent, "update") or "", using, using_named, base)


def _pairs(text: str) -> Pairs:
    if text.count("&") >= _MOST_PARAMETERS:
        raise BadParameter("parameters", f"more than {_MOST_PARAMETERS:,}", "name fewer graphs, or ask twice")
    try:
        parts = (each.partition("=") for each in text.split("&") if each)
        return [(unquote(name), unquote(value)) for name, _, value in parts]
    except UnicodeDecodeError as error:
        raise BadParameter("percent-encoding", error.object[error.start : error.end], "encode UTF-8") from error


def _read_body(body: bytes, content_type: str) -> Pairs:
    kind, _, rest = content_type.partition(";")
    kind = kind.strip().lower()
    if kind == UPDATE:
        raise QueryRefused(_READ_ONLY)
    if kind not in (QUERY, FORM):
        raise UnsupportedBody(kind or "none", f"{QUERY} or {FORM}")
    text = _decode(body, rest)
    return [("query", text)] if kind == QUERY else _pairs(text)


def _decode(body: bytes, rest: str) -> str:
    charset = rest.lower().partition("charset=")[2].strip(' "')
    if charset not in ("", "utf-8", "utf8"):
        raise BadParameter("charset", charset, "write the query in UTF-8")
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise BadParameter("body", f"byte {error.start}", "write the query in UTF-8") from error


def _gather(pairs: Pairs) -> Given:
    given: Given = {}
    for name, value in pairs:
        given.setdefault(name, []).append(value)
    return given


def _all(given: Given, wanted: str) -> tuple[str, ...] | None:
    """Give every graph that a request names, without the name by which rdflib calls the default one."""
    if wanted not in given:
        return None
    named = tuple(each for each in given[wanted] if each != RDFLIB_DEFAULT)
    return named or (None if RDFLIB_DEFAULT in given[wanted] else ())


def _form(given: Given) -> str | None:
    """Give the format that is asked for, by any of the names that clients have for it, some of them at once.

    Raises: BadParameter where two are asked for.
    """
    if given.keys().isdisjoint(_FORMAT_PARAMETERS):
        return None
    asked = [each.lower() for name in _FORMAT_PARAMETERS for each in given.get(name, ())]
    known = [each for each in asked if each in FORMAT_NAMES]
    if len({FORMAT_NAMES[each] for each in known}) > 1:
        raise BadParameter("format", " and ".join(known), "name one format")
    return next(iter(known), None) or next(iter(given.get("format", ())), None)


def _one(given: Given, wanted: str) -> str | None:
    values = given.get(wanted, [])
    if len(values) > 1:
        raise BadParameter(wanted, f"{len(values)} of them", "send it once")
    return values[0] if values else None


def _flag(given: Given, wanted: str) -> bool:
    value = _one(given, wanted)
    if value not in (None, "0", "1"):
        raise BadParameter(wanted, value, "write 1 for the receipt alone")
    return value == "1"


def _seconds(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise BadParameter("timeout", text, "write seconds, such as 2.5")
    return seconds
