"""What is too many to be bodies of their own in every build: GP practices and small areas, placed in what holds them.

A placement is of the file's date, and says no more than the file: which network, location or area something lies in.
The graphs are optional, and no rule reads them.
"""

from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal

from carekg.sources.cells import Row, read_code, read_number, read_once
from carekg.sources.job import Job, Source, proper_case
from carekg.sources.ods import PUBLISHER as ODS
from carekg.sources.ons import AREA
from carekg.sources.ons import PUBLISHER as ONS
from carekg.sources.overlaps import carry
from carekg.sources.reading import read_sheet
from carekg.sources.turtle import code, iri, number, text

PRACTICE: Final = "structure:gp-practice"
UNALLOCATED: Final = "U"  # practices in no network carry this code: it is not a network
_PRACTICE: Final = r"[A-Z]\d{5}"


def read_practices(job: Job) -> None:
    """Read GP practices, each in its network, if it has one, and in its sub-ICB location or group."""
    _place_practices(job, job.rows())


def read_partners(job: Job) -> None:
    """Read the practices of the workbook of networks; links that have ended are passed over."""
    _place_practices(job, _open_links(job))


def _open_links(job: Job) -> Iterator[Row]:
    for row in read_sheet(job.paths[0], "PCN Core Partner Details", job.source.columns):
        if row["end"]:
            job.skipped += 1
        else:
            yield row


def _place_practices(job: Job, rows: Iterator[Row]) -> None:
    seen: dict[str, int] = {}

    def use(row: Row) -> None:
        practice = read_code(row, "practice", _PRACTICE)
        read_once(seen, row, "practice")
        location, group = row["location"].lower(), row["group"].lower()
        within = [f"body:sicbl-{location}"] if location else [f"body:ccg-{group}"] if group else []
        if row["network"] != UNALLOCATED:
            within.append(f"body:pcn-{read_code(row, 'network', _PRACTICE).lower()}")
        job.turtle.add(
            f"body:practice-{practice.lower()}",
            a=iri("org:FormalOrganization"),
            rdfs__label=text(proper_case(row["practice_name"])),
            org__classification=iri(PRACTICE),
            org__identifier=code(practice),
            ckg__placedIn=[iri(each) for each in within],
        )

    job.each(use, rows)


def read_small_areas(job: Job) -> None:
    """Read small areas, each in its district and in the area of its group or sub-ICB location, with its residents."""
    seen: dict[str, int] = {}

    def use(row: Row) -> None:
        lsoa = read_code(row, "lsoa", AREA)
        read_once(seen, row, "lsoa")
        job.turtle.add(
            f"gss:{lsoa}",
            a=iri("ckg:SmallArea"),
            ckg__placedIn=[iri(f"gss:{read_code(row, each, AREA)}") for each in ("district", "area")],
            ckg__residents=number(read_number(row, "residents")) if "residents" in row.cells else None,
        )

    job.each(use)


def read_carried_small_areas(job: Job) -> None:
    """Read which board the small areas joined whose sub-ICB location had ended, and which of them that is certain of.

    Those of other locations followed them, and are passed over.
    """
    assign = carry(job)

    def use(row: Row) -> None:
        lsoa = read_code(row, "lsoa", AREA)
        if assign.stays(row):
            job.skipped += 1
            return
        board, sure = assign(row)
        job.turtle.add(
            f"gss:{lsoa}",
            a=iri("ckg:SmallArea"),
            ckg__placedIn=iri(f"gss:{board}"),
            ckg__certain=None if sure else Literal(False),
        )

    job.each(use)


_LSOA: Final = {"lsoa": r"LSOA\d\dCD", "residents": r"residents_\d{4}"}

SOURCES: Final = (
    Source("nhs-practice-list", "GP practices", "NHS England", read_practices, {
        "practice": "PRACTICE_CODE", "practice_name": "PRACTICE_NAME", "network": "PCN_CODE",
        "location": "SUB_ICB_LOCATION_CODE", "group": "CCG_CODE",
    }, optional=("location", "group")),
    Source("ods-practice-networks", "GP practices in networks (ePCN)", ODS, read_partners, {
        "practice": "Partner Organisation Code", "practice_name": "Partner Name", "network": "PCN Code",
        "location": "Practice Parent Sub ICB Loc Code", "end": "Practice to PCN Relationship End Date",
    }),
    Source("ons-lsoas", "Small areas (LSOAs)", ONS, read_small_areas, _LSOA | {
        "district": "LAD{yy}CD", "area": "(SICBL|CCG){yy}CD",
    }, optional=("residents",)),
    Source("ons-lsoas-projected", "Small areas (LSOAs) carried to the boards of a later date", ONS,
           read_carried_small_areas, {
        "lsoa": r"LSOA\d\dCD", "district": r"LAD\d\dCD", "location_code": r"SICBL\d\dCDH",
    }, companions="sub-ICB locations of the later date; practices by district (CSV), practices by board (CSV)"),
)  # fmt: skip
