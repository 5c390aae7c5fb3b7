"""What a worker was lent: connections of clients, on which it answers itself what proved short, and nothing else.

A request is looked at where it waits, and taken out only when its answer is there: whatever the worker does not answer,
or dies of, is still on the connection when its parent reads on.
"""

import os
import pickle
import resource
import select
import socket
import struct
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from carekg.terms.errors import CarekgError
from carekg.workers.slate import Slate

MOST: Final = 64  # connections that a worker is lent at once
PART: Final = 1 << 16  # bytes that are read, or given back, at once
_ONE: Final = socket.CMSG_SPACE(struct.calcsize("i"))  # room for one descriptor beside a message
_SWEEP: Final = 0.005  # seconds after which it is seen whether there is something else to do
_HELD: Final = 1 << 20  # bytes of answers after which they are sent
_MOST_TOLD: Final = 10_000  # characters of what went wrong
_LOOKS: Final = 60  # at one connection, before the worker sleeps: some 60 microseconds
_IDLE: Final = 1.0  # seconds after which a connection on which nothing comes is given back
_TOLD: Final = 0.1  # seconds after which the parent is told what was answered

Note = tuple[int, float, bool, bytes]  # of an answer: its status and seconds, whether it was kept, the request's id
Noted = tuple[int, list[Note], bytes, bool, str]  # of a loan: number, answers, what is yet to be sent, its end, a bug
WORN: Final[Noted] = (0, [], b"", True, "")  # of none: the worker is to be replaced


class Clerk(Protocol):
    """What answers requests as they come on a connection, one at a time."""

    def learn(self, shape: str) -> None:
        """Learn that queries of a shape are short."""

    def answer(self, data: bytes) -> tuple[bytes, Note] | None:
        """Give the answer to a request, both as they are sent. Returns: None for what somebody else is to answer."""


@dataclass(eq=False)
class _Loan:
    number: int
    connection: socket.socket
    used: float
    notes: list[Note] = field(default_factory=list)
    bug: str = ""


