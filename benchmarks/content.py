"""What of the content can be counted: marks, addresses, sources, where statute was read, and provisions asked for.

python benchmarks/content.py --store carekg-store
"""

import argparse
import csv
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from carekg import KnowledgeGraph
from carekg.store.sparql import read
from carekg.terms.files import locate

PROVISIONS: Final = Path(__file__).with_name("content_provisions.csv")
CHECKS: Final = {
    "verified rules on remembered dates that are not marked": "unmarked-dates",
    "addresses without a page": "address-without-page",
    "statements without a source": "statement-without-source",
}
BEFORE: Final = 28.1  # per cent of statute read in legislation.gov.uk's own text, when this was first asked
OWN, COPY, MEMORY = READINGS = ("own text", "copy", "memory")
_NATIONS: Final = {
    "E92000001": "England",
    "W92000004": "Wales",
    "S92000003": "Scotland",
    "N92000002": "Northern Ireland",
}
_ENGLAND_AND_WALES: Final = ("E92000001", "W92000004")
_WIDER: Final = {
    "K02000001": tuple(_NATIONS),
    "K03000001": (*_ENGLAND_AND_WALES, "S92000003"),
    "K04000001": _ENGLAND_AND_WALES,
}
Row = tuple[str, ...]
_ID: Final = "http://www.legislation.gov.uk/id/"
_STATEMENTS: Final = """
SELECT DISTINCT ?statement ?provision ?checked WHERE {
  {
    ?statement a ckg:Provision . BIND(?statement AS ?provision)
  } UNION {
    ?statement a ckg:ProvisionVersion ; eli:is_member_of ?provision
  } UNION {
    VALUES ?kind { ckg:DeonticStatement ckg:RoleHolding ckg:SeatRule }
    ?statement a ?kind ; ckg:sourceVersion/eli:is_member_of ?provision
  } UNION {
    ?statement a ckg:Effect ; ckg:affected ?provision
  }
  ?statement ckg:verification ?checked .
}
"""
_OWN: Final = """
SELECT DISTINCT ?statement WHERE {
  ?statement ckg:readAt ?address . FILTER NOT EXISTS { ?address ckg:inCopy ?copy }
  FILTER(REGEX(STR(?address), "^https?://(www[.])?legislation[.](data[.])?gov[.]uk/"))
}
"""
_ACTS: Final = """
SELECT DISTINCT ?provision ?act ?title WHERE {
  ?provision eli:is_part_of* ?act . ?act dcterms:title ?title . FILTER NOT EXISTS { ?act eli:is_part_of ?whole }
}
"""
_APPLIED: Final = "SELECT DISTINCT ?provision ?nation WHERE { ?provision ckg:hasApplicationIn ?nation }"
_HELD: Final = """
SELECT DISTINCT ?provision ?version ?from ?rule ?holding WHERE {
  ?provision a ckg:Provision . ?version eli:is_member_of ?provision ; ckg:validFrom ?from .
  OPTIONAL { ?rule ckg:sourceVersion ?version ; a ckg:DeonticStatement }
  OPTIONAL { ?holding ckg:sourceVersion ?version ; a ckg:RoleHolding }
}
"""
_EFFECTS: Final = """
SELECT DISTINCT ?provision ?effect WHERE { ?effect a ckg:Effect ; ckg:affecting ?provision ; ckg:inForceOn ?day }
"""


class Statement(NamedTuple):
    """A statement of law: what it is of, and where it was read."""

    iri: str
    provision: str
    reading: str


class Held(NamedTuple):
    """A provision that was asked for: versions, rules, holders and dated effects held, and questions that ask of it."""

    act: str
    address: str
    versions: int
    rules: int
    holders: int
    effects: int
    questions: int

    @property
    def is_dated(self) -> bool:
        """Whether a version of it, or what it did to other law, is held with a date."""
        return bool(self.versions or self.effects)

    @property
    def says_something(self) -> bool:
        """Whether it is held what it asks, who is meant, or what it did to other law."""
        return bool(self.rules or self.holders or self.effects)

    @property
    def is_whole(self) -> bool:
        """Whether all that is so, and a question asks of it."""
        return bool(self.is_dated and self.says_something and self.questions)


def select(graph: KnowledgeGraph, text: str) -> list[Row]:
    """Give the rows of a query as text."""
    return [tuple("" if term is None else str(term.value) for term in row) for row in graph.query(text)]  # type: ignore[union-attr]


def count_violations(graph: KnowledgeGraph) -> dict[str, int]:
    """Count what breaks the checks that a build makes."""
    return {name: len(select(graph, read(locate(f"ontology/checks/{file}.rq")).text)) for name, file in CHECKS.items()}


def read_statements(graph: KnowledgeGraph) -> list[Statement]:
    """Read the statements of law, and where each was read."""
    own = {row[0] for row in select(graph, _OWN)}
    found = []
    for statement, provision, checked in select(graph, _STATEMENTS):
        is_read = checked.endswith("/verified")
        found.append(Statement(statement, provision, MEMORY if not is_read else OWN if statement in own else COPY))
    return found


