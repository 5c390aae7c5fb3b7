"""What a scenario does: which parts in which statements are lost and gained, and what would restore them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from carekg.layers.projection import holds
from carekg.scenario.things import Thing, read_things
from carekg.store.embedded import Embedded
from carekg.store.sparql import bind, date_term, read
from carekg.terms.prefixes import compress

_PARTS: Final = read(Path(__file__).parent / "parts.rq")
_MAKERS: Final = read(Path(__file__).parent / "makers.rq")
_OF_DOCUMENTS: Final = ("object", "trigger")
_WORDS: Final[Mapping[str, str]] = {
    "bearer": "bearer",
    "inRelationTo": "counterparty",
    "exercisedBy": "party that acts on it",
    "accountable": "accountable party",
    "actionObject": "object",
    "triggeredBy": "trigger",
    "seatFor": "member",
    "seatOn": "structure",
    "nominatedBy": "nominating party",
    "holder": "holder",
    "payer": "payer",
    "payee": "payee",
    "paysInto": "fund",
    "party": "recipient or maker",
    "relevantBody": "relevant body",
    "relevantTo": "authority or board",
}


@dataclass(frozen=True)
class Part:
    """A part that a party has in a statement on a date."""

    statement: str
    label: str
    kind: str
    part: str
    party: str
    party_label: str
    provision: str


@dataclass(frozen=True)
class Effect:
    """A part that is lost, how many others still have the same part, and what would restore it."""

    statement: str
    label: str
    kind: str
    part: str
    party: str
    party_label: str
    left: int
    provision: str
    restore: str


Successors = Mapping[str, str]  # the successor that the graph names for each thing that has one


@dataclass(frozen=True)
class State:
    """The parts that parties have on a date, the statements that hold, and the successors that are named.

    `unmade` are the documents that somebody makes on some day and nobody on this one.
    """

    parts: frozenset[Part]
    statements: frozenset[str]
    successors: Successors
    unmade: frozenset[str] = frozenset()


def state(store: Embedded, on: date) -> State:
    """Give the parts that parties which exist have, on a date, in statements that hold."""
    rows = [
        {name: term.value for name, term in row.items()}
        for row in store.select(bind(_PARTS.text, {"on": date_term(on)}))
    ]
    things = read_things(store, {row[name] for row in rows for name in ("statement", "party")}, on)
    rows = [row for row in rows if not things[row["statement"]].is_planned]
    unmade = _unmade(store, on)
    parts = {
        part
        for row in rows
        if things[row["party"]].is_there
        for part in _parts(row, things)
        if not (part.part in _OF_DOCUMENTS and part.party in unmade)
    }
    successors = {iri: min(thing.successors) for iri, thing in things.items() if thing.successors}
    return State(frozenset(parts), frozenset(row["statement"] for row in rows), successors, unmade)


def _unmade(store: Embedded, on: date) -> frozenset[str]:
    """Give the documents that have makers, none of them on a date: what waits for one waits in vain."""
    rows = store.select(_MAKERS.text)
    makers = read_things(store, {row["party"].value for row in rows}, on)
    made = {row["document"].value for row in rows if holds(row, on) and makers[row["party"].value].is_there}
    return frozenset(row["document"].value for row in rows) - made


def _parts(row: Mapping[str, str], things: Mapping[str, Thing]) -> Iterable[Part]:
    """Give the part of a row, once for each provision of its statement."""
    statement, party = things[row["statement"]], things[row["party"]]
    for provision in statement.provisions or {""}:
        yield Part(
            statement=row["statement"],
            label=statement.label,
            kind=row["kind"],
            part=_WORDS[row["part"].rpartition("/")[2]],
            party=row["party"],
            party_label=party.label,
            provision=provision,
        )


def lost(before: State, after: State) -> list[Effect]:
    """List the parts that are there before and not after, those that leave no one first."""
    left: dict[tuple[str, str], set[str]] = {}
    for each in after.parts:
        left.setdefault((each.statement, each.part), set()).add(each.party)
    gone = before.parts - after.parts
    found = [_effect(each, len(left.get((each.statement, each.part), ())), before, after) for each in gone]
    return sorted(found, key=lambda each: (each.left, each.kind, each.label, each.part, each.party, each.provision))


def gained(before: State, after: State) -> list[Part]:
    """List the parts that are there after and not before."""
    return sorted(
        after.parts - before.parts, key=lambda each: (each.kind, each.label, each.part, each.party, each.provision)
    )


def _effect(part: Part, left: int, before: State, after: State) -> Effect:
    return Effect(**vars(part), left=left, restore=_restore(part, left, before.successors, after))


def _restore(part: Part, left: int, successors: Successors, after: State) -> str:
    """Say what would mend it: a successor that the graph names, or the provision that would have to name another."""
    where = f" in {compress(part.provision)}" if part.provision else ""
    if part.statement not in after.statements:
        return f"keep or re-enact the statement{where}"
    if part.party in after.unmade:
        lack = "it waits for a document" if part.part == "trigger" else "it is about a document"
        return f"say who is to make {compress(part.party)}: {lack} that nobody is left to make"
    if part.party in successors:
        return f"put {compress(successors[part.party])}, which the graph names as successor, in its place{where}"
    if left:
        return f"nothing need be done: {left} other{'s have' if left > 1 else ' has'} the same part"
    return f"name another {part.part}{where}: the graph names no successor"
