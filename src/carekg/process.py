"""A worker process, seen from its parent: the pipe to it, the time it has used, and its end."""

import asyncio
import pickle
import signal
import socket
import subprocess
import sys
import tempfile
import time
from typing import IO, Any, Final, Self

from carekg.errors import MemoryExceeded, WorkerDied
from carekg.worker import HEADER, Reply, Setup, pack

_OUT_OF_MEMORY: Final = (b"memory allocation of", b"bad_alloc", b"Cannot allocate memory")
_COMMAND: Final = (sys.executable, "-P", "-c", "from carekg.worker import main; main()")
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

    def close(self) -> None:
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

    def __init__(self, process: "subprocess.Popen[bytes]", channel: _Channel, said: IO[bytes], memory: int) -> None:
        self.process, self.channel, self._said, self._memory = process, channel, said, memory

    @classmethod
    async def start(cls, setup: Setup) -> Self:
        """Start a worker process and wait until its store is open. Raises: EOFError where it dies before."""
        ours, theirs = socket.socketpair()
        with theirs:
            channel = await _connect(ours)
            said = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the worker is buried
            process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                _COMMAND, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, stderr=said, process_group=0
            )
        worker = cls(process, channel, said, setup.memory)
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
        try:
            return time.clock_gettime((~self.process.pid << 3) | _PROCESS_CLOCK)
        except OSError:  # it has ended, and its channel says so
            return 0.0

    async def bury(self) -> Exception:
        """Kill the process, wait for it, and say what ended it, had it died by itself."""
        if not self.channel.closed:
            self.process.kill()
            self.channel.close()
        number = -await asyncio.to_thread(self.process.wait)
        self._said.seek(0)
        said = self._said.read()
        self._said.close()
        if number == signal.SIGABRT and any(words in said for words in _OUT_OF_MEMORY):
            return MemoryExceeded(self._memory)
        return WorkerDied(number)
