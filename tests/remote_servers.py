"""Other people's SPARQL servers, started for a test: Oxigraph from PyPI and Virtuoso from Debian."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from support import free_port

UNNAMED = "https://w3id.org/carekg/graph/unnamed"
_VIRTUOSO = """
[Database]
DatabaseFile = {folder}/virtuoso.db
TransactionFile = {folder}/virtuoso.trx
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = {sql}
DirsAllowed = {folder}
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 8
"""


class Server(NamedTuple):
    """A server: where queries go, where graphs go, and what its unnamed graph has to be called there."""

    name: str
    query: str
    store: str
    unnamed: str


@contextmanager
def oxigraph(folder: Path) -> Iterator[Server]:
    """An empty Oxigraph server, which holds its graphs in memory: on disk, to fill it takes seven times as long."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("oxigraph")), "serve", "--bind", f"127.0.0.1:{port}"]
    with _running(command, folder, f"http://127.0.0.1:{port}/") as address:
        yield Server("oxigraph", f"{address}query", f"{address}store", "")


@contextmanager
def virtuoso(folder: Path) -> Iterator[Server]:
    """An empty Virtuoso server, which has no unnamed graph of its own. Skips where it is not installed."""
    program = shutil.which("virtuoso-t")
    if program is None:
        pytest.skip("virtuoso-t is not installed: make test-remote installs it")
    port, settings = free_port(), folder / "virtuoso.ini"
    settings.write_text(_VIRTUOSO.format(folder=folder, http=port, sql=free_port()), encoding="utf-8")
    command = [program, "+foreground", "+configfile", str(settings)]
    with _running(command, folder, f"http://127.0.0.1:{port}/sparql") as address:
        store = f"http://dba:dba@127.0.0.1:{port}/sparql-graph-crud-auth"
        yield Server("virtuoso", f"{address}?default-graph-uri={UNNAMED}", store, UNNAMED)


@contextmanager
def _running(command: list[str], folder: Path, address: str) -> Iterator[str]:
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        _wait_for(address)
        yield address
    finally:
        process.kill()
        process.wait(timeout=10)


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            httpx.get(address, timeout=30)
        except (httpx.ConnectError, httpx.RemoteProtocolError):
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)


SERVERS = {"oxigraph": oxigraph, "virtuoso": virtuoso}
