"""A channel: our end of the pipe to a worker, with what was asked of it and is yet to be answered, in turn."""

import asyncio
import pickle
import socket
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Any, Final, NamedTuple

from carekg.workers.worker import HEADER, Reply

Listen = Callable[[str, int, int], None]  # what is being done, how many stages are done, how many there are


class Budget(NamedTuple):
    """The seconds of processor time that a task may take; and that it may take while others wait."""

    alone: float = inf
    crowded: float = inf


UNBOUNDED: Final = Budget()


class Displaced(Exception):
    """The worker ended, or will end, for the sake of what was asked of it before; this was not begun."""


def ignore(*_: object) -> None:
    """Do nothing with how far some work is."""


@dataclass(slots=True, eq=False)
class Asked:
    """A task that a worker was given: the reply to come, until when, and with what budget."""

    reply: "asyncio.Future[Reply]"
    deadline: float
    budget: Budget
    listen: Listen


class Channel(asyncio.Protocol):
    """Our end of the pipe to a worker: messages out, and for each a reply in; before that, how far the work is."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._waiting: deque[Asked] = deque()
        self._loop = asyncio.get_running_loop()
        self._end: asyncio.Future[None] = self._loop.create_future()
        self.is_over = False  # nothing more may be asked

    def connection_made(self, transport: Any) -> None:
        """Begin."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Take replies, of which several may come at once."""
        self._data += data
        start = 0
        while len(self._data) - start >= HEADER.size:
            end = start + HEADER.size + HEADER.unpack_from(self._data, start)[0]
            if len(self._data) < end:
                break
            self._take(Reply(*pickle.loads(memoryview(self._data)[start + HEADER.size : end])))  # noqa: S301 - our worker
            start = end
        if start:
            self._data = self._data[start:]

    def _take(self, reply: Reply) -> None:
        if reply.stage is not None and self._waiting:
            self._waiting[0].listen(*reply.stage)
        elif self._waiting:
            first = self._waiting.popleft().reply
            if not first.done():
                first.set_result(reply)
            if reply.last:
                self.displace()

    def connection_lost(self, _error: Exception | None) -> None:
        """End: what the worker was at died with it."""
        self.give_up(EOFError())
        if not self._end.done():
            self._end.set_result(None)

    def ask(
        self, message: bytes, deadline: float = inf, budget: Budget = UNBOUNDED, listen: Listen = ignore
    ) -> "asyncio.Future[Reply]":
        """Send a message; give the reply to come, or EOFError where the worker dies of it, or Displaced."""
        reply: asyncio.Future[Reply] = self._loop.create_future()
        if self.is_over:
            reply.set_exception(EOFError())
        else:
            self._waiting.append(Asked(reply, deadline, budget, listen))
            self._transport.write(message)
        return reply

    @property
    def has_ended(self) -> bool:
        """Whether the other end is closed."""
        return self._end.done()

    @property
    def first(self) -> Asked | None:
        """What the worker is at."""
        return self._waiting[0] if self._waiting else None

    @property
    def load(self) -> int:
        """How many replies are yet to come."""
        return len(self._waiting)

    def give_up(self, error: Exception) -> None:
        """End the wait for the first reply with an error; what was asked after it is to be asked elsewhere."""
        if self._waiting:
            first = self._waiting.popleft().reply
            if not first.done():
                first.set_exception(error)
        self.displace()

    def displace(self) -> None:
        """Have all that was asked, and not answered, be asked elsewhere, since the worker is about to end."""
        self.is_over = True
        while self._waiting:
            other = self._waiting.popleft().reply
            if not other.done():
                other.set_exception(Displaced())

    async def until_closed(self) -> None:
        """Wait until the other end is closed."""
        await asyncio.shield(self._end)

    def close(self) -> None:
        """Close this end."""
        self._transport.abort()


async def connect(end: socket.socket) -> Channel:
    """Make a channel of our end of a pair of sockets."""
    end.setblocking(False)
    try:
        _, channel = await asyncio.get_running_loop().create_connection(Channel, sock=end)
    except BaseException:
        end.close()
        raise
    return channel
