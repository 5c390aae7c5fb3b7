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
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

from carekg.knowledge_graph import KnowledgeGraph
from carekg.store.embedded import ENGINE_FOLDER, Embedded
from carekg.store.keeping import inherit
from carekg.store.remote import Remote, is_address
from carekg.store.resident import Resident
from carekg.terms.errors import CarekgError, MemoryExceeded

HEADER: Final = struct.Struct(">Q")
MEBIBYTE: Final = 1024 * 1024


@dataclass(frozen=True)
class Setup:
    """What a worker is told first. One that is sealed can open nothing later: what it needs, the template imported."""

    location: str
    memory: int
    nice: int
    sealed: bool = True

    @property
    def is_remote(self) -> bool:
        """Whether the graph is on another server: then the worker speaks to that, and cannot be sealed."""
        return is_address(self.location)


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


def work(resident: Resident | None) -> None:
    """Work until the pipe, which is the standard input, closes; with what the template holds in memory."""
    pipe = socket.socket(fileno=os.dup(0))
    told = pipe.makefile("rb")
    setup = _receive(told)
    if setup is None:
        return
    os.nice(setup.nice)
    graph = KnowledgeGraph(_open(setup, resident))
    if not setup.is_remote:  # else it can be made when it is first asked for, and the server may be down now
        graph.names.load()
    _confine(setup)
    pipe.sendall(pack_reply(Reply()))
    worn, most = False, _peak() + setup.memory * MEBIBYTE // 2
    while not worn and (message := _receive(told)):
        reply = _perform(graph, setup, pipe, *message)
        worn = _peak() > most  # freed memory does not go back to the system: start afresh
        pipe.sendall(pack_reply(reply._replace(last=worn)))


def _open(setup: Setup, resident: Resident | None) -> Embedded:
    if setup.is_remote:
        return Remote.connect(setup.location)
    if resident is None or resident.location != setup.location:
        return Embedded.open_version(Path(setup.location))
    opened = Embedded.open_version(Path(setup.location), resident.engine)
    inherit(resident.store, opened)
    return opened


def _perform(
    graph: KnowledgeGraph, setup: Setup, pipe: socket.socket, task: Any, arguments: tuple[Any, ...], told: bool
) -> Reply:
    def tell(*stage: Any) -> None:
        pipe.sendall(pack_reply(Reply(stage=stage)))

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


def _receive(pipe: BinaryIO) -> Any:
    """Read the next message, of which several may wait in the pipe. None where the other end closed."""
    head = pipe.read(HEADER.size)
    if len(head) < HEADER.size:
        return None
    (size,) = HEADER.unpack(head)
    body = pipe.read(size)
    return pickle.loads(body) if len(body) == size else None  # noqa: S301 - our parent wrote it


def _confine(setup: Setup) -> None:
    """Bound the memory that may yet be taken; where sealed, let nothing more be opened, files and sockets alike."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = pages * resource.getpagesize() + setup.memory * MEBIBYTE
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if setup.sealed and not setup.is_remote:
        room = _files_to_come(Path(setup.location) / ENGINE_FOLDER)
        resource.setrlimit(resource.RLIMIT_NOFILE, (room, room))


def _files_to_come(engine: Path) -> int:
    """Give the limit on descriptors that leaves room for the store's own files alone.

    The engine opens the first 16 tables at once, which is all of a store as the build writes it, and so the limit is
    0; a table of a larger store is opened when it is first read.
    """
    opened = [int(name) for name in os.listdir("/proc/self/fd")]
    targets = {
        os.readlink(f"/proc/self/fd/{number}") for number in opened if os.path.lexists(f"/proc/self/fd/{number}")
    }
    missing = sum(str(table.resolve()) not in targets for table in engine.glob("*.sst"))
    return max(opened) + 1 + missing if missing else 0


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
