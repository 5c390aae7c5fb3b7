"""Servers that a check starts for itself: carekg, and the native Oxigraph server on the same store."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import httpx

CAREKG: Final = str(Path(sys.executable).with_name("carekg"))
OXIGRAPH: Final = shutil.which(
    "oxigraph", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
)
_PATIENCE: Final = 120.0  # seconds until a server is ready


@contextmanager
def carekg(
    store: Path, *options: str, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """Serve a store, in memory as a service does by default; give its address and process."""
    port = free_port()
    command = [CAREKG, "serve", "--store", str(store), "--port", str(port), *options]
    with running(command, environment or {}) as process:
        address = f"http://127.0.0.1:{port}"
        wait(f"{address}/metrics", b"carekg_graph_in_memory 1.0")
        yield address, process


@contextmanager
def oxigraph(store: Path) -> Iterator[str]:
    """Serve the engine's files of the current version by the native server, on disk; give its address."""
    if OXIGRAPH is None:
        raise FileNotFoundError("the native server is not there: pip install oxigraph")
    port = free_port()
    engine = str(store / "current/engine")
    with running([OXIGRAPH, "serve-read-only", "--location", engine, "--bind", f"127.0.0.1:{port}"], {}):
        address = f"http://127.0.0.1:{port}"
        wait(f"{address}/query?query=ASK%20%7B%7D", b"")
        yield address


def free_port() -> int:
    """Give a port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def running(command: list[str], environment: Mapping[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a command until the end. Parameters: command; environment, what it has beside that of this process."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=quiet, stderr=quiet)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def wait(address: str, word: bytes) -> None:
    """Wait until an answer holds a word. Raises: TimeoutError."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        with suppress(httpx.HTTPError):
            answer = httpx.get(address, timeout=10)
            if answer.status_code == 200 and word in answer.content:
                return
        time.sleep(0.1)
    raise TimeoutError(f"{address} was not ready after {_PATIENCE:g} s")
