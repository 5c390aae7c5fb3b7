"""The answer cache: ASGI middleware in front of routing. Whole answers, bounded in bytes, made once for equal requests.

Source: RFC 9111, HTTP Caching; RFC 9110, section 8.8.3 (entity tags) and 13.1.2 (If-None-Match); Server Timing, W3C.
"""

import asyncio
import re
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from carekg.names.languages import ENGLISH, WELSH, prefer
from carekg.terms.dates import today
from carekg_api.http.callers import Caller, Work, attend
from carekg_api.http.content import unquote
from carekg_api.http.whole import Answer, as_get, capture, send_again

Key = tuple[object, ...]

_BY_BODY: Final = ("POST", "QUERY")
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
_SLASHED: Final = ("/sparql/", "/store/")  # as some engines write them, which follow no redirect
_KEYED_HEADERS: Final = (b"accept", b"content-type", b"host")
# A query that reads the clock or chance, or may hide that it does behind an escape.
_VOLATILE: Final = re.compile(r"(?:now|rand|uuid|bnode)\s*[(#]|\\u")
_VOLATILE_WORDS: Final = ("now", "rand", "uuid", "bnode", "\\u")  # to look for these is faster, and settles most
_CALLS: Final = (b"(", b"%28", b"\\", b"%5")  # without one of these no function is called
_LINES: Final = re.compile(rb"(?:^|&)format=jsonl(?:&|$)")
HIT: Final = b"cache;desc=hit"
_OVERHEAD: Final = 1_000  # bytes that an entry takes beside its body, roughly


