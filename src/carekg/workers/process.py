"""A worker process, seen from its parent: the pipe to it, the time it has used, and its end."""

import asyncio
import os
import pickle
import resource
import signal
import socket
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from math import inf
from pathlib import Path
from typing import IO, Any, Final, NamedTuple, Self

from carekg.terms.errors import MemoryExceeded, WorkerDied
from carekg.workers.template import Template
from carekg.workers.worker import HEADER, Reply, Setup, pack

Listen = Callable[[str, int, int], None]  # what is being done, how many stages are done, how many there are


class Budget(NamedTuple):
    """The seconds of processor time that a task may take; and that it may take while others wait."""

    alone: float = inf
    crowded: float = inf


UNBOUNDED: Final = Budget()
_OUT_OF_MEMORY: Final = (b"memory allocation of", b"bad_alloc", b"Cannot allocate memory")
_PROCESS_CLOCK: Final = 2  # clock_getcpuclockid(3): the time of all threads of a process


def resident(pid: int) -> int:
    """Give the bytes of memory that a process has, what it shares included; none where it has ended.

    Source: proc(5), /proc/pid/statm.
    """
    with suppress(OSError, IndexError, ValueError):
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    return 0


def ignore(*_: object) -> None:
    """Do nothing with how far some work is."""


class _Channel(asyncio.Protocol):
    """Our end of the pipe to a worker: one message out, one reply in, and before it what tells how far the work is."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._listen: Listen = ignore
        self._reply: asyncio.Future[Reply] | None = None
        self.closed = False

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._data += data
        while len(self._data) >= HEADER.size:
            end = HEADER.size + HEADER.unpack_from(self._data)[0]
            if len(self._data) < end:
                return
            reply = Reply(*pickle.loads(memoryview(self._data)[HEADER.size : end]))  # noqa: S301 - our own worker
            self._data = self._data[end:]
            self._receive(reply)

    def _receive(self, reply: Reply) -> None:
        if reply.stage is not None:
            self._listen(*reply.stage)
        elif self._reply and not self._reply.done():
            self._reply.set_result(reply)

    def connection_lost(self, _error: Exception | None) -> None:
        self.closed = True
        if self._reply and not self._reply.done():
            self._reply.set_exception(EOFError())

    def ask(self, message: bytes, listen: "Listen" = ignore) -> asyncio.Future[Reply]:
        """Send a message; give the reply to come, or EOFError where the worker dies."""
        self._listen = listen
        self._reply = asyncio.get_running_loop().create_future()
        if self.closed:
            self._reply.set_exception(EOFError())
        else:
            self._transport.write(message)
        return self._reply

    @property
    def is_asked(self) -> bool:
        """Whether a reply is yet to come."""
        return self._reply is not None and not self._reply.done()

    def give_up(self, error: Exception) -> None:
        """End the wait for the reply with an error."""
        if self._reply and not self._reply.done():
            self._reply.set_exception(error)

    async def until_closed(self) -> None:
        """Wait until the other end is closed."""
        if not self.closed:
            self._reply = asyncio.get_running_loop().create_future()
            with suppress(EOFError):
                await self._reply

    def close(self) -> None:
        """Close this end."""
        self._transport.abort()


async def _connect(end: socket.socket) -> _Channel:
    end.setblocking(False)
    try:
        _, channel = await asyncio.get_running_loop().create_connection(_Channel, sock=end)
    except BaseException:
        end.close()
        raise
    return channel


class Process:
    """A worker process, seen from its parent."""

    def __init__(self, template: Template, setup: Setup, pid: int, channel: _Channel, said: IO[bytes]) -> None:
        self.template, self.setup, self._pid, self.channel, self._said = template, setup, pid, channel, said
        self._deadline, self._budget = inf, UNBOUNDED
        self._began: float | None = None
        self._born_with = 0

    @classmethod
    async def start(cls, template: Template, setup: Setup) -> Self:
        """Fork a worker process and wait until its store is open. Raises: EOFError where it dies before."""
        ours, theirs = socket.socketpair()
        with theirs:
            channel = await _connect(ours)
            said = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the worker is buried
            try:
                pid = await template.fork(theirs, said.fileno())
            except BaseException:
                channel.close()
                said.close()
                raise
        worker = cls(template, setup, pid, channel, said)
        try:
            await channel.ask(pack(setup))
        except BaseException:
            await worker.bury()
            raise
        worker._born_with = resident(pid)
        return worker

    @property
    def growth(self) -> int:
        """The bytes that it has taken since its store was open; what it shares with its template is not among them."""
        return max(0, resident(self._pid) - self._born_with)

    def ask(
        self, message: bytes, deadline: float, budget: Budget = UNBOUNDED, listen: Listen = ignore
    ) -> asyncio.Future[Reply]:
        """Have a task done.

        Parameters: message, the packed task; deadline, on the loop's clock; budget of processor time: not of the
        clock, so that on a busy machine short work is not taken for long work; listen, told how far the work is.
        Returns: the reply to come; or EOFError where the process dies, or what `look` finds.
        """
        self._deadline, self._budget, self._began = deadline, budget, None
        return self.channel.ask(message, listen)

    def look(self, now: float, *, is_crowded: bool) -> None:
        """End the wait for a reply with TimeoutError where the deadline has passed or the budget is used up.

        Parameters: now, on the loop's clock; is_crowded, whether others wait. The budget counts from the first look at
        a task: to read the clock of the process at its start would cost every short query more than it is worth.
        """
        if not self.channel.is_asked:
            return
        allowed = self._budget.crowded if is_crowded else self._budget.alone
        if now >= self._deadline or (self._budget is not UNBOUNDED and self._spend() >= allowed):
            self.channel.give_up(TimeoutError())

    def _spend(self) -> float:
        """Give the seconds of processor time since the first look at a task."""
        spent = self._processor_time()
        if self._began is None:
            self._began = spent
        return spent - self._began

    def _processor_time(self) -> float:
        if self.setup.is_remote:  # the time is spent elsewhere
            return time.monotonic()
        try:
            return time.clock_gettime((~self._pid << 3) | _PROCESS_CLOCK)
        except OSError:  # it has ended, and its channel says so
            return 0.0

    def kill(self) -> None:
        """Kill the process, unless it has ended."""
        if not self.channel.closed:
            with suppress(ProcessLookupError):  # the template died, and took its workers along
                os.kill(self._pid, signal.SIGKILL)

    async def bury(self) -> Exception:
        """Kill the process, wait for it, and say what ended it, had it died by itself."""
        self.kill()
        await self.channel.until_closed()
        try:
            number = os.WTERMSIG(await self.template.wait(self._pid))
        except EOFError:
            number = signal.SIGKILL
        self._said.seek(0)
        said = self._said.read()
        self._said.close()
        if number == signal.SIGABRT and any(words in said for words in _OUT_OF_MEMORY):
            return MemoryExceeded(self.setup.memory)
        return WorkerDied(number)
