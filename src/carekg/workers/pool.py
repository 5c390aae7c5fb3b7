"""The pool: worker processes in lanes, with a deadline for every task. What runs away is killed, and replaced."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from carekg.knowledge_graph import KnowledgeGraph
from carekg.store.resident import fits
from carekg.terms.errors import DeadlinePassed, MemoryExceeded
from carekg.workers.channel import Budget, Listen, ignore
from carekg.workers.lane import Done, Lane
from carekg.workers.lent import Clerk
from carekg.workers.loans import Lendable
from carekg.workers.queue import Kind
from carekg.workers.scales import MEBIBYTE, find_heaviest
from carekg.workers.shapes import Shapes, coarse
from carekg.workers.template import Template
from carekg.workers.worker import Setup, pack

Value = TypeVar("Value")

_SETTLED: Final = 0.5  # before a version is read into memory, in seconds: writes often follow each other
_WEIGHED: Final = 0.1  # seconds between two looks at how much memory there is taken
_IN_TIME: Final = 15 / 16  # of what all may take, at which the heaviest is ended: between two looks it takes more
_LOOK: Final = 0.05  # between two looks whether a template is still needed, in seconds
_OF_QUESTION: Final = "Ask for less: name a thing, a place or a kind, or fewer steps around it."
_OF_WRITE: Final = "Nothing was changed. Write fewer statements at once; INSERT DATA and DELETE DATA take least."


@dataclass(frozen=True)
class Limits:
    """The limits of a pool: seconds, MiB and numbers of processes."""

    deadline: float = 10.0
    own_deadline: float = 30.0
    write_deadline: float = 60.0
    fast_budget: float = 0.2
    crowded_budget: float = 0.02
    question_budget: float = 2.0
    crowded_question_budget: float = 0.2
    memory: int = 224
    own_memory: int = 2048  # of addresses, of which the engine takes many more than it fills
    write_memory: int = 2048
    fast_workers: int = 3
    slow_workers: int = 2
    own_workers: int = 1
    resident_quads: int = 2_000_000
    waiting: int = 64
    total_memory: int = 1536
    nice: int = 10


class Pool:
    """Worker processes over one version of the graph.

    A task is a function of a module that the pool was told of; it is given the worker's KnowledgeGraph, then the
    arguments. Callers' queries start in the fast lane; one that is not done within its budget, which is small while
    others wait, is killed and run again in the slow lane, with the rest of its deadline; queries of the same shape
    start there for a while. One worker is kept for queries whose shape proved short. Heavy tasks of our own have a
    lane of their own, which callers' queries cannot fill; its workers are not sealed, since they import as they go.

    Workers read from disk until a template holds the version's default graph in memory; then those of that template
    take over.
    """

    def __init__(
        self,
        location: str,
        modules: tuple[str, ...],
        limits: Limits,
        clerk: Callable[[KnowledgeGraph], Clerk] | None = None,
    ) -> None:
        self.limits = limits
        self._location, self._modules = location, modules
        self._template, self._shapes = Template(modules), Shapes()
        self._budget = Budget(limits.fast_budget, limits.crowded_budget)
        self._question_budget = Budget(limits.question_budget, limits.crowded_question_budget)
        self._templates = {self._template}
        self._loading: asyncio.Task[None] | None = None
        self._changes: set[asyncio.Task[None]] = set()
        self._ended = False
        setup = Setup(location, limits.memory, 0)
        kept = 1 if limits.fast_workers > 1 else 0
        fast = replace(setup, clerk=None if setup.is_remote else clerk)
        self.fast = Lane(self._template, fast, limits.fast_workers, limits.waiting, kept)
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
        self._weighing = asyncio.create_task(self._weigh())
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._ended = True
        changes = [self._weighing, *self._changes]
        for change in changes:
            change.cancel()
        await asyncio.gather(*changes, return_exceptions=True)
        await asyncio.gather(*(lane.stop() for lane in self.lanes.values()))
        await asyncio.gather(*map(self._stop, list(self._templates)))

    async def query(
        self, task: Callable[..., Value], *arguments: Any, seconds: float | None = None, text: str = ""
    ) -> Value:
        """Do a caller's query.

        Parameters: task and its arguments; seconds, a deadline below the pool's own; text of the query, since
        those of one shape take about as long.
        Returns: what the task returns.
        Raises: DeadlinePassed; ServiceBusy; MemoryExceeded; WorkerDied; whatever the task raises.
        """
        shape = hash(coarse(text)) if text else 0
        is_short = bool(text) and self._shapes.is_short(shape)
        allowed = min(seconds or self.limits.deadline, self.limits.deadline)
        deadline = asyncio.get_running_loop().time() + allowed
        message = pack((task, arguments, False, is_short))
        if not text or is_short or not self._shapes.is_long(text):
            done = await self._try(message, deadline, allowed, self._budget, Kind.SHORT if is_short else Kind.UNKNOWN)
            if done is not None:
                if text and done.seconds < self.limits.crowded_budget:
                    self._shapes.prove_short(shape)
                return done.value  # type: ignore[no-any-return]
            if text:
                self._shapes.note_long(shape, text)
        return await self._finish(self.slow, message, allowed, deadline=deadline)  # type: ignore[no-any-return]

    def short(self, text: str) -> str | None:
        """Give the shape of a query, where it proved short."""
        shape = coarse(text)
        return shape if self._shapes.is_short(hash(shape)) else None

    def lend(self, connection: Lendable, shape: str) -> bool:
        """Lend a connection to a worker, which answers there what is short, until something else comes.

        Parameters: connection; shape of what came last, as of `short`.
        Returns: whether a worker rested that could take it.
        """
        return self.fast.lend(connection, shape, self._budget, self.limits.deadline)

    def call_back(self) -> None:
        """Have all connections that were lent be given back, and lend none to the workers that there are."""
        self.fast.call_back()

    async def ask(self, task: Callable[..., Value], *arguments: Any) -> Value:
        """Answer one of our own questions, which take longer than look-ups do. Raises: as `query`."""
        allowed = self.limits.deadline
        deadline = asyncio.get_running_loop().time() + allowed
        message = pack((task, arguments, False, False))
        with _advising(_OF_QUESTION):
            done = await self._try(message, deadline, allowed, self._question_budget, Kind.OWN)
            if done is not None:
                return done.value  # type: ignore[no-any-return]
            return await self._finish(self.slow, message, allowed, deadline=deadline)  # type: ignore[no-any-return]

    async def _try(self, message: bytes, deadline: float, allowed: float, budget: Budget, kind: Kind) -> Done | None:
        """Do a task in the fast lane; give None where it takes more than its budget. Raises: as `query`."""
        with suppress(TimeoutError):
            return await self.fast.run(message, deadline, budget, kind=kind)
        if asyncio.get_running_loop().time() >= deadline:  # which says nothing of the shape
            raise DeadlinePassed(allowed)
        return None

    async def compute(self, task: Callable[..., Value], *arguments: Any, listen: Listen | None = None) -> Value:
        """Do a heavy task of our own; where `listen` is given it is told of the stages. Raises: as `query`."""
        message = pack((task, arguments, listen is not None, False))
        with _advising(_OF_QUESTION):
            return await self._finish(self.own, message, self.limits.own_deadline, listen or ignore)  # type: ignore[no-any-return]

    async def change(self, task: Callable[..., Value], *arguments: Any) -> Value:
        """Do a task that changes the store folder, one at a time. Raises: as `query`."""
        with _advising(_OF_WRITE):
            return await self._finish(self.write, pack((task, arguments, False, False)), self.limits.write_deadline)  # type: ignore[no-any-return]

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
        while self.write.is_busy:  # what is read now would be thrown away, and takes as long as the write
            await asyncio.sleep(_LOOK)
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

    async def _weigh(self) -> None:
        """See to it, for ever, that all processes together, the one that writes aside, take no more than they may."""
        while True:
            await asyncio.sleep(_WEIGHED)
            lane_of = {worker: lane for lane in (self.fast, self.slow, self.own) for worker in lane.workers}
            templates = [each.pid for each in self._templates if each.pid is not None]
            found = find_heaviest(lane_of, templates, int(self.limits.total_memory * MEBIBYTE * _IN_TIME))
            if found is not None:
                worker, share = found
                lane_of[worker].end(worker, MemoryExceeded(share // MEBIBYTE))

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
            ending = deadline or asyncio.get_running_loop().time() + allowed
            return (await lane.run(message, ending, listen=listen)).value
        except TimeoutError:
            raise DeadlinePassed(allowed) from None


@contextmanager
def _advising(advice: str) -> Iterator[None]:
    """Say, where a limit ends what is not a query, what would help there."""
    try:
        yield
    except DeadlinePassed as error:
        raise DeadlinePassed(error.value, advice) from None
    except MemoryExceeded as error:
        raise MemoryExceeded(int(error.value), advice) from None
