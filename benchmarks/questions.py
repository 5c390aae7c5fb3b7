"""Every question of the registry, asked for the first time by one client, beside a look-up on the native server.

python benchmarks/questions.py --store carekg-store --count 20 --seed 1

Questions are drawn by seed, no two alike; before each the same client asks the native Oxigraph server, which reads the
same store from disk, a look-up of another subject. The last column is the 95th percentile of the question over the
median of the look-ups. Refused ones (4xx) are drawn again. It ends with 1 where a bound is broken or an answer failed.
"""

import argparse
import os
import platform
import random
import statistics
import sys
import time
from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final
from urllib.parse import quote

import httpx
from random_questions import RandomQuestions
from served import carekg, oxigraph

from carekg import KnowledgeGraph
from carekg.questions.declaration import Question

LOOKED_UP, NAMED, WHOLE, PROJECTED = 200, 40, 700, 2_500  # times the median look-up that the 95th percentile may be
_NAMED: Final = ("search", "suggest", "entity")
_MEASURES: Final = ("analyse", "brokers", "compare", "graph", "scenario")  # which project a layer, as paths do
_NARROWING: Final = ("entity", "text", "choice", "date", "document")
_SUBJECTS: Final = "SELECT DISTINCT ?s { ?s a ckg:Provision } ORDER BY ?s"
_DRAWS: Final = 6  # of each that is wanted, at most: the others are refused


@dataclass
class Row:
    """What became of one question, or of the part of its askings that have a bound of their own."""

    name: str
    bound: int
    taken: list[float] = field(default_factory=list)
    refused: int = 0
    failed: list[str] = field(default_factory=list)

    @property
    def p95(self) -> float:
        """The 95th percentile, in seconds."""
        return p95_of(self.taken)


def p95_of(taken: Sequence[float]) -> float:
    """Give the 95th percentile of some times."""
    ordered = sorted(taken)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


class Run:
    """One run over the questions: the client, both servers, and the look-ups between."""

    def __init__(self, client: httpx.Client, ours: str, native: str, subjects: list[str], seed: int) -> None:
        self._client, self._ours, self._native = client, ours, native
        self._subjects, self._chosen = subjects, random.Random(seed)
        self._projected: set[tuple[str, str]] = set()
        self.look_ups: list[float] = []
        self.rows: dict[str, Row] = {}

    def ask(self, question: Question, given: Mapping[str, str]) -> bool:
        """Ask one question after a look-up; tell whether it was answered."""
        self._look_up()
        name, bound = class_of(question, given, self._projected)
        row = self.rows.setdefault(name, Row(name, bound))
        request = self._client.build_request(**request_of(f"{self._ours}/api/v1", question, given))
        began = time.perf_counter()
        answer = self._client.send(request)
        taken = time.perf_counter() - began
        if answer.status_code >= 500:
            row.failed.append(f"{answer.status_code} {request.url}")
        elif answer.status_code >= 400:
            row.refused += 1
        else:
            row.taken.append(taken)
            self._projected.add(day_of(given))
        return answer.status_code < 400

    def _look_up(self) -> None:
        subject = self._chosen.choice(self._subjects)
        query = quote(f"SELECT * {{ <{subject}> ?p ?o }} # {len(self.look_ups)}")
        request = self._client.build_request("GET", f"{self._native}/query?query={query}", headers=_ACCEPT)
        began = time.perf_counter()
        self._client.send(request).raise_for_status()
        self.look_ups.append(time.perf_counter() - began)


def class_of(question: Question, given: Mapping[str, str], projected: Container[tuple[str, str]]) -> tuple[str, int]:
    """Give the name of the row that an asking belongs to, and its bound. Parameters: projected, layers with a day."""
    name = question.name
    if name == "paths":
        is_held = day_of(given) in projected
        return ("paths, date projected", WHOLE) if is_held else ("paths, date not projected", PROJECTED)
    if name in _MEASURES or "measure" in given:
        return (name if name in _MEASURES else f"{name}, measured"), PROJECTED
    if name in _NAMED:
        return name, NAMED
    if name == "diff" or "in_relation_to" in given:
        return f"{name}, of all" if name == "diff" else f"{name}, in relation to others", WHOLE
    narrowing = [each for each in question.parameters if each.type in _NARROWING and each.name != "as_of"]
    is_whole = not any(each.name in given or each.required for each in narrowing)
    return (f"{name}, whole", WHOLE) if is_whole else (name, LOOKED_UP)


