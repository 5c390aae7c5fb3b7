"""A mixed load with runaways in it, for minutes: memory stays bounded, no look-up fails, nothing leaks."""

import argparse
import itertools
import os
import platform
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Final

import httpx

CAREKG: Final = str(Path(sys.executable).with_name("carekg"))
MEBIBYTE: Final = 2**20
MOST_MEMORY: Final = 1536  # MiB, of all processes together
RUNAWAYS: Final = [
    "SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?d || {n} = 1) }}",
    "SELECT * {{ ?a ?b ?c . ?d ?e ?f FILTER(?c != {n}) }} ORDER BY (STR(?c)) ?f",
    "ASK {{ ?a (rdfs:label|!rdfs:label)+ ?b . ?b (rdfs:label|!rdfs:label)+ ?c FILTER(?c = {n}) }}",
]
LIGHT: Final = [
    "SELECT ?l {{ structure:health-and-wellbeing-board rdfs:label ?l }} LIMIT {n}",
    "SELECT ?class (COUNT(*) AS ?n) {{ ?s a ?class }} GROUP BY ?class ORDER BY DESC(?n) LIMIT {n}",
    "CONSTRUCT {{ ?s a ?c }} {{ ?s a ?c }} LIMIT {n}",
    "DESCRIBE structure:integrated-care-board #{n}",
]
PAGES: Final = ["/doc/structure/health-and-wellbeing-board", "/store?graph=https://w3id.org/carekg/graph/build",
                "/health", "/metrics", "/api/v1/claims?fact=S78", "/.well-known/void"]  # fmt: skip


def processes(pid: int) -> list[int]:
    """A process and its descendants."""
    with suppress(FileNotFoundError):
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        return [pid, *(each for child in text.split() for each in processes(int(child)))]
    return []


def memory(pid: int) -> float:
    """MiB that a process holds, with its part of what it shares."""
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024
    return 0.0


class Soak:
    """The load, and what came of it."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._stop = threading.Event()
        self._number = itertools.count(10)
        self.statuses: Counter[str] = Counter()
        self.look_ups: list[float] = []
        self.failed: list[str] = []

    def run(self, seconds: float, runaways: int) -> None:
        """Load the server for a while."""
        work = [self._run_away] * runaways + [self._ask] * 3 + [self._look_up]
        threads = [threading.Thread(target=each) for each in work]
        for thread in threads:
            thread.start()
        time.sleep(seconds)
        self._stop.set()
        for thread in threads:
            thread.join()

    def _send(self, client: httpx.Client, kind: str, path: str, query: str | None = None) -> int:
        try:
            answer = client.get(path, params=None if query is None else {"query": query})
        except httpx.HTTPError as error:
            self.failed.append(f"{kind}: {error!r}")
            return 0
        self.statuses[f"{kind} {answer.status_code}"] += 1
        if answer.status_code == 500:
            self.failed.append(f"{kind}: {answer.text[:200]}")
        return answer.status_code

    def _run_away(self) -> None:
        with httpx.Client(base_url=self._address, timeout=60) as client:
            for query in itertools.cycle(RUNAWAYS):
                if self._stop.is_set():
                    return
                self._send(client, "runaway", "/sparql", query.format(n=next(self._number)))

    def _ask(self) -> None:
        with httpx.Client(base_url=self._address, timeout=60) as client:
            for query, page in zip(itertools.cycle(LIGHT), itertools.cycle(PAGES), strict=False):
                if self._stop.is_set():
                    return
                self._send(client, "light", "/sparql", query.format(n=next(self._number)))
                self._send(client, "page", page)
                time.sleep(0.05)

    def _look_up(self) -> None:
        with httpx.Client(base_url=self._address, timeout=60) as client:
            while not self._stop.is_set():
                query = f"SELECT * {{ structure:health-and-wellbeing-board ?p ?o }} LIMIT {next(self._number)}"
                began = time.perf_counter()
                if self._send(client, "look-up", "/sparql", query) != 200:
                    self.failed.append("a look-up was not answered")
                self.look_ups.append(time.perf_counter() - began)
                time.sleep(0.05)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, default=Path("carekg-store"))
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--runaways", type=int, default=4)
    given = parser.parse_args()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [CAREKG, "serve", "--store", str(given.store), "--port", str(port)], stderr=subprocess.DEVNULL
    )
    try:
        sys.exit(soak(server.pid, f"http://127.0.0.1:{port}", given))
    finally:
        server.terminate()
        server.wait()


def soak(pid: int, address: str, given: argparse.Namespace) -> int:
    """Run the load, watch the processes, and print what came of it; 1 where a bound is broken."""
    for _ in range(200):
        with suppress(httpx.HTTPError):
            if httpx.get(f"{address}/health/ready").status_code == 200:
                break
        time.sleep(0.1)
    load, held = Soak(address), []
    load.run(3, 1)
    time.sleep(12)
    before = (len(processes(pid)), len(os.listdir(f"/proc/{pid}/fd")))
    watcher = threading.Thread(target=load.run, args=(given.minutes * 60, given.runaways))
    load.look_ups.clear()
    load._stop.clear()
    watcher.start()
    while watcher.is_alive():
        held.append(sum(memory(each) for each in processes(pid)))
        time.sleep(1)
    time.sleep(12)
    after = (len(processes(pid)), len(os.listdir(f"/proc/{pid}/fd")))
    taken = sorted(load.look_ups)
    facts = {
        "memory of all processes, MiB, most": f"{max(held):.0f}",
        "the same, median": f"{statistics.median(held):.0f}",
        "processes before, after": f"{before[0]}, {after[0]}",
        "descriptors before, after": f"{before[1]}, {after[1]}",
        "look-ups": len(taken),
        "their median, ms": f"{statistics.median(taken) * 1000:.0f}",
        "their 99th percentile, ms": f"{taken[int(len(taken) * 0.99)] * 1000:.0f}",
        "failures": len(load.failed),
        **{f"answers: {name}": number for name, number in sorted(load.statuses.items())},
    }
    print(
        f"# Soak\n\nBy `benchmarks/soak.py`, {time.strftime('%Y-%m-%d', time.gmtime())}: {given.minutes:g} minutes, "
        f"{given.runaways} clients with runaway queries of {len(RUNAWAYS)} shapes without pause, 3 with light "
        f"queries and pages, 1 with look-ups; {platform.machine()}, {os.cpu_count()} cores.\n\n"
        "| what | number |\n| --- | --- |"
    )
    for name, value in facts.items():
        print(f"| {name} | {value} |")
    for failure in load.failed[:5]:
        print(f"\n- {failure}")
    leaked = after[0] > before[0] + 1 or after[1] > before[1] + 12
    return int(bool(load.failed) or max(held) > MOST_MEMORY or leaked)


if __name__ == "__main__":
    main()
