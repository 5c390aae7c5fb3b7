"""A worker: a process that does tasks on one version of the graph, one at a time, confined once its store is open.

A query can neither be cancelled nor trusted with memory, and one nested deeply enough crashes the parser. So it runs
in a process that the pool may kill, that may use so much memory and no more, and that can open no file or socket;
where the graph is on another server, that server does the work, and the worker needs its socket.
"""

import os
import pickle
import resource
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from carekg.knowledge_graph import KnowledgeGraph
from carekg.store.embedded import ENGINE_FOLDER, Embedded
from carekg.store.keeping import inherit
from carekg.store.remote import Remote, is_address
from carekg.store.resident import Resident
from carekg.terms.errors import CarekgError, MemoryExceeded
from carekg.workers.lent import Clerk, Lent, borrow, limit_descriptors

HEADER: Final = struct.Struct(">Q")
MEBIBYTE: Final = 1024 * 1024
_PART: Final = 1 << 16  # bytes that are read of the pipe at once


@dataclass(frozen=True)
class Setup:
    """What a worker is told first. One that is sealed can open nothing later: what it needs, the template imported.

    One with a clerk may be lent connections, on which the clerk answers.
    """

    location: str
    memory: int
    nice: int
    sealed: bool = True
    clerk: Callable[[KnowledgeGraph], Clerk] | None = None

    @property
    def is_remote(self) -> bool:
        """Whether the graph is on another server: then the worker speaks to that, and cannot be sealed."""
        return is_address(self.location)

    @property
    def is_gone(self) -> bool:
        """Whether the files of the version were removed: no worker can open it any more."""
        return not self.is_remote and not Path(self.location).is_dir()


class Reply(NamedTuple):
    """What a task gave: its value, or its error; or, before that, how far it is. The last of a worker says so."""

    value: Any = None
    error: Exception | None = None
    last: bool = False
    stage: tuple[str, int, int] | None = None


def pack(message: object) -> bytes:
    """Write a message for the pipe: its length, then itself pickled."""
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    return HEADER.pack(len(body)) + body


class Pipe:
    """The worker's end of the pipe to its parent."""

    def __init__(self, end: socket.socket) -> None:
        self._end, self._data = end, bytearray()

    def fileno(self) -> int:
        """Give its descriptor."""
        return self._end.fileno()

    @property
    def is_empty(self) -> bool:
        """Whether nothing that was read waits to be received."""
        return not self._data

    def receive(self) -> Any:
        """Give the next message, of which several may wait. None where the other end closed."""
        head = self._read(HEADER.size)
        body = head and self._read(HEADER.unpack(head)[0])
        return pickle.loads(body) if body else None  # noqa: S301 - our parent wrote it

    def _read(self, size: int) -> bytes:
        while len(self._data) < size:
            part = self._end.recv(_PART)
            if not part:
                return b""
            self._data += part
        read = bytes(self._data[:size])
        del self._data[:size]
        return read

    def reply(self, reply: Reply) -> None:
        """Send a reply."""
        self._end.sendall(pack_reply(reply))


def work(resident: Resident | None, *borrowing: int) -> None:
    """Work until the pipe, which is the standard input, closes.

    Parameters: what the template holds in memory; descriptors by which connections are lent, where they may be.
    """
    pipe = Pipe(socket.socket(fileno=os.dup(0)))
    setup = pipe.receive()
    if setup is None:
        return
    os.nice(setup.nice)
    graph = KnowledgeGraph(_open(setup, resident))
    if not setup.is_remote:  # else it can be made when it is first asked for, and the server may be down now
        graph.names.load()
    lent = borrow(setup.clerk(graph), *borrowing) if setup.clerk else None
    _confine(setup, lent)
    pipe.reply(Reply())
    is_worn = partial(_is_worn, _peak() + setup.memory * MEBIBYTE // 2)
    worn = False
    while not worn:
        if lent and pipe.is_empty:
            lent.serve(pipe.fileno(), is_worn)
        message = pipe.receive()
        if message is None:
            return
        task, arguments, told, is_short = message
        if lent and not is_short:
            lent.give_all_back()
        reply = _perform(graph, setup, pipe, task, arguments, told)
        worn = is_worn()
        pipe.reply(reply._replace(last=worn))


def _is_worn(most: int) -> bool:
    """Tell whether a worker has had more memory than it should: what it freed does not go back to the system."""
    return _peak() > most


def _open(setup: Setup, resident: Resident | None) -> Embedded:
    if setup.is_remote:
        return Remote.connect(setup.location)
    if resident is None or resident.location != setup.location:
        return Embedded.open_version(Path(setup.location))
    opened = Embedded.open_version(Path(setup.location), resident.engine)
    inherit(resident.store, opened)
    return opened


def _perform(
    graph: KnowledgeGraph, setup: Setup, pipe: Pipe, task: Any, arguments: tuple[Any, ...], told: bool
) -> Reply:
    def tell(*stage: Any) -> None:
        pipe.reply(Reply(stage=stage))

    try:
        return Reply(task(graph, *arguments, progress=tell) if told else task(graph, *arguments))
    except MemoryError:
        return Reply(error=MemoryExceeded(setup.memory))
    except Exception as error:
        return Reply(error=error)


def pack_reply(reply: Reply) -> bytes:
    """Write a reply for the pipe, as a plain tuple, which takes a fraction of the time."""
    error = reply.error
    if error is None or isinstance(error, CarekgError):
        return pack(tuple(reply))
    told = RuntimeError(f"{type(error).__name__}: {error}")  # other errors may not survive the pipe
    return pack((None, told, reply.last, None))


def _confine(setup: Setup, lent: Lent | None) -> None:
    """Bound the memory that may yet be taken; where sealed, let nothing more be opened, files and sockets alike."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = pages * resource.getpagesize() + setup.memory * MEBIBYTE
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if setup.sealed and not setup.is_remote:
        limit_descriptors(lent, *_files_to_come(Path(setup.location) / ENGINE_FOLDER))


def _files_to_come(engine: Path) -> tuple[int, int]:
    """Give how many descriptors there may be now, and how many files of the store's own may yet be opened.

    The engine opens the first 16 tables at once, which is all of a store as the build writes it; a table of a larger
    store is opened when it is first read.
    """
    opened = [int(name) for name in os.listdir("/proc/self/fd")]
    targets = {
        os.readlink(f"/proc/self/fd/{number}") for number in opened if os.path.lexists(f"/proc/self/fd/{number}")
    }
    missing = sum(str(table.resolve()) not in targets for table in engine.glob("*.sst"))
    return max(opened) + 1, missing


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