class Lent:
    """The connections that a worker was lent."""

    def __init__(self, end: socket.socket, slate: Slate, clerk: Clerk) -> None:
        self._end, self._slate, self._clerk = end, slate, clerk
        self._epoll = select.epoll()
        self._epoll.register(end.fileno(), select.EPOLLIN)
        self._loans: dict[int, _Loan] = {}
        self._spare: list[int] = []
        self._told = 0.0

    def keep_room(self, room: int) -> None:
        """Take every descriptor that there may be below a limit: one is freed for a connection, and for nothing else.

        Parameters: room, the descriptors that the store may yet need.
        """
        try:
            while True:
                self._spare.append(os.dup(self._end.fileno()))
        except OSError:  # all that there may be
            for _ in range(room):
                os.close(self._spare.pop())

    def serve(self, pipe: int, is_worn: Callable[[], bool]) -> None:
        """Answer what comes, until a task waits in the pipe.

        Parameters: pipe, its descriptor; is_worn, asked now and then: a worker that is gives all back, and tells so. It
        does not end by itself, since a task may be under way to it.
        """
        self._epoll.register(pipe, select.EPOLLIN)
        try:
            while True:
                ready = self._wait()
                if self._end.fileno() in ready:
                    self._hear()
                if pipe in ready:
                    return
                self._sweep(ready)
                if self._slate.is_called_back:
                    self.give_all_back()
                elif self._loans and is_worn():
                    self.give_all_back()
                    self._end.send(pickle.dumps(WORN))
                self._tell()
        finally:
            self._epoll.unregister(pipe)

    def _wait(self) -> list[int]:
        """Wait until something comes. A client that is alone most often asks on at once: to sleep would take longer."""
        looks = (self._epoll.poll(0) for _ in range(_LOOKS if len(self._loans) == 1 else 0))
        found = next(filter(None, looks), None) or self._epoll.poll(_TOLD if self._loans else None)
        return [descriptor for descriptor, _ in found]

    def give_all_back(self) -> None:
        """Give all connections back, for the sake of something that may take long."""
        self._hear()
        self._give_back(list(self._loans.values()))

    def _hear(self) -> None:
        """Take what is lent."""
        while True:
            if self._spare:
                os.close(self._spare.pop())
            try:
                # not socket.recv_fds, which takes flags and does not pass them on
                data, handed, _, _ = self._end.recvmsg(PART, _ONE, socket.MSG_DONTWAIT)
            except BlockingIOError:
                data, handed = b"", []
            if handed:
                descriptor = int.from_bytes(handed[0][2], sys.byteorder)
                self._take(descriptor, *pickle.loads(data))  # noqa: S301 - our parent wrote it
            else:
                self._spare.append(os.dup(self._end.fileno()))
            if not data:
                return

    def _take(self, descriptor: int, number: int, shape: str) -> None:
        self._clerk.learn(shape)
        self._loans[descriptor] = _Loan(number, socket.socket(fileno=descriptor), time.monotonic())
        self._epoll.register(descriptor, select.EPOLLIN)

    def _sweep(self, ready: list[int]) -> None:
        """Answer what is there, and send the answers together: each that is sent lets a client run in our place."""
        until = time.monotonic() + _SWEEP
        made: list[tuple[_Loan, int, bytes, Note]] = []
        size = 0
        for loan in [self._loans[each] for each in ready if each in self._loans]:
            loan.used = time.monotonic()
            if self._slate.is_called_back or loan.used > until or size > _HELD:
                break
            self._slate.begin(loan.number)
            answer = self._answer(loan)
            self._slate.end()
            if answer is None:
                self._give_back([loan])
            else:
                made.append((loan, *answer))
                size += len(answer[1])
        for each in made:
            self._send(*each)

    def _answer(self, loan: _Loan) -> tuple[int, bytes, Note] | None:
        """Give how long a request is, and its answer; None where that is not for the clerk.

        The parent meets again what fails, and says what it is. A bug of the clerk it might not meet: it is told of one.
        """
        try:
            data = loan.connection.recv(PART, socket.MSG_PEEK)
            made = self._clerk.answer(data) if data else None
        except (OSError, MemoryError, CarekgError):
            return None
        except Exception:
            loan.bug = traceback.format_exc()[-_MOST_TOLD:]
            return None
        return made and (len(data), *made)

    def _send(self, loan: _Loan, size: int, answer: bytes, note: Note) -> None:
        self._slate.begin_sending(loan.number)
        sent = 0
        try:
            loan.connection.recv(size)
            sent = loan.connection.send(answer)
        except BlockingIOError:  # the client does not read
            pass
        except OSError:  # it has gone
            sent = len(answer)
        self._slate.end()
        loan.notes.append(note)
        if sent < len(answer):
            self._give_back([loan], answer[sent:])

    def _give_back(self, loans: list[_Loan], rest: bytes = b"") -> None:
        """Give connections back, one of them with what is yet to be sent on it."""
        for loan in loans:
            descriptor = loan.connection.fileno()
            self._epoll.unregister(descriptor)  # to close it is not enough: the parent has it too
            del self._loans[descriptor]
            loan.connection.close()
            self._spare.append(os.dup(self._end.fileno()))
            for start in range(0, len(rest), PART):
                self._note(loan, rest[start : start + PART], is_over=False)
            self._note(loan, b"", is_over=True)

    def _tell(self) -> None:
        """Tell what was answered, now and then, and give back the connections on which nothing comes."""
        now = time.monotonic()
        if now < self._told + _TOLD:
            return
        self._told = now
        for loan in self._loans.values():
            if loan.notes:
                self._note(loan, b"", is_over=False)
        self._give_back([loan for loan in self._loans.values() if now > loan.used + _IDLE])

    def _note(self, loan: _Loan, rest: bytes, *, is_over: bool) -> None:
        noted: Noted = (loan.number, loan.notes, rest, is_over, loan.bug)
        self._end.send(pickle.dumps(noted))
        loan.notes = []


def limit_descriptors(lent: Lent | None, opened: int, missing: int) -> None:
    """Let no more be opened than the store needs; and connections, where some may be lent."""
    if lent is None:
        room = opened + missing if missing else 0
        resource.setrlimit(resource.RLIMIT_NOFILE, (room, room))
    else:
        room = opened + missing + MOST
        resource.setrlimit(resource.RLIMIT_NOFILE, (room, room))
        lent.keep_room(missing)


def borrow(clerk: Clerk, *descriptors: int) -> Lent:
    """Make ready to be lent connections. Parameters: clerk; descriptors of the socket and of the slate."""
    end, slate = descriptors
    return Lent(socket.socket(fileno=end), Slate(slate), clerk)
