"""Office for Health Improvement and Disparities: where the patients of acute trusts come from."""

from collections.abc import Callable
from typing import Final

from carekg.sources.cells import Row, Unusable, read_code, read_once
from carekg.sources.job import Job, Source
from carekg.sources.ods import FOUNDATION_TRUST, TRUST
from carekg.sources.ons import AREA
from carekg.sources.turtle import iri, number, text

PUBLISHER: Final = "Office for Health Improvement and Disparities"


def catchments(least: float) -> Callable[[Job], None]:
    """Make a reader of the shares of each trust's admissions by area; smaller shares than `least` are counted only."""

    def read(job: Job) -> None:
        trusts = job.known.by_code(TRUST, FOUNDATION_TRUST)
        seen: dict[str, int] = {}

        def use(row: Row) -> None:
            read_once(seen, row, "trust", "area")
            area, share = read_code(row, "area", AREA), _share(row)
            if row["trust"] not in trusts:
                raise Unusable("trust", row["trust"], "no trust of this code was imported before")
            if share < least:
                job.skipped += 1
                return
            trust = trusts[row["trust"]].partition(":")[2]
            job.turtle.add(
                f"catchment:{job.slug}-{trust}-{area.lower()}",
                a=iri("ckg:Catchment"),
                rdfs__label=text(f"Admissions to {row['trust']} from {area}, {job.vintage.isoformat()}"),
                ckg__about=iri(trusts[row["trust"]]),
                ckg__fromArea=iri(f"gss:{area}"),
                ckg__shareOfAdmissions=number(share),
                prov__wasDerivedFrom=iri(job.file),
            )

        job.each(use)

    return read


def _share(row: Row) -> float:
    try:
        share = float(row["share"])
    except ValueError as error:
        raise Unusable("share", row["share"], "it is no number") from error
    if not 0 <= share <= 1:
        raise Unusable("share", row["share"], "it is no share from 0 to 1")
    return share


SOURCES: Final = (
    Source("ohid-icb-catchments", "Catchments of acute trusts by integrated care board", PUBLISHER, catchments(0.0), {
        "trust": r"nhs_trust\d\d_code", "area": r"icb\d\d_code", "share": "proportion_trust_came_from_icb",
    }, companions="trusts"),
    Source("ohid-district-catchments", "Catchments of acute trusts by district", PUBLISHER, catchments(0.01), {
        "trust": r"nhs_trust\d\d_code", "area": r"ltla\d\d_code", "share": "proportion_trust_came_from_ltla",
    }, companions="trusts"),
)  # fmt: skip
