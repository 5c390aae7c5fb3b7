"""Office for National Statistics: what passed from the areas of one map of small areas to those of the next.

An area keeps its code while its boundary stays, so only areas whose codes ended between the two maps are told of.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from carekg.sources.cells import Row, read_code, read_number, read_once
from carekg.sources.job import Job, Source
from carekg.sources.ons import AREA, PUBLISHER
from carekg.sources.overlaps import Tally, authority_of, carry
from carekg.sources.reading import Columns, find_headings, read_top
from carekg.sources.turtle import code, iri, number, text

Place = Callable[[Row], tuple[str, bool]]  # the area of a row at one level, and whether that is sure
Pairs = dict[tuple[str, str, str], Tally]  # by level, area before and area after
_LEVELS: Final = ("location", "system", "district")
_AREAS: Final = {"location": "(CCG|SICBL){yy}CD", "system": "(STP|ICB){yy}CD", "district": "LAD{yy}CD"}
_LSOA: Final = {"lsoa": r"LSOA\d\dCD"}
_RESIDENTS: Final = {"residents": r"residents_\d{4}"}


def read_transfers(job: Job) -> None:
    """Count what passed between an older map, the CSV companion, and a newer one."""
    places: dict[str, Place] = {level: _as_written(level) for level in _LEVELS}
    _compare(job, f"{job.vintage:%y}", places)


def read_projected_transfers(job: Job) -> None:
    """Count what passed between a map and the bodies of a later date, for which there is none yet, as `carry` says."""
    places: dict[str, Place] = {"system": carry(job), "location": carry(job, by_location=True)}
    _compare(job, "", places)


def _as_written(level: str) -> Place:
    return lambda row: (read_code(row, level, AREA), True)


def _compare(job: Job, year: str, places: Mapping[str, Place]) -> None:
    older = _older(job, year, places)
    counties = authority_of(job)
    pairs: Pairs = defaultdict(Tally)
    new: list[tuple[str, str, int]] = []  # level, area and residents of small areas that the older map does not have
    seen: dict[str, int] = {}

    def use(row: Row) -> None:
        lsoa = read_once(seen, row, "lsoa")
        residents = read_number(row, "residents") if row["residents"] else 0
        for level, place in places.items():
            (after, sure), before = place(row), older.get(lsoa, {}).get(level)
            for tier, inner, outer in _tiers(level, counties, before, after):
                if inner is None:
                    new.append((tier, outer, residents))
                else:
                    _add(pairs[tier, inner, outer], 1, residents, sure=sure)

    job.each(use)
    _give_to_only_origin(pairs, new)
    _write(job, pairs)


def _tiers(
    level: str, counties: Mapping[str, str], before: str | None, after: str
) -> Iterator[tuple[str, str | None, str]]:
    """Give the level with its areas and, for districts, the areas of their authorities as a level of its own."""
    yield level, before, after
    if level == "district":
        yield "authority", before and counties.get(before, before), counties.get(after, after)


def _older(job: Job, year: str, places: Iterable[str]) -> dict[str, dict[str, str]]:
    """Read where each small area was in the older map: the newest one before a year of those that the file has."""
    path = next(each for each in job.paths[1:] if each.suffix == ".csv") if year else job.paths[0]
    lines = read_top(path)
    headings = lines[find_headings(lines, _LSOA)].cells
    years = sorted({found[1] for each in headings if (found := re.fullmatch(r"LAD(\d\d)CD", each.strip()))})
    last = max(each for each in years if not year or each < year)
    columns: Columns = _LSOA | {level: _AREAS[level].replace("{yy}", last) for level in places}
    return {row["lsoa"]: {level: row[level] for level in places} for row in job.rows(path, columns)}


def _add(tally: Tally, lsoas: int, residents: int, *, sure: bool = True) -> None:
    tally.lsoas += lsoas
    tally.residents += residents
    tally.unsure += not sure


def _give_to_only_origin(pairs: Pairs, new: Iterable[tuple[str, str, int]]) -> None:
    """Count small areas that the older map does not have where all others of their area came from one area."""
    origins: dict[tuple[str, str], list[str]] = defaultdict(list)
    for level, before, after in pairs:
        origins[level, after].append(before)
    for level, after, residents in new:
        if len(origins[level, after]) == 1:
            _add(pairs[level, origins[level, after][0], after], 1, residents)


def _write(job: Job, pairs: Pairs) -> None:
    counted = any(tally.residents for tally in pairs.values())
    stays = {after for _, _, after in pairs}
    for (_, before, after), tally in pairs.items():
        if before in stays:
            continue
        job.turtle.add(
            f"transfer:{job.slug}-{before.lower()}-{after.lower()}",
            a=iri("ckg:AreaTransfer"),
            rdfs__label=text(f"From {before} to {after}, by the map of {job.vintage.isoformat()}"),
            ckg__before=iri(f"gss:{before}"),
            ckg__after=iri(f"gss:{after}"),
            ckg__lsoas=number(tally.lsoas),
            ckg__uncertainLsoas=number(tally.unsure) if tally.unsure else None,
            ckg__residents=number(tally.residents) if counted else None,
            ckg__shareMeasure=code("residents" if counted else "LSOAs"),
            prov__wasDerivedFrom=iri(job.file),
        )


SOURCES: Final = (
    Source("ons-area-transfers", "What passed between areas of two maps of LSOAs", PUBLISHER, read_transfers,
           _LSOA | _AREAS | _RESIDENTS, optional=("residents",),
           companions="the older map (CSV), districts in authorities"),
    Source("ons-area-transfers-projected", "What passed to the boards and locations of a later date", PUBLISHER,
           read_projected_transfers, _LSOA | _RESIDENTS | {
        "district": r"LAD\d\dCD", "location_code": r"SICBL\d\dCDH",
    }, companions="districts in authorities, sub-ICB locations of the later date; practices by district (CSV), "
           "practices by board (CSV)"),
)  # fmt: skip
