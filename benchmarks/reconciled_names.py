"""Measures what reconciliation takes for certain where bodies are absent, ended, misspelt or dated, and its time.

    make acceptance NAME=reconciled_names

A match is right where it is of the thing that the name was taken from, or of another that is called just so.
"""

import argparse
import json
import random
import sqlite3
import statistics
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final, NamedTuple

import httpx
from found_names import DAY, SEED, Pair, misspelt, pairs, serve
from rapidfuzz import fuzz, process

from carekg import KnowledgeGraph
from carekg.build.makers import find
from carekg.names.folding import fold
from carekg.names.gathering import Gathered, Thing, ask, gather
from carekg.names.index import Index, Known
from carekg.names.lookup import INDEX
from carekg.names.reconciliation import Query, Reconciler
from carekg.names.writing import FILE

PAIRS, MISSPELT, BATCHES, BATCH = 200, 300, 300, 10
VERY_LIKE: Final = 90.0
SHOWN: Final = 12


class Result(NamedTuple):
    """What came of a name: what it was, and whether what was taken for certain is right, wrong or nothing."""

    text: str
    found: str
    matched: str


class Judge:
    """What reconciles, and judges what is taken for certain."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        self.memory = sqlite3.connect(":memory:")
        sqlite3.connect(find(INDEX, kg.store) / FILE).backup(self.memory)
        self.index = Index(self.memory).load()
        self.reconciler = Reconciler(kg.store, self.index)

    def match(self, text: str, kind: str = "", day: str = "") -> Known | None:
        """Give what is taken for certain."""
        query = Query(text, (kind,) if kind else (), {"date": [day]} if day else {})
        return next((each.hit.thing for each in self.reconciler.candidates(query) if each.match), None)

    def judge(self, thing: Thing, found: Known | None, text: str) -> Result:
        """Judge what was taken for certain."""
        if found is None:
            return Result(text, "", "nothing")
        names = {name.folded for name in self.index.names_of(found.iri)}
        is_right = found.iri == thing.iri or fold(thing.label) in names
        return Result(text, f"{found.label} ({found.context})", "right" if is_right else "wrong")


def absent(judge: Judge, bodies: list[Thing]) -> Iterator[Result]:
    """Look for each body with its own names taken out, with its kind and without."""
    for thing in bodies:
        judge.memory.execute("DELETE FROM names WHERE thing = (SELECT id FROM things WHERE iri = ?)", (thing.iri,))
        for kind in ("", thing.kind):
            yield judge.judge(thing, judge.match(thing.label, kind, (thing.since or "")[:10]), thing.label)
        judge.memory.rollback()


def ended(judge: Judge, bodies: list[Thing]) -> Iterator[Result]:
    """Look for each body that has ended, by its name and kind, without a date."""
    for thing in bodies:
        if thing.until and thing.until <= DAY.isoformat():
            found = judge.match(thing.label, thing.kind)
            yield judge.judge(thing, found, thing.label)


def dated(judge: Judge, wanted: list[Pair]) -> Iterator[Result]:
    """Look for the first body of each pair on its last day, and for the second on its first."""
    for pair in wanted:
        days = (pair.day - timedelta(days=1), pair.day)
        for iri, text, day in zip((pair.before, pair.after), pair.texts, days, strict=True):
            found = judge.match(text, "", day.isoformat())
            told = "nothing" if found is None else "right" if found.iri == iri else "wrong"
            yield Result(f"{text} on {day}", found.label if found else "", told)


def wrong_but_like(bodies: list[Thing]) -> float:
    """Give the part of bodies for which the name of another is spelt very like its own."""
    names = sorted({fold(each.label) for each in bodies})
    best = (process.extract(name, names, scorer=fuzz.ratio, limit=2)[1][1] for name in names)
    return sum(like >= VERY_LIKE for like in best) / len(names)


def over_http(address: str, gathered: Gathered, dice: random.Random) -> list[float]:
    """Send batches as OpenRefine does, and give the milliseconds of each."""
    names = sorted({each.label for each in gathered.things.values() if each.group in ("bodies", "places")})
    taken = []
    with httpx.Client() as client:
        for _ in range(BATCHES):
            batch = {f"q{n}": {"query": name, "limit": 5} for n, name in enumerate(dice.sample(names, BATCH))}
            began = time.perf_counter()
            client.post(f"{address}/reconcile", data={"queries": json.dumps(batch)}).raise_for_status()
            taken.append(1000 * (time.perf_counter() - began))
    return taken


def tell(title: str, results: list[Result]) -> None:
    """Print what came of some names, and what was wrong."""
    counts = {each: sum(result.matched == each for result in results) for each in ("right", "nothing", "wrong")}
    print(f"- {title}, {len(results)}: {', '.join(f'{count} {each}' for each, count in counts.items())}")
    for result in [each for each in results if each.matched == "wrong"][:SHOWN]:
        print(f"  - {result.text}: {result.found}")


def main(store: Path) -> None:
    """Measure everything, and print it."""
    kg, dice = KnowledgeGraph.open(store), random.Random(SEED)
    gathered, judge = gather(ask(kg.store)), Judge(kg)
    bodies = [each for each in gathered.things.values() if each.group == "bodies" and not each.is_said]
    print("# Names reconciled: what is taken for certain\n")
    print(f"Version {kg.version[:16]}, seed {SEED}.\n")
    print(f"- Bodies whose name is {VERY_LIKE:.0f} of 100 like that of another, or more: {wrong_but_like(bodies):.0%}")
    tell("Bodies whose names were taken out of the index, with and without their kind", list(absent(judge, bodies)))
    tell("Bodies that have ended, without a date (right: another bears the name today)", list(ended(judge, bodies)))
    same, other = pairs(gathered)
    drawn = [*same, *dice.sample(other, max(PAIRS - len(same), 0))]
    tell(f"Bodies of {len(drawn)} pairs, {len(same)} of one code or name, by date", list(dated(judge, drawn)))
    spelt = [judge.judge(thing, judge.match(text), text) for _, text, thing in misspelt(gathered, dice, MISSPELT)]
    tell("Names in force, misspelt by rule (right: by a fold, a rule or a code in the name)", spelt)
    process, address = serve(store)
    try:
        taken = over_http(address, gathered, dice)
    finally:
        process.terminate()
        process.wait()
    cuts = statistics.quantiles(taken, n=100)
    print(f"- {BATCHES} batches of {BATCH} over HTTP: median {cuts[49]:.0f} ms, 99th percentile {cuts[98]:.0f} ms")


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--store", type=Path, default=Path("carekg-store"))
    main(options.parse_args().store)
