"""Writing: who may, one at a time, into the record of who wrote what and when, and seen by the next read."""

import asyncio
import hashlib
import hmac
import json
import os
from base64 import b64decode
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from carekg import KnowledgeGraph
from carekg.build.revision import Change
from carekg.knowledge_graph import MAKERS
from carekg.settings import Settings
from carekg.store.embedded import CURRENT
from carekg.store.versions import writing
from carekg.terms.errors import BadParameter, NotAuthorised
from carekg.workers.pool import Pool
from carekg_api.http.following import go_over
from carekg_api.protocol.policy import Policy, policy_of

AUDIT: Final = "audit.jsonl"
_LEAST_TOKEN: Final = 20
_SAID: Final = 300  # characters of why a write was refused, in the record
_SHOWN: Final = 2_000  # characters of a write in the record


class Writer:
    """The right to write into one store folder, and the record of its use."""

    def __init__(self, state: Any, output: Path, settings: Settings, *, full: bool = False) -> None:
        self._state, self._output, self._full = state, output, full
        self._holders = _read_tokens(settings.write_tokens.get_secret_value())
        self._turn = asyncio.Lock()
        self.policy: Policy = policy_of(state.graph.store.version)

    def authorise(self, request: Request) -> str:
        """Say who asks, by the token that the request bears. Raises: NotAuthorised.

        Every known token is compared, each in constant time, so that an answer's time tells nothing of any.
        """
        given, found = _digest(_token(request.headers.get("authorization", ""))), ""
        for digest, name in self._holders:
            if hmac.compare_digest(digest, given):
                found = name
        if not found:
            raise NotAuthorised
        return found

    async def write(self, who: str, change: Change) -> None:
        """Make a change, whole or not at all; when this returns, reads see it and a crash does not lose it.

        It goes on where the caller goes away: what was sent whole is wanted.
        Raises: InvalidGraph with the report; GraphProtected; LimitReached; whatever the change raises.
        """
        under_way = asyncio.ensure_future(self._write(who, change))
        under_way.add_done_callback(lambda done: done.cancelled() or done.exception())  # heard, though nobody waits
        await asyncio.shield(under_way)

    async def _write(self, who: str, change: Change) -> None:
        async with self._turn:
            number = uuid4().hex
            await run_in_threadpool(self._record, number, who=who, what=_what(change))
            try:
                version = await self._pool.change(_revise, str(self._output), change, number, self._full)
            except Exception as error:
                if not await self._follow(number):  # killed as it ended: what was published stands
                    await run_in_threadpool(self._record, number, refused=f"{type(error).__name__}: {error}"[:_SAID])
                    raise
            else:
                await self._follow(number)
                await run_in_threadpool(self._record, number, published=version)

    @property
    def _pool(self) -> Pool:
        pool: Pool = self._state.pool
        return pool

    async def _follow(self, number: str) -> bool:
        """Go over to the current version; tell whether the write of that number made it."""
        folder = (self._output / CURRENT).resolve()
        if folder != self._state.graph.store.folder:
            await go_over(self._state, folder)
        return bool(self._state.graph.store.version.get("note") == number)

    def _record(self, number: str, **facts: str) -> None:
        """Write into the record of writes. Raises: StoreUnwritable."""
        with writing(self._output):
            self._append(number, facts)

    def _append(self, number: str, facts: Mapping[str, str]) -> None:
        line = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "write": number, **facts}
        record = os.open(self._output / AUDIT, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(record, json.dumps(line, ensure_ascii=False).encode() + b"\n")
            os.fsync(record)
        finally:
            os.close(record)


def done(status: HTTPStatus = HTTPStatus.NO_CONTENT) -> Response:
    """Say that a write was published."""
    return Response(status_code=status)


def _token(authorization: str) -> str:
    """Give the token that a request bears: by itself, or as the password of Basic, which is all that some clients know.

    Source: RFC 6750, section 2.1; RFC 7617, section 2.
    """
    scheme, _, given = authorization.strip().partition(" ")
    if scheme.lower() == "bearer":
        return given.strip()
    if scheme.lower() == "basic":
        with suppress(ValueError):
            return b64decode(given.strip(), validate=True).decode().partition(":")[2]
    return ""


def _revise(graph: KnowledgeGraph, output: str, change: Change, number: str, full: bool) -> str:
    return policy_of(graph.store.version).revise(Path(output), change, number, MAKERS, full)


def _what(change: Change) -> str:
    facts = {name: value for name, value in vars(change).items() if value and name != "limits"}
    body = facts.pop("data", b"")
    if body:
        facts["sha256"] = hashlib.sha256(body).hexdigest()
    return f"{type(change).__name__} {facts}"[:_SHOWN]


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _read_tokens(text: str) -> list[tuple[bytes, str]]:
    """Read name:token, with commas between. Raises: BadParameter, which names no token."""
    holders = []
    for part in filter(None, (each.strip() for each in text.split(","))):
        name, _, token = part.partition(":")
        if not name or len(token) < _LEAST_TOKEN:
            raise BadParameter(
                "CAREKG_WRITE_TOKENS", "…", f"write name:token, the token {_LEAST_TOKEN} characters or more"
            )
        holders.append((_digest(token), name))
    if not holders:
        raise BadParameter("CAREKG_WRITE_TOKENS", "", "--writable needs at least one name:token")
    return holders


def writer_of(request: HTTPConnection) -> Writer | None:
    """Give what writes, where the app is writable."""
    writer: Writer | None = request.app.state.writer
    return writer
