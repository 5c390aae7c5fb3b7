"""NHS England and NHS Digital statistics: practices and their networks, patients, kinds of trust, discharge delays."""

import re
from collections import Counter, defaultdict
from datetime import date
from typing import Final

from carekg.sources.cells import Row, Unusable, read_code, read_day, read_number, read_once
from carekg.sources.job import Job, Source, proper_case
from carekg.sources.ods import FOUNDATION_TRUST, PCN, TRUST
from carekg.sources.ons import AREA, ICB, NHS_REGION, SUB_ICB
from carekg.sources.placed import UNALLOCATED
from carekg.sources.turtle import code, day, iri, number, text

PUBLISHER: Final = "NHS England"


def read_practice_map(job: Job) -> None:
    """Read networks, sub-ICB locations, boards and regions from the map of practices; practices are not kept.

    A network whose practices lie in several locations is put where most of them are.
    """
    names: dict[str, str] = {}
    places: dict[str, Counter[str]] = defaultdict(Counter)
    seen: dict[str, int] = {}

    def use(row: Row) -> None:
        read_code(row, "practice", r"[A-Z]\d{5}")
        read_once(seen, row, "practice")
        location = _see_parents(job, row)
        if row["network"] != UNALLOCATED:
            names[row["network"]] = row["network_name"]
            places[row["network"]][location] += 1

    job.each(use)
    for network, counts in sorted(places.items()):
        most = max(sorted(counts), key=lambda each: counts[each])
        name = proper_case(names[network])
        job.see(f"body:pcn-{network.lower()}", PCN, name, code_=network, within=[most])


def _see_parents(job: Job, row: Row) -> str:
    region, icb = f"body:nhs-region-{row['region'].lower()}", f"body:icb-{row['board'].lower()}"
    location = f"body:sicbl-{row['location'].lower()}"
    region_name = f"NHS England {row['region_name']} region"
    job.see(region, NHS_REGION, region_name, code_=row["region"], area=(read_code(row, "region_area", AREA), ""))
    area = (read_code(row, "board_area", AREA), "")
    job.see(icb, ICB, row["board_name"], code_=row["board"], area=area, within=[region])
    area = (read_code(row, "location_area", AREA), "")
    job.see(location, SUB_ICB, row["location_name"], code_=row["location"], area=area, within=[icb])
    return location


def read_commissioners(job: Job) -> None:
    """Read which sub-ICB location is in which board, as waiting-time returns name them; hubs are passed over."""

    def use(row: Row) -> None:
        if not row["board"]:
            job.skipped += 1
            return
        icb, name = f"body:icb-{row['board'].lower()}", proper_case(row["board_name"])
        job.see(icb, ICB, name, code_=row["board"])
        location = f"body:sicbl-{row['location'].lower()}"
        job.see(location, SUB_ICB, proper_case(row["location_name"]), code_=row["location"], within=[icb])

    job.each(use)


def read_providers(job: Job) -> None:
    """Read the trusts that the waiting-time returns name and no list of trusts does, each with its board.

    Only providers with waiting lists are named, so that the file covers no kind of body; all others are passed over.
    """
    trusts = job.known.by_code(TRUST, FOUNDATION_TRUST)
    seen: dict[str, int] = {}

    def use(row: Row) -> None:
        code_ = read_once(seen, row, "code")
        if code_ in trusts or not re.search(r"\bNHS (FOUNDATION )?TRUST\b", row["name"].upper()):
            job.skipped += 1
            return
        kind = FOUNDATION_TRUST if "FOUNDATION" in row["name"].upper() else TRUST
        within = [f"body:icb-{row['board'].lower()}"]
        job.see(f"body:trust-{code_.lower()}", kind, proper_case(row["name"]), code_=code_, within=within)

    job.each(use)
    job.kinds.clear()


_LEVELS: Final = {
    "PCN": "pcn", "SUB_ICB_LOCATION_CODE": "sicbl", "ICB": "icb", "Comm Region": "nhs-region", "GP": "practice",
}  # fmt: skip


def read_patients(job: Job) -> None:
    """Read how many patients are registered, by network, location, board and region. Registered is not resident."""
    seen: dict[str, int] = {}

    def use(row: Row) -> None:
        read_once(seen, row, "code", "level")
        if row["level"] not in _LEVELS:
            raise Unusable("level", row["level"], "it is no level that is known here")
        level, patients = _LEVELS[row["level"]], read_number(row, "patients")
        local = f"{level}-{row['code'].lower()}"
        job.turtle.add(
            f"patients:{job.slug}-{local}",
            a=iri("ckg:PatientCount"),
            rdfs__label=text(f"Patients registered in {row['code']}, {job.vintage.isoformat()}"),
            ckg__about=None if row["code"] == UNALLOCATED else iri(f"body:{local}"),
            ckg__countLevel=code(level),
            ckg__registeredPatients=number(patients),
            prov__wasDerivedFrom=iri(job.file),
        )

    job.each(use)


