"""Before and after the house was built: first answer and service, side by side.

python benchmarks/house.py --store carekg-store --before FOLDER

FOLDER is a checkout of the last commit before the files moved (48ae326), with the store in it that its own
`carekg build` made. Both are run by this interpreter, one after the other in each round. Needs `wrk` of Debian.
"""

import argparse
import csv
import io
import json
import os
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from served import free_port, running
from sparql_service import LIGHT, SUBJECTS, load, path_of

HERE: Final = Path(__file__).parents[1]
_ENTRY: Final = {False: "from carekg.cli import main; main()", True: "from carekg.cli.app import main; main()"}
_QUERY: Final = "SELECT ?s { ?s a ckg:Barrier } LIMIT 1"
_PATIENCE: Final = 120.0


class House:
    """One of the two: its code, and the store that it reads."""

    def __init__(self, folder: Path, store: Path) -> None:
        self.store = store
        is_new = (folder / "src/carekg/cli").is_dir()
        self.environment: Mapping[str, str] = {"PYTHONPATH": os.pathsep.join((f"{folder}/src", f"{folder}/api"))}
        self.command = [sys.executable, "-c", _ENTRY[is_new]]

    @property
    def quads(self) -> int:
        """How many quads the store has."""
        return int(json.loads((self.store / "current/version.json").read_text(encoding="utf-8"))["quads"])

    def query(self) -> float:
        """Give the seconds that `carekg query` takes, as a whole process."""
        began = time.perf_counter()
        command = [*self.command, "query", _QUERY, "--store", str(self.store)]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, **self.environment})
        return time.perf_counter() - began

    @contextmanager
    def serve(self) -> Iterator[tuple[int, float]]:
        """Serve the store; give the port, and the seconds to the first answer."""
        port, began = free_port(), time.perf_counter()
        command = [*self.command, "serve", "--store", str(self.store), "--port", str(port)]
        with running(command, self.environment):
            while not ask(port, LIGHT[0]):
                time.sleep(0.01)
            yield port, time.perf_counter() - began

    def serve_once(self) -> float:
        """Give the seconds from `carekg serve` to its first answer."""
        with self.serve() as (_, seconds):
            return seconds


def ask(port: int, query: str) -> str:
    """Ask a server for a table; give nothing where it is not there yet."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path_of('carekg', query)}", headers={"Accept": "text/csv"}
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return str(answer.read().decode())
    except (urllib.error.URLError, ConnectionError):
        return ""


def wait_for_memory(port: int) -> None:
    """Wait until a server holds the default graph in memory."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as answer:
            if b"carekg_graph_in_memory 1.0" in answer.read():
                return
        time.sleep(0.2)
    raise TimeoutError("the graph did not come to memory")


def compare_starts(houses: tuple[House, House], runs: int) -> None:
    """Print what commands take."""
    print("| what, seconds | before | after |\n| --- | --- | --- |")
    for what, count, measure in (
        ("`carekg query`, whole process", runs + 4, House.query),
        ("`carekg serve`, to its first answer", runs, House.serve_once),
    ):
        taken = [[measure(house) for house in houses] for _ in range(count)]
        cells = [
            f"{statistics.median(each):.2f} ({min(each):.2f} to {max(each):.2f})" for each in zip(*taken, strict=True)
        ]
        print(f"| {what}, {count} times | {' | '.join(cells)} |", flush=True)


def compare_services(ports: tuple[int, int], rounds: int) -> int:
    """Print the answers of both a second; give 1 where the later has fewer, beyond what rounds differ by."""
    subjects = [row[0] for row in csv.reader(io.StringIO(ask(ports[0], SUBJECTS)))][1:]
    work = {"light": LIGHT, "point": [f"SELECT * {{ <{subject}> ?p ?o }}" for subject in subjects]}
    print("\n| work | texts | connections | before, answers a second | after | after / before |\n|" + " --- |" * 6)
    slower = tick = 0
    for name, queries in work.items():
        for texts in ("repeated", "first"):
            for connections in (1, 8, 32):
                rates: list[tuple[float, ...]] = []
                for _ in range(rounds):
                    tick += 2
                    unique = [tick + which if texts == "first" else None for which in (0, 1)]
                    asked = zip(ports, unique, strict=True)
                    rates.append(
                        tuple(load("carekg", queries, connections, 1, number, port)[0] for port, number in asked)
                    )
                ratios = [after / before for before, after in rates]
                before, after = (statistics.median(each) for each in zip(*rates, strict=True))
                told = f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
                print(f"| {name} | {texts} | {connections} | {before:.0f} | {after:.0f} | {told} |", flush=True)
                slower += max(ratios) < 1
    return int(slower > 0)


def main() -> int:
    """Compare, and end with 1 where every round of some work was slower after."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, default=Path("carekg-store"))
    parser.add_argument("--before", type=Path, required=True, help="a checkout from before, with its store in it")
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    before, after = House(given.before, given.before / "carekg-store"), House(HERE, given.store)
    print("# Before and after the house: first answer and service, side by side\n")
    print(f"*Before* reads the store of its own code ({before.quads:,} quads); *after*, today's ({after.quads:,}).")
    print(f"Interleaved; medians, with the least and the most of {given.rounds} rounds.\n")
    compare_starts((before, after), given.rounds)
    with ExitStack() as stack:
        ports = [stack.enter_context(house.serve())[0] for house in (before, after)]
        for port in ports:
            wait_for_memory(port)
        return compare_services((ports[0], ports[1]), given.rounds)


if __name__ == "__main__":
    sys.exit(main())
