"""Loading the history of areas from a version of the graph."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from carekg.questions.plans import Plan, announced, last_vintage, read_plans
from carekg.recode.history import Announcement, Count, History
from carekg.recode.spells import FIRST, LAST, Sighting, Spell, spells_of_body, spells_of_council
from carekg.recode.steps import Changes, Links, find_steps
from carekg.store.embedded import Embedded
from carekg.store.keeping import once
from carekg.store.sparql import read_folder

Rows = Sequence[Mapping[str, Any]]
_QUERIES: Final = {query.path.stem: query.text for query in read_folder(Path(__file__).parent)}


@once
def load(store: Embedded) -> History:
    """Give what a version of the graph knows of areas and their codes; it is read once."""
    rows = {name: store.select(text) for name, text in _QUERIES.items()}
    return _read(rows, read_plans(store), last_vintage(store)).gather()


def _read(rows: Mapping[str, Rows], plans: Iterable[Plan], newest: str) -> History:
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
        _announcements(plans, rows, links, spells),
        date.fromisoformat(newest) if newest else FIRST,
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


def _announcements(
    plans: Iterable[Plan], rows: Mapping[str, Rows], links: Links, spells: Iterable[Spell]
) -> Mapping[str, Sequence[Announcement]]:
    """Give what is announced by area: by the plans of councils, and for boards that are in a cluster."""
    governed: dict[str, list[str]] = defaultdict(list)
    for row in rows["governed"]:
        governed[row["council"].value].append(_place(row["area"]))
    found: dict[str, list[Announcement]] = defaultdict(list)
    for plan in plans:
        day = date.fromisoformat(plan.day) if plan.day else None
        for body in sorted({*plan.ends, *plan.about}):
            told = Announcement(str(announced([plan], body, LAST)), day)
            for area in _with_districts(plan, governed[body], links):
                found[area].append(told)
    for row in rows["clusters"]:
        says = f"{row['says'].value}, and the board is in a cluster; last checked {row['checked'].value}"
        told = Announcement(says, _day(row["day"], LAST))
        for area in {spell.area for spell in spells if spell.body == row["board"].value and spell.end == LAST}:
            found[area].append(told)
    return found


def _with_districts(plan: Plan, areas: Sequence[str], links: Links) -> Sequence[str]:
    """Give areas and, where a plan that is not decided names counties alone, the districts in them."""
    if plan.decided:
        return areas
    now = ((inner, outer) for inner, outers in links.items() for outer, _, end in outers if end == LAST)
    return [*areas, *(inner for inner, outer in now if outer in areas)]
