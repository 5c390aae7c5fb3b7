"""The template: a process that has imported everything and opened nothing, from which workers are forked.

A new interpreter with its imports costs half a second of processor time; a fork costs a few milliseconds, and what
runs away is replaced before anybody waits. The template has one thread, which makes a fork safe. It may hold the
default graph of a version in memory, which its workers share.
"""

import asyncio
import gc
import importlib
import os
import signal
import socket
import struct
import subprocess
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from carekg.store.embedded import Embedded
from carekg.store.resident import Resident
from carekg.store.seal import die_with_parent
from carekg.terms.garbage import look_seldom
from carekg.workers.worker import work

_FORK: Final = 0  # in the place of a process to wait for
_LOADED: Final = -1  # the same: whether it is ready
_NUMBER: Final = struct.Struct(">q")
_MOST_HANDED: Final = 4  # descriptors: of the pipe, for what it says, and by which connections are lent
_BEGIN: Final = "import gc; gc.disable(); from carekg.workers.template import main; main()"  # imports leave no garbage
_COMMAND: Final = (sys.executable, "-P", "-c", _BEGIN)
_TUNABLES: Final = "GLIBC_TUNABLES"
_HUGE_PAGES: Final = "glibc.malloc.hugetlb=1"  # most time of a graph in memory goes into finding its pages


@dataclass(frozen=True)
class Sprout:
    """A template process that waits to be used: its modules, its number, and the socket to speak to it."""

    modules: tuple[str, ...]
    pid: int
    control: socket.socket

    def kill(self) -> None:
        """Kill the process, which nobody has waited for."""
        os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> None:
        """Wait until it has ended."""
        os.waitpid(self.pid, 0)


SPROUTS: Final[list[Sprout]] = []  # what `sprout` left for the templates that this process will need


class Template:
    """The template process, seen from its parent. It is started when it is first needed, and again if it dies.

    One that is to hold the graph at a location in memory does so until it dies; the next one does without, so that
    nobody waits for it.
    """

    def __init__(self, modules: tuple[str, ...], location: str = "") -> None:
        self._modules, self._location = modules, location
        self._ended = self._is_loading = False
        self._turn = asyncio.Lock()
        self._process: Sprout | subprocess.Popen[bytes] | None = None

    @property
    def location(self) -> str:
        """The version whose default graph its workers find in memory, if any."""
        return self._location

    @property
    def pid(self) -> int | None:
        """The number of its process, where it has one."""
        return None if self._process is None else self._process.pid

    async def load(self) -> None:
        """Start it, and wait until it holds the graph. Raises: EOFError where it dies before."""
        self._is_loading = True
        await self._request(_LOADED)
        self._is_loading = False

    async def fork(self, pipe: socket.socket, said: int, *borrowing: int) -> int:
        """Fork a worker.

        Parameters: pipe, its end; said, a descriptor for what it prints as it dies; those by which it is lent
        connections, where it may be.
        Returns: the number of its process. Raises: EOFError where the template dies before.
        """
        return await self._request(_FORK, pipe.fileno(), said, *borrowing)

    async def wait(self, pid: int) -> int:
        """Wait for the end of a worker that is about to end; give its status as os.waitpid does. Raises: EOFError."""
        return await self._request(pid)

    async def stop(self) -> None:
        """End the template, and any worker that is left, for good."""
        self._ended = True
        if self._process is not None and self._is_loading:
            self._process.kill()  # it has no workers yet, and would not hear of the end before it has loaded
        async with self._turn:
            if self._process is not None:
                await self._end(self._process)

    def _request(self, number: int, *descriptors: int) -> asyncio.Future[int]:
        """Ask to the end, though the caller may give up."""
        asked = asyncio.ensure_future(self._ask(number, descriptors))
        asked.add_done_callback(lambda done: done.cancelled() or done.exception())  # else the loop calls it forgotten
        return asyncio.shield(asked)

    async def _ask(self, number: int, descriptors: tuple[int, ...]) -> int:
        copies = [os.dup(each) for each in descriptors]  # the caller may give up, and close its own
        try:
            async with self._turn:
                if self._ended:
                    raise EOFError
                process = self._process or self._start()
                try:
                    socket.send_fds(self._control, [_NUMBER.pack(number)], copies)
                    answer = await asyncio.get_running_loop().sock_recv(self._control, _NUMBER.size)
                except OSError:
                    answer = b""
                if not answer:
                    await self._end(process)
                    raise EOFError
                return int(_NUMBER.unpack(answer)[0])
        finally:
            for each in copies:
                os.close(each)

    def _start(self) -> "Sprout | subprocess.Popen[bytes]":
        if not self._location and (fitting := [each for each in SPROUTS if each.modules == self._modules]):
            SPROUTS.remove(fitting[0])
            self._control, self._process = fitting[0].control, fitting[0]
        else:
            self._control, theirs = socket.socketpair()
            with theirs:
                self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                    (*_COMMAND, self._location, str(os.getpid()), *self._modules),
                    env=_environment() if self._location else None,
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    process_group=0,
                )
        self._control.setblocking(False)
        return self._process

    async def _end(self, process: "Sprout | subprocess.Popen[bytes]") -> None:
        self._process, self._location = None, ""
        self._control.close()
        await asyncio.to_thread(process.wait)


