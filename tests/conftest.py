"""Shared fixtures: the whole graph built once, small graphs made in a test, and a real server process."""

import fcntl
import hashlib
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import httpx
import pytest

from carekg import KnowledgeGraph
from carekg.build.candidate import build
from carekg.knowledge_graph import MAKERS
from carekg.terms.files import locate
from support import PREAMBLE, wait_until_in_memory, write_catalogue

ROOT = Path(__file__).parents[1]
TESTED = ROOT / "build/tested"


@pytest.fixture(scope="session")
def store() -> Path:
    """The store of the whole graph, built once for each state of the files that it is made from."""
    TESTED.mkdir(parents=True, exist_ok=True)
    with TESTED.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = TESTED / _fingerprint()
        if not (folder / "current").exists():
            for old in TESTED.iterdir():
                shutil.rmtree(old)
            build(locate("data/catalog.ttl"), folder, strict=True, makers=MAKERS)
        _forget_stale(folder)
    return folder


def _forget_stale(folder: Path) -> None:
    """Remove what was made of the versions by other code than that of now, so that it is made anew."""
    made_by = _digest(
        sorted(
            path for room in ("names", "bulk", "export/layouts") for path in (ROOT / "src/carekg" / room).rglob("*.*")
        )
    )
    if not (folder / "made-by").exists() or (folder / "made-by").read_text() != made_by:
        for made in folder.glob("versions/*/made"):
            shutil.rmtree(made)
        (folder / "made-by").write_text(made_by)


def _fingerprint() -> str:
    makers = (path for room in ("terms", "store", "build") for path in (ROOT / "src/carekg" / room).glob("*.py"))
    made_from = [*(ROOT / "data").rglob("*"), *(ROOT / "ontology").rglob("*"), *makers]
    return _digest(sorted(made_from))


def _digest(paths: Iterable[Path]) -> str:
    contents = (path.read_bytes() for path in paths if path.is_file() and path.suffix != ".pyc")
    return hashlib.sha256(b"\0".join(contents)).hexdigest()[:16]


@pytest.fixture(scope="session")
def kg(store: Path) -> KnowledgeGraph:
    """The whole graph."""
    return KnowledgeGraph.open(store)


@pytest.fixture
def small(tmp_path: Path) -> Callable[..., KnowledgeGraph]:
    """A function that builds a graph of a few triples, with the ontology, or without it."""

    def make(turtle: str, *, ontology: bool = True) -> KnowledgeGraph:
        catalogue = write_catalogue(tmp_path, {"facts.ttl": PREAMBLE + turtle}, ontology=ontology)
        build(catalogue, tmp_path / "store")
        return KnowledgeGraph.open(tmp_path / "store")

    return make


@pytest.fixture(scope="session")
def server(store: Path) -> Iterator[str]:
    """The address of a real server process over the whole graph."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("carekg")), "serve", "--store", str(store), "--port", str(port)]
    process = subprocess.Popen(command)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process)
        wait_until_in_memory(address)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended before it answered"
        try:
            httpx.get(f"{address}/health")
        except httpx.ConnectError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(address)
