"""The pool: worker processes in lanes, with a deadline for every task. What runs away is killed, and replaced."""

import asyncio
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from carekg.errors import DeadlinePassed, ServiceBusy
from carekg.process import Listen, Process, ignore
from carekg.sparql import shape
from carekg.template import Template
from carekg.worker import Setup, pack

Value = TypeVar("Value")

_PAUSE: Final = 0.5  # before a worker that could not start is tried again, in seconds
_REMEMBERED: Final = 60.0  # seconds for which the shape of a query that ran long goes to the slow lane at once
_MOST_SHAPES: Final = 1_000


@dataclass(frozen=True)
class Limits:
    """The limits of a pool: seconds, MiB and numbers of processes."""

    deadline: float = 10.0
    own_deadline: float = 30.0
    write_deadline: float = 60.0
    fast_budget: float = 0.1
    memory: int = 512
    own_memory: int = 1024
    write_memory: int = 2048
    fast_workers: int = 3
    slow_workers: int = 2
    own_workers: int = 1
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


class Lane:
    """Some workers of one kind, and those who wait for them."""

    def __init__(self, template: Template, setup: Setup, size: int, waiting: int) -> None:
        self._template, self._setup, self._size, self._most_waiting = template, setup, size, waiting
        self._idle: asyncio.LifoQueue[Process] = asyncio.LifoQueue()
        self._chores: set[asyncio.Task[Any]] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self._workers: set[Process] = set()
        self._waiting = 0
        self.events: Counter[str] = Counter()

    @property
    def idle(self) -> int:
        """How many workers wait for work."""
        return self._idle.qsize()

    @property
    def living(self) -> int:
        """How many worker processes there are."""
        return len(self._workers)

    def move(self, location: str) -> None:
        """Go over to another version; work under way on the old one is finished there."""
        self._setup = replace(self._setup, location=location)
        while not self._idle.empty():
            self._chore(self._replace(self._idle.get_nowait()))

    def fill(self) -> None:
        """Start the workers that are not there."""
        while len(self._workers) + len(self._starting) < self._size:
            task = asyncio.create_task(self._start())
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def run(self, message: bytes, deadline: float, budget: float | None = None, listen: Listen = ignore) -> Any:
        """Have a worker do a task.

        Parameters: message, the packed task; deadline, on the loop's clock; budget, seconds of processor time; listen,
        told how far the work is.
        Raises: ServiceBusy where no worker is free by the deadline; TimeoutError where the work takes too long, and
        its worker is killed; MemoryExceeded, WorkerDied; whatever the task raises.
        """
        worker = await self._acquire(deadline)
        try:
            reply = await worker.ask(message, deadline, budget, listen)
        except EOFError:
            self.events["died"] += 1
            raise await self._replace(worker) from None
        except BaseException:
            self.events["killed"] += 1
            self._chore(self._replace(worker))
            raise
        self.events["done"] += 1
        if reply.last or worker.setup is not self._setup:
            self._chore(self._replace(worker))
        else:
            self._idle.put_nowait(worker)
        if reply.error is not None:
            raise reply.error
        return reply.value

    async def _acquire(self, deadline: float) -> Process:
        self.fill()
        no_queue = not self._waiting and not self._idle.empty()
        while (worker := self._idle.get_nowait() if no_queue else await self._wait(deadline)).channel.closed:
            self._chore(self._replace(worker))
            no_queue = False
        return worker

    async def _wait(self, deadline: float) -> Process:
        if self._idle.empty() and self._waiting >= self._most_waiting:
            raise ServiceBusy("waiting", self._most_waiting)
        self._waiting += 1
        try:
            async with asyncio.timeout_at(deadline):
                return await self._idle.get()
        except TimeoutError:
            raise ServiceBusy("waiting", self._waiting) from None
        finally:
            self._waiting -= 1

    async def _replace(self, worker: Process) -> Exception:
        self._workers.discard(worker)
        self.fill()
        return await worker.bury()

    async def _start(self) -> None:
        while True:
            try:
                worker = await Process.start(self._template, setup := self._setup)
                if setup is not self._setup:
                    await worker.bury()
                    continue
            except (EOFError, OSError):
                self.events["failed"] += 1
                await asyncio.sleep(_PAUSE)
            else:
                self._workers.add(worker)
                return self._idle.put_nowait(worker)

    def _chore(self, work: Coroutine[Any, Any, Exception]) -> None:
        task = asyncio.create_task(work)
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)

    async def stop(self) -> None:
        """Kill every worker and wait for its end. Work that is under way ends with WorkerDied."""
        self._size = 0
        starting = list(self._starting)
        for task in starting:
            task.cancel()
        await asyncio.gather(*starting, return_exceptions=True)
        while not self._idle.empty():
            self._chore(self._replace(self._idle.get_nowait()))
        for worker in self._workers:
            worker.kill()  # those at work are buried by whoever waits for them
        while self._workers or self._chores:
            await asyncio.sleep(0.005)