_ACCEPT: Final = {"Accept": "application/sparql-results+json"}


def day_of(given: Mapping[str, str]) -> tuple[str, str]:
    """Give the layer and the day that a question projects, as far as it does."""
    return given.get("layer", "all"), given.get("as_of", "")


def request_of(base: str, question: Question, given: Mapping[str, str]) -> dict[str, object]:
    """Write the request for a question: what stands in its path there, a document as the body, the rest as query."""
    left, path = dict(given), question.route
    for name in given:
        if f"{{{name}}}" in path:
            path = path.replace(f"{{{name}}}", quote(left.pop(name), safe=""))
    document = next((left.pop(each.name) for each in question.parameters if each.type == "document"), None)
    kind = "text/csv" if question.name == "recode" else "application/json"
    body = {} if document is None else {"content": document, "headers": {"Content-Type": kind}}
    return {"method": question.method, "url": f"{base}{path}", "params": left, **body}


def draws(graph: KnowledgeGraph, question: Question, seed: int) -> Iterator[dict[str, str]]:
    """Draw askings of a question, none twice; of paths, each date a second time with other ends."""
    drawn, seen = RandomQuestions(graph, seed, [question]), set[tuple[tuple[str, str], ...]]()
    while True:
        given = drawn.parameters(question)
        if question.name == "paths":
            other = drawn.parameters(question)
            again = {name: given[name] for name in ("layer", "as_of") if name in given}
            ends = {name: other[name] for name in ("source", "target")}
            pair = (given, ends | again)
        else:
            pair = (given,)
        for each in pair:
            key = tuple(sorted(each.items()))
            if key not in seen or not each:
                seen.add(key)
                yield each


def ask_each(
    graph: KnowledgeGraph,
    names: Collection[str] | None,
    count: int,
    seed: int,
    ask: Callable[[Question, Mapping[str, str]], bool],
) -> None:
    """Ask each question until so many were answered, or too many refused.

    Parameters: graph; names of the only questions; count of each; seed; ask, which tells whether one was answered.
    """
    wanted = [each for each in graph.registry.values() if not names or each.name in names]
    for number, question in enumerate(wanted):
        drawn, answered = draws(graph, question, seed * 1_000 + number), 0
        for _ in range(count * _DRAWS):
            answered += ask(question, next(drawn))
            if answered == count:
                break


def report(run: Run) -> int:
    """Print the table; give 1 where a bound is broken."""
    median = statistics.median(run.look_ups)
    print(f"The look-up on the native server: {len(run.look_ups)} times, median {median * 1_000:.2f} ms, ", end="")
    print(f"95th percentile {sorted(run.look_ups)[int(0.95 * len(run.look_ups))] * 1_000:.2f} ms.\n")
    print("| question | asked | refused | failed | median, ms | 95th percentile, ms | of a look-up | bound |")
    print(f"|{' --- |' * 8}")
    broken = 0
    for row in sorted(run.rows.values(), key=lambda each: each.name):
        if not row.taken:
            print(f"| {row.name} | 0 | {row.refused} | {len(row.failed)} | | | | {row.bound} |")
            broken += bool(row.failed)
            continue
        ratio = row.p95 / median
        is_broken = ratio > row.bound or bool(row.failed)
        broken += is_broken
        print(
            f"| {row.name} | {len(row.taken)} | {row.refused} | {len(row.failed)} | "
            f"{statistics.median(row.taken) * 1_000:.1f} | {row.p95 * 1_000:.1f} | "
            f"{ratio:.0f}{' **over**' if is_broken else ''} | {row.bound} |"
        )
    for row in run.rows.values():
        for failure in row.failed[:3]:
            print(f"\n- {row.name}: {failure}")
    return int(broken > 0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, default=Path("carekg-store"))
    parser.add_argument("--count", type=int, default=20, help="of each question")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--questions", nargs="*", help="the only ones to ask")
    given = parser.parse_args()
    graph = KnowledgeGraph.open(given.store)
    subjects = [row["s"].value for row in graph.store.select(_SUBJECTS)]
    with carekg(given.store) as (ours, _), oxigraph(given.store) as native, httpx.Client(timeout=60) as client:
        run = Run(client, ours, native, subjects, given.seed)
        ask_each(graph, given.questions, given.count, given.seed, run.ask)
    print(f"# Every question, the first time, over HTTP, one client\n\n{date.today()}, seed {given.seed}, ", end="")
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; version {graph.version[:8]}.")
    return report(run)


if __name__ == "__main__":
    sys.exit(main())
