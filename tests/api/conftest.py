"""A second server, with limits low enough to reach."""

import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from support import CAREKG, Limited, wait_until_ready

LIMITS = {
    "CAREKG_DEADLINE": "2",
    "CAREKG_RESIDENT_QUADS": "0",
    "CAREKG_WORKER_MEMORY": "128",
    "CAREKG_MOST_ROWS": "1000",
    "CAREKG_MOST_BYTES": "200000",
    "CAREKG_QUERY_BYTES": "200000",
    "CAREKG_CACHE_BYTES": "100000",
    "CAREKG_LOG_LEVEL": "info",
    "CAREKG_LOG_QUERY_CHARS": "30",
}


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


@pytest.fixture(scope="session")
def limited_client(limited: Limited) -> Iterator[httpx.Client]:
    """A client of the server with low limits, that keeps its connection."""
    with httpx.Client(base_url=limited.address, timeout=30) as client:
        yield client
