"""Measures whether names are found that the index was not made from.

    python benchmarks/withheld_names.py DATA [--store carekg-store] > benchmarks/results/withheld_names.md

DATA is a folder with the publishers' files; `published_names.csv` says in which of their columns names and codes are,
of what kind, and of which day. Each file in turn is taken out of what the index is made from, with the labels that come
from it; then each of its names is looked for, on its day and among its kind, and what comes first is held against the
code beside the name. A name is given elsewhere where a rule or another file leads from it to the body for certain.
"""

import argparse
import csv
import os
import platform
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

from python_calamine import CalamineWorkbook

from carekg import KnowledgeGraph
from carekg.names.gathering import ask, gather
from carekg.names.index import Index
from carekg.names.kinds import read_kind
from carekg.names.reconciliation import Query, Reconciler
from carekg.names.search import Search
from carekg.names.writing import FILE, write
from carekg.sources.reading import decode
from carekg.terms.prefixes import PREFIXES

TABLES: Final = Path(__file__).with_name("published_names.csv")
SHOWN: Final = 40  # of what fails
Rows = Mapping[str, list[dict[str, Any]]]


class Listed(NamedTuple):
    """A name in a file: the code that says what it is of, the kind that the file says, and the day."""

    file: str
    name: str
    code: str
    kind: str
    day: date


class Found(NamedTuple):
    """What was found for a name: what came first, and to what it would be matched without being looked at."""

    listed: Listed
    first: str
    given: bool
    right: bool
    silent: str


class Truth:
    """What bodies and areas codes stand for: of an area, who governs it too."""

    def __init__(self, rows: Rows) -> None:
        self.by_code: dict[str, set[str]] = defaultdict(set)
        self.governors: dict[str, set[str]] = defaultdict(set)
        for row in rows["other-names"]:
            if row["role"] == "code":
                self.by_code[row["name"]].add(row["thing"])
        for row in rows["seen"]:
            if row["code"]:
                self.by_code[row["code"]].add(row["thing"])
        for row in rows["governs"]:
            if row["area"]:
                self.governors[row["area"]].add(row["thing"])

    def things(self, code: str) -> set[str]:
        found = set(self.by_code.get(code, ()))
        areas = [each for each in found if each.startswith(PREFIXES["gss"])]
        return found.union(*(self.governors[area] for area in areas))


def read(folder: Path) -> dict[str, set[Listed]]:
    """Read the names of every file."""
    found: dict[str, set[Listed]] = defaultdict(set)
    with TABLES.open(encoding="utf-8", newline="") as lines:
        for table in csv.DictReader(lines):
            for row in _rows(folder / table["file"], table["name"].isdigit()):
                name, code = (row[int(key) if key.isdigit() else key] for key in (table["name"], table["code"]))
                if name.strip() and code.strip():
                    day = date.fromisoformat(table["day"])
                    found[table["file"]].add(Listed(table["file"], name.strip(), code.strip(), table["kind"], day))
    return found


def _rows(path: Path, is_bare: bool) -> Iterable[Any]:
    if path.suffix == ".xlsx":
        head, *cells = CalamineWorkbook.from_path(path).get_sheet_by_name("PCNDetails").to_python()
        return [dict(zip(map(str, head), map(str, row), strict=False)) for row in cells]
    lines = decode(path).splitlines()
    return csv.reader(lines) if is_bare else csv.DictReader(lines)


def without(rows: Rows, file: str, derived: set[tuple[str, str]]) -> dict[str, Any]:
    """Take what a file says out of the rows, and the labels that come from it."""
    kept = [row for row in rows["seen"] if row["file"] != file]
    newest: dict[str, tuple[str, str]] = {}
    for row in kept:
        for thing, name in ((row["thing"], row["name"]), (row["area"], row["area_name"])):
            if thing and name:
                newest[thing] = max(newest.get(thing, ("", "")), (row["day"], name))
    labels = []
    for number, row in enumerate(rows["labels"]):
        is_derived = (row["thing"], row["label"]) in derived
        labels.append({**row, "label": newest.get(row["thing"], ("", f"({number})"))[1]} if is_derived else row)
    return {**rows, "seen": kept, "labels": labels}


def derived_labels(kg: KnowledgeGraph) -> set[tuple[str, str]]:
    """Give the labels of bodies and areas that rules take from files."""
    found = kg.query(
        "SELECT ?thing ?label { GRAPH ?graph { ?thing rdfs:label ?label } "
        "FILTER(?graph IN (graph:derived-national-bodies, graph:derived-national-areas)) }"
    )
    return {(row["thing"].value, row["label"].value) for row in found}


