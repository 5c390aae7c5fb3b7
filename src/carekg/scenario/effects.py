"""What a scenario does: which parts in which statements are lost and gained, and what would restore them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from carekg.layers import holds
from carekg.prefixes import compress
from carekg.sparql import read
from carekg.store import Embedded

_PARTS: Final = read(Path(__file__).parents[1] / "queries/scenario-parts.rq")
_WORDS: Final[Mapping[str, str]] = {
    "bearer": "bearer",
    "inRelationTo": "counterparty",
    "exercisedBy": "party that acts on it",
    "actionObject": "object",
    "seatFor": "member",
    "seatOn": "structure",
    "nominatedBy": "nominating party",
    "holder": "holder",
    "payer": "payer",
    "payee": "payee",
    "paysInto": "fund",
    "party": "recipient or maker",
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


def parts(store: Embedded, on: date) -> tuple[set[Part], Successors]:
    """Give the parts that parties have on a date in statements that hold, and the successors that are named."""
    found, successors = set(), {}
    for row in store.select(_PARTS.text):
        if row["successor"] is not None:
            successors[row["party"].value] = row["successor"].value
        party = {"from": row["partyFrom"], "until": row["partyUntil"], "stage": row["partyStage"]}
        if holds(row, on) and holds(party, on):
            found.add(_part(row))
    return found, successors


def _part(row: Mapping[str, Any]) -> Part:
    return Part(
        statement=row["statement"].value,
        label=row["label"].value,
        kind=row["kind"].value,
        part=_WORDS[row["part"].value.rpartition("/")[2]],
        party=row["party"].value,
        party_label=row["partyLabel"].value,
        provision=row["provision"].value if row["provision"] is not None else "",
    )


def lost(before: set[Part], after: set[Part], successors: Successors) -> list[Effect]:
    """List the parts that are there before and not after, those that leave no one first."""
    left: dict[tuple[str, str], set[str]] = {}
    for each in after:
        left.setdefault((each.statement, each.part), set()).add(each.party)
    alive = {each.statement for each in after}
    found = [
        _effect(each, len(left.get((each.statement, each.part), ())), alive, successors) for each in before - after
    ]
    return sorted(found, key=lambda each: (each.left, each.kind, each.label, each.part, each.party, each.provision))


def gained(before: set[Part], after: set[Part]) -> list[Part]:
    """List the parts that are there after and not before."""
    return sorted(after - before, key=lambda each: (each.kind, each.label, each.part, each.party, each.provision))


def _effect(part: Part, left: int, alive: Iterable[str], successors: Successors) -> Effect:
    return Effect(**vars(part), left=left, restore=_restore(part, left, alive, successors))


def _restore(part: Part, left: int, alive: Iterable[str], successors: Successors) -> str:
    """Say what would mend it: a successor that the graph names, or the provision that would have to name another."""
    where = f" in {compress(part.provision)}" if part.provision else ""
    if part.party in successors:
        return f"put {compress(successors[part.party])}, which the graph names as successor, in its place{where}"
    if left:
        return f"nothing need be done: {left} other{'s have' if left > 1 else ' has'} the same part"
    if part.statement not in alive:
        return f"keep or re-enact the statement{where}"
    return f"name another {part.part}{where}: the graph names no successor"
