"""A worker process, seen from its parent: the pipe to it, the time it has used, and its end."""

import asyncio
import os
import pickle
import signal
import socket
import tempfile
import time
from contextlib import suppress
from typing import IO, Any, Final, Self

from carekg.errors import MemoryExceeded, WorkerDied
from carekg.template import Template
from carekg.worker import HEADER, Reply, Setup, pack

_OUT_OF_MEMORY: Final = (b"memory allocation of", b"bad_alloc", b"Cannot allocate memory")
_PROCESS_CLOCK: Final = 2  # clock_getcpuclockid(3): the time of all threads of a process
_LEAST_WAIT: Final = 0.01  # between two looks at that clock, in seconds


class _Channel(asyncio.Protocol):
    """Our end of the pipe to a worker: one message out, one reply in."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._reply: asyncio.Future[Reply] | None = None
        self.closed = False

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._data += data
        if len(self._data) < HEADER.size:
            return
        (size,) = HEADER.unpack_from(self._data)
        if len(self._data) == HEADER.size + size and self._reply and not self._reply.done():
            self._reply.set_result(pickle.loads(memoryview(self._data)[HEADER.size :]))  # noqa: S301 - our own worker
            self._data = bytearray()

    def connection_lost(self, _error: Exception | None) -> None:
        self.closed = True
        if self._reply and not self._reply.done():
            self._reply.set_exception(EOFError())

    async def ask(self, message: bytes) -> Reply:
        """Send a message and wait for the reply to it. Raises: EOFError where the worker dies."""
        self._reply = asyncio.get_running_loop().create_future()
        if self.closed:
            raise EOFError
        self._transport.write(message)
        return await self._reply

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
        self._template, self.setup, self._pid, self.channel, self._said = template, setup, pid, channel, said

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
        return worker

    async def ask(self, message: bytes, budget: float | None) -> Reply:
        """Have a task done. Raises: EOFError where the process dies; TimeoutError where it uses up the budget.

        Parameters: message, the packed task; budget, the seconds of processor time that it may take. They are not
        seconds of the clock, so that on a busy machine short work is not taken for long work.
        """
        if budget is None:
            return await self.channel.ask(message)
        spent = self._processor_time()
        asked = asyncio.ensure_future(self.channel.ask(message))
        try:
            left = budget
            while left > 0:
                done, _ = await asyncio.wait([asked], timeout=max(left, _LEAST_WAIT))
                if done:
                    return asked.result()
                left = budget - (self._processor_time() - spent)
        finally:
            asked.cancel()
        raise TimeoutError

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
            number = os.WTERMSIG(await self._template.wait(self._pid))
        except EOFError:
            number = signal.SIGKILL
        self._said.seek(0)
        said = self._said.read()
        self._said.close()
        if number == signal.SIGABRT and any(words in said for words in _OUT_OF_MEMORY):
            return MemoryExceeded(self.setup.memory)
        return WorkerDied(number)
