"""Whole answers: held until they are whole, so that they can be sent again; what comes in parts is handed on.

Source: RFC 9110, HTTP Semantics, sections 8.8.3 (entity tags) and 13.1.2 (If-None-Match).
"""

import os
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from carekg.store.embedded import shorten
from carekg_api.http.callers import CallerGone
from carekg_api.http.content import entity_tag

Headers = list[tuple[bytes, bytes]]
Whole = tuple[int, Headers, bytes]  # status, header fields and body, as they are sent
STATUS_LINE: Final = {each.value: b"HTTP/1.1 %d %b\r\n" % (each, each.phrase.encode()) for each in HTTPStatus}
_ID: Final = re.compile(rb"[\w.-]{1,64}")
_OK: Final = HTTPStatus.OK.value  # a number: to ask its name for it takes longer
_NOT_MODIFIED: Final = HTTPStatus.NOT_MODIFIED.value
_NOT_IN_304: Final = (b"content-length", b"content-type")


@dataclass
class Answer:
    """A whole response, as it can be sent again."""

    status: int
    headers: Headers
    body: bytes
    seconds: float
    etag: bytes
    may_be_kept: bool
    made: float = field(default_factory=time.monotonic)


def as_get(scope: Scope) -> Scope:
    """Give a request as it would be by GET, where it is by HEAD."""
    return {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope


class _Parts:
    """What an app answers, held until it is whole; what comes in parts is handed on as it comes."""

    def __init__(self, scope: Scope, send: Send, begin: Callable[[], None]) -> None:
        self._is_head, self._send, self._begin = scope["method"] == "HEAD", send, begin
        self.start: Message = {}
        self.body = b""
        self.flows = False

    async def take(self, message: Message) -> None:
        """Take the next part. Raises: CallerGone where the caller of a HEAD has all that was asked."""
        if self.flows:
            return await self._send(message)
        if message["type"] == "http.response.start":
            self.start = message
        else:
            self.body = message.get("body", b"")
            if message.get("more_body", False):
                await self._flow(message)
        return None

    async def _flow(self, first: Message) -> None:
        self.flows = True
        self._begin()
        await self._send(self.start)
        if self._is_head:
            await self._send({"type": "http.response.body", "body": b""})
            raise CallerGone
        await self._send(first)


async def capture(app: ASGIApp, scope: Scope, receive: Receive, send: Send, begin: Callable[[], None]) -> Answer | None:
    """Have the app answer, as a GET where it is a HEAD, and hold all of it.

    Returns: None where it came in parts, which were handed on by `send`; `begin` was called before.
    """
    parts = _Parts(scope, send, begin)
    began = time.perf_counter()
    try:
        await app(as_get(scope), receive, parts.take)
    except CallerGone:
        if not parts.flows:
            raise
    if parts.flows:
        return None
    start = parts.start
    return hold(start["status"], start["headers"], parts.body, time.perf_counter() - began)


def hold(status: int, fields: Iterable[tuple[bytes, bytes]], body: bytes, seconds: float) -> Answer:
    """Hold an answer, with what caches want to know of it. Parameters: its status, fields, body and seconds."""
    headers: Headers = list(fields)
    named = dict(headers)
    etag = named.get(b"etag") or entity_tag(named.get(b"content-type", b"").decode(), body).encode()
    is_good = status == _OK
    if is_good and b"etag" not in named:
        headers.append((b"etag", etag))
    if is_good and b"cache-control" not in named:
        headers.append((b"cache-control", b"public, max-age=0, must-revalidate"))
    may_be_kept = is_good and b"no-store" not in named.get(b"cache-control", b"")
    return Answer(status, headers, body, seconds, etag, may_be_kept)


async def send_again(answer: Answer, scope: Scope, send: Send, timing: bytes) -> None:
    """Send an answer that is held. Parameters: as of `as_sent`."""
    status, headers, body = as_sent(answer, scope, timing)
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def as_sent(answer: Answer, scope: Scope, timing: bytes) -> Whole:
    """Give an answer that is held as it is sent to one who asks, or a 304 to whoever has it.

    Parameters: answer; scope of the request; timing, what Server-Timing says of it.
    """
    age = str(int(time.monotonic() - answer.made)).encode()
    headers = [*answer.headers, (b"server-timing", timing), (b"age", age)]
    status, body = answer.status, b"" if scope["method"] == "HEAD" else answer.body
    if status == _OK and scope["method"] in ("GET", "HEAD") and has_it(scope, answer.etag):
        status, body = _NOT_MODIFIED, b""
        headers = [(name, value) for name, value in headers if name not in _NOT_IN_304]
    return status, headers, body


def has_it(scope: Scope, etag: bytes) -> bool:
    """Tell whether the client has this very answer already. Source: RFC 9110, section 13.1.2."""
    for name, value in scope["headers"]:
        if name == b"if-none-match":
            held = {each.strip().removeprefix(b"W/") for each in value.split(b",")}
            return etag in held or b"*" in held
    return False


def request_id(scope: Scope) -> bytes:
    """Give the id of a request: its own, or one that is made for it."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _ID.fullmatch(value):
            return bytes(value)
    return os.urandom(16).hex().encode()


def names(number: bytes, version: str) -> Headers:
    """Give the header fields that every answer has. Parameters: number of the request; version that is served."""
    return [
        (b"x-request-id", number),
        (b"x-carekg-version", shorten(version).encode()),
        (b"x-content-type-options", b"nosniff"),
    ]


def write_out(whole: Whole, first: Headers, *, keep_alive: bool = True) -> bytes:
    """Write an answer out. Parameters: answer; the fields that come first; keep_alive, whether more may be asked."""
    status, fields, body = whole
    end = b"\r\n" if keep_alive else b"connection: close\r\n\r\n"
    return b"".join((STATUS_LINE[status], *[b"%b: %b\r\n" % field for field in (*first, *fields)], end, body))
