"""Draw statements of the whole graph by seed, as a sheet for somebody to read against their sources.

Run: python benchmarks/draw_statements.py [store folder] --seed N --keep sheet.csv > new-sheet.csv

As many are drawn as the table below says for each status, in an order that the seed alone decides; so the first of
the sheet are a sample too, where not all can be read. A statement is anything that says whether it was checked.
What stands in the sheet named by --keep stays: other draws as they are, and of this one what the reader wrote.
"""

import argparse
import csv
import hashlib
import sys
from pathlib import Path

from carekg import KnowledgeGraph
from carekg.terms.prefixes import compress

SEED = 20261129
SHARES = {"verified": 80, "published": 16, "computed": 8, "from-memory": 10, "said": 4, "disputed": 1, "not-found": 1}
DRAWN = ("seed", "number", "subject", "kind", "label", "says", "status", "address", "read_on")
READER = ("outcome", "read_again_at", "read_again_on", "found")
LEFT_OUT = ("rdf:type", "rdfs:label", "ckg:readAt", "ckg:readOn", "ckg:verification", "skos:prefLabel")
LONGEST = 600

Row = dict[str, str]


def rank(subject: str, seed: int) -> str:
    """Where a statement comes in the order of a seed."""
    return hashlib.sha256(f"{seed} {subject}".encode()).hexdigest()


def subjects(kg: KnowledgeGraph, status: str) -> list[str]:
    """All statements of a status."""
    query = f"SELECT DISTINCT ?subject {{ ?subject ckg:verification verification:{status} FILTER(ISIRI(?subject)) }}"
    return [str(row["subject"].value) for row in kg.store.select(query)]


def short(value: str) -> str:
    """A name without what all names share, as far as that is known."""
    return compress(value) if value.startswith("http") else value


def describe(kg: KnowledgeGraph, subject: str, status: str) -> Row:
    """What a reader needs of one statement."""
    rows = kg.store.select(f"SELECT ?property ?value {{ <{subject}> ?property ?value }} ORDER BY ?property ?value")
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(compress(str(row["property"].value)), []).append(str(row["value"].value))
    says = "; ".join(
        f"{name} {', '.join(map(short, values))}" for name, values in found.items() if name not in LEFT_OUT
    )
    titles = found.get("rdfs:label") or found.get("dcterms:title") or found.get("skos:prefLabel") or [""]
    return {
        "subject": compress(subject),
        "kind": " ".join(sorted(map(compress, found.get("rdf:type", [])))),
        "label": titles[0],
        "says": says[:LONGEST],
        "status": status,
        "address": " ".join(found.get("ckg:readAt", [])),
        "read_on": " ".join(found.get("ckg:readOn", [])),
    }


def draw_sheet(kg: KnowledgeGraph, seed: int, shares: dict[str, int]) -> list[Row]:
    """The statements drawn, in the order in which they are to be read."""
    drawn = [  # ordered by another seed than they are drawn by, lest the larger groups come first
        (rank(subject, seed + 1), subject, status)
        for status, most in shares.items()
        for subject in sorted(subjects(kg, status), key=lambda each: rank(each, seed))[:most]
    ]
    return [
        {"seed": str(seed), "number": str(number), **describe(kg, subject, status)}
        for number, (_, subject, status) in enumerate(sorted(drawn), start=1)
    ]


def kept(path: Path | None) -> list[Row]:
    """The rows of an earlier sheet."""
    if path is None:
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def joined(before: list[Row], drawn: list[Row], seed: int) -> list[Row]:
    """The draws before, and this one with what its reader has written."""
    others = [row for row in before if row["seed"] != str(seed)]
    read = {row["subject"]: {name: row[name] for name in READER} for row in before if row["seed"] == str(seed)}
    return [*others, *({**row, **read.get(row["subject"], dict.fromkeys(READER, ""))} for row in drawn)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", nargs="?", default="carekg-store", type=Path)
    parser.add_argument("--seed", default=SEED, type=int)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    drawn = draw_sheet(KnowledgeGraph.open(options.store), options.seed, SHARES)
    writer = csv.DictWriter(sys.stdout, [*DRAWN, *READER], lineterminator="\n")
    writer.writeheader()
    writer.writerows(joined(kept(options.keep), drawn, options.seed))


if __name__ == "__main__":
    main()