class AnswerCache:
    """Middleware that keeps answers and gives them again, with Age, ETag and 304."""

    def __init__(self, app: ASGIApp, version: Callable[[], str], most_bytes: int, body_bytes: int) -> None:
        self._app, self._version, self._most, self._body_bytes = app, version, most_bytes, body_bytes
        self._kept: OrderedDict[Key, Answer] = OrderedDict()
        self._under_way: dict[Key, Work[Answer]] = {}
        self.bytes = 0
        self.events: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from what is kept, or have the app answer and keep it."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        if scope["path"] in _SLASHED:
            scope = {**scope, "path": scope["path"][:-1]}
        headers = first_of_each(scope)
        if b"range" in headers or not _is_cacheable(scope, headers):
            return await self._pass(scope, receive, send)
        body, replay = await self._read(scope, headers, receive)
        key = None if body is None else self._key(scope, headers, body)
        known = self._find(key)
        if known:
            return await send_again(known, scope, send, HIT)
        if key is None or _is_volatile(scope, body or b""):
            self.events["passed"] += 1
            return await self._pass(scope, replay, send)
        return await self._compute(key, scope, replay, send)

    def look(self, scope: Scope, headers: Mapping[bytes, bytes]) -> tuple[Key | None, Answer | None]:
        """Give the key by which the answer to a GET is kept, and that answer, where it is there.

        No key where none is kept, or where somebody else is being answered just that.
        """
        if not _is_cacheable(scope, headers):
            return None, None
        key = self._key(scope, headers, b"")
        known = self._find(key)
        return (None if not known and (key in self._under_way or _is_volatile(scope, b"")) else key), known

    def _find(self, key: Key | None) -> Answer | None:
        known = self._kept.get(key) if key else None
        if key and known:
            self._kept.move_to_end(key)
            self.events["hit"] += 1
        return known

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have the app answer, and keep nothing: as a GET where it is a HEAD, of which the server sends no body."""
        await attend(self._app, as_get(scope), receive, send)

    async def _compute(self, key: Key, scope: Scope, receive: Receive, send: Send) -> None:
        caller = Caller(scope, receive)
        try:
            while (work := self._under_way.get(key)) is not None:
                answer = await work.share(caller)
                if answer is not None:
                    self.events["shared"] += 1
                    return await send_again(answer, scope, send, b"cache;desc=shared")
            answer = await self._lead(key, scope, caller, send)
        finally:
            caller.stop()
        if answer is None:
            return None
        return await send_again(answer, scope, send, made_now(answer))

    async def _lead(self, key: Key, scope: Scope, caller: Caller, send: Send) -> Answer | None:
        """Have the app answer. Returns: the answer; None where it came in parts, and was handed on as it came."""
        self.events["miss"] += 1
        work = self._under_way[key] = Work(caller)
        try:
            answer = await capture(self._app, scope, caller.receive, send, lambda: self._end(key, work))
            if answer is not None:
                work.end(answer)
        except asyncio.CancelledError as error:
            raise work.explain(error) from None
        finally:
            self._end(key, work)
        if answer is not None:
            self.keep(key, answer)
        return answer

    def _end(self, key: Key, work: Work[Answer]) -> None:
        """Let whoever shares some work ask anew, where it gave no answer, and whoever comes next."""
        if not work.answer.done():
            work.end()
        if self._under_way.get(key) is work:
            del self._under_way[key]

    def keep(self, key: Key, answer: Answer) -> None:
        """Keep an answer, unless it may be of another version, which was published meanwhile."""
        size = _size(key, answer)
        if not answer.may_be_kept or size > self._most // 4 or key[0] != self._version() or key in self._kept:
            return
        self._kept[key] = answer
        self.bytes += size
        while self.bytes > self._most:
            self.bytes -= _size(*self._kept.popitem(last=False))

    def _key(self, scope: Scope, headers: Mapping[bytes, bytes], body: bytes) -> Key | None:
        if b"authorization" in headers:  # a write, or an answer to one caller
            return None
        kind = scope["method"] in _BY_BODY
        asked = (kind, scope["scheme"], scope["path"], scope["query_string"], body, b"origin" in headers)
        return (self._version(), today(), *asked, *map(headers.get, _KEYED_HEADERS), _language(headers))

    async def _read(
        self, scope: Scope, headers: Mapping[bytes, bytes], receive: Receive
    ) -> tuple[bytes | None, Receive]:
        """Read the body; give it, or None where it is too long or broken off, and a receive that gives it again."""
        if scope["method"] not in _BY_BODY:
            return b"", receive
        if int(headers.get(b"content-length", 0)) > self._body_bytes:
            return None, receive
        messages: list[Message] = []
        size, more = 0, True
        while more and size <= self._body_bytes:
            messages.append(await receive())
            size += len(messages[-1].get("body", b""))
            more = messages[-1].get("more_body", False)
        whole = size <= self._body_bytes and messages[-1]["type"] == "http.request"
        again = iter(list(messages))

        async def replay() -> Message:
            return next(again, None) or await receive()

        return b"".join(each.get("body", b"") for each in messages) if whole else None, replay


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


def _is_volatile(scope: Scope, body: bytes) -> bool:
    """Tell whether a query may read the clock or chance, so that the same text need not have the same answer."""
    if scope["path"] != "/sparql":
        return False
    raw = scope["query_string"] + b" " + body
    if not any(sign in raw for sign in _CALLS):
        return False
    sent = raw.decode("latin-1")
    try:
        text = f"{sent} {unquote(sent)}".lower()  # the body of a query is not percent-encoded, all else is
    except UnicodeDecodeError:  # a form that will be refused, or a query with a sign in it: not kept, to be sure
        return True
    return any(word in text for word in _VOLATILE_WORDS) and _VOLATILE.search(text) is not None


def _is_cacheable(scope: Scope, headers: Mapping[bytes, bytes]) -> bool:
    path, method = scope["path"], scope["method"]
    sent = scope["query_string"]
    asks_for_lines = b"format=jsonl" in sent and _LINES.search(sent)  # the first is faster, and settles most
    if method == "GET" and (asks_for_lines or b"application/jsonl" in headers.get(b"accept", b"")):
        return False  # they tell how far some work is: no use later
    return (method in ("GET", "HEAD") and (path == "/" or path.startswith(_KEPT_PATHS))) or (
        method in _BY_BODY and path == "/sparql"
    )
