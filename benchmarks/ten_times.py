"""Every question at once and at ten times the country, both held in memory: how the time to answer grows.

python benchmarks/ten_times.py --store carekg-store --count 20 --seed 1

The larger graph is that of `benchmarks/scale.py`; `--larger` names a store of it that is there already. One client asks
both servers the same, one after the other and each first in turn. The 95th percentile of what names a thing may double;
that of what reads the whole graph, or has as many rows more, may grow as the graph does, or as the rows of its answer
where these grew more: law and evidence are not ten times as many, so the graph grows less than the country. Both are
shown, and which grew faster than the graph. It ends with 1 where one grows faster than it may, or failed.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
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
            codes[which], totals[which] = answer.status_code, int(answer.headers.get("X-Carekg-Total", 0))
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


def report(run: Run, growth: float) -> int:
    """Print the table; give 1 where something grows faster than it may."""
    both = "once, ms | at ten times, ms"
    print(f"| question | asked | failed | median {both} | 95th percentile {both} | times | rows, times | may be |")
    print(f"|{' --- |' * 10}")
    broken, faster = 0, []
    for row in sorted(run.rows.values(), key=lambda each: each.name):
        bound = DOUBLE if row.is_named else max(growth, row.growth)
        if row.once:
            once, larger = p95_of(row.once) * 1_000, p95_of(row.larger) * 1_000
            is_over = larger > bound * once
            broken += is_over
            faster += [row.name] if not row.is_named and larger > growth * once else []
            middle = " | ".join(f"{statistics.median(taken) * 1_000:.1f}" for taken in (row.once, row.larger))
            told = f"{larger / once:.2f}{' **over**' if is_over else ''} | {row.growth:.1f}"
            cells = f"{middle} | {once:.1f} | {larger:.1f} | {told}"
        else:
            cells = " | | | | | "
        broken += bool(row.failed)
        print(f"| {row.name} | {len(row.once)} | {len(row.failed)} | {cells} | {bound:.1f} |")
    print(f"\nFaster than the graph, which is {growth:.1f} times as large: {', '.join(faster) or 'none'}.")
    for row in run.rows.values():
        for failure in row.failed[:3]:
            print(f"\n- {row.name}: {failure}")
    return int(broken > 0)


def _quads_of(store: Path) -> int:
    return int(json.loads((store / "current/version.json").read_text(encoding="utf-8"))["quads"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, default=Path("carekg-store"))
    parser.add_argument("--larger", type=Path, help="a store of the larger graph, that need not be built then")
    parser.add_argument("--count", type=int, default=20, help="of each question")
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