def sources(kg: KnowledgeGraph) -> dict[str, str]:
    """Give the source of each file by its name."""
    found = kg.query("SELECT ?file ?name { GRAPH ?g { ?file ckg:fileName ?name } }")
    return {row["name"].value: row["file"].value for row in found}


def look(reconciler: Reconciler, listed: Listed, truth: set[str]) -> Found | None:
    """Look for a name; None where the code is of an area that nobody of the kind is known to govern."""
    index = reconciler.index
    fits = read_kind(index, listed.kind).fits if listed.kind else None
    meant = [each for each in map(index.known, truth) if each and (fits is None or fits(each))]
    if not meant:
        return None
    last = max(each.until or "9999" for each in meant)
    day = listed.day if last > listed.day.isoformat() else date.fromisoformat(last[:10]) - timedelta(days=1)
    hits = Search(index, listed.name, day, fits).hits
    query = Query(listed.name, (listed.kind,) if listed.kind else (), {"date": [day.isoformat()]})
    matched = [each.hit.thing.iri for each in reconciler.candidates(query) if each.match]
    return Found(
        listed,
        hits[0].thing.label if hits else "",
        any(hit.thing.iri in truth for hit in hits if hit.tier),
        bool(hits) and all(hit.thing.iri in truth for hit in hits if hit.score == hits[0].score),
        "nothing" if not matched else "right" if matched[0] in truth else "wrong",
    )


def measure(folder: Path, store: Path) -> tuple[list[Found], int]:
    """Look for every name of every file. Returns: what was found, and how many codes are not held."""
    kg = KnowledgeGraph.open(store)
    rows, derived, files = ask(kg.store), derived_labels(kg), sources(kg)
    truth, results, unknown = Truth(rows), [], 0
    for file, names in read(folder).items():
        with TemporaryDirectory() as made:
            write(gather(without(rows, files.get(file, ""), derived)), Path(made) / FILE)
            reconciler = Reconciler(kg.store, Index.open(Path(made)).load())
            found = [look(reconciler, listed, truth.things(listed.code)) for listed in sorted(names)]
        results += [each for each in found if each is not None]
        unknown += found.count(None)
        print(file, len(names), file=sys.stderr)
    return results, unknown


def share(found: list[Found]) -> str:
    right = sum(each.right for each in found)
    return f"{right} of {len(found)} ({100 * right / len(found):.1f} %)" if found else ""


def report(results: list[Found], unknown: int) -> None:
    """Print what was found, by file and by kind, and what failed."""
    silent = Counter(each.silent for each in results)
    print("# Names withheld\n")
    print(f"{date.today()}, Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores, ")
    print(f"load {os.getloadavg()[0]:.1f}. Every name of every file; none is drawn.\n")
    print(
        f"- Right at first rank where a rule or another file gives the name: {share([e for e in results if e.given])}"
    )
    print(f"- Right at first rank where none does: {share([e for e in results if not e.given])}")
    print(f"- Right at first rank, all: {share(results)}")
    print(f"- Matched unseen: right {silent['right']}, left open {silent['nothing']}, wrong {silent['wrong']}")
    print(f"- Names whose code the graph does not hold, left out: {unknown}\n")
    by: dict[str, Callable[[Found], str]] = {"file": lambda e: e.listed.file, "kind": lambda e: e.listed.kind or "any"}
    for title, of in by.items():
        groups: dict[str, list[Found]] = defaultdict(list)
        for each in results:
            groups[of(each)].append(each)
        print(f"| {title} | names | right first, given elsewhere | right first, not given | matched wrong |")
        print("| --- | --- | --- | --- | --- |")
        for name, found in sorted(groups.items()):
            given, rest = [e for e in found if e.given], [e for e in found if not e.given]
            wrong = sum(each.silent == "wrong" for each in found)
            print(f"| {name} | {len(found)} | {share(given)} | {share(rest)} | {wrong} |")
        print()
    tell("Matched unseen to a wrong body", [e for e in results if e.silent == "wrong"])
    tell("Given elsewhere, and not first", [e for e in results if e.given and not e.right])
    tell("Not given elsewhere, and not first", [e for e in results if not e.given and not e.right])


def tell(title: str, found: list[Found]) -> None:
    print(f"## {title}: {len(found)}\n")
    for each in found[:SHOWN]:
        print(
            f"- {each.listed.name} ({each.listed.kind}, {each.listed.code}, {each.listed.day}): {each.first or 'none'}"
        )
    print()


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("data", type=Path)
    options.add_argument("--store", type=Path, default=Path("carekg-store"))
    asked = options.parse_args()
    report(*measure(asked.data, asked.store))
