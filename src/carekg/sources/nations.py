"""Scotland, Wales and Northern Ireland: which council area lies in which health board or trust."""

from collections.abc import Callable
from typing import Final

from carekg.sources.job import Job, Source, slugify
from carekg.sources.ons import AREA
from carekg.sources.reading import Row, read_code


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


SOURCES: Final = (
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
