"""Loans: the connections that a worker was lent, seen from its parent, which reads on where they are given back.

To hand a short query on to a worker and its answer back takes longer than the query. So a connection on which nothing
else comes is lent to the worker, as a descriptor, which answers there until something else comes.
"""

import asyncio
import itertools
import pickle
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Protocol

from carekg.workers.channel import Budget
from carekg.workers.lent import MOST, PART, WORN, Note, Noted
from carekg.workers.slate import Slate

_NUMBERS: Final = itertools.count(1)
_MOST_SAID: Final = 4 * PART


class Lendable(Protocol):
    """A connection that may be lent."""

    def fileno(self) -> int:
        """Give its descriptor."""

    def note(self, notes: list[Note]) -> None:
        """Be told what was answered on it."""

    def tell_bug(self, bug: str) -> None:
        """Be told of a bug of the clerk: what was asked is still there, and answered by somebody else."""

    def send_rest(self, rest: bytes) -> None:
        """Send what is yet to be sent, before anything else."""

    def take_back(self) -> None:
        """Read on."""

    def break_off(self) -> None:
        """End: nobody knows how much of an answer was sent."""


class Loans:
    """The connections that a worker was lent."""

    def __init__(self) -> None:
        self._end, self._theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._end.setblocking(False)
        self.slate = Slate.new()
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._end.fileno(), self._hear)
        self._lent: dict[int, Lendable] = {}
        self._empty = asyncio.Event()
        self._empty.set()
        self._turn, self._from, self._since = 0, 0.0, 0.0
        self.is_over = False
        self.ended: Callable[[], None] = lambda: None  # called where the worker did, or should

    @property
    def is_at_work(self) -> bool:
        """Whether the worker is at something that came on one of them."""
        return bool(self._lent and self.slate.turn)

    @property
    def count(self) -> int:
        """How many connections it has."""
        return len(self._lent)

    @property
    def handed(self) -> tuple[int, int]:
        """The descriptors that the worker is to have: of its end, and of the slate."""
        return self._theirs.fileno(), self.slate.descriptor

    def close_theirs(self) -> None:
        """Close the descriptors that the worker has by now."""
        self._theirs.close()
        self.slate.hand_over()

    def lend(self, connection: Lendable, shape: str) -> bool:
        """Lend a connection. Parameters: shape, of queries that are short. Returns: whether there was room."""
        if self.is_over or self.slate.is_called_back or len(self._lent) >= MOST:
            return False
        number = next(_NUMBERS)
        try:
            socket.send_fds(self._end, [pickle.dumps((number, shape))], [connection.fileno()])
        except OSError:  # it has not taken what it was lent before, or it ended
            return False
        self._lent[number] = connection
        self._empty.clear()
        return True

    def call_back(self) -> None:
        """Have all that was lent be given back, and nothing more be answered there from now on."""
        if self.is_over:
            return
        self.slate.call_back()
        if self._lent:
            with suppress(OSError):  # it is awake anyhow, or ended
                self._end.send(pickle.dumps(None))

    async def until_back(self, seconds: float) -> None:
        """Call all back, and wait until it is there, but not for longer than so many seconds."""
        self.call_back()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._empty.wait(), seconds)

    def is_stuck(self, now: float, spent: Callable[[], float], budget: Budget, seconds: float) -> bool:
        """Tell whether the worker is at one request for too long.

        Parameters: now, on the loop's clock; spent, which gives the processor time that the worker has used; budget of
        that; seconds that it may take in all.
        """
        turn = self.slate.turn if self._lent else 0
        if not turn:
            self._turn = 0
            return False
        if turn != self._turn:
            self._turn, self._from, self._since = turn, spent(), now
        allowed = budget.crowded if len(self._lent) > 1 else budget.alone
        return spent() - self._from >= allowed or now - self._since >= seconds

    def _hear(self) -> None:
        while not self.is_over:
            try:
                said = self._end.recv(_MOST_SAID)
            except BlockingIOError:
                return
            except OSError:
                said = b""
            if not said:
                self.end()
            else:
                self._take(pickle.loads(said))  # noqa: S301 - our worker

    def _take(self, noted: Noted) -> None:
        if noted == WORN:
            self.ended()
            return
        number, notes, rest, is_over, bug = noted
        connection = self._lent.get(number)
        if connection is None:
            return
        connection.note(notes)
        if bug:
            connection.tell_bug(bug)
        if rest:
            connection.send_rest(rest)
        if is_over:
            del self._lent[number]
            connection.take_back()
            if not self._lent:
                self._empty.set()

    def end(self) -> None:
        """Have back whatever the worker, which ended, did not give back."""
        if self.is_over:
            return
        self.is_over = True
        self._loop.remove_reader(self._end.fileno())
        self._end.close()
        sent_on = self.slate.sending
        self.slate.close()
        lent, self._lent = self._lent, {}
        for number, connection in lent.items():
            if number == sent_on:
                connection.break_off()
            else:
                connection.take_back()
        self._empty.set()
        self.ended()