class Pool:
    """Worker processes over one version of the graph.

    A task is a function of a module that the pool was told of; it is given the worker's KnowledgeGraph, then the
    arguments. Callers' queries start in the fast lane; one that is not done within its budget is killed and run again
    in the slow lane, with the rest of its deadline, so that it keeps nobody else waiting; queries of the same shape
    start in the slow lane for a while. Heavy tasks of our own have a lane of their own, which callers' queries cannot
    fill; its workers are not sealed, since they import as they go.
    """

    def __init__(self, location: str, modules: tuple[str, ...], limits: Limits) -> None:
        self.limits = limits
        self._template, self._long = Template(modules), Shapes()
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

    async def __aenter__(self) -> Self:
        self.fast.fill()
        self.slow.fill()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        await asyncio.gather(*(lane.stop() for lane in self.lanes.values()))
        await self._template.stop()

    async def query(
        self, task: Callable[..., Value], *arguments: Any, seconds: float | None = None, text: str = ""
    ) -> Value:
        """Do a caller's query.

        Parameters: task and its arguments; seconds, a deadline below the pool's own; text of the query, since
        those of one shape take about as long.
        Returns: what the task returns.
        Raises: DeadlinePassed; ServiceBusy; MemoryExceeded; WorkerDied; whatever the task raises.
        """
        allowed = min(seconds or self.limits.deadline, self.limits.deadline)
        deadline = asyncio.get_running_loop().time() + allowed
        message = pack((task, arguments, False))
        if not text or text not in self._long:
            with suppress(TimeoutError):
                return await self.fast.run(message, deadline, self.limits.fast_budget)  # type: ignore[no-any-return]
            self._long.add(text)
        return await self._finish(self.slow, message, allowed, deadline=deadline)  # type: ignore[no-any-return]

    async def compute(self, task: Callable[..., Value], *arguments: Any, listen: Listen | None = None) -> Value:
        """Do a heavy task of our own; where `listen` is given it is told of the stages. Raises: as `query`."""
        message = pack((task, arguments, listen is not None))
        return await self._finish(self.own, message, self.limits.own_deadline, listen or ignore)  # type: ignore[no-any-return]

    async def change(self, task: Callable[..., Value], *arguments: Any) -> Value:
        """Do a task that changes the store folder, one at a time. Raises: as `query`."""
        return await self._finish(self.write, pack((task, arguments, False)), self.limits.write_deadline)  # type: ignore[no-any-return]

    def move(self, location: str) -> None:
        """Go over to another version for what is asked from now on."""
        for lane in self.lanes.values():
            lane.move(location)

    async def _finish(
        self, lane: Lane, message: bytes, allowed: float, listen: Listen = ignore, deadline: float | None = None
    ) -> Any:
        try:
            return await lane.run(message, deadline or asyncio.get_running_loop().time() + allowed, listen=listen)
        except TimeoutError:
            raise DeadlinePassed(allowed) from None
