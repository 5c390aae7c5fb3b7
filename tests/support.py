"""What several tests need: small catalogues, and the command line as a process."""

import errno
import fcntl
import json
import os
import random
import re
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

import httpx

from carekg.terms.files import locate
from carekg.terms.prefixes import PREFIXES
from commands import Started

PREAMBLE = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
ON_DISK = {"CAREKG_RESIDENT_QUADS": "0"}
IN_MEMORY = {"CAREKG_RESIDENT_QUADS": "2000000"}
Kept = TypeVar("Kept")
CAREKG = str(Path(sys.executable).with_name("carekg"))


def write_catalogue(folder: Path, files: Mapping[str, str], *, ontology: bool = True) -> Path:
    """Write files and a catalogue that lists them, and the whole ontology unless told otherwise."""
    paths = dict.fromkeys(files, "asserted")
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    if ontology:
        root = locate("ontology")
        kept = [root / "carekg.ttl", root / "layers.ttl"]
        kept += sorted((root / "modules").glob("*.ttl")) + sorted((root / "vocabularies").glob("*.ttl"))
        paths |= dict.fromkeys(map(str, kept), "schema")
    catalogue = folder / "catalog.ttl"
    paths["catalog.ttl"] = "catalogue"
    lists = "".join(f"dataset:d{number} , " for number in range(len(paths))).rstrip(" ,")
    blocks = [
        f"""dataset:d{number} a dcat:Dataset ; dcterms:title "{path}" ; dcterms:publisher "test" ;
        dcterms:license <http://e/licence> ; ckg:graphRole graph-role:{role} ; ckg:namedGraph graph:d{number} ;
        dcat:distribution dataset:f{number} .
        dataset:f{number} a dcat:Distribution ; dcterms:title "{path}" ; ckg:path "{path}" ."""
        for number, (path, role) in enumerate(paths.items())
    ]
    head = f'dataset:all a dcat:Catalog ; dcterms:title "all" ; dcat:dataset {lists} .\n'
    catalogue.write_text(PREAMBLE + head + "\n".join(blocks), encoding="utf-8")
    return catalogue


def few(items: Iterable[Kept], count: int) -> list[Kept]:
    """So many of them, drawn by a seed, in their order; all where CAREKG_TEST_WHOLE is set."""
    whole = list(items)
    if "CAREKG_TEST_WHOLE" in os.environ or len(whole) <= count:
        return whole
    drawn = set(random.Random(26).sample(range(len(whole)), count))
    return [each for number, each in enumerate(whole) if number in drawn]


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@contextmanager
def browsing(address: str) -> Iterator[httpx.Client]:
    """A client of a server that reads pages, as a browser does."""
    fresh = httpx.Limits(keepalive_expiry=2)  # the server lets go of a connection after five seconds
    with httpx.Client(base_url=address, headers=HTML, timeout=60, limits=fresh) as found:
        yield found


class Limited(NamedTuple):
    """A server with low limits: its address, its process, and the file of its log."""

    address: str
    pid: int
    log: Path


def wait_until_ready(address: str) -> None:
    """Wait until a server can answer queries; on a machine that does much else, that takes a while."""
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{address}/health/ready").status_code == 200:
                return
        except httpx.ConnectError:
            pass
        time.sleep(0.05)
    raise TimeoutError(address)


@contextmanager
def serving(
    store: Path | str,
    *options: str,
    environment: Mapping[str, str] = MappingProxyType({}),
    log: str = os.devnull,
    largest: int = 0,
) -> Iterator[tuple[str, Started]]:
    """A server over a store: its address, and its process; `log` and `largest` are where it writes, and how much.

    It reads from disk, so that it is ready at once, unless the environment says how much it may hold in memory.
    """
    port = free_port()
    command = ["serve", "--store", str(store), "--port", str(port), *options]
    process = Started(command, os.environ | ON_DISK | environment, (os.devnull, log), largest=largest)
    try:
        wait_until_ready(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextmanager
def sharing(store: Path, folder: Path) -> Iterator[str]:
    """The address of a server that holds the graph in memory: the first who asks starts it, the last ends it."""
    state = folder / "server.json"
    with _locked(folder):
        held = json.loads(state.read_text(encoding="utf-8")) if state.exists() else _start_shared(store)
        _write_or_end(state, held | {"users": held["users"] + 1})
    try:
        wait_until_in_memory(held["address"])
        yield held["address"]
    finally:
        with _locked(folder):
            held = json.loads(state.read_text(encoding="utf-8"))
            _write_or_end(state, held | {"users": held["users"] - 1})


def _start_shared(store: Path) -> dict[str, Any]:
    port = free_port()
    process = Started(["serve", "--store", str(store), "--port", str(port)], os.environ | IN_MEMORY)
    wait_until_ready(f"http://127.0.0.1:{port}")
    return {"address": f"http://127.0.0.1:{port}", "pid": process.pid, "users": 0}


def _write_or_end(state: Path, held: dict[str, Any]) -> None:
    if held["users"]:
        state.write_text(json.dumps(held), encoding="utf-8")
    else:
        state.unlink()
        os.kill(held["pid"], signal.SIGTERM)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / "server.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def wait_until_in_memory(address: str) -> None:
    """Wait until a server holds the default graph in memory, and answers as fast as it will."""
    deadline = time.monotonic() + 180
    while "carekg_graph_in_memory 1.0" not in httpx.get(f"{address}/metrics", timeout=30).text:
        assert time.monotonic() < deadline, "the graph did not come to memory"
        time.sleep(0.25)


def direct(pid: int) -> set[int]:
    """The processes that a process started, as far as they live."""
    try:
        return {int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()}
    except FileNotFoundError:
        return set()


def descendants(pid: int) -> set[int]:
    """The processes that a process started, and those that these started."""
    found = direct(pid)
    return found.union(*(descendants(each) for each in found))


@contextmanager
def listening(answer: bytes = b"") -> Iterator[tuple[int, list[bytes]]]:
    """A port of this machine that gives each caller the answer, and what was sent to it."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    client, _ = server.accept()
                except OSError as error:
                    if error.errno != errno.EMFILE:
                        return
                    time.sleep(0.01)  # the seal was set before the thread came to wait: it may open nothing yet
                    continue
                heard.append(client.recv(1000))
                client.sendall(answer)
                client.close()

        threading.Thread(target=listen, daemon=True).start()
        yield server.getsockname()[1], heard
        server.shutdown(socket.SHUT_RDWR)


def write_national(folder: Path, names: Iterable[str]) -> Path:
    """Write a catalogue of some of the national files, as observed, each in its own graph alone."""
    national = locate("data/catalog.ttl").parent / "national"
    catalogue = write_catalogue(
        folder, {f"{name}.ttl": (national / f"{name}.ttl").read_text(encoding="utf-8") for name in names}
    )
    text = catalogue.read_text(encoding="utf-8")
    observed = "graph-role:observed ; ckg:inDefaultGraph false ; "
    catalogue.write_text(text.replace("graph-role:asserted ;", observed), encoding="utf-8")
    return catalogue


def in_one_order(text: str) -> str:
    """Put what GROUP_CONCAT joined into one order, which SPARQL leaves open."""
    return re.sub(r'(?<=")[^"]*; [^"]*(?=")', lambda match: "; ".join(sorted(match[0].split("; "))), text)
