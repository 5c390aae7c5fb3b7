"""The queue of a lane: who waits for a worker, in classes that are served in turn."""

import asyncio
from collections import deque
from collections.abc import Iterator
from enum import Enum
from typing import Final, NamedTuple

from carekg.terms.errors import ServiceBusy
from carekg.workers.process import Process


class Kind(Enum):
    """What kind of task waits: a query whose shape proved short, a question of ours, or a query that nobody knows."""

    SHORT = 0
    OWN = 1
    UNKNOWN = 2


class Waiter(NamedTuple):
    """One who waits: until when, and for which worker to come."""

    deadline: float
    worker: "asyncio.Future[Process]"


_KINDS: Final = tuple(Kind)


class Queue:
    """Those who wait, first come first served within a kind; the kinds take turns, so none waits for all of another."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting: dict[Kind, deque[Waiter]] = {kind: deque() for kind in Kind}
        self._turn = 0

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def __bool__(self) -> bool:
        return any(self._waiting.values())

    def add(self, kind: Kind, deadline: float) -> "asyncio.Future[Process]":
        """Wait. Raises: ServiceBusy where as many of the kind wait as may."""
        if len(self._waiting[kind]) >= self._most:
            raise ServiceBusy("waiting", self._most)
        waiter = Waiter(deadline, asyncio.get_running_loop().create_future())
        self._waiting[kind].append(waiter)
        return waiter.worker

    def leave(self, kind: Kind, worker: "asyncio.Future[Process]") -> None:
        """Wait no longer."""
        self._waiting[kind] = deque(each for each in self._waiting[kind] if each.worker is not worker)

    def next(self, *, short_alone: bool) -> tuple[Kind, "asyncio.Future[Process]"] | None:
        """Take out whose turn it is; None where nobody waits. Parameters: short_alone, whether others have no room."""
        for kind in [Kind.SHORT] if short_alone else self._in_turn():
            while self._waiting[kind]:
                waiter = self._waiting[kind].popleft().worker
                if not waiter.done():
                    return kind, waiter
        return None

    def _in_turn(self) -> Iterator[Kind]:
        self._turn = (self._turn + 1) % len(_KINDS)
        return iter((*_KINDS[self._turn :], *_KINDS[: self._turn]))

    def expire(self, now: float) -> None:
        """End the wait of those whose time is over."""
        for kind, waiting in self._waiting.items():
            if any(now >= each.deadline for each in waiting):
                for each in waiting:
                    if now >= each.deadline and not each.worker.done():
                        each.worker.set_exception(ServiceBusy("waiting", len(self)))
                self._waiting[kind] = deque(each for each in waiting if not each.worker.done())
