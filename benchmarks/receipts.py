"""Do the receipts of random answers verify after a restart, and on a second build of the same files?

python benchmarks/receipts.py --store carekg-store --count 1000 --seed 1
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path

from random_questions import RandomQuestions

from carekg import KnowledgeGraph
from carekg.build.candidate import build
from carekg.questions.receipt import Receipt, make_receipt
from carekg.questions.verifying import ask_again, judge
from carekg.terms.errors import InputError
from carekg.terms.files import locate


def collect(graph: KnowledgeGraph, count: int, seed: int) -> list[str]:
    """Give the receipts of so many random answers, as JSON."""
    receipts: list[str] = []
    for question, given in RandomQuestions(graph, seed).draw():
        if len(receipts) == count:
            return receipts
        try:
            receipts.append(json.dumps(make_receipt(graph.asker.ask(question.name, given)).as_dict()))
        except InputError:  # a name of another kind: refused, so there is no answer
            continue
    return receipts


def check(graph: KnowledgeGraph, receipts: list[str]) -> Counter[str]:
    """Verify receipts, each as it is and with one digit of its hash changed."""
    found: Counter[str] = Counter()
    for text in receipts:
        held = json.loads(text)
        if held["version"] != graph.version:
            found["version not held"] += 1
            continue
        now, answered = ask_again(graph.asker, Receipt.read(held))
        rows = list(answered)
        digit = "0" if held["sha256"][0] != "0" else "1"
        changed = Receipt.read(held | {"sha256": digit + held["sha256"][1:]})
        found[judge(Receipt.read(held), now, rows).verdict] += 1
        found[f"changed: {judge(changed, now, rows).verdict}"] += 1
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", default="carekg-store")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    receipts = collect(KnowledgeGraph.open(given.store), given.count, given.seed)
    again = check(KnowledgeGraph.open(given.store), receipts)
    with tempfile.TemporaryDirectory() as folder:
        build(locate("data/catalog.ttl"), Path(folder) / "store")
        rebuilt = check(KnowledgeGraph.open(Path(folder) / "store"), receipts)
    print(f"# Receipts of {len(receipts)} random answers\n")
    print(f"{date.today()}, seed {given.seed}, {platform.processor() or platform.machine()}, {os.cpu_count()} cores,")
    print(f"load {os.getloadavg()[0]:.1f}.\n")
    for name, counts in (("opened again", again), ("built again from the same files", rebuilt)):
        print(f"- {name}: " + ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items())))
    wanted = {"same": len(receipts), "changed: differs": len(receipts)}
    return int(dict(again) != wanted or dict(rebuilt) != wanted)


if __name__ == "__main__":
    sys.exit(main())