def find_held(graph: KnowledgeGraph) -> list[Held]:
    """Find what is held of each provision that was asked for, the parts of it among them."""
    rows, effects, questions = select(graph, _HELD), select(graph, _EFFECTS), _questions()
    with PROVISIONS.open(encoding="utf-8", newline="") as file:
        return [_held(each["act"], each["address"], rows, effects, questions) for each in csv.DictReader(file)]


def _held(act: str, address: str, rows: Sequence[Row], effects: Sequence[Row], questions: Mapping[str, str]) -> Held:
    own, did = ([row for row in each if _is_of(row[0], address)] for each in (rows, effects))
    versions, rules, holders = (len({row[place] for row in own if row[place]}) for place in (1, 3, 4))
    names = {address, *(row[3].partition("/id/")[2] for row in own if row[3])}
    named = re.compile("|".join(f"{re.escape(name)}(?![\\w-])" for name in sorted(names)))
    asked = sum(bool(named.search(text)) for text in questions.values())
    return Held(act, address, versions, rules, holders, len({row[1] for row in did}), asked)


def _is_of(provision: str, address: str) -> bool:
    return provision == _ID + address or provision.startswith(f"{_ID}{address}/")


def _questions() -> Mapping[str, str]:
    """Give the competency questions, each with its answer."""
    found = {}
    for path in locate("ontology/competency").glob("*.rq"):
        found[path.stem] = path.read_text(encoding="utf-8") + path.with_suffix(".csv").read_text(encoding="utf-8")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", default="carekg-store")
    graph = KnowledgeGraph.open(parser.parse_args().store)
    print("# Content, counted\n")
    violations = count_violations(graph)
    for name, number in violations.items():
        print(f"- {name}: {number}")
    statements = read_statements(graph)
    _tell_readings(statements)
    _tell_nations(graph, statements)
    _tell_acts(graph, statements)
    held = find_held(graph)
    _tell_held(held)
    return int(any(violations.values()) or any(not each.is_dated for each in held))


def _tell_readings(statements: Sequence[Statement]) -> None:
    counts = Counter(each.reading for each in {each.iri: each for each in statements}.values())
    total, was_read = sum(counts.values()), counts[OWN] + counts[COPY]
    told = ", ".join(f"{name} {counts[name]}" for name in READINGS)
    print(f"- statements of statute: {total}, read in: {told}")
    of_read, of_all = counts[OWN] / was_read, counts[OWN] / total
    print(f"- legislation.gov.uk's {OWN}: {of_read:.1%} of what was read, {of_all:.1%} of all;")
    print(f"  {BEFORE} % of what was read when this was first asked")
    print(f"- competency questions: {len(_questions())}\n")


def _tell_nations(graph: KnowledgeGraph, statements: Sequence[Statement]) -> None:
    nations: dict[str, set[str]] = defaultdict(set)
    for provision, area in select(graph, _APPLIED):
        code = area.rpartition("/")[2]
        nations[provision].update(_WIDER.get(code, (code,)))
    _head("nation")
    for code, name in _NATIONS.items():
        _row(name, [each for each in statements if code in nations[each.provision]])


def _tell_acts(graph: KnowledgeGraph, statements: Sequence[Statement]) -> None:
    acts = {provision: title for provision, _, title in select(graph, _ACTS)}
    found: dict[str, list[Statement]] = defaultdict(list)
    for each in statements:
        found[acts.get(each.provision, "")].append(each)
    print()
    _head("Act or instrument")
    for title, own in sorted(found.items(), key=lambda each: -len(each[1])):
        _row(title, own)


def _head(name: str) -> None:
    print(f"| {name} | statements | {' | '.join(READINGS)} |")
    print("|---|---:|---:|---:|---:|")


def _row(name: str, statements: Sequence[Statement]) -> None:
    own = {each.iri: each for each in statements}
    counts = Counter(each.reading for each in own.values())
    print(f"| {name} | {len(own)} | {' | '.join(str(counts[each]) for each in READINGS)} |")


def _tell_held(held: Sequence[Held]) -> None:
    dated, said = sum(each.is_dated for each in held), sum(each.says_something for each in held)
    asked, whole = sum(bool(each.questions) for each in held), sum(each.is_whole for each in held)
    print(f"\n{len(held)} provisions were asked for: {dated} are held with dates, {said} with a duty, role or effect,")
    print(f"{asked} with a competency question, {whole} with all three. Those that are not:\n")
    for each in held:
        if not each.is_whole:
            told = f"versions {each.versions}, rules {each.rules}, holders {each.holders}, questions {each.questions}"
            print(f"- {each.act}, {each.address}: {told}")


if __name__ == "__main__":
    sys.exit(main())
