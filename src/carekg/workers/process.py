"""A worker process, seen from its parent: the pipe to it, the time it has used, and its end."""

import asyncio
import os
import resource
import signal
import socket
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Final, Self

from carekg.terms.errors import MemoryExceeded, WorkerDied
from carekg.workers.channel import UNBOUNDED, Asked, Budget, Channel, Listen, connect, ignore
from carekg.workers.loans import Loans
from carekg.workers.template import Template
from carekg.workers.worker import Reply, Setup, pack

_OUT_OF_MEMORY: Final = (b"memory allocation of", b"bad_alloc", b"Cannot allocate memory")
_GRACE: Final = 0.05  # seconds in which connections that were lent may be given back, before their worker is killed
_PROCESS_CLOCK: Final = 2  # clock_getcpuclockid(3): the time of all threads of a process


def resident(pid: int) -> int:
    """Give the bytes of memory that a process has, what it shares included; none where it has ended.

    Source: proc(5), /proc/pid/statm.
    """
    with suppress(OSError, IndexError, ValueError):
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    return 0


class Process:
    """A worker process, seen from its parent."""

    def __init__(
        self, template: Template, setup: Setup, pid: int, channel: Channel, said: IO[bytes], loans: Loans | None
    ) -> None:
        self.template, self.setup, self._pid, self.channel, self._said = template, setup, pid, channel, said
        self.loans = loans  # none where no connection may be lent
        self.promised = 0  # to those who wait, and have yet to ask
        self._burial: asyncio.Task[Exception] | None = None
        self._looked_at: Asked | None = None
        self._began = 0.0
        self._born_with = 0

    @classmethod
    async def start(cls, template: Template, setup: Setup) -> Self:
        """Fork a worker process and wait until its store is open. Raises: EOFError where it dies before."""
        ours, theirs = socket.socketpair()
        with theirs:
            channel = await connect(ours)
            said = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the worker is buried
            loans = None
            try:
                loans = Loans() if setup.clerk else None
                pid = await template.fork(theirs, said.fileno(), *(loans.handed if loans else ()))
            except BaseException:
                channel.close()
                said.close()
                if loans:
                    loans.end()
                raise
            finally:
                if loans:
                    loans.close_theirs()
        worker = cls(template, setup, pid, channel, said, loans)
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

    @property
    def load(self) -> int:
        """How many tasks it has, or is to have."""
        return self.channel.load + self.promised

    def ask(
        self, message: bytes, deadline: float, budget: Budget = UNBOUNDED, listen: Listen = ignore
    ) -> asyncio.Future[Reply]:
        """Have a task done, after what was asked before.

        Parameters: message, the packed task; deadline, on the loop's clock; budget of processor time: not of the
        clock, so that on a busy machine short work is not taken for long work; listen, told how far the work is.
        Returns: the reply to come; or EOFError where the process dies of it, or what `look` finds, or Displaced.
        """
        return self.channel.ask(message, deadline, budget, listen)

    def look(self, now: float, *, is_crowded: bool) -> None:
        """End the wait for a reply with TimeoutError where the deadline has passed or the budget is used up.

        Parameters: now, on the loop's clock; is_crowded, whether others wait. The budget counts from the first look at
        a task: to read the clock of the process at its start would cost every short query more than it is worth. What
        is spent on a connection that was lent is none of a task's.
        """
        asked = self.channel.first
        if asked is None:
            return
        if self.loans and self.loans.is_at_work:
            self._looked_at = None
        budget = asked.budget
        allowed = budget.crowded if is_crowded or self.channel.load > 1 else budget.alone
        if now >= asked.deadline or (budget is not UNBOUNDED and self._spend(asked) >= allowed):
            self.channel.give_up(TimeoutError())

    def _spend(self, asked: Asked) -> float:
        """Give the seconds of processor time since the first look at a task."""
        spent = self._processor_time()
        if self._looked_at is not asked:
            self._looked_at, self._began = asked, spent
        return spent - self._began

    def _processor_time(self) -> float:
        if self.setup.is_remote:  # the time is spent elsewhere
            return time.monotonic()
        try:
            return time.clock_gettime((~self._pid << 3) | _PROCESS_CLOCK)
        except OSError:  # it has ended, and its channel says so
            return 0.0

    @property
    def lent(self) -> int:
        """How many connections it was lent."""
        return self.loans.count if self.loans else 0

    def is_stuck(self, now: float, budget: Budget, seconds: float) -> bool:
        """Tell whether it is at one request of a connection that it was lent for too long."""
        return self.loans is not None and self.loans.is_stuck(now, self._processor_time, budget, seconds)

    def call_back(self) -> None:
        """Have the connections that it was lent be given back, and answer nothing more there."""
        if self.loans:
            self.loans.call_back()

    def kill(self) -> None:
        """Kill the process, unless it has ended."""
        if not self.channel.has_ended:
            with suppress(ProcessLookupError):  # the template died, and took its workers along
                os.kill(self._pid, signal.SIGKILL)

    async def bury(self) -> Exception:
        """Kill the process, wait for it, and say what ended it, had it died by itself; once, whoever asks."""
        self._burial = self._burial or asyncio.ensure_future(self._bury())
        return await asyncio.shield(self._burial)

    async def _bury(self) -> Exception:
        if self.loans:
            await self.loans.until_back(_GRACE)
        self.kill()
        await self.channel.until_closed()
        if self.loans:
            self.loans.end()
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
