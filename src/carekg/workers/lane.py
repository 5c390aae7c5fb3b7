"""A lane: some workers of one kind, and those who wait for them."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import Collection, Coroutine
from dataclasses import replace
from functools import partial
from math import inf
from pathlib import Path
from typing import Any, Final, NamedTuple

from carekg.terms.errors import VersionGone, WorkerDied
from carekg.workers.channel import UNBOUNDED, Budget, Displaced, Listen, ignore
from carekg.workers.loans import Lendable
from carekg.workers.process import Process
from carekg.workers.queue import Kind, Queue
from carekg.workers.roster import Roster
from carekg.workers.template import Template
from carekg.workers.worker import Reply, Setup

_PROCESSORS: Final = len(os.sched_getaffinity(0))
_PAUSE: Final = 0.5  # before a worker that could not start is tried again, in seconds
_LOOK: Final = 0.005  # between two looks at deadlines and budgets, in seconds: a timer for each query would cost more
_LOOK_AT_LENT: Final = 0.02  # the same where nobody waits


class Done(NamedTuple):
    """What a task gave, and the seconds that its worker had it."""

    value: Any
    seconds: float


class Lane:
    """Some workers of one kind, and those who wait for them.

    Some of them may be kept for what is known to be short, so that it waits for nothing else. Short tasks are given to
    a worker several at once; where the first of them runs long, the others are given to another worker.
    """

    def __init__(self, template: Template, setup: Setup, size: int, waiting: int, kept: int = 0) -> None:
        self._template, self._setup, self._size, self._kept = template, setup, size, kept
        self._roster = Roster()
        self._queue, self._others = Queue(waiting), 0
        self._next_look: asyncio.TimerHandle | None = None
        self._lending = UNBOUNDED, inf
        self._chores: set[asyncio.Task[Any]] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self._workers: set[Process] = set()
        self._dying: set[Process] = set()
        self._do_start = False  # whether the last that was started is, or was, there
        self.events: Counter[str] = Counter()

    @property
    def idle(self) -> int:
        """How many workers wait for work."""
        return len(self._roster.idle)

    @property
    def living(self) -> int:
        """How many worker processes there are."""
        return len(self._workers)

    @property
    def can_answer(self) -> bool:
        """Whether what is asked will be answered: by a worker, or by one that is starting as the last before it did."""
        return bool(self._workers) or self._do_start

    @property
    def is_busy(self) -> bool:
        """Whether a worker is at work."""
        return self.idle < len(self._workers)

    @property
    def workers(self) -> Collection[Process]:
        """The worker processes."""
        return self._workers

    def move(self, location: str, template: Template) -> None:
        """Go over to another version, or another template; work under way on the old one is finished there."""
        self._setup, self._template = replace(self._setup, location=location), template
        self.call_back()  # at once: who is told of a version must not be answered from the one before
        for worker in self._roster.clear():
            self._drop(worker)

    def call_back(self) -> None:
        """Have all connections that were lent to the workers that there are be given back."""
        for worker in self._workers:
            worker.call_back()

    def end(self, worker: Process, error: Exception) -> None:
        """End a worker: what it is at ends with an error; another takes its place."""
        if worker in self._roster.idle:
            self._drop(worker)
        else:
            worker.channel.give_up(error)  # whoever waits for it buries it

    def uses(self, template: Template) -> bool:
        """Tell whether a worker of that template is left."""
        return any(worker.template is template for worker in self._workers | self._dying)

    def fill(self) -> None:
        """Start the workers that are not there."""
        while len(self._workers) + len(self._starting) < self._size:
            task = asyncio.create_task(self._start())
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def run(
        self,
        message: bytes,
        deadline: float,
        budget: Budget = UNBOUNDED,
        listen: Listen = ignore,
        kind: Kind = Kind.UNKNOWN,
    ) -> Done:
        """Have a worker do a task.

        Parameters: message, the packed task; deadline, on the loop's clock; budget of processor time; listen, told how
        far the work is; kind of task.
        Raises: VersionGone where no worker can open the version; ServiceBusy where none is free by the deadline;
        TimeoutError where the work takes too long, and its worker is killed; MemoryExceeded, WorkerDied; whatever the
        task raises.
        """
        while True:
            worker = await self._acquire(kind, deadline)
            began = asyncio.get_running_loop().time()
            try:
                reply = await self._ask(worker, message, deadline, budget, kind, listen)
            except Displaced:
                if not self._size:
                    raise WorkerDied(signal.SIGKILL) from None
                continue
            except EOFError:
                raise await worker.bury() from None
            if reply.error is not None:
                raise reply.error
            return Done(reply.value, asyncio.get_running_loop().time() - began)

    def lend(self, connection: Lendable, shape: str, budget: Budget, seconds: float) -> bool:
        """Lend a connection to a worker that is at nothing long; as many have some as there are processors.

        Parameters: connection; shape of short queries; budget and seconds that a request may take there.
        Returns: whether there was one.
        """
        self._lending = budget, seconds
        able = self._roster.at_short
        lenders = [each for each in able if each.lent]
        for worker in sorted(lenders if len(lenders) >= _PROCESSORS else able, key=lambda each: each.lent):
            if worker.loans and worker.loans.lend(connection, shape):
                self._look_within(_LOOK_AT_LENT)
                return True
        return False

    def _ask(
        self, worker: Process, message: bytes, deadline: float, budget: Budget, kind: Kind, listen: Listen = ignore
    ) -> "asyncio.Future[Reply]":
        """Ask a worker, which is given to others or replaced when it has answered, or did not."""
        self._look_within(_LOOK)
        began = asyncio.get_running_loop().time()
        asked = worker.ask(message, deadline, budget, listen)
        is_shared = kind is Kind.SHORT and worker.setup is self._setup and not worker.setup.is_remote
        asked.add_done_callback(partial(self._see_to, worker, kind, began, worker.channel.load))
        self._roster.settle(worker, is_short=is_shared)
        return asked

    def _see_to(self, worker: Process, kind: Kind, began: float, tasks: int, asked: "asyncio.Future[Reply]") -> None:
        """See to a worker whose task is over, one way or another."""
        error = asyncio.CancelledError() if asked.cancelled() else asked.exception()
        if error is None:
            self.events["done"] += 1
            if kind is Kind.SHORT:
                self._roster.note_pace(asyncio.get_running_loop().time() - began, tasks)
            self._release(worker, is_last=asked.result().last)
        elif not isinstance(error, Displaced):  # else whoever had it end sees to the worker
            self.events["died" if isinstance(error, EOFError) else "killed"] += 1
            worker.channel.displace()
            self._drop(worker)
        self._give_back(kind)

    def _release(self, worker: Process, *, is_last: bool = False) -> None:
        """Have a worker be given to others; replace it where it ends, or is of another version and has nothing left."""
        if not is_last and worker.setup is self._setup:
            self._roster.free(worker)
        elif not worker.load and worker in self._workers:
            self._drop(worker)

    async def _acquire(self, kind: Kind, deadline: float) -> Process:
        self.fill()
        if not self._workers and self._setup.is_gone:
            raise VersionGone(Path(self._setup.location))
        while True:
            is_short = kind is Kind.SHORT
            worker = self._roster.take(is_short=is_short) if is_short or self._has_room else None
            if worker is None:
                worker = await self._wait(kind, deadline)
            else:
                self._others += not is_short
            if not worker.channel.is_over:
                return worker
            self._drop(worker)
            self._others -= not is_short

    @property
    def _has_room(self) -> bool:
        """Whether what is not known to be short may have a worker: not the last ones, while others are replaced."""
        return self._others < len(self._workers) - self._kept

    def _give_back(self, kind: Kind) -> None:
        """End the use of a worker, and let those who wait have what is free."""
        self._others -= kind is not Kind.SHORT
        self._serve()

    def _serve(self) -> None:
        while self._roster.has_room and (waiter := self._next()) is not None:
            kind, promise = waiter
            is_short = kind is Kind.SHORT
            worker = self._roster.take(is_short=is_short)
            assert worker is not None, "there is room"
            self._others += not is_short
            worker.promised += 1
            self._roster.settle(worker, is_short=is_short)
            promise.set_result(worker)

    def _next(self) -> "tuple[Kind, asyncio.Future[Process]] | None":
        """Take out who is next to have a worker: beside short tasks, another is given none."""
        return self._queue.next(short_alone=not self._has_room or not self._roster.idle)

    async def _wait(self, kind: Kind, deadline: float) -> Process:
        promise = self._queue.add(kind, deadline)
        self._look_within(_LOOK)  # where there is no worker, nothing else looks
        try:
            worker = await promise
        except asyncio.CancelledError:
            self._queue.leave(kind, promise)
            if not promise.cancelled() and promise.exception() is None:  # given to who has just gone
                promise.result().promised -= 1
                self._release(promise.result())
                self._give_back(kind)
            raise
        worker.promised -= 1
        return worker

    def _look(self) -> None:
        """End what has waited or worked too long; look again soon where anybody waits or works."""
        self._next_look = None  # whatever happens here, the next task has it set again
        now = asyncio.get_running_loop().time()
        for worker in list(self._workers):
            worker.look(now, is_crowded=bool(self._queue))
            if worker.is_stuck(now, *self._lending):
                self._drop(worker)
        self._queue.expire(now)
        if self._queue or self.is_busy:
            self._look_within(_LOOK)
        elif any(worker.lent for worker in self._workers):
            self._look_within(_LOOK_AT_LENT)

    def _look_within(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        if self._next_look is not None and self._next_look.when() <= loop.time() + seconds:
            return
        if self._next_look is not None:
            self._next_look.cancel()
        self._next_look = loop.call_later(seconds, self._look)

    def _drop(self, worker: Process) -> None:
        """Have a worker end, and another take its place, without waiting for either."""
        self._leave(worker)
        self._chore(self._replace(worker))

    def _lose(self, worker: Process) -> None:
        """Replace a worker that ended, or is worn, over what came on a connection that it was lent."""
        if worker in self._roster.idle:
            self._drop(worker)

    def _leave(self, worker: Process) -> None:
        self._roster.remove(worker)
        self._workers.discard(worker)
        self._dying.add(worker)

    async def _replace(self, worker: Process) -> Exception:
        self._leave(worker)
        self.fill()
        try:
            return await worker.bury()
        finally:
            self._dying.discard(worker)

    async def _start(self) -> None:
        while True:
            template, setup = self._template, self._setup
            try:
                worker = await Process.start(template, setup)
                if setup is not self._setup:
                    self._chore(worker.bury())  # not here: who stops the lane ends this
                    continue
            except (EOFError, OSError):
                self._do_start = False
                if template is self._template:  # else it was retired meanwhile
                    self.events["failed"] += 1
                    await asyncio.sleep(_PAUSE)
            else:
                self._do_start = True
                self._workers.add(worker)
                self._roster.free(worker)
                if worker.loans:
                    worker.loans.ended = partial(self._lose, worker)
                return self._serve()

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
        for worker in self._roster.clear():
            self._drop(worker)
        for worker in self._workers:
            worker.kill()  # those at work are buried by whoever waits for them
        while self._workers or self._chores:
            await asyncio.sleep(0.005)
