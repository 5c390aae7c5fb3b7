"""What is held: claims and findings, law in force, seats, capacities, and what has ended, read once of each version."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from carekg.narrative.sentences.lexicon import Lexicon
from carekg.questions.content import to_python
from carekg.store.embedded import Embedded
from carekg.store.keeping import once
from carekg.store.sparql import read

_HERE: Final = Path(__file__).parent
_PARTS: Final = ("broader", "claims", "findings", "rules", "seats", "capacities", "ended")
_QUERIES: Final = {name: read(_HERE / f"held-{name}.rq").text for name in _PARTS}
_SEAT: Final = ("seat", "says", "status", "board", "member", "from", "until")
_LEXICON: Final = read(_HERE / "lexicon.rq").text
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Claim:
    """A claim that one thing acts on another, for whom where it says so; `relation` is the last part of its IRI."""

    iri: str
    says: str
    subject: str
    relation: str
    object: str
    population: str | None = None


@dataclass
class Finding:
    """A finding: of whom, about what, and how it bears on claims."""

    iri: str
    says: str
    design: str
    publication: str
    status: str
    about: set[str] = field(default_factory=set)
    populations: set[str] = field(default_factory=set)
    stances: dict[str, str] = field(default_factory=dict)


@dataclass
class Rule:
    """What law has somebody do: who, whether they must or may, what, and with or to whom; between two days."""

    iri: str
    says: str
    status: str
    modality: str
    action: str
    since: str | None
    until: str | None
    bearers: set[str] = field(default_factory=set)
    parties: set[str] = field(default_factory=set)

    def holds(self, day: str) -> bool:
        """Tell whether it is in force on a day."""
        return (self.since or "") <= day and (self.until is None or self.until > day)


@dataclass(frozen=True)
class Seat:
    """A seat that somebody must have on a kind of board."""

    iri: str
    says: str
    status: str
    board: str
    member: str
    since: str | None
    until: str | None

    def holds(self, day: str) -> bool:
        """Tell whether it is in force on a day."""
        return (self.since or "") <= day and (self.until is None or self.until > day)


@dataclass(frozen=True)
class Capacity:
    """What a kind of body is, or can do, in law, or not."""

    iri: str
    says: str
    status: str
    kind: str
    capacity: str
    is_held: bool


@dataclass(frozen=True)
class Held:
    """All that sentences are set beside."""

    lexicon: Lexicon
    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]
    rules: tuple[Rule, ...]
    seats: tuple[Seat, ...]
    capacities: tuple[Capacity, ...]
    ended: Mapping[str, tuple[str, str]]
    broader: Mapping[str, frozenset[str]]

    @cached_property
    def wider(self) -> Mapping[str, frozenset[str]]:
        """All concepts wider than each."""
        return {thing: _reach(self.broader, thing) for thing in self.broader}

    @cached_property
    def narrower(self) -> Mapping[str, frozenset[str]]:
        """All concepts narrower than each."""
        found: dict[str, set[str]] = defaultdict(set)
        for thing, wide in self.wider.items():
            for each in wide:
                found[each].add(thing)
        return {thing: frozenset(each) for thing, each in found.items()}

    def related(self, things: Iterable[str]) -> frozenset[str]:
        """Give things with all that are wider or narrower than one of them."""
        known = frozenset(things)
        both = (self.wider.get(each, frozenset()) | self.narrower.get(each, frozenset()) for each in known)
        return known.union(*both)

    @cached_property
    def rules_of(self) -> Mapping[str, frozenset[int]]:
        """The numbers of the rules that each thing is bound by, or named in."""
        return _numbered(rule.bearers | rule.parties for rule in self.rules)

    @cached_property
    def findings_on(self) -> Mapping[str, frozenset[int]]:
        """The numbers of the findings about each thing."""
        return _numbered(finding.about for finding in self.findings)

    @cached_property
    def by_claim(self) -> Mapping[str, tuple[Finding, ...]]:
        """The findings that bear on each claim."""
        found: dict[str, list[Finding]] = defaultdict(list)
        for finding in self.findings:
            for claim in finding.stances:
                found[claim].append(finding)
        return {claim: tuple(each) for claim, each in found.items()}


def _numbered(groups: Iterable[Iterable[str]]) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for number, group in enumerate(groups):
        for thing in group:
            found[thing].add(number)
    return {thing: frozenset(numbers) for thing, numbers in found.items()}


def _reach(broader: Mapping[str, frozenset[str]], thing: str) -> frozenset[str]:
    found: set[str] = set()
    ahead = set(broader[thing])
    while ahead:
        found |= ahead
        ahead = {wide for each in ahead for wide in broader.get(each, ())} - found
    return frozenset(found)


@once
def load(store: Embedded) -> Held:
    """Give what a version of the graph holds; it is read once."""
    rows = {name: [_plain(row) for row in store.select(text)] for name, text in _QUERIES.items()}
    names = [_plain(row) for row in store.select(_LEXICON)]
    return _read(rows, Lexicon((row["thing"], row["sort"], row["name"]) for row in names))


def _plain(row: Row) -> dict[str, Any]:
    return {name: to_python(term) for name, term in row.items()}


def _read(rows: Mapping[str, list[dict[str, Any]]], lexicon: Lexicon) -> Held:
    broader: dict[str, set[str]] = defaultdict(set)
    for row in rows["broader"]:
        broader[row["narrow"]].add(row["wide"])
    return Held(
        lexicon,
        tuple(
            Claim(row["claim"], row["says"], row["subject"], last(row["relation"]), row["object"], row["population"])
            for row in rows["claims"]
        ),
        _findings(rows["findings"]),
        _rules(rows["rules"]),
        tuple(Seat(*(row[name] for name in _SEAT)) for row in rows["seats"]),
        tuple(
            Capacity(row["node"], row["says"], row["status"], row["kind"], last(row["capacity"]), bool(row["holds"]))
            for row in rows["capacities"]
        ),
        {row["thing"]: (row["says"], row["until"]) for row in rows["ended"]},
        {narrow: frozenset(wide) for narrow, wide in broader.items()},
    )


def _findings(rows: list[dict[str, Any]]) -> tuple[Finding, ...]:
    found: dict[str, Finding] = {}
    for row in rows:
        told = (row[name] for name in ("finding", "says", "design", "publication", "status"))
        finding = found.setdefault(row["finding"], Finding(*told))
        finding.about |= {row["about"]} - {None}
        finding.populations |= {row["population"]} - {None}
        if row["claim"]:
            finding.stances[row["claim"]] = row["stance"]
    return tuple(found.values())


def _rules(rows: list[dict[str, Any]]) -> tuple[Rule, ...]:
    found: dict[str, Rule] = {}
    for row in rows:
        told = (
            row["rule"],
            row["says"],
            row["status"],
            last(row["modality"]),
            last(row["action"]),
            row["from"],
            row["until"],
        )
        rule = found.setdefault(row["rule"], Rule(*told))
        rule.bearers |= {row["bearer"]} - {None}
        rule.parties |= {row["party"]} - {None}
    return tuple(found.values())


def last(iri: str) -> str:
    """Give the last part of an IRI.

    >>> last("https://w3id.org/carekg/id/relation/reduces")
    'reduces'
    """
    return iri.rpartition("/")[2]
