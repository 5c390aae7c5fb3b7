"""Following: what is served goes over to the version that is there, of a folder or of another server."""

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from carekg import KnowledgeGraph
from carekg.store.embedded import CURRENT, Embedded
from carekg.store.remote import Remote
from carekg.terms.errors import CarekgError, RemoteUnnamed
from carekg_api.http.problems import problem_of

LOG: Final = structlog.get_logger("carekg")
_ITS_OWN: Final = ("/health/live", "/metrics")  # what is answered though the other server is down
_LOOK: Final = 1.0  # seconds between two looks at which version of a folder is current
_PAUSE: Final = 1.0  # seconds before a server that failed is asked again


async def go_over(state: Any, folder: Path) -> None:
    """Have an app serve another version, from its folder, to whoever asks from now on."""
    state.graph = await run_in_threadpool(lambda: KnowledgeGraph(Embedded.open_version(folder)))
    state.pool.move(str(folder))


async def follow(state: Any, output: Path) -> None:
    """Have an app go over to each new version of a store folder, for ever. What is under way is finished on the old."""
    while True:
        await asyncio.sleep(_LOOK)
        folder = (output / CURRENT).resolve()
        if folder == state.graph.store.folder:
            continue
        try:
            await go_over(state, folder)
        except (CarekgError, OSError, ValueError) as error:  # it is being removed, or is none: the old one goes on
            LOG.warning("cannot follow", folder=str(folder), reason=str(error))


class Follower:
    """Middleware that asks a remote store for its version, no longer ago than so many seconds, before each answer.

    Where the version is another one, the graph is opened anew and the workers are replaced, so that nothing that was
    kept of the old one is used; where the server is down, or names no version, each request is told so.
    """

    def __init__(self, app: ASGIApp, state: Any, age: float) -> None:
        self._app, self._state, self._age = app, state, age
        self._turn = asyncio.Lock()
        self._asked = float("-inf")
        self._failure: CarekgError | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Go over to the version that is there, then have the app answer."""
        if scope["type"] == "http" and not scope["path"].startswith(_ITS_OWN):
            try:
                await self._follow()
            except CarekgError as error:
                return await problem_of(error)(scope, receive, send)
        return await self._app(scope, receive, send)

    async def _follow(self) -> None:
        arrived = time.monotonic()
        async with self._turn:  # those who wait share what the first one learns
            if self._failure is not None and arrived < self._asked + _PAUSE:
                raise self._failure
            if self._failure is None and arrived < self._asked + self._age:
                return
            began, failure = time.monotonic(), None
            try:
                self._go_over(await run_in_threadpool(self._store.look))
            except CarekgError as error:
                failure = error
            # A fault of our own, or a caller who went away, teaches nothing of the server: the next one asks it again.
            self._failure, self._asked = failure, began
            if failure is not None:
                raise failure

    def _go_over(self, version: Mapping[str, Any]) -> None:
        if not version["state"]:
            raise RemoteUnnamed(self._store.address)
        if version["state"] != self._store.version["state"]:
            self._state.graph = KnowledgeGraph(self._store.at(version))
            self._state.pool.move(self._store.location)

    @property
    def _store(self) -> Remote:
        store: Remote = self._state.graph.store
        return store
