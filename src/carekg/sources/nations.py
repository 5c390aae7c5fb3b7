"""Scotland, Wales and Northern Ireland: which council area lies in which health board or trust; Scottish delays."""

from calendar import monthrange
from collections.abc import Callable
from typing import Final

from carekg.sources.cells import Row, Unusable, read_code, read_day, read_once
from carekg.sources.job import Job, Source, slugify
from carekg.sources.ons import AREA
from carekg.sources.turtle import day, iri, number, text


def health_bodies(kind: str, suffix: str = "") -> Callable[[Job], None]:
    """Make a reader of the health bodies of one kind and the council areas that lie in each."""

    def read(job: Job) -> None:
        def use(row: Row) -> None:
            name = f"{row['body_name']}{suffix}"
            body = f"body:{slugify(name)}"
            area = row["body"] if row["body"][1:].isdigit() else ""
            job.see(body, kind, name, code_="" if area else row["body"], area=(area, ""))
            district = read_code(row, "area", AREA)
            job.see(f"gss:{district}", "area-kind:district", row["area_name"] or district, within=[body])

        job.each(use)

    return read


def read_delays(job: Job) -> None:
    """Read the bed days of delayed discharge by council, as the mean of the days of each month.

    Rows of single reasons, of all Scotland and of no council are passed over.
    """
    councils, names = job.known.by_area("structure:local-authority"), job.known.names
    seen: dict[str, int] = {}

    def use(row: Row) -> None:
        month = read_day(row["date"], "date")
        if row["reason"] != "All Delay Reasons" or row["area"] in ("", "S92000003"):
            job.skipped += 1
            return
        read_once(seen, row, "area", "date")
        if month is None or row["area"] not in councils:
            raise Unusable("area", row["area"], "no council of this area was imported before, or there is no date")
        if not row["bed_days"].replace(".0", "").isdigit():
            raise Unusable("bed_days", row["bed_days"], "it is no whole number from 0")
        days, local = monthrange(month.year, month.month)[1], councils[row["area"]].partition(":")[2]
        job.turtle.add(
            f"delay:{job.slug}-{month:%Y-%m}-{local}",
            a=iri("ckg:DelayObservation"),
            rdfs__label=text(f"Patients whose discharge was delayed, {names[councils[row['area']]]}, {month:%B %Y}"),
            ckg__about=iri(councils[row["area"]]),
            ckg__monthBegins=day(month),
            ckg__meanPatients=number(round(float(row["bed_days"]) / days, 1)),
            ckg__daysCounted=number(days),
            prov__wasDerivedFrom=iri(job.file),
        )

    job.each(use)


SOURCES: Final = (
    Source("phs-delays", "Delayed discharges by council", "Public Health Scotland", read_delays, {
        "area": "ltla_code", "date": "date", "reason": "delay_reason", "bed_days": "num_delayed_bed_days",
    }, companions="councils"),
    Source("ons-welsh-health-boards", "Welsh authorities and health boards", "Office for National Statistics",
           health_bodies("structure:local-health-board"), {
        "area": r"ltla\d\d_code", "area_name": r"ltla\d\d_name", "body": r"lhb\d\d_code", "body_name": r"lhb\d\d_name",
    }),
    Source("phs-health-boards", "Scottish councils and health boards", "Public Health Scotland",
           health_bodies("structure:health-board"), {
        "area": r"ltla\d\d_code", "area_name": r"ltla\d\d_name", "body": r"hb\d\d_code", "body_name": r"hb\d\d_name",
    }, optional=("area_name",)),
    Source("nisra-health-trusts", "Northern Ireland districts and health and social care trusts",
           "Northern Ireland Statistics and Research Agency",
           health_bodies("structure:hsc-trust", " Health and Social Care Trust"), {
        "area": r"ltla\d\d_code", "area_name": r"ltla\d\d_name", "body": r"trust\d\d_code",
        "body_name": r"trust\d\d_name",
    }),
)  # fmt: skip
