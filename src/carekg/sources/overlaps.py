"""Office for National Statistics: how authorities and NHS bodies overlap, counted by small areas (LSOAs)."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from carekg.sources.cells import Row, Unusable, read_code, read_number, read_once
from carekg.sources.job import Job, Source
from carekg.sources.mysociety import UPPER
from carekg.sources.ons import AREA, CCG, ICB, PUBLISHER, SUB_ICB
from carekg.sources.turtle import code, iri, number, text

SMALL: Final = 0.05  # ours, not the law's: below it, an overlap by best fit may be an artefact


@dataclass
class Tally:
    """What was counted of one pair of areas."""

    lsoas: int = 0
    residents: int = 0
    unsure: int = 0

    def add(self, residents: int, *, sure: bool) -> None:
        """Count one small area more."""
        self.lsoas += 1
        self.residents += residents
        self.unsure += not sure


Pairs = dict[tuple[str, str], Tally]


def _count(job: Job, outer: str, assign: Callable[[Row], tuple[str, bool]]) -> Pairs:
    """Count LSOAs and residents of each pair of authority and area; `assign` gives the area and whether it is sure."""
    authorities, seen = authority_of(job), dict[str, int]()
    pairs: Pairs = defaultdict(Tally)
    districts: Pairs = defaultdict(Tally)

    def use(row: Row) -> None:
        lsoa, district = read_code(row, "lsoa", AREA), read_code(row, "district", AREA)
        read_once(seen, row, "lsoa")
        residents = read_number(row, "residents") if "residents" in row.cells else 0
        if residents == 0 and "residents" in row.cells:
            raise Unusable("residents", "0", f"{lsoa} has no population")
        area, sure = assign(row)
        pairs[authorities.get(district, district), area].add(residents, sure=sure)
        if authorities.get(district, district) != district:
            districts[district, area].add(residents, sure=sure)

    job.each(use)
    _write(job, pairs, outer)
    _write_districts(job, districts, outer)
    return pairs


def authority_of(job: Job) -> dict[str, str]:
    """Give the area of the upper-tier authority of each district, by code, from the companions."""
    councils = job.known.parents("structure:district-council", UPPER)
    areas = {each.thing: each.area for each in job.known.sightings if each.area}
    return {areas[district]: areas[county] for district, county in councils.items() if county in areas}


def _shares(pairs: Pairs) -> tuple[str, dict[tuple[str, str], tuple[float, float]]]:
    """Give what the shares count, and the shares of each pair in the first and in the second of its areas."""
    counted = any(tally.residents for tally in pairs.values())
    size = {pair: tally.residents if counted else tally.lsoas for pair, tally in pairs.items()}
    of_first, of_second = Counter[str](), Counter[str]()
    for (first, second), count in size.items():
        of_first[first] += count
        of_second[second] += count
    shares = {pair: (count / of_first[pair[0]], count / of_second[pair[1]]) for pair, count in size.items()}
    return "residents" if counted else "LSOAs", shares


def _write(job: Job, pairs: Pairs, kind: str) -> None:
    measure, shares = _shares(pairs)
    for (first, second), tally in pairs.items():
        share, back = shares[first, second]
        job.turtle.add(
            f"overlap:{job.slug}-{first.lower()}-{second.lower()}",
            a=iri("ckg:AreaOverlap"),
            rdfs__label=text(f"{first} and {second} overlap, {job.vintage.isoformat()}"),
            ckg__authorityArea=iri(f"gss:{first}"),
            ckg__healthArea=iri(f"gss:{second}"),
            ckg__healthKind=iri(kind),
            ckg__shareOfAuthority=number(share),
            ckg__shareOfHealthArea=number(back),
            ckg__shareMeasure=code(measure),
            ckg__overlapBasis=iri("overlap-basis:best-fit"),
            ckg__smallByBestFit=Literal(True) if share < SMALL and back < SMALL else None,
            **_counts(job, tally, measure),
        )
    job.kinds.add(kind)


def _write_districts(job: Job, pairs: Pairs, kind: str) -> None:
    """Write the overlaps of the districts of counties; those of other districts are those of their authorities."""
    measure, shares = _shares(pairs)
    for (first, second), tally in pairs.items():
        job.turtle.add(
            f"overlap:{job.slug}-district-{first.lower()}-{second.lower()}",
            a=iri("ckg:DistrictOverlap"),
            rdfs__label=text(f"District {first} and {second} overlap, {job.vintage.isoformat()}"),
            ckg__districtArea=iri(f"gss:{first}"),
            ckg__healthArea=iri(f"gss:{second}"),
            ckg__healthKind=iri(kind),
            ckg__shareOfDistrict=number(shares[first, second][0]),
            ckg__shareMeasure=code(measure),
            ckg__overlapBasis=iri("overlap-basis:best-fit"),
            **_counts(job, tally, measure),
        )


def _counts(job: Job, tally: Tally, measure: str) -> dict[str, NamedNode | Literal | None]:
    return {
        "ckg__lsoas": number(tally.lsoas),
        "ckg__uncertainLsoas": number(tally.unsure),
        "ckg__residents": number(tally.residents) if measure == "residents" else None,
        "prov__wasDerivedFrom": iri(job.file),
    }


def read_icb_overlaps(job: Job) -> None:
    """Count the overlaps of authorities and integrated care boards."""
    _count(job, ICB, lambda row: (read_code(row, "area", AREA), True))


def read_ccg_overlaps(job: Job) -> None:
    """Count the overlaps of authorities and clinical commissioning groups."""
    _count(job, CCG, lambda row: (read_code(row, "area", AREA), True))


def read_projected_overlaps(job: Job) -> None:
    """Count the overlaps at a date for which there is no look-up of LSOAs yet, from an older one, as `carry` says."""
    _count(job, ICB, carry(job))


@dataclass(frozen=True)
class Carry:
    """How the LSOAs of an older look-up are carried to the boards, or the sub-ICB locations, of a later date.

    An LSOA follows its sub-ICB location into the board of the new vintage. Where the location has ended, it follows
    its district: the board that the practices of that district and location joined, by the companions; where the
    rest of the district lies in another board, or no practice says, it is marked as uncertain.
    """

    areas: Mapping[str, str]
    bodies: Mapping[str, str]
    current: Collection[str]
    moved: Mapping[tuple[str, str], str]
    rest: Mapping[str, Counter[str]]

    def stays(self, row: Row) -> bool:
        """Tell whether the sub-ICB location of a row is still there."""
        return _location(row) in self.current

    def __call__(self, row: Row) -> tuple[str, bool]:
        """Give the area of the board, or location, of a row, and whether it is certain."""
        if self.stays(row):
            return self.areas[self.bodies[_location(row)]], True
        said = self.moved.get((_location(row), row["district"]))
        others = self.rest.get(row["district"])
        near = others.most_common(1)[0][0] if others else None
        body = said or near
        if body is None:
            raise Unusable(
                "location_code", row["location_code"], "the location has ended and nothing says what came after"
            )
        return self.areas[body], said is not None and near in (None, said)


def carry(job: Job, *, by_location: bool = False) -> Carry:
    """Say how the LSOAs of a job's file are carried to the boards of its vintage, from the companions.

    Parameters: job; by_location, whether they are carried to the sub-ICB locations instead.
    """
    current = {each.thing for each in job.known.of_kind(SUB_ICB) if each.vintage >= job.vintage}
    bodies = {each: each for each in current} if by_location else job.known.parents(SUB_ICB, ICB)
    areas = {each.thing: each.area for each in job.known.of_kind(SUB_ICB if by_location else ICB)}
    rest: dict[str, Counter[str]] = defaultdict(Counter)
    for row in job.rows():
        if _location(row) in current:
            rest[row["district"]][bodies[_location(row)]] += 1
    return Carry(areas, bodies, current, _moves(job, "sicbl" if by_location else "icb"), rest)


def _location(row: Row) -> str:
    return f"body:sicbl-{row['location_code'].lower()}"


def _moves(job: Job, kind: str) -> Mapping[tuple[str, str], str]:
    """Give the board or location that the practices of a location and district all joined, from the CSV companions."""
    places, maps = (path for path in job.paths[1:] if path.suffix == ".csv")
    bodies = {row["practice"]: f"body:{kind}-{row[kind].lower()}" for row in job.rows(maps, _MAP)}
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in job.rows(places, _PLACES):
        if row["practice"] in bodies:
            found[f"body:sicbl-{row['location'].lower()}", row["district"]].add(bodies[row["practice"]])
    return {key: next(iter(values)) for key, values in found.items() if len(values) == 1}


_MAP: Final = {"practice": "PRACTICE_CODE", "icb": "ICB_CODE", "sicbl": "SUB_ICB_LOCATION_CODE"}
_PLACES: Final = {"practice": "Practice_Code", "location": r"CCG\d\d", "district": r"LAD\d\d"}
_LSOA: Final = {"lsoa": r"LSOA\d\dCD", "residents": r"residents_\d{4}"}

SOURCES: Final = (
    Source("ons-lsoa-icbs", "LSOAs, districts and integrated care boards", PUBLISHER, read_icb_overlaps,
           _LSOA | {"district": "LAD{yy}CD", "area": "ICB{yy}CD"}, optional=("residents",),
           companions="districts in authorities"),
    Source("ons-lsoa-ccgs", "LSOAs, districts and clinical commissioning groups", PUBLISHER, read_ccg_overlaps,
           _LSOA | {"district": "LAD{yy}CD", "area": "CCG{yy}CD"}, optional=("residents",),
           companions="districts in authorities"),
    Source("ons-lsoa-icbs-projected", "LSOAs carried to the boards of a later date", PUBLISHER,
           read_projected_overlaps, _LSOA | {"district": r"LAD\d\dCD", "location_code": r"SICBL\d\dCDH"},
           companions="districts in authorities, sub-ICB locations of the later date; practices by district (CSV), "
           "practices by board (CSV)"),
)  # fmt: skip
