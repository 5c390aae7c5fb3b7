"""Every question at once and at ten times the country, both held in memory: how the time to answer grows.

python benchmarks/ten_times.py --store carekg-store --count 40 --seed 1

The larger graph is that of `benchmarks/scale.py`; `--larger` names a store of it that is there already. One client asks
both servers the same, one after the other and each first in turn. The 95th percentile of what names a thing may double;
the median of what reads the whole graph, or has as many rows more, may grow as the graph does, or as the rows of its
answer where these grew more: law and evidence are not ten times as many, so the graph grows less than the country. The
95th percentile of these is shown too: it is the first asking of a worker, which keeps what it is told of things. It
ends with 1 where one grows faster than it may, or failed.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

import httpx
from questions import LOOKED_UP, NAMED, ask_each, class_of, day_of, p95_of, request_of
from scale import generate
from served import carekg
from soak import memory, processes

from carekg import KnowledgeGraph
from carekg.build.candidate import build
from carekg.knowledge_graph import MAKERS
from carekg.questions.declaration import Question

Reckon = Callable[[Sequence[float]], float]
TIMES: Final = 10
DOUBLE: Final = 2.0
_PAGE: Final = {"limit", "offset"}
_MEMORY: Final = {"CAREKG_RESIDENT_QUADS": "20000000", "CAREKG_MEMORY": "16384"}


@dataclass
class Row:
    """What became of askings of one class: the seconds that both took."""

    name: str
    is_named: bool
    once: list[float] = field(default_factory=list)
    larger: list[float] = field(default_factory=list)
    totals: list[Sequence[int]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    @property
    def growth(self) -> float:
        """How many times as many rows the answers have."""
        return sum(larger for _, larger in self.totals) / max(1, sum(once for once, _ in self.totals))

    @property
    def judged_by(self) -> Reckon:
        """The figure that is held to the bound."""
        return p95_of if self.is_named else statistics.median

    def times(self, reckon: Reckon) -> float:
        """How many times as long it took, by one figure of both."""
        return reckon(self.larger) / reckon(self.once)

    def bound(self, growth: float) -> float:
        """How many times as long it may take. Parameters: growth of the graph."""
        return DOUBLE if self.is_named else max(growth, self.growth)

    def is_over(self, growth: float) -> bool:
        """Tell whether it grows faster than it may."""
        return bool(self.once) and self.times(self.judged_by) > self.bound(growth)


@contextmanager
def ten_times(given: Path | None) -> Iterator[Path]:
    """Give the store of the larger graph, built now unless it is given."""
    if given is not None:
        yield given
        return
    with tempfile.TemporaryDirectory() as folder:
        build(generate(Path(folder) / "files", TIMES), Path(folder) / "store", makers=MAKERS)
        yield Path(folder) / "store"


class Run:
    """One run over the questions, with one client and both servers."""

    def __init__(self, client: httpx.Client, once: str, larger: str) -> None:
        self._client, self._addresses = client, (once, larger)
        self._projected: set[tuple[str, str]] = set()
        self._turn = 0
        self.rows: dict[str, Row] = {}

    def ask(self, question: Question, given: Mapping[str, str]) -> bool:
        """Ask both; tell whether both answered."""
        name, bound = class_of(question, given, self._projected)
        self._turn += 1
        taken, codes, totals = [0.0, 0.0], [0, 0], [0, 0]
        for which in (0, 1) if self._turn % 2 else (1, 0):
            request = self._client.build_request(**request_of(f"{self._addresses[which]}/api/v1", question, given))
            began = time.perf_counter()
            answer = self._client.send(request)
            taken[which] = time.perf_counter() - began
            codes[which], totals[which] = answer.status_code, _found(question, answer)
        dates = {each.name for each in question.parameters if each.type == "date"}
        by_date = bound == LOOKED_UP and dates & given.keys() and given.keys() <= dates | _PAGE  # which names no thing
        name = f"{name}, by date" if by_date else name
        row = self._row(name, totals, is_named=bound in (LOOKED_UP, NAMED) and not by_date)
        if max(codes) >= 500:
            row.failed.append(f"{codes} {request.url}")
        if max(codes) < 400:
            row.once.append(taken[0])
            row.larger.append(taken[1])
            row.totals.append(totals)
            self._projected.add(day_of(given))
        return max(codes) < 400

    def _row(self, name: str, totals: Sequence[int], *, is_named: bool) -> Row:
        """Give the row that an asking belongs to. One whose answer grew with the country named no one thing."""
        if is_named and totals[1] > DOUBLE * totals[0]:
            name, is_named = f"{name}, of as many more", False
        return self.rows.setdefault(name, Row(name, is_named))


def _found(question: Question, answer: httpx.Response) -> int:
    """Give how many rows an answer has; of a search, how much was found, of which a kind or group may leave nothing."""
    rows = int(answer.headers.get("X-Carekg-Total", 0))
    if question.name != "search" or not answer.is_success:
        return rows
    return max(rows, *(sum(map(int, counts.values())) for counts in answer.json()["facets"].values()))


def report(run: Run, growth: float) -> int:
    """Print the table; give 1 where something grows faster than it may."""
    both = "once, ms | at ten times, ms | times"
    print(f"| question | asked | failed | median {both} | 95th percentile {both} | rows, times | may be |")
    print(f"|{' --- |' * 11}")
    rows = sorted(run.rows.values(), key=lambda each: each.name)
    for row in rows:
        told = [_told(row, reckon, growth) for reckon in (statistics.median, p95_of)] if row.once else [" | | "] * 2
        asked = f"{row.name} | {len(row.once)} | {len(row.failed)}"
        print(f"| {asked} | {' | '.join(told)} | {row.growth:.1f} | {row.bound(growth):.1f} |")
    faster = [row.name for row in rows if not row.is_named and row.once and row.times(statistics.median) > growth]
    print(f"\nFaster than the graph, which is {growth:.1f} times as large: {', '.join(faster) or 'none'}.")
    for row in rows:
        for failure in row.failed[:3]:
            print(f"\n- {row.name}: {failure}")
    return int(any(row.failed or row.is_over(growth) for row in rows))


def _told(row: Row, reckon: Reckon, growth: float) -> str:
    """Tell one figure of both, and how many times as much it is at ten times the country."""
    mark = " **over**" if reckon is row.judged_by and row.is_over(growth) else ""
    return f"{reckon(row.once) * 1_000:.1f} | {reckon(row.larger) * 1_000:.1f} | {row.times(reckon):.2f}{mark}"


def _quads_of(store: Path) -> int:
    return int(json.loads((store / "current/version.json").read_text(encoding="utf-8"))["quads"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, default=Path("carekg-store"))
    parser.add_argument("--larger", type=Path, help="a store of the larger graph, that need not be built then")
    parser.add_argument("--count", type=int, default=40, help="of each question")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--questions", nargs="*", help="the only ones to ask")
    given = parser.parse_args()
    graph = KnowledgeGraph.open(given.store)
    with (
        ten_times(given.larger) as store,
        carekg(given.store, environment=_MEMORY) as (once, first),
        carekg(store, environment=_MEMORY) as (larger, second),
        httpx.Client(timeout=60) as client,
    ):
        run = Run(client, once, larger)
        ask_each(graph, given.questions, given.count, given.seed, run.ask)
        quads = [_quads_of(each) for each in (given.store, store)]
        taken = [sum(map(memory, processes(each.pid))) for each in (first, second)]
    growth = quads[1] / quads[0]
    over = statistics.median(b / a for row in run.rows.values() for a, b in zip(row.once, row.larger, strict=True))
    print(f"# Every question, at once and at ten times the country\n\n{date.today()}, seed {given.seed}, ", end="")
    print(f"{platform.machine()}, {os.cpu_count()} cores; {quads[0]:,} and {quads[1]:,} quads ({growth:.1f} times).")
    print(f"The default graph in memory: {taken[0]:,.0f} and {taken[1]:,.0f} MiB of all processes. ", end="")
    print(f"Median of all askings: {over:.2f} times.\n")
    return report(run, growth)


if __name__ == "__main__":
    sys.exit(main())
