"""A lane: some workers of one kind, and those who wait for them."""

import asyncio
from collections import Counter, deque
from collections.abc import Coroutine
from dataclasses import replace
from math import inf
from typing import Any, Final

from carekg.terms.errors import ServiceBusy
from carekg.workers.process import Listen, Process, ignore
from carekg.workers.template import Template
from carekg.workers.worker import Setup

_PAUSE: Final = 0.5  # before a worker that could not start is tried again, in seconds
_LOOK: Final = 0.02  # between two looks at deadlines and budgets, in seconds: a timer for each query would cost more


class Lane:
    """Some workers of one kind, and those who wait for them."""

    def __init__(self, template: Template, setup: Setup, size: int, waiting: int) -> None:
        self._template, self._setup, self._size, self._most_waiting = template, setup, size, waiting
        self._idle: list[Process] = []
        self._queue: deque[tuple[float, asyncio.Future[Process]]] = deque()
        self._next_look: asyncio.TimerHandle | None = None
        self._chores: set[asyncio.Task[Any]] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self._workers: set[Process] = set()
        self._dying: set[Process] = set()
        self.events: Counter[str] = Counter()

    @property
    def idle(self) -> int:
        """How many workers wait for work."""
        return len(self._idle)

    @property
    def living(self) -> int:
        """How many worker processes there are."""
        return len(self._workers)

    def move(self, location: str, template: Template) -> None:
        """Go over to another version, or another template; work under way on the old one is finished there."""
        self._setup, self._template = replace(self._setup, location=location), template
        while self._idle:
            self._chore(self._replace(self._idle.pop()))

    def uses(self, template: Template) -> bool:
        """Tell whether a worker of that template is left."""
        return any(worker.template is template for worker in self._workers | self._dying)

    def fill(self) -> None:
        """Start the workers that are not there."""
        while len(self._workers) + len(self._starting) < self._size:
            task = asyncio.create_task(self._start())
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def run(self, message: bytes, deadline: float, budget: float = inf, listen: Listen = ignore) -> Any:
        """Have a worker do a task.

        Parameters: message, the packed task; deadline, on the loop's clock; budget, seconds of processor time; listen,
        told how far the work is.
        Raises: ServiceBusy where no worker is free by the deadline; TimeoutError where the work takes too long, and
        its worker is killed; MemoryExceeded, WorkerDied; whatever the task raises.
        """
        self._next_look = self._next_look or self._look_soon()
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
            self._offer(worker)
        if reply.error is not None:
            raise reply.error
        return reply.value

    async def _acquire(self, deadline: float) -> Process:
        self.fill()
        while (worker := self._idle.pop() if self._idle else await self._wait(deadline)).channel.closed:
            self._chore(self._replace(worker))
        return worker

    def _offer(self, worker: Process) -> None:
        """Give a worker to who waits longest; where nobody waits, let it rest."""
        while self._queue:
            _, waiter = self._queue.popleft()
            if not waiter.done():
                return waiter.set_result(worker)
        return self._idle.append(worker)

    async def _wait(self, deadline: float) -> Process:
        if len(self._queue) >= self._most_waiting:
            raise ServiceBusy("waiting", self._most_waiting)
        waiter: asyncio.Future[Process] = asyncio.get_running_loop().create_future()
        self._queue.append((deadline, waiter))
        try:
            return await waiter
        except asyncio.CancelledError:
            self._queue = deque(each for each in self._queue if each[1] is not waiter)
            if not waiter.cancelled() and waiter.exception() is None:  # given to who has just gone
                self._offer(waiter.result())
            raise

    def _look(self) -> None:
        """End what has waited or worked too long; look again soon where anybody waits or works."""
        self._next_look = None  # whatever happens here, the next task has it set again
        now = asyncio.get_running_loop().time()
        for worker in self._workers:
            worker.look(now)
        for deadline, waiter in self._queue:
            if now >= deadline and not waiter.done():
                waiter.set_exception(ServiceBusy("waiting", len(self._queue)))
        self._queue = deque(each for each in self._queue if not each[1].done())
        if self._queue or len(self._idle) < len(self._workers):
            self._next_look = self._look_soon()

    def _look_soon(self) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(_LOOK, self._look)

    async def _replace(self, worker: Process) -> Exception:
        self._workers.discard(worker)
        self._dying.add(worker)
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
                    await worker.bury()
                    continue
            except (EOFError, OSError):
                if template is self._template:  # else it was retired meanwhile
                    self.events["failed"] += 1
                    await asyncio.sleep(_PAUSE)
            else:
                self._workers.add(worker)
                return self._offer(worker)

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
        while self._idle:
            self._chore(self._replace(self._idle.pop()))
        for worker in self._workers:
            worker.kill()  # those at work are buried by whoever waits for them
        while self._workers or self._chores:
            await asyncio.sleep(0.005)
