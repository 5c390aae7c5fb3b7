"""What is kept: whole answers by what was asked, of the version that is served, bounded in bytes.

Source: RFC 9111, HTTP Caching; Server Timing, W3C.
"""

import re
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from typing import Final

from starlette.types import Scope

from carekg.names.languages import ENGLISH, WELSH, prefer
from carekg.terms.dates import today
from carekg_api.http.content import unquote
from carekg_api.http.whole import Answer

Key = tuple[object, ...]

BY_BODY: Final = ("POST", "QUERY")
_PAGES: Final = (
    *("/ask", "/audit", "/changes", "/compare", "/connect", "/def/", "/evidence", "/help", "/law/", "/map"),
    *("/place", "/planned", "/reform", "/search", "/sources", "/data", "/sitemap", "/llms"),
)
_KEPT_PATHS: Final = (
    *_PAGES,
    "/sparql",
    "/store",
    "/graph",
    "/doc",
    "/api/",
    "/static",
    "/catalog",
    "/.well-known/void",
    "/openapi.json",
    "/reconcile",
)
_KEYED_HEADERS: Final = (b"accept", b"content-type", b"host")
# A query that reads the clock or chance, or may hide that it does behind an escape.
_VOLATILE: Final = re.compile(r"(?:now|rand|uuid|bnode)\s*[(#]|\\u")
_VOLATILE_WORDS: Final = ("now", "rand", "uuid", "bnode", "\\u")  # to look for these is faster, and settles most
_CALLS: Final = (b"(", b"%28", b"\\", b"%5")  # without one of these no function is called
HIT: Final = b"cache;desc=hit"
_OVERHEAD: Final = 1_000  # bytes that an entry takes beside its body, roughly


class Kept:
    """The answers that are kept, the last used of them longest."""

    def __init__(self, version: Callable[[], str], most_bytes: int) -> None:
        self._version, self._most = version, most_bytes
        self._answers: OrderedDict[Key, Answer] = OrderedDict()
        self.bytes = 0
        self.events: Counter[str] = Counter()

    def find(self, key: Key | None) -> Answer | None:
        """Give the answer that is kept by a key."""
        known = self._answers.get(key) if key else None
        if key and known:
            self._answers.move_to_end(key)
            self.events["hit"] += 1
        return known

    def keep(self, key: Key, answer: Answer) -> None:
        """Keep an answer, unless it may be of another version, which was published meanwhile."""
        if not answer.may_be_kept or key[0] != self._version() or key in self._answers:
            return
        size = _size(key, answer)
        if size > self._most // 4:
            return
        self._answers[key] = answer
        self.bytes += size
        while self.bytes > self._most:
            self.bytes -= _size(*self._answers.popitem(last=False))

    def key_of(self, scope: Scope, headers: Mapping[bytes, bytes], body: bytes) -> Key | None:
        """Give the key by which the answer to a request is kept; none where it is not."""
        if b"authorization" in headers:  # a write, or an answer to one caller
            return None
        kind = scope["method"] in BY_BODY
        asked = (kind, scope["scheme"], scope["path"], scope["query_string"], body, b"origin" in headers)
        return (self._version(), today(), *asked, *map(headers.get, _KEYED_HEADERS), _language(headers))


def made_now(answer: Answer) -> bytes:
    """Give what Server-Timing says of an answer that was not there. Source: Server Timing, W3C."""
    return b"cache;desc=miss, app;dur=%.1f" % (answer.seconds * 1000)


def _language(headers: Mapping[bytes, bytes]) -> str:
    """Give the language of the answer: few are asked for, and of headers there is no end."""
    header = headers.get(b"accept-language", b"")
    return prefer(header.decode("latin-1")) if WELSH.encode() in header.lower() else ENGLISH


def first_of_each(scope: Scope) -> dict[bytes, bytes]:
    """Give the headers by name; of repeated ones the first, which is what the answer goes by."""
    return dict(reversed(scope["headers"]))


def _size(key: Key, answer: Answer) -> int:
    """Give the bytes that it takes to keep an answer, with what was asked."""
    return len(answer.body) + _OVERHEAD + sum([len(part) for part in key if isinstance(part, (bytes, str))])


def is_volatile(scope: Scope, body: bytes) -> bool:
    """Tell whether a query may read the clock or chance, so that the same text need not have the same answer."""
    if scope["path"] != "/sparql":
        return False
    raw = scope["query_string"] + b" " + body
    if not any(map(raw.__contains__, _CALLS)):
        return False
    sent = raw.decode("latin-1")
    try:
        text = f"{sent} {unquote(sent)}".lower()  # the body of a query is not percent-encoded, all else is
    except UnicodeDecodeError:  # a form that will be refused, or a query with a sign in it: not kept, to be sure
        return True
    return any(map(text.__contains__, _VOLATILE_WORDS)) and _VOLATILE.search(text) is not None


def is_cacheable(scope: Scope) -> bool:
    """Tell whether the answer to a request may be kept; what then comes in parts is handed on, and not kept."""
    path, method = scope["path"], scope["method"]
    return (method in ("GET", "HEAD") and (path == "/" or path.startswith(_KEPT_PATHS))) or (
        method in BY_BODY and path == "/sparql"
    )
