"""Tasks for the pool's tests, done in real worker processes."""

import ctypes
import errno
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path

from carekg import KnowledgeGraph
from carekg.store.embedded import Embedded
from carekg.store.keeping import once
from carekg.terms.errors import AmbiguousName
from carekg.workers.lent import Note


@once
def graphs(store: Embedded) -> list[str]:
    """Named graphs, which a store in memory is without."""
    return [row["g"].value for row in store.select("SELECT ?g { GRAPH ?g { ?s ?p ?o } }")]


def warm(store: Embedded) -> None:
    graphs(store)


def know_graphs(graph: KnowledgeGraph) -> tuple[list[str], bool]:
    """Named graphs, and whether the worker knew them before it was asked."""
    select, graph.store.select = graph.store.select, None  # type: ignore[assignment, method-assign]
    try:
        return graphs(graph.store), True
    except TypeError:
        graph.store.select = select  # type: ignore[method-assign]
        return graphs(graph.store), False


def tunables(graph: KnowledgeGraph) -> str:
    return os.environ.get("GLIBC_TUNABLES", "")


def count(graph: KnowledgeGraph) -> int:
    return len(graph.store.engine)


def ask(graph: KnowledgeGraph, query: str) -> tuple[bool, bool]:
    """The answer, and whether it comes from memory: there, the store on disk is not asked."""
    disk, graph.store._engine = graph.store._engine, None  # type: ignore[assignment]
    try:
        return bool(graph.query(query)), True
    except AttributeError:
        graph.store._engine = disk
        return bool(graph.query(query)), False
    finally:
        graph.store._engine = disk


def wait(graph: KnowledgeGraph, seconds: float) -> int:
    time.sleep(seconds)
    return os.nice(0)


def tell_process(graph: KnowledgeGraph, seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def work(graph: KnowledgeGraph, seconds: float) -> int:
    began = time.process_time()
    while time.process_time() - began < seconds:
        pass
    return os.nice(0)


def raise_ours(graph: KnowledgeGraph) -> None:
    raise AmbiguousName("ICP", ["structure:a", "structure:b"])


def raise_theirs(graph: KnowledgeGraph) -> None:
    raise ValueError("odd")


def take(graph: KnowledgeGraph, mebibytes: int) -> int:
    return len(bytearray(mebibytes * 1024 * 1024))


def hold(graph: KnowledgeGraph, mebibytes: int, seconds: float) -> int:
    taken = bytearray(mebibytes * 1024 * 1024)
    taken[::4096] = b"x" * len(taken[::4096])
    time.sleep(seconds)
    return len(taken)


def sort_pairs(graph: KnowledgeGraph, digits: int) -> None:
    """A cross join that the engine sorts: it takes memory until there is none."""
    values = " ".join(str(number) for number in range(10**digits))
    joined = "".join(f" VALUES ?v{each} {{ {values} }}" for each in range(4))
    graph.query(f"SELECT * {{ {joined} }} ORDER BY (?v0 + ?v1 + ?v2 + ?v3)")


def crash(graph: KnowledgeGraph) -> None:
    ctypes.string_at(0)


def crash_at(graph: KnowledgeGraph, address: int) -> None:
    ctypes.string_at(address)


def read_file(graph: KnowledgeGraph, path: str) -> bytes:
    return Path(path).read_bytes()


def call_out(graph: KnowledgeGraph, port: int) -> None:
    socket.create_connection(("127.0.0.1", port))


class Echo:
    """A clerk: answers `ping`; what else it is told to do is said below."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self._graph, self._shapes = graph, set[str]()

    def learn(self, shape: str) -> None:
        self._shapes.add(shape)

    def answer(self, data: bytes) -> tuple[bytes, Note] | None:
        told = {
            b"ping": lambda: b"pong",
            b"who": lambda: b"%d" % os.getpid(),
            b"shapes": lambda: " ".join(sorted(self._shapes)).encode(),
            b"version": lambda: self._graph.version.encode(),
            b"big": lambda: b"x" * BIG,
            b"heavy": lambda: b"%d" % work(self._graph, 0.15),
            b"take": lambda: b"%d" % hold(self._graph, 80, 0),
            b"work": lambda: b"%d" % work(self._graph, 60),
            b"file": lambda: _refused(lambda: os.close(os.open("/etc/hostname", os.O_RDONLY))),
            b"socket": lambda: _refused(lambda: socket.socket().close()),
            b"crash": lambda: ctypes.string_at(0),
            b"bug": lambda: b"%d" % (1 // 0),
        }.get(data)
        return None if told is None else (told(), (200, 0.001, False, b"1"))


BIG = 4_000_000


def _refused(attempt: Callable[[], None]) -> bytes:
    try:
        attempt()
    except OSError as error:
        return errno.errorcode[error.errno or 0].encode()
    return b"allowed"
