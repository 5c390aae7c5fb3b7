"""Places: which of them change system, that is, what covers them or is relevant to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from carekg.layers.projection import holds
from carekg.store.embedded import Embedded
from carekg.store.sparql import read
from carekg.terms.prefixes import compress

_QUERY: Final = read(Path(__file__).parent / "places.rq")


@dataclass(frozen=True)
class Place:
    """A place or body, and the names of what covers it before and after; uncertain ones are those of slivers."""

    place: str
    label: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    uncertain: tuple[str, ...] = ()


@dataclass
class Covers:
    """What covers one place on one date."""

    label: str
    names: set[str]
    uncertain: set[str]


def covers(store: Embedded, on: date) -> dict[str, Covers]:
    """Give for each place the names of what covers it on a date."""
    found: dict[str, Covers] = {}
    for row in store.select(_QUERY.text):
        cover = {"from": row["coverFrom"], "until": row["coverUntil"]}
        if holds(row, on) and holds(cover, on) and holds({"until": row["placeUntil"]}, on):
            each = found.setdefault(row["place"].value, Covers(_name(row, "place"), set(), set()))
            each.names.add(_name(row, "cover"))
            if row["certain"] is not None and row["certain"].value == "false":
                each.uncertain.add(_name(row, "cover"))
    return found


def _name(row: Mapping[str, Any], thing: str) -> str:
    """Give the label of a thing, or its short IRI where an incomplete graph has none."""
    label = row[f"{thing}Label"]
    return str(label.value) if label is not None else compress(row[thing].value)


def moved(before: Mapping[str, Covers], after: Mapping[str, Covers]) -> list[Place]:
    """List the places that are covered by other bodies after than before, those that end or begin among them."""
    nothing = Covers("", set(), set())
    found = []
    for place in before.keys() | after.keys():
        old, new = before.get(place, nothing), after.get(place, nothing)
        if old.names != new.names:
            unsure = tuple(sorted(old.uncertain | new.uncertain))
            found.append(
                Place(place, old.label or new.label, tuple(sorted(old.names)), tuple(sorted(new.names)), unsure)
            )
    return sorted(found, key=lambda each: (each.label, each.place))
