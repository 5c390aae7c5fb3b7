"""The clerk: answers short queries in a worker, on connections that it was lent, as the endpoint would answer them.

The server process, which hands on what it is asked, takes longer for that than a worker for the answer. The clerk has
nothing of its own: requests are read, answers made, kept and written by the pieces that the app has.
"""

import time
from collections.abc import Callable, Mapping
from email.utils import formatdate
from functools import partial
from typing import Final, NamedTuple

import httptools
from starlette.types import Scope

from carekg import KnowledgeGraph
from carekg.settings import Settings
from carekg.store.sparql import TextLimits
from carekg.workers.lent import Note
from carekg.workers.shapes import coarse
from carekg_api.http.content import Wanted
from carekg_api.http.kept import HIT, Kept, Key, first_of_each, is_cacheable, is_volatile, made_now
from carekg_api.http.whole import Answer, Headers, as_sent, hold, names, request_id, write_out
from carekg_api.http.written import BY_ORIGIN, Written
from carekg_api.protocol.operation import PATH, Operation, endpoint_at, read_operation
from carekg_api.protocol.tasks import write_answer

_MORE: Final = frozenset(  # a body, a part, a caller with a name, another origin, or a proxy that says who asked
    (b"content-length", b"transfer-encoding", b"expect", b"range", b"authorization", b"origin", b"x-forwarded-proto")
)
_SHARE: Final = 16  # of the bytes that the service keeps of answers, a worker may keep one in so many beside them
_MOST_SHAPES: Final = 1_000
_MOST_ASKED: Final = 10_000


class Rules(NamedTuple):
    """What the settings say of requests and queries."""

    public_url: str
    most_rows: int
    most_bytes: int
    limits: TextLimits
    size: int
    fields: int
    kept_bytes: int


def clerk_of(settings: Settings) -> Callable[[KnowledgeGraph], "Clerk"]:
    """Give what makes the clerk of a worker."""
    limits, kept = settings.text_limits, settings.cache_bytes // _SHARE
    rows, written = settings.most_rows, settings.most_bytes
    size = min(settings.address_bytes, settings.head_bytes)
    return partial(Clerk, Rules(settings.public_url, rows, written, limits, size, settings.head_fields, kept))


def is_plain(scope: Scope, headers: Mapping[bytes, bytes]) -> bool:
    """Tell whether a request is a GET of which nothing more is to be known."""
    return scope["method"] == "GET" and _MORE.isdisjoint(headers)


def read_short(scope: Scope, headers: Mapping[bytes, bytes], public_url: str) -> Operation | None:
    """Read a query that comes by GET; None where the request is another one, or wants more. Raises: CarekgError."""
    if scope["path"] != PATH or not scope["query_string"] or is_volatile(scope, b""):
        return None
    host = headers.get(b"host", b"localhost").decode("latin-1")
    sent = scope["query_string"].decode("latin-1")
    operation = read_operation(sent, None, "", endpoint_at(public_url, scope, host))
    return None if operation.receipt or operation.seconds is not None else operation


class Clerk:
    """What answers short queries on a connection."""

    def __init__(self, rules: Rules, graph: KnowledgeGraph) -> None:
        self._rules, self._graph = rules, graph
        self._kept = Kept(lambda: graph.version, rules.kept_bytes)
        self._shapes: set[str] = set()
        self._asked: set[int] = set()
        self._date: tuple[int, Headers] = (0, [])

    def learn(self, shape: str) -> None:
        """Learn that queries of a shape are short."""
        if len(self._shapes) >= _MOST_SHAPES:
            self._shapes.clear()
        self._shapes.add(shape)

    def answer(self, data: bytes) -> tuple[bytes, Note] | None:
        """Give the answer to a request, both as they are sent. Returns: None for what somebody else is to answer."""
        began = time.perf_counter()
        scope = None if len(data) > self._rules.size else read_request(data)
        if scope is None or len(scope["headers"]) > self._rules.fields:
            return None
        headers = first_of_each(scope)
        if not is_plain(scope, headers) or not is_cacheable(scope):
            return None
        key = self._kept.key_of(scope, headers, b"")
        known = self._kept.find(key)
        answer = known or self._make(scope, headers, began)
        if key is None or answer is None:
            return None
        if not known and self._is_known(key):
            self._kept.keep(key, answer)
        number = request_id(scope)
        status, fields, body = as_sent(answer, scope, HIT if known else made_now(answer))
        sent = write_out((status, [*fields, *names(number, self._graph.version)], body), self._dated())
        return sent, (status, time.perf_counter() - began, known is not None, number)

    def _make(self, scope: Scope, headers: Mapping[bytes, bytes], began: float) -> Answer | None:
        operation = read_short(scope, headers, self._rules.public_url)
        if operation is None or coarse(operation.query) not in self._shapes:
            return None
        accept = headers.get(b"accept")
        rules = self._rules
        wanted = Wanted(None if accept is None else accept.decode("latin-1"), rules.most_rows, rules.most_bytes)
        content = write_answer(self._graph, operation, wanted, rules.limits)
        written = Written(content)
        fields = [*written.raw_headers, BY_ORIGIN]
        return hold(written.status_code, fields, content.data, time.perf_counter() - began)

    def _is_known(self, key: Key) -> bool:
        """Tell whether the same was asked lately: most is asked once, and need not be kept."""
        number = hash(key)
        if number in self._asked:
            return True
        if len(self._asked) >= _MOST_ASKED:
            self._asked.clear()
        self._asked.add(number)
        return False

    def _dated(self) -> Headers:
        """Give the date, which is written anew each second. Source: RFC 9110, section 6.6.1."""
        now = int(time.time())
        if now != self._date[0]:
            self._date = now, [(b"date", formatdate(now, usegmt=True).encode())]
        return self._date[1]


class _Head:
    """What the parser tells of a request."""

    def __init__(self) -> None:
        self.url, self.headers = b"", list[tuple[bytes, bytes]]()
        self.begun = self.done = 0
        self.stays = False
        self.parser: httptools.HttpRequestParser

    def on_message_begin(self) -> None:
        """Know that a request begins."""
        self.begun += 1

    def on_url(self, url: bytes) -> None:
        """Take a part of its address."""
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a field of its header."""
        self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """Know whether the connection stays after it, which the parser forgets when it is whole."""
        self.stays = self.parser.should_keep_alive()

    def on_message_complete(self) -> None:
        """Know that it is whole."""
        self.done += 1


def read_request(data: bytes) -> Scope | None:
    """Read one whole request at the endpoint, after which the connection stays; None where it is anything else.

    >>> read_request(b"GET /sparql?query=ASK{} HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n")["query_string"]
    b'query=ASK{}'
    >>> read_request(b"GET /sparql?query=ASK{} HTTP/1.1\\r\\nHost: h\\r\\n") is None
    True
    """
    head = _Head()
    head.parser = parser = httptools.HttpRequestParser(head)
    try:
        parser.feed_data(data)
    except (httptools.HttpParserError, httptools.HttpParserUpgrade):
        return None
    finally:
        del head.parser  # else they would hold each other
    if head.begun != 1 or head.done != 1 or parser.get_http_version() != "1.1" or not head.stays:
        return None
    path, _, query = head.url.partition(b"?")
    return {
        "type": "http",
        "method": parser.get_method().decode("ascii"),
        "scheme": "http",
        "path": path.decode("latin-1"),
        "query_string": query.partition(b"#")[0],
        "headers": head.headers,
    }
