"""Loading the history of areas from a version of the graph."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final
from weakref import WeakKeyDictionary

from carekg.recode.history import Announcement, Count, History
from carekg.recode.spells import FIRST, LAST, Sighting, Spell, levels_of_council, spells_of_body, spells_of_council
from carekg.recode.steps import Changes, Links, find_steps
from carekg.store.embedded import Embedded
from carekg.store.sparql import read_folder

Rows = Sequence[Mapping[str, Any]]
_QUERIES: Final = {query.path.stem: query.text for query in read_folder(Path(__file__).parent)}
_LOADED: Final[WeakKeyDictionary[Embedded, History]] = WeakKeyDictionary()


def load(store: Embedded) -> History:
    """Give what a version of the graph knows of areas and their codes; it is read once."""
    if store not in _LOADED:
        _LOADED[store] = _read({name: store.select(text) for name, text in _QUERIES.items()})
    return _LOADED[store]


def _read(rows: Mapping[str, Rows]) -> History:
    changes = [(_place(row["before"]), _place(row["after"]), _day(row["day"], FIRST)) for row in rows["changes"]]
    counts, links = _counts(rows["transfers"]), _links(rows["links"])
    spells = sorted([*_bodies(rows, changes, counts), *_councils(rows["councils"], changes)])
    names = {_place(row["area"]): row["name"].value.partition(" (")[0] for row in rows["councils"]}
    return History(
        spells,
        find_steps(spells, changes, links),
        counts,
        links,
        names | {row["body"].value: row["name"].value for row in rows["bodies"]},
        _announcements(rows["announced"], links),
        _day(rows["newest"][0]["newest"], FIRST),
    )


def _links(rows: Rows) -> Links:
    found: dict[str, list[tuple[str, date, date]]] = defaultdict(list)
    for row in rows:
        outer, start, end = _place(row["outer"]), _day(row["from"], FIRST), _day(row["until"], LAST)
        found[_place(row["inner"])].append((outer, start, end))
    return found


def _place(term: Any) -> str:
    """Give the code of an area, or the IRI of a body."""
    iri = str(term.value)
    return iri.rpartition("/")[2] if iri.startswith("http://statistics.data.gov.uk/") else iri


def _day(term: Any, otherwise: date) -> date:
    return otherwise if term is None else date.fromisoformat(term.value)


def _counts(rows: Rows) -> Mapping[str, Mapping[str, Count]]:
    found: dict[str, dict[str, Count]] = defaultdict(dict)
    for row in rows:
        lsoas, residents, unsure = (
            int(row[name].value) if row[name] else 0 for name in ("lsoas", "residents", "unsure")
        )
        found[_place(row["before"])][_place(row["after"])] = Count(
            lsoas, residents, unsure, _day(row["vintage"], FIRST)
        )
    return found


def _bodies(rows: Mapping[str, Rows], changes: Changes, counts: Mapping[str, Mapping[str, Count]]) -> Iterable[Spell]:
    known: dict[tuple[str, str], list[date]] = defaultdict(list)
    for before, after, day in changes:
        known[before, ""].append(day)
        known[after, ""].append(day)
    for before, afters in counts.items():
        for after, count in afters.items():
            known[before, after].append(count.vintage)
    times = {row["body"].value: (_day(row["from"], FIRST), _day(row["until"], LAST)) for row in rows["bodies"]}
    seen: dict[tuple[str, str], list[Sighting]] = defaultdict(list)
    first: dict[str, date] = {}
    for row in rows["sightings"]:
        kind, body, day = row["kind"].value, row["body"].value, _day(row["vintage"], FIRST)
        code = row["code"].value if row["code"] else ""
        seen[kind, body].append(Sighting(day, _place(row["area"]) if row["area"] else "", code))
        first[kind] = min(first.get(kind, day), day)
    for (kind, body), sightings in seen.items():
        begun, ended = times.get(body, (FIRST, LAST))
        time = max(begun, first[kind]), ended  # there is no code before the first list of codes
        yield from spells_of_body(kind, body, sightings, time, known)


def _councils(rows: Rows, changes: Changes) -> Iterable[Spell]:
    begun = {after: day for _, after, day in sorted(changes, key=lambda change: change[2], reverse=True)}
    for row in rows:
        area = _place(row["area"])
        start = begun.get(area) or _day(row["from"], FIRST)
        yield from spells_of_council(area, start, _day(row["until"], LAST))


def _announcements(rows: Rows, links: Links) -> Mapping[str, Sequence[Announcement]]:
    """Give what is announced by area: a change that names districts ends those, else all of the counties it names."""
    events: dict[str, tuple[Announcement, list[str]]] = {}
    for row in rows:
        day = _day(row["day"], LAST) if row["day"] else None
        checked = row["checked"].value if row["checked"] else "on no day that is held"
        told = Announcement(row["label"].value, day, checked)
        events.setdefault(row["event"].value, (told, []))[1].append(_place(row["area"]))
    found: dict[str, list[Announcement]] = defaultdict(list)
    for told, areas in events.values():
        named = any(levels_of_council(area) == ["district"] for area in areas)
        inside = (
            [] if named else [i for i, outers in links.items() for o, _, end in outers if o in areas and end == LAST]
        )
        for area in dict.fromkeys([*areas, *inside]):
            found[area].append(told)
    return found
