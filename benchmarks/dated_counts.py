"""Are bodies and overlaps counted right on their dates, beside published counts, and do all last days follow one rule?

python benchmarks/dated_counts.py --store carekg-store

Nothing is drawn: everything is looked at. Published counts are in published_counts.csv, each with the page that it was
read on; of a kind and day that has none there, it is said that none was found.
"""

import argparse
import csv
import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from carekg import KnowledgeGraph

PUBLISHED: Final = Path(__file__).with_name("published_counts.csv")
DAYS: Final = (
    *("2004-04-01", "2010-01-01", "2013-04-01", "2017-04-01", "2018-04-01", "2019-04-01"),
    *("2020-04-01", "2021-04-01", "2022-07-01", "2024-04-01", "2026-08-01"),
)
KINDS: Final = (
    *("upper-tier-local-authority", "district-council", "combined-authority", "combined-county-authority"),
    *("strategic-health-authority", "primary-care-trust"),
    *("clinical-commissioning-group", "sustainability-and-transformation-partnership", "integrated-care-board"),
    *("sub-icb-location", "primary-care-network", "nhs-foundation-trust", "nhs-trust", "nhs-england-region"),
    *("health-and-wellbeing-board", "integrated-care-partnership", "local-health-board", "integration-joint-board"),
)
OVERLAPS: Final = {  # all, certain, councils with several, and for certain, of the map of small areas by hand
    "2023-04-01": (165, 165, 10, 10),
    "2024-04-01": (166, 165, 10, 10),
    "2026-04-01": (161, 159, 6, 5),
}
COUNTS: Final = ("all", "certain", "councils_with_several", "councils_with_several_certain")
LAST_DAYS: Final = """SELECT ?body ?ends ?begins WHERE {
  ?step a ckg:SuccessionStep ; ckg:bodyBefore ?body ; ckg:bodyAfter ?after ; ckg:validFrom ?changed .
  ?body ckg:validUntil ?ends . ?after ckg:validFrom ?begins .
  FILTER(?ends = ?changed - "P1D"^^xsd:dayTimeDuration || ?begins = ?changed + "P1D"^^xsd:dayTimeDuration)
} ORDER BY ?body"""
ENDS: Final = """SELECT ?body ?ends WHERE {
  ?body org:classification ?kind ; ckg:validUntil ?ends . FILTER(STRSTARTS(STR(?body), STR(body:)))
} ORDER BY ?body"""


def published() -> list[dict[str, str]]:
    """Give the published counts."""
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def count(graph: KnowledgeGraph, kind: str, day: str) -> int:
    """Count the bodies that were of a kind on a day, as far as that is held."""
    members = graph.ask("bodies", kind=f"structure:{kind}", as_of=day, limit=0).members
    return int(members["counts"]["by_the_files"])


def differences(graph: KnowledgeGraph, rows: Sequence[dict[str, str]]) -> list[str]:
    """Say where the counts of the graph are not those that were published, and why, where that is known."""
    found = []
    for row in rows:
        held = sum(count(graph, kind, row["day"]) for kind in row["kinds"].split())
        if held != int(row["published"]):
            found.append(f"{row['kinds']}, {row['day']}: {held} held, {row['published']} published; {row['remark']}")
    return found


def overlaps(graph: KnowledgeGraph, day: str) -> tuple[tuple[int, ...], list[str]]:
    """Count the overlaps of a day, and name those that are not certain."""
    answer = graph.ask("overlaps", as_of=day, limit=0)
    counts = tuple(answer.members["counts"][name] for name in COUNTS)
    return counts, [note for note in answer.notes if "best fit" in note]


def too_early(graph: KnowledgeGraph) -> list[str]:
    """Name each foundation trust before the first, and each combined authority that is listed before its first day."""
    trusts = [row["name"] for row in _bodies(graph, "nhs-foundation-trust", "2004-03-31")]
    early = [f"{name}, foundation trust on 2004-03-31" for name in trusts]
    for kind in ("combined-authority", "combined-county-authority"):
        for row in {row["body"]: row for day in DAYS for row in _bodies(graph, kind, day)}.values():
            if row["valid_from"] is None:
                early.append(f"{row['name']}, with no first day")
                continue
            before = (date.fromisoformat(str(row["valid_from"])) - timedelta(days=1)).isoformat()
            early += [
                f"{each['name']}, {before}" for each in _bodies(graph, kind, before) if each["body"] == row["body"]
            ]
    return early


def _bodies(graph: KnowledgeGraph, kind: str, day: str) -> Sequence[Any]:
    return graph.ask("bodies", kind=f"structure:{kind}", as_of=day).rows


def last_days(graph: KnowledgeGraph) -> list[str]:
    """Name each body whose end is told by its last day, where the first day without it is the rule.

    It is one where what followed began on the day after, or where the day is the last of a month.
    """
    steps = [f"{row['body'].value}: {row['ends'].value}" for row in graph.store.select(LAST_DAYS)]
    for row in graph.store.select(ENDS):
        ends = date.fromisoformat(row["ends"].value)
        if (ends + timedelta(days=1)).day == 1:
            steps.append(f"{row['body'].value}: {ends}, the last of a month")
    return sorted(set(steps))


def table(graph: KnowledgeGraph) -> Iterator[str]:
    """Write the counts of all kinds on the dates, each with the published one, or that none was found."""
    known = {(row["kinds"], row["day"]): row["published"] for row in published()}
    yield f"| kind | {' | '.join(DAYS)} |"
    yield f"| --- |{' ---: |' * len(DAYS)}"
    for kind in KINDS:
        cells = []
        for day in DAYS:
            held = count(graph, kind, day)
            beside = known.get((kind, day), "none found")
            cells.append(f"{held} ({beside})" if held or beside != "none found" else "0")
        yield f"| {kind.replace('-', ' ')} | {' | '.join(cells)} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", default="carekg-store")
    graph = KnowledgeGraph.open(parser.parse_args().store)
    print(f"# Counts on their dates\n\nVersion {graph.version[:16]}. No seed: nothing is drawn.\n")
    rows = published()
    apart, early, late = differences(graph, rows), too_early(graph), last_days(graph)
    unexplained = [each for each in apart if each.endswith("; ")]
    print(f"- Published counts: {len(rows)}; the graph differs in {len(apart)}.")
    print("".join(f"  - {each}\n" for each in apart), end="")
    print(f"- Foundation trusts before 1 April 2004, combined authorities before their orders: {len(early)}.")
    print("".join(f"  - {each}\n" for each in early), end="")
    print(f"- Ends that are last days and not the first day without the body: {len(late)}.")
    print("".join(f"  - {each}\n" for each in late), end="")
    wrong = []
    for day, expected in OVERLAPS.items():
        counts, notes = overlaps(graph, day)
        wrong += [day] if counts != expected else []
        print(f"- Overlaps on {day}: {dict(zip(COUNTS, counts, strict=True))}; expected {expected}.")
        print("".join(f"  - {note}\n" for note in notes), end="")
    print("\nHeld, and in brackets published. Sums of several kinds are in the list above only.\n")
    print("\n".join(table(graph)))
    return int(bool(unexplained or early or late or wrong))


if __name__ == "__main__":
    sys.exit(main())
