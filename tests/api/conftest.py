"""A second server, with limits low enough to reach."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from support import CAREKG

LIMITS = {
    "CAREKG_DEADLINE": "4",
    "CAREKG_WORKER_MEMORY": "128",
    "CAREKG_MOST_ROWS": "1000",
    "CAREKG_MOST_BYTES": "200000",
    "CAREKG_QUERY_BYTES": "200000",
    "CAREKG_CACHE_BYTES": "100000",
    "CAREKG_LOG_LEVEL": "info",
    "CAREKG_LOG_QUERY_CHARS": "30",
}


class Limited(NamedTuple):
    """A server with low limits: its address, its process, and the file of its log."""

    address: str
    pid: int
    log: Path


@pytest.fixture(scope="session")
def limited(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Limited]:
    """A real server process with low limits."""
    folder = tmp_path_factory.mktemp("limited")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [CAREKG, "serve", "--store", str(store), "--port", str(port)], env=os.environ | LIMITS, stderr=out
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_ready(address)
        yield Limited(address, process.pid, log)
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_until_ready(address: str) -> None:
    """Wait until a server can answer queries."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{address}/health/ready").status_code == 200:
                return
        except httpx.ConnectError:
            pass
        time.sleep(0.05)
    raise TimeoutError(address)


@pytest.fixture(scope="session")
def limited_client(limited: Limited) -> Iterator[httpx.Client]:
    """A client of the server with low limits, that keeps its connection."""
    with httpx.Client(base_url=limited.address, timeout=30) as client:
        yield client
