"""The answer cache: ASGI middleware in front of routing. Whole answers, bounded in bytes, made once for equal requests.

Source: RFC 9111, HTTP Caching; RFC 9110, section 8.8.3 (entity tags) and 13.1.2 (If-None-Match); Server Timing, W3C.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from carekg_api.http.callers import Caller, Work, attend
from carekg_api.http.kept import BY_BODY, HIT, Kept, Key, first_of_each, is_cacheable, is_volatile, made_now
from carekg_api.http.whole import Answer, as_get, capture, send_again

_SLASHED: Final = ("/sparql/", "/store/")  # as some engines write them, which follow no redirect


class AnswerCache:
    """Middleware that keeps answers and gives them again, with Age, ETag and 304."""

    def __init__(self, app: ASGIApp, version: Callable[[], str], most_bytes: int, body_bytes: int) -> None:
        self._app, self._body_bytes = app, body_bytes
        self.kept = Kept(version, most_bytes)
        self._under_way: dict[Key, Work[Answer]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from what is kept, or have the app answer and keep it."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        if scope["path"] in _SLASHED:
            scope = {**scope, "path": scope["path"][:-1]}
        headers = first_of_each(scope)
        if b"range" in headers or not is_cacheable(scope):
            return await self._pass(scope, receive, send)
        body, replay = await self._read(scope, headers, receive)
        key = None if body is None else self.kept.key_of(scope, headers, body)
        known = self.kept.find(key)
        if known:
            return await send_again(known, scope, send, HIT)
        if key is None or is_volatile(scope, body or b""):
            self.kept.events["passed"] += 1
            return await self._pass(scope, replay, send)
        return await self._compute(key, scope, replay, send)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have the app answer, and keep nothing: as a GET where it is a HEAD, of which the server sends no body."""
        await attend(self._app, as_get(scope), receive, send)

    async def _compute(self, key: Key, scope: Scope, receive: Receive, send: Send) -> None:
        caller = Caller(scope, receive)
        try:
            while (work := self._under_way.get(key)) is not None:
                answer = await work.share(caller)
                if answer is not None:
                    self.kept.events["shared"] += 1
                    return await send_again(answer, scope, send, b"cache;desc=shared")
            answer = await self._lead(key, scope, caller, send)
        finally:
            caller.stop()
        if answer is None:
            return None
        return await send_again(answer, scope, send, made_now(answer))

    async def _lead(self, key: Key, scope: Scope, caller: Caller, send: Send) -> Answer | None:
        """Have the app answer. Returns: the answer; None where it came in parts, and was handed on as it came."""
        self.kept.events["miss"] += 1
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
            self.kept.keep(key, answer)
        return answer

    def _end(self, key: Key, work: Work[Answer]) -> None:
        """Let whoever shares some work ask anew, where it gave no answer, and whoever comes next."""
        if not work.answer.done():
            work.end()
        if self._under_way.get(key) is work:
            del self._under_way[key]

    async def _read(
        self, scope: Scope, headers: Mapping[bytes, bytes], receive: Receive
    ) -> tuple[bytes | None, Receive]:
        """Read the body; give it, or None where it is too long or broken off, and a receive that gives it again."""
        if scope["method"] not in BY_BODY:
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
