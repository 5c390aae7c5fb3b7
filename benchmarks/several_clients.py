"""How many areas, searches, timelines and duty lists a second, asked for the first time by eight clients at once?

python benchmarks/several_clients.py --store carekg-store --seconds 20 --seed 1

Each class alone, then all four at once in a published mix. Nothing is asked twice; what is refused (4xx) does not
count. It ends with 1 where a class has fewer than it should, or an answer failed.
"""

import argparse
import os
import platform
import statistics
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from datetime import date
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlencode, urlsplit

from questions import draws, request_of
from served import carekg

from carekg import KnowledgeGraph

CLIENTS: Final = 8
WANTED: Final[Mapping[str, int]] = {"area": 30, "search": 150, "timeline": 150, "duties": 40}  # answers a second
MIX: Final = ("area", "search", "search", "search", "timeline", "timeline", "duties", "duties")
_DRAWN: Final = 6_000  # of each class at most


class Row(NamedTuple):
    """What became of a class: seconds of each answer, how many were refused or failed, and how long it took."""

    taken: list[float]
    refused: list[int]
    failed: list[int]
    seconds: float

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.taken) / self.seconds


def ask_all(address: str, paths: Iterator[str], seconds: float) -> Row:
    """Let the clients ask, each its next one as soon as it has an answer, until time is up or nothing is left."""
    taken, refused, failed = list[float](), list[int](), list[int]()
    turn = threading.Lock()
    began = time.perf_counter()

    def client() -> None:
        place = urlsplit(address)
        connection = HTTPConnection(place.hostname or "", place.port, timeout=60)
        while time.perf_counter() - began < seconds:
            with turn:
                path = next(paths, None)
            if path is None:
                return
            asked = time.perf_counter()
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            if answer.status < 400:
                taken.append(time.perf_counter() - asked)
            else:
                (failed if answer.status >= 500 else refused).append(answer.status)

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return Row(taken, refused, failed, time.perf_counter() - began)


def drawn(graph: KnowledgeGraph, name: str, seed: int) -> list[str]:
    """Draw addresses of one question, none twice. Parameters: graph; name of the question; seed."""
    question, found = graph.registry[name], draws(graph, graph.registry[name], seed)
    paths = dict[str, None]()
    for _ in range(_DRAWN):
        asked = request_of("/api/v1", question, next(found))
        query = urlencode(asked["params"])  # type: ignore[call-overload]
        paths[f"{asked['url']}?{query}"] = None
    return list(paths)


def mixed(pools: Mapping[str, list[str]]) -> Iterator[str]:
    """Give addresses in the published mix, from the end of each pool, which the classes alone have not reached."""
    left = {name: reversed(paths) for name, paths in pools.items()}
    for name in cycle(MIX):
        path = next(left[name], None)
        if path is None:
            return
        yield path


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, default=Path("carekg-store"))
    parser.add_argument("--seconds", type=float, default=20, help="for each class")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    graph = KnowledgeGraph.open(given.store)
    pools = {name: drawn(graph, name, given.seed * 1_000 + number) for number, name in enumerate(WANTED)}
    print(
        f"# Eight clients at once, first time, over HTTP\n\n{date.today()}, seed {given.seed}, {platform.machine()}, "
    )
    print(f"{os.cpu_count()} cores, which the clients share; version {graph.version[:8]}. ", end="")
    print(f"The mix, in turn: {', '.join(MIX)}.\n")
    print("| what | answers a second | wanted | median, ms | 95th percentile, ms | refused | failed |")
    print(f"|{' --- |' * 7}")
    broken = False
    with carekg(given.store) as (address, _):
        for name, wanted in [*WANTED.items(), ("mix", 0)]:
            row = ask_all(address, mixed(pools) if name == "mix" else iter(pools[name]), given.seconds)
            broken |= row.rate < wanted or bool(row.failed)
            last = sorted(row.taken)[int(0.95 * len(row.taken))]
            print(
                f"| {name} | {row.rate:.0f} | {wanted or ''} | {statistics.median(row.taken) * 1_000:.0f} | "
                f"{last * 1_000:.0f} | {len(row.refused)} | {len(row.failed)} |",
                flush=True,
            )
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
