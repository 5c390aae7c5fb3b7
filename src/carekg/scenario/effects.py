"""What a scenario does: which parts in which statements are lost and gained, and what would restore them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode

from carekg.layers.declared import holds
from carekg.scenario.sides import Side, Things, Touch
from carekg.scenario.things import Thing, read_things
from carekg.store.sparql import read
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


def states(touch: Touch, sides: tuple[Side, Side]) -> list[State]:
    """Give for each side the parts of the statements that are touched, or a party or document of which is."""
    documents = touch.reach(_MAKERS, "document", {"party": touch.things})
    parties = touch.things | (documents or frozenset())
    statements = None if documents is None else touch.reach(_PARTS, "statement", {"party": parties})
    return [state(side, statements) for side in sides]


def state(side: Side, statements: Things = None) -> State:
    """Give the parts that parties which exist have, on a date, in statements that hold: in some, or in all."""
    rows = [{name: term.value for name, term in row.items()} for row in side.rows(_PARTS, statements)]
    things = read_things(side, {row[name] for row in rows for name in ("statement", "party")})
    rows = [row for row in rows if not things[row["statement"]].is_planned]
    unmade = _unmade(side, {row["party"] for row in rows if _is_of_document(row)})
    parts = {
        part
        for row in rows
        if things[row["party"]].is_there and not (_is_of_document(row) and row["party"] in unmade)
        for part in _parts(row, things)
    }
    successors = {iri: min(thing.successors) for iri, thing in things.items() if thing.successors}
    return State(frozenset(parts), frozenset(row["statement"] for row in rows), successors, unmade)


def _is_of_document(row: Mapping[str, str]) -> bool:
    return _word(row) in _OF_DOCUMENTS


def _unmade(side: Side, documents: Iterable[str]) -> frozenset[str]:
    """Give the documents that have makers, none of them on the date: what waits for one waits in vain."""
    rows = side.rows(_MAKERS, frozenset(map(NamedNode, documents)))
    makers = read_things(side, {row["party"].value for row in rows})
    made = {row["document"].value for row in rows if holds(row, side.on) and makers[row["party"].value].is_there}
    return frozenset(row["document"].value for row in rows) - made


def _parts(row: Mapping[str, str], things: Mapping[str, Thing]) -> Iterable[Part]:
    """Give the part of a row, once for each provision of its statement."""
    statement, party = things[row["statement"]], things[row["party"]]
    for provision in statement.provisions or {""}:
        yield Part(
            statement=row["statement"],
            label=statement.label,
            kind=row["kind"],
            part=_word(row),
            party=row["party"],
            party_label=party.label,
            provision=provision,
        )


def _word(row: Mapping[str, str]) -> str:
    """Give the word for the part of a row."""
    return _WORDS[row["part"].rpartition("/")[2]]


def lost(before: State, after: State) -> list[Effect]:
    """List the parts that are there before and not after, those that leave no one first."""
    left: dict[tuple[str, str], set[str]] = {}
    for each in after.parts:
        left.setdefault((each.statement, each.part), set()).add(each.party)
    gone = before.parts - after.parts
    found = [_effect(each, len(left.get((each.statement, each.part), ())), before, after) for each in gone]
    return sorted(found, key=lambda each: (each.left, *_place(each)))


def gained(before: State, after: State) -> list[Part]:
    """List the parts that are there after and not before."""
    return sorted(after.parts - before.parts, key=_place)


def _place(each: Part | Effect) -> tuple[str, ...]:
    """Give what puts a part into its place among others."""
    return each.kind, each.label, each.part, each.party, each.provision, each.statement


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
