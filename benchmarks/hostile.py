"""Look-ups and health beside every kind of hostile caller at once: nobody waits, nothing fails, memory is bounded.

python benchmarks/hostile.py --store carekg-store --seconds 120

All at once: eight clients with runaway queries, sixty with heavy ones of distinct shapes, forty who do not wait for
their searches, bodies of 60 MB, a bomb of YAML aliases, a workbook that unpacks to 4 GB, 50,000 queries of
reconciliation, and 500 half-sent requests (benchmarks/load.py, each kind a process of its own).
"""

import argparse
import os
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

import httpx
from served import carekg
from soak import MOST_MEMORY, memory, processes

LOAD: Final = str(Path(__file__).with_name("load.py"))
CLIENTS: Final = {
    "runaway": 8, "heavy": 60, "search": 40, "body": 1, "bomb": 1, "workbook": 1, "reconciliation": 1, "half": 500,
}  # fmt: skip
MOST: Final = {"look-ups": 0.1, "health": 0.05}  # seconds that the 99th percentile may be
_PAUSE: Final = 0.05


class Watch(threading.Thread):
    """A client that asks for one thing again and again, until it is told to stop."""

    def __init__(self, address: str, path: Callable[[int], str], stop: threading.Event) -> None:
        super().__init__()
        self._address, self._path, self._stop_asking = address, path, stop
        self.taken: list[float] = []
        self.failed: list[str] = []

    def run(self) -> None:
        with httpx.Client(base_url=self._address, timeout=60) as client:
            while not self._stop_asking.is_set():
                began = time.perf_counter()
                try:
                    answer = client.get(self._path(len(self.taken)))
                    if answer.status_code != 200:
                        self.failed.append(f"{answer.status_code}: {answer.text[:100]}")
                except httpx.HTTPError as error:
                    self.failed.append(repr(error))
                self.taken.append(time.perf_counter() - began)
                time.sleep(_PAUSE)


def _look_up(number: int) -> str:
    return f"/sparql?query={quote(f'SELECT * {{ <http://e/{number}> ?p ?o }}')}"


@contextmanager
def _loaded(address: str, kind: str, clients: int) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, LOAD, address, kind, str(clients)])
    try:
        yield
    finally:
        process.kill()
        process.wait()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, default=Path("carekg-store"))
    parser.add_argument("--seconds", type=float, default=120)
    given = parser.parse_args()
    stop, held = threading.Event(), [0.0]
    with carekg(given.store) as (address, process):
        watches = {
            "look-ups": Watch(address, _look_up, stop),
            "health": Watch(address, lambda _: "/health/live", stop),
        }
        with ExitStack() as stack:
            for kind, clients in CLIENTS.items():
                stack.enter_context(_loaded(address, kind, clients))
            for watch in watches.values():
                watch.start()
            end = time.monotonic() + given.seconds
            while time.monotonic() < end:
                held.append(sum(memory(each) for each in processes(process.pid)))
                time.sleep(1)
            stop.set()
            for watch in watches.values():
                watch.join()
    return _report(watches, max(held), given.seconds)


def _report(watches: dict[str, Watch], held: float, seconds: float) -> int:
    told = ", ".join(f"{clients} {kind}" for kind, clients in CLIENTS.items())
    print(f"# Beside every kind of hostile caller\n\n{seconds:g} s; clients: {told}; ", end="")
    print(f"{platform.machine()}, {os.cpu_count()} cores, which the clients share.\n")
    print("| what | number | bound |\n| --- | --- | --- |")
    broken = held > MOST_MEMORY
    print(f"| memory of all processes, MiB, most | {held:.0f} | {MOST_MEMORY} |")
    for name, watch in watches.items():
        p99 = sorted(watch.taken)[int(0.99 * len(watch.taken))]
        broken = broken or p99 > MOST[name] or bool(watch.failed)
        print(f"| {name} | {len(watch.taken)} | |")
        print(f"| their 99th percentile, ms | {p99 * 1_000:.0f} | {MOST[name] * 1_000:.0f} |")
        print(f"| of them failed | {len(watch.failed)} | 0 |")
    for watch in watches.values():
        for failure in watch.failed[:3]:
            print(f"\n- {failure}")
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
