"""Callers: who waits for an answer; work is given up when the last who waits for it goes away.

Source: ASGI 3, HTTP connection scope, `http.disconnect`.
"""

import asyncio
from typing import Any, Final, Generic, TypeVar

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Answer = TypeVar("Answer")
_WITHOUT_BODY: Final = ("GET", "HEAD", "OPTIONS", "DELETE")
_NO_BODY: Final[Message] = {"type": "http.request", "body": b"", "more_body": False}
_GONE: Final[Message] = {"type": "http.disconnect"}
TELLS: Final = "carekg.gone"  # the extension by which our server tells that a caller goes, without a task that waits


class CallerGone(BaseException):
    """The caller has gone, so there is nobody to answer: no error, hence no Exception, and caught by the observer."""


class Caller:
    """One who waits for an answer. `gone` is done when the caller has gone away."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._receive = receive
        told: asyncio.Future[None] | None = scope.get("extensions", {}).get(TELLS, {}).get("future")
        self.gone = told or asyncio.get_running_loop().create_future()
        self._is_told, self._is_read = told is not None, False
        self._watch: asyncio.Task[None] | None = None
        self._unread = scope["method"] in _WITHOUT_BODY  # of a body that nobody expects, nobody waits for the end
        if self._unread:
            self._begin()

    async def receive(self) -> Message:
        """Give the next part of the request; when that is over, wait for the caller to go."""
        if self._unread:
            self._unread = False
            return _NO_BODY
        if self._is_read:
            await asyncio.shield(self.gone)
            return _GONE
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self._leave()
        elif not message.get("more_body", False):
            self._begin()
        return message

    def stop(self) -> None:
        """Look no more for whether the caller goes."""
        if self._watch is not None:
            self._watch.cancel()

    def _begin(self) -> None:
        self._is_read = True
        if not self._is_told:
            self._watch = asyncio.create_task(self._wait())

    async def _wait(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._leave()

    def _leave(self) -> None:
        if not self.gone.done():
            self.gone.set_result(None)


class Work(Generic[Answer]):
    """Some work under way in the task that makes it, and those who wait for what it gives."""

    def __init__(self, caller: Caller) -> None:
        self._task = asyncio.current_task()
        self._callers, self._is_given_up = 1, False
        self.answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._gone = caller.gone
        self._gone.add_done_callback(self._leave)

    async def share(self, caller: Caller) -> Answer | None:
        """Wait for what the work gives; None where it ends without. Raises: CallerGone."""
        self._callers += 1
        both: list[asyncio.Future[Any]] = [self.answer, caller.gone]
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        if not self.answer.done():
            self._leave()
            raise CallerGone
        return None if self.answer.cancelled() else self.answer.result()

    def end(self, answer: Answer | None = None) -> None:
        """Give the answer to all who wait; without one, each may do the work alone."""
        self._gone.remove_done_callback(self._leave)
        if answer is None:
            self.answer.cancel()
        else:
            self.answer.set_result(answer)

    def explain(self, error: asyncio.CancelledError) -> BaseException:
        """Say what ended the work: that all had gone, or what was cancelled for another reason."""
        if not self._is_given_up:
            return error
        if self._task is not None:
            self._task.uncancel()
        return CallerGone()

    def _leave(self, _: object = None) -> None:
        self._callers -= 1
        if not self._callers and self._task is not None and not self.answer.done():
            self._is_given_up = True
            self._task.cancel()


async def attend(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Have an app answer one caller. Raises: CallerGone where the caller goes before; the app's work is cancelled."""
    caller = Caller(scope, receive)
    work = Work[bool](caller)
    try:
        await app(scope, caller.receive, send)
    except asyncio.CancelledError as error:
        raise work.explain(error) from None
    finally:
        caller.stop()
        work.end(True)