def read_trust_types(job: Job) -> None:
    """Read the type of each trust, as the estates returns class it."""
    trusts = job.known.by_code(TRUST, FOUNDATION_TRUST)
    seen: dict[str, int] = {}

    def use(row: Row) -> None:
        read_once(seen, row, "code")
        if row["code"] not in trusts:
            raise Unusable("code", row["code"], "no trust of this code was imported before")
        job.turtle.add(
            f"sighting:{job.slug}-trust-{row['code'].lower()}",
            a=iri("ckg:TypeObservation"),
            rdfs__label=text(f"Type of trust {row['code']}, {job.vintage.isoformat()}"),
            ckg__about=iri(trusts[row["code"]]),
            ckg__trustType=code(row["type"].capitalize()),
            ckg__seenName=text(proper_case(row["name"])),
            prov__wasDerivedFrom=iri(job.file),
        )

    job.each(use)


def read_delays(job: Job) -> None:
    """Read how many patients stayed in hospital without needing to, as means of the days given in a month."""
    days: dict[tuple[str, date], list[int]] = defaultdict(list)
    boards, names = job.known.by_area(ICB), job.known.names
    seen: dict[str, int] = {}

    def use(row: Row) -> None:
        read_once(seen, row, "area", "date")
        area, when = read_code(row, "area", AREA), read_day(row["date"], "date")
        if when is None:
            raise Unusable("date", "", "there is no date")
        if area not in boards:
            raise Unusable("area", area, "no board of this area was imported before")
        patients = read_number(row, "patients")  # before the month is made, which may have no number at all
        days[area, when.replace(day=1)].append(patients)

    job.each(use)
    for (area, month), counts in sorted(days.items()):
        local = boards[area].partition(":")[2]
        job.turtle.add(
            f"delay:{job.slug}-{month:%Y-%m}-{local}",
            a=iri("ckg:DelayObservation"),
            rdfs__label=text(f"Patients without need of a bed, {names[boards[area]]}, {month:%B %Y}"),
            ckg__about=iri(boards[area]),
            ckg__monthBegins=day(month),
            ckg__meanPatients=number(round(sum(counts) / len(counts), 1)),
            ckg__daysCounted=number(len(counts)),
            prov__wasDerivedFrom=iri(job.file),
        )


SOURCES: Final = (
    Source("nhs-practices", "GP practices with network, location, board and region", PUBLISHER, read_practice_map, {
        "practice": "PRACTICE_CODE", "network": "PCN_CODE", "network_name": "PCN_NAME",
        "location": "SUB_ICB_LOCATION_CODE", "location_area": "ONS_SUB_ICB_LOCATION_CODE",
        "location_name": "SUB_ICB_LOCATION_NAME", "board": "ICB_CODE", "board_area": "ONS_ICB_CODE",
        "board_name": "ICB_NAME", "region": "COMM_REGION_CODE", "region_area": "ONS_COMM_REGION_CODE",
        "region_name": "COMM_REGION_NAME",
    }),
    Source("nhs-commissioners", "Commissioners in the waiting-time returns", PUBLISHER, read_commissioners, {
        "board": "Commissioner Parent Org Code", "board_name": "Commissioner Parent Name",
        "location": "Commissioner Org Code", "location_name": "Commissioner Org Name",
    }),
    Source("nhs-providers", "Providers in the waiting-time returns", PUBLISHER, read_providers, {
        "board": "Provider Parent Org Code", "code": "Provider Org Code", "name": "Provider Org Name",
    }, companions="trusts"),
    Source("nhs-patients", "Patients registered at a GP practice", PUBLISHER, read_patients, {
        "level": "ORG_TYPE", "code": "ORG_CODE", "patients": "NUMBER_OF_PATIENTS",
    }),
    Source("nhs-trust-types", "Types of trust (ERIC)", "NHS Digital", read_trust_types, {
        "code": "Organisation Code", "name": "Organisation Name", "type": "Organisation Type",
    }, companions="trusts"),
    Source("nhs-delays", "Patients who no longer meet the criteria to reside", PUBLISHER, read_delays, {
        "area": r"icb\d\d_code", "date": "date", "patients": "do_not_meet_criteria_to_reside",
    }, companions="boards"),
)  # fmt: skip
