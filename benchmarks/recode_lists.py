"""Is every code list of the graph carried to other days the same each time, byte for byte, and do its sums stay?

python benchmarks/recode_lists.py --store carekg-store --runs 100 --seed 1

Each run is a process of its own, with another order of Python's sets. A list is what codes of a kind were in use on a
day, by one registrar; beside each code stands a number made from the seed, which is divided by the shares.
"""

import argparse
import hashlib
import os
import platform
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date

from carekg import KnowledgeGraph
from carekg.recode.history import History
from carekg.recode.loading import load
from carekg.recode.spells import LEVELS, is_coded
from carekg.recode.table import recode

TODAY = date(2026, 11, 29)  # stated, so that what is undated and announced is the same on every day
FUTURE = date(2028, 5, 1)


def lists(history: History) -> Iterator[tuple[str, str, date, list[str]]]:
    """Give every code list: its kind, its registrar, the day, the codes."""
    for kind in LEVELS:
        spells = [spell for spell in history.spells if spell.kind == kind]
        for day in sorted({spell.start for spell in spells}):
            held = [spell for spell in spells if spell.holds(day)]
            yield kind, "ONS", day, sorted({spell.area for spell in held if is_coded(spell.area)})
            if codes := sorted({spell.code for spell in held if spell.code}):
                yield kind, "ODS", day, codes


def days(history: History, kind: str) -> list[date]:
    """Give the days to carry a list of a kind to: the first of each list of its level, and one to come."""
    held = [spell for spell in history.spells if spell.level == LEVELS[kind]]
    return [*sorted({spell.start for spell in held}), FUTURE]


def run(store: str, seed: int) -> str:
    """Carry every list to every day once; give the counts, a digest of all answers, and how many sums changed."""
    history = load(KnowledgeGraph.open(store).store)
    numbers, digest, tables, rows, changed = random.Random(seed), hashlib.sha256(), 0, 0, 0
    for kind, _, day, codes in lists(history):
        lines = [f"{code},{numbers.randint(-(10**6), 10**9) / 100:.2f},{numbers.randint(0, 999)}\n" for code in codes]
        text = "code,money,people\n" + "".join(lines)
        for to in days(history, kind):
            found = recode(history, text, "code", to, since=day, values=["money", "people"], today=TODAY)
            digest.update(found.to_csv())
            digest.update(str((found, found.notes, found.absent)).encode())
            changed += sum(total.before != total.after for total in found.totals)
            tables, rows = tables + 1, rows + len(found.rows)
    return f"{tables} {rows} {changed} {digest.hexdigest()}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", default="carekg-store")
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--once", action="store_true", help="one run, in this process")
    given = parser.parse_args()
    if given.once:
        print(run(given.store, given.seed))
        return 0
    begun = time.monotonic()
    command = [sys.executable, __file__, "--once", "--store", given.store, "--seed", str(given.seed)]
    seen = {
        subprocess.run(command, env=os.environ | {"PYTHONHASHSEED": str(seed)}, capture_output=True, check=True).stdout
        for seed in range(given.runs)
    }
    tables, rows, changed, digest = min(seen).decode().split()
    graph = KnowledgeGraph.open(given.store)
    kinds = [kind for kind, *_ in lists(load(graph.store))]
    print(f"# {given.runs} runs of recode over every code list\n")
    print(f"{date.today()}, seed {given.seed}, {platform.processor() or platform.machine()}, {os.cpu_count()} cores,")
    print(f"load {os.getloadavg()[0]:.1f}, {time.monotonic() - begun:.0f} s, version {graph.version[:16]}.\n")
    counts = ", ".join(f"{kinds.count(kind)} of {kind}" for kind in LEVELS)
    print(
        f"- {len(kinds)} code lists ({counts}), carried to the first day of every list of their level, and to {FUTURE}."
    )
    print(f"- Each run: {tables} tables, {rows} rows, two columns of numbers divided.")
    print(f"- Answers that differ between runs: {len(seen) - 1}. Sums that changed: {changed}.")
    print(f"- Digest of all answers: {digest}.")
    return int(len(seen) != 1 or changed != "0")


if __name__ == "__main__":
    sys.exit(main())
