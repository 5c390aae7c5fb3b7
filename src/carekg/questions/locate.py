"""Locating: what covers a place or belongs to a body on a date, at the place's own grain."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode

from carekg.questions.answer import Answer
from carekg.questions.asking import Ask
from carekg.questions.content import to_python
from carekg.questions.plans import announced, read_plans
from carekg.questions.postcodes import of_postcodes
from carekg.questions.seats import in_blocks
from carekg.questions.unplaced import unplaced
from carekg.store.sparql import bind, read, read_folder

_HERE: Final = Path(__file__).parent
_PLACES: Final = read(_HERE / "locate.rq")
_COVERS: Final = read(_HERE / "locate-covers.rq")
_DISTRICTS: Final = read(_HERE / "locate-districts.rq")
_FOLLOWED: Final = read(_HERE / "locate-districts-followed.rq")
_OPTIONAL: Final = read(_HERE / "locate-optional.rq")
_PLACED: Final = read_folder(_HERE / "locate")  # practices and small areas, from the optional graphs
_BY_SUCCESSION: Final = "succession"
Row = dict[str, Any]


def answer(ask: Ask) -> Answer:
    """Locate things: what each belongs to, overlaps with and has, step by step.

    The overlaps are the thing's own: a district of a county has those that the maps count for the district, never
    those of its county.
    """
    places = [_row(terms) for terms in ask.store.select(bind(_PLACES.text, ask.terms()))]
    own = [row for row in places if row["rank"] == 1]
    covers = _by_place(in_blocks(ask, _COVERS.text, "places", _nodes(places)))
    districts = _by_place(_districts(ask, _nodes(own)))
    rows = []
    for row in places:
        found = covers[row["place"]] if row["rank"] == 1 else _not_overlapping(covers[row["place"]])
        rows += [each | {"asked": row["asked"]} for each in found]
        rows += [each | {"asked": row["asked"]} for each in districts[row["place"]] if row["rank"] == 1]
    if ask.store.select(bind(_OPTIONAL.text, ask.terms())):
        rows += [_row(terms) for part in _PLACED for terms in ask.store.select(bind(part.text, ask.terms()))]
    rows, notes = of_postcodes(ask, rows)
    plans = read_plans(ask.store)
    told = [row | {"announced": announced(plans, row["place"], ask.as_of)} for row in _once(rows)]
    return ask.answer(told, notes=(*notes, *unplaced(ask.store, ask.values["id"], ask.as_of)))


def _row(terms: Any) -> Row:
    return {name: to_python(term) for name, term in terms.items()}


def _nodes(places: Iterable[Row]) -> Sequence[NamedNode]:
    return [NamedNode(place) for place in dict.fromkeys(row["place"] for row in places)]


def _by_place(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["place"]].append(row)
    return found


def _not_overlapping(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row["relation"] != "overlaps"]


def _districts(ask: Ask, places: Sequence[NamedNode]) -> list[Row]:
    """Give the boards or groups that districts lie in: those of the last map, or what followed those."""
    shown = in_blocks(ask, _DISTRICTS.text, "places", places)
    followed = in_blocks(ask, _FOLLOWED.text, "places", places)
    return _newest([*shown, *(row | {"basis": _BY_SUCCESSION} for row in followed)], ask.as_of.isoformat())


def _newest(rows: Sequence[Row], day: str) -> list[Row]:
    """Keep of each place and kind the newest map that is not younger than the day, else the oldest after it."""
    maps: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        maps[row["place"], row["kind"]].add(row["map_date"])
    chosen = {key: max((each for each in days if each <= day), default=min(days)) for key, days in maps.items()}
    return [row | {"relation": "overlaps"} for row in rows if row["map_date"] == chosen[row["place"], row["kind"]]]


def _once(rows: Iterable[Row]) -> list[Row]:
    """Leave out what was reached twice: by the area and by its council."""
    kept: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        kept.setdefault((row["asked"], row["place"], row["relation"], row["cover"]), row)
    order = ("asked", "place", "relation", "kind", "cover")
    return sorted(kept.values(), key=lambda row: tuple(row.get(name) or "" for name in order))
