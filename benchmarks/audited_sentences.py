"""Does the audit of sentences say what it should of the eighty that were frozen before it was written?

python benchmarks/audited_sentences.py --store carekg-store
"""

import argparse
import csv
import sys
from collections import Counter
from pathlib import Path
from typing import Final, NamedTuple

from carekg import KnowledgeGraph
from carekg.narrative.sentences.verdicts import NONE
from carekg.terms.prefixes import compress

SENTENCES: Final = Path(__file__).parents[1] / "tests/data/audit_sentences.csv"
NOTHING: Final = "nothing held"


class Measured(NamedTuple):
    """One of the sentences: what is wanted, what came, and whether what is held on it was found."""

    number: str
    kind: str
    sentence: str
    held: str
    wanted: str
    given: str
    is_found: bool
    reason: str

    @property
    def is_right(self) -> bool:
        """Whether the verdict is the one that is right, or none where none is."""
        return self.given == self.wanted


def measure(graph: KnowledgeGraph) -> list[Measured]:
    """Audit the sentences, and set what came beside what is wanted."""
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        wanted = list(csv.DictReader(file))
    answer = graph.ask("audit-sentences", text=SENTENCES.read_text(encoding="utf-8"), as_of="2026-11-29")
    beside: dict[int, set[str]] = {}
    for row in answer.part("held").rows:
        beside.setdefault(row["number"], set()).add(compress(str(row["thing"])))
    rows = zip(wanted, answer.table.whole, strict=True)
    return [_measured(each, row, beside.get(row["number"], set())) for each, row in rows]


def _measured(wanted: dict[str, str], row: dict[str, object], beside: set[str]) -> Measured:
    given = "none" if row["verdict"] == NONE else str(row["verdict"])
    told = (wanted[name] for name in ("number", "kind", "sentence", "held", "verdict"))
    return Measured(*told, given, wanted["held"] in beside, str(row["reason"]))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", default="carekg-store")
    found = measure(KnowledgeGraph.open(parser.parse_args().store))
    verdicts = [each for each in found if each.given != "none"]
    held = [each for each in found if each.held != NOTHING]
    wrong = [each for each in verdicts if not each.is_right]
    lost = [each for each in held if not each.is_found]
    could = sum(each.wanted != "none" for each in found)
    print(f"# {len(found)} sentences audited\n")
    print(f"- Verdicts given: {len(verdicts)} of {could} that could be; wrong: {len(wrong)}.")
    print(f"- Sentences with something held: {len(held)}; it is found for {len(held) - len(lost)}.")
    print(f"- Verdicts where nothing is held: {sum(each.held == NOTHING for each in verdicts)}.\n")
    print("| kind | sentences | verdicts wanted | given | right | what is held is found |")
    print("|---|---:|---:|---:|---:|---:|")
    for kind, number in Counter(each.kind for each in found).items():
        own = [each for each in found if each.kind == kind]
        given = [each for each in own if each.given != "none"]
        right, is_found = sum(each.is_right for each in given), sum(each.is_found for each in own)
        wanted = sum(each.wanted != "none" for each in own)
        print(f"| {kind} | {number} | {wanted} | {len(given)} | {right} | {is_found} |")
    print("\nMisses:\n")
    for each in found:
        if not each.is_right or each in lost:
            print(f"- {each.number}. {each.sentence} Wanted: {each.wanted}; given: {each.given}. {each.reason}")
    return int(bool(wrong) or 2 * len(lost) > len(held))


if __name__ == "__main__":
    sys.exit(main())