def _environment() -> dict[str, str]:
    """Give our environment, with large pages of memory asked for where the C library knows of them."""
    tunables = (os.environ.get(_TUNABLES, ""), _HUGE_PAGES)
    return {**os.environ, _TUNABLES: ":".join(filter(None, tunables))}


def main() -> None:
    """Be the template that the command line describes."""
    serve(sys.argv[1], int(sys.argv[2]), sys.argv[3:])


def serve(location: str, parent: int, modules: Sequence[str]) -> None:
    """Fork a worker for each request, until the control socket, which is the standard input, closes.

    Parameters: location of the version to hold in memory, if any; parent, the process to end with; modules to import.
    """
    control = socket.socket(fileno=os.dup(0))
    die_with_parent(parent)  # which may have ended by now
    make_ready(modules)
    look_seldom()  # imports left no garbage, and the look below is at what is read from here on alone
    resident = Resident.load(location) if location else None
    if resident:
        resident.learn(partial(_warm, modules))
    gc.collect()
    gc.enable()
    look_seldom()  # a look in a worker would copy the pages that it shares with us
    living: set[int] = set()
    while (request := socket.recv_fds(control, _NUMBER.size, _MOST_HANDED))[0]:
        (number,) = _NUMBER.unpack(request[0])
        if number == _FORK:
            answer = _fork(control, resident, *request[1])
            living.add(answer)
        elif number == _LOADED:
            answer = 0
        else:
            answer = os.waitpid(number, 0)[1] if number in living else signal.SIGKILL  # it fell with our forerunner
            living.discard(number)
        control.sendall(_NUMBER.pack(answer))
    for pid in living:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def make_ready(modules: Sequence[str]) -> None:
    """Import modules, and have them prepare what their tasks need, which a sealed worker could open no more."""
    for module in modules:
        importlib.import_module(module)
        if hasattr(sys.modules[module], "prepare"):
            sys.modules[module].prepare()


def _warm(modules: Sequence[str], store: Embedded) -> None:
    """Let modules ask what most of their tasks rest on, so that workers know it from their fork."""
    for module in modules:
        if hasattr(sys.modules[module], "warm"):
            sys.modules[module].warm(store)


def _fork(control: socket.socket, resident: Resident | None, *handed: int) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        _become(parent, control, resident, *handed)
    for descriptor in handed:
        os.close(descriptor)
    return pid


def _become(
    parent: int, control: socket.socket, resident: Resident | None, pipe: int, said: int, *borrowing: int
) -> Any:
    """Be a worker, from the fork to the end."""
    status = 1
    try:
        die_with_parent(parent)
        control.close()
        os.dup2(said, 2)
        os.dup2(pipe, 0)
        os.close(said)
        os.close(pipe)
        work(resident, *borrowing)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)
