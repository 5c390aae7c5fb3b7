"""The pool: worker processes in lanes, with a deadline for every task. What runs away is killed, and replaced."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from carekg.store.resident import fits
from carekg.store.sparql import shape
from carekg.terms.errors import DeadlinePassed
from carekg.workers.lane import Lane
from carekg.workers.process import Listen, ignore
from carekg.workers.template import Template
from carekg.workers.worker import Setup, pack

Value = TypeVar("Value")

_SETTLED: Final = 0.5  # before a version is read into memory, in seconds: writes often follow each other
_LOOK: Final = 0.05  # between two looks whether a template is still needed, in seconds
_REMEMBERED: Final = 60.0  # seconds for which the shape of a query that ran long goes to the slow lane at once
_MOST_SHAPES: Final = 1_000


@dataclass(frozen=True)
class Limits:
    """The limits of a pool: seconds, MiB and numbers of processes."""

    deadline: float = 10.0
    own_deadline: float = 30.0
    write_deadline: float = 60.0
    fast_budget: float = 0.2
    question_budget: float = 2.0
    memory: int = 224
    own_memory: int = 1024
    write_memory: int = 2048
    fast_workers: int = 3
    slow_workers: int = 2
    own_workers: int = 1
    resident_quads: int = 2_000_000
    waiting: int = 64
    nice: int = 10


class Shapes:
    """The shapes of the texts of queries that lately took longer than the fast lane allows."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, float] = OrderedDict()

    def add(self, text: str) -> None:
        """Remember the shape of a text, for a while."""
        known = shape(text)
        self._seen.pop(known, None)
        self._seen[known] = time.monotonic() + _REMEMBERED
        while len(self._seen) > _MOST_SHAPES:
            self._seen.popitem(last=False)

    def __contains__(self, text: str) -> bool:
        return bool(self._seen) and self._seen.get(shape(text), 0.0) > time.monotonic()


