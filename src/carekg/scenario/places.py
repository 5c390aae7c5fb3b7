"""Places: which of them change system, that is, what covers them or is relevant to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from carekg.scenario.sides import Side, Things, Touch
from carekg.scenario.things import read_things
from carekg.store.sparql import read

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


def both_covers(touch: Touch, sides: tuple[Side, Side]) -> list[dict[str, Covers]]:
    """Give for each side what covers the places that are touched, or what covers which is."""
    places = touch.reach(_QUERY, "place", {"place": touch.things, "cover": touch.things})
    return [covers(side, places) for side in sides]


def covers(side: Side, places: Things = None) -> dict[str, Covers]:
    """Give for each place, of some or of all, the names of what covers it on a date."""
    rows = side.rows(_QUERY, places)
    things = read_things(side, {row[name].value for row in rows for name in ("place", "cover")})
    found: dict[str, Covers] = {}
    for row in rows:
        place, cover = things[row["place"].value], things[row["cover"].value]
        if cover.is_there and not place.is_over:
            each = found.setdefault(row["place"].value, Covers(place.label, set(), set()))
            each.names.add(cover.label)
            if row["certain"] is not None and row["certain"].value == "false":
                each.uncertain.add(cover.label)
    return found


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