class Pool:
    """Worker processes over one version of the graph.

    A task is a function of a module that the pool was told of; it is given the worker's KnowledgeGraph, then the
    arguments. Callers' queries start in the fast lane; one that is not done within its budget is killed and run again
    in the slow lane, with the rest of its deadline, so that it keeps nobody else waiting; queries of the same shape
    start in the slow lane for a while. Heavy tasks of our own have a lane of their own, which callers' queries cannot
    fill; its workers are not sealed, since they import as they go.

    Workers read from disk until a template holds the version's default graph in memory; then those of that template
    take over.
    """

    def __init__(self, location: str, modules: tuple[str, ...], limits: Limits) -> None:
        self.limits = limits
        self._location, self._modules = location, modules
        self._template, self._long = Template(modules), Shapes()
        self._templates = {self._template}
        self._loading: asyncio.Task[None] | None = None
        self._changes: set[asyncio.Task[None]] = set()
        self._ended = False
        setup = Setup(location, limits.memory, 0)
        self.fast = Lane(self._template, setup, limits.fast_workers, limits.waiting)
        self.slow = Lane(self._template, replace(setup, nice=limits.nice), limits.slow_workers, limits.waiting)
        own = replace(setup, memory=limits.own_memory, nice=limits.nice // 2, sealed=False)
        self.own = Lane(self._template, own, limits.own_workers, limits.waiting)
        self.write = Lane(self._template, replace(own, memory=limits.write_memory), 1, limits.waiting)

    @property
    def lanes(self) -> dict[str, Lane]:
        """The lanes by name."""
        return {"fast": self.fast, "slow": self.slow, "own": self.own, "write": self.write}

    @property
    def reads_memory(self) -> bool:
        """Whether workers find the default graph in memory."""
        return self._template.location == self._location

    @property
    def changing(self) -> bool:
        """Whether a version is being read into memory, or a former template still has workers."""
        return bool(self._changes)

    async def __aenter__(self) -> Self:
        self.fast.fill()
        self.slow.fill()
        self._load()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._ended = True
        changes = list(self._changes)
        for change in changes:
            change.cancel()
        await asyncio.gather(*changes, return_exceptions=True)
        await asyncio.gather(*(lane.stop() for lane in self.lanes.values()))
        await asyncio.gather(*map(self._stop, list(self._templates)))

    async def query(
        self,
        task: Callable[..., Value],
        *arguments: Any,
        seconds: float | None = None,
        text: str = "",
        budget: float | None = None,
    ) -> Value:
        """Do a caller's query.

        Parameters: task and its arguments; seconds, a deadline below the pool's own; text of the query, since
        those of one shape take about as long; budget, the seconds that it may take in the fast lane.
        Returns: what the task returns.
        Raises: DeadlinePassed; ServiceBusy; MemoryExceeded; WorkerDied; whatever the task raises.
        """
        loop = asyncio.get_running_loop()
        allowed = min(seconds or self.limits.deadline, self.limits.deadline)
        deadline = loop.time() + allowed
        message = pack((task, arguments, False))
        if not text or text not in self._long:
            with suppress(TimeoutError):
                return await self.fast.run(message, deadline, budget or self.limits.fast_budget)  # type: ignore[no-any-return]
            if loop.time() >= deadline:  # which says nothing of the shape: the caller may have set a short one
                raise DeadlinePassed(allowed)
            self._long.add(text)
        return await self._finish(self.slow, message, allowed, deadline=deadline)  # type: ignore[no-any-return]

    async def ask(self, task: Callable[..., Value], *arguments: Any) -> Value:
        """Answer one of our own questions, which take longer than look-ups do. Raises: as `query`."""
        return await self.query(task, *arguments, budget=self.limits.question_budget)

    async def compute(self, task: Callable[..., Value], *arguments: Any, listen: Listen | None = None) -> Value:
        """Do a heavy task of our own; where `listen` is given it is told of the stages. Raises: as `query`."""
        message = pack((task, arguments, listen is not None))
        return await self._finish(self.own, message, self.limits.own_deadline, listen or ignore)  # type: ignore[no-any-return]

    async def change(self, task: Callable[..., Value], *arguments: Any) -> Value:
        """Do a task that changes the store folder, one at a time. Raises: as `query`."""
        return await self._finish(self.write, pack((task, arguments, False)), self.limits.write_deadline)  # type: ignore[no-any-return]

    def move(self, location: str) -> None:
        """Go over to another version for what is asked from now on."""
        self._location = location
        self._move(self._template)
        self._load()

    def _move(self, template: Template) -> None:
        self._template = template
        for lane in self.lanes.values():
            lane.move(self._location, template)

    def _load(self) -> None:
        if self._loading is not None:
            self._loading.cancel()
        if not self._ended:
            self._loading = self._begin(self._take_over())

    def _begin(self, change: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(change)
        self._changes.add(task)
        task.add_done_callback(self._changes.discard)
        return task

    async def _take_over(self) -> None:
        """Have a template hold the current version, or none where that is too large, and go over to its workers."""
        await asyncio.sleep(_SETTLED)
        is_held = await asyncio.to_thread(fits, self._location, self.limits.resident_quads)
        if not is_held and not self._template.location:
            return None
        template, former = Template(self._modules, self._location if is_held else ""), self._template
        self._templates.add(template)
        try:
            await template.load()
        except (EOFError, OSError):  # too little memory, most likely: the disk goes on serving
            return await self._stop(template)
        except asyncio.CancelledError:
            await self._stop(template)
            raise
        self._move(template)
        self._begin(self._retire(former))
        return None

    async def _retire(self, template: Template) -> None:
        while any(lane.uses(template) for lane in self.lanes.values()):
            await asyncio.sleep(_LOOK)
        await self._stop(template)

    async def _stop(self, template: Template) -> None:
        await template.stop()
        self._templates.discard(template)

    async def _finish(
        self, lane: Lane, message: bytes, allowed: float, listen: Listen = ignore, deadline: float | None = None
    ) -> Any:
        try:
            return await lane.run(message, deadline or asyncio.get_running_loop().time() + allowed, listen=listen)
        except TimeoutError:
            raise DeadlinePassed(allowed) from None
