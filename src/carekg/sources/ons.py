"""Office for National Statistics: names and codes of areas, and which lies in which."""

from collections.abc import Callable
from datetime import date
from typing import Final

from carekg.sources.cells import Row, read_code, read_once
from carekg.sources.job import Job, Source

PUBLISHER: Final = "Office for National Statistics"
AREA: Final = r"[EKNSW]\d{8}"
DISTRICT: Final = "area-kind:district"
AUTHORITY: Final = "area-kind:upper-tier"
CCG: Final = "structure:clinical-commissioning-group"
STP: Final = "structure:sustainability-and-transformation-partnership"
ICB: Final = "structure:integrated-care-board"
SUB_ICB: Final = "structure:sub-icb-location"
NHS_REGION: Final = "structure:nhs-england-region"


def read_ccgs(job: Job) -> None:
    """Read which clinical commissioning group was in which sustainability and transformation partnership."""
    ccgs, stps = job.known.by_area(CCG), job.known.by_area(STP)
    for area, location in job.known.by_area(SUB_ICB).items():
        ccgs.setdefault(area, location.replace("sicbl-", "ccg-"))  # the code of the group passed to the location
    for area, board in job.known.by_area(ICB).items():
        stps.setdefault(area, board.replace("icb-", "stp-"))
    named = {row["name"]: row["code"] for row in job.companion_rows({"code": r"CCG\d\d", "name": "Former CCG"})}
    seen: dict[str, int] = {}

    def use(row: Row) -> None:
        area = read_code(row, "ccg", AREA)
        read_once(seen, row, "ccg")
        ods = row["ccg_code"] or ccgs.get(area, "").rpartition("ccg-")[2].upper() or named.get(row["ccg_name"], "")
        body = f"body:ccg-{(ods or area).lower()}"
        stp = _stp(job, row, stps) if row["stp"] else ""
        name = row["ccg_name"] if row["ccg_name"].endswith("CCG") else f"{row['ccg_name']} CCG"
        job.see(
            body, CCG, name, code_="" if ods.startswith("E38") else ods, area=(area, ""), within=[stp] if stp else []
        )

    job.each(use)


def _stp(job: Job, row: Row, known: dict[str, str]) -> str:
    area = read_code(row, "stp", AREA)
    body = f"body:stp-{row['stp_code'].lower()}" if row["stp_code"] else known.get(area, f"body:stp-{area.lower()}")
    ods = body.removeprefix("body:stp-").upper()
    job.see(body, STP, f"{row['stp_name']} STP", code_="" if ods == area else ods, area=(area, ""))
    return body


def read_icbs(job: Job) -> None:
    """Read which sub-ICB location is in which integrated care board."""
    seen: dict[str, int] = {}

    def use(row: Row) -> None:
        area, board = read_code(row, "location", AREA), read_code(row, "board", AREA)
        read_once(seen, row, "location")
        icb = f"body:icb-{row['board_code'].lower()}"
        job.see(icb, ICB, row["board_name"], code_=row["board_code"], area=(board, ""))
        ods = row["location_code"]
        job.see(f"body:sicbl-{ods.lower()}", SUB_ICB, row["location_name"], code_=ods, area=(area, ""), within=[icb])

    job.each(use)


def read_ccg_regions(job: Job) -> None:
    """Read which clinical commissioning group was in which region of NHS England."""

    def use(row: Row) -> None:
        region = f"body:nhs-region-{row['region_code'].lower()}"
        area = read_code(row, "ccg", AREA)
        job.see(
            region,
            NHS_REGION,
            f"NHS England {row['region_name']} region",
            code_=row["region_code"],
            area=(row["region"], ""),
        )
        job.see(
            f"body:ccg-{row['ccg_code'].lower()}",
            CCG,
            row["ccg_name"],
            code_=row["ccg_code"],
            area=(area, ""),
            within=[region],
        )

    job.each(use)


def read_nhs_regions(job: Job) -> None:
    """Read the regions of NHS England."""

    def use(row: Row) -> None:
        name = f"NHS England {row['name']} region"
        area = read_code(row, "region", AREA)
        job.see(f"body:nhs-region-{row['code'].lower()}", NHS_REGION, name, code_=row["code"], area=(area, ""))

    job.each(use)


def within(child: str, parent: str) -> Callable[[Job], None]:
    """Make a reader of which areas of one kind lie in which of another."""

    def read(job: Job) -> None:
        seen: dict[str, int] = {}

        def use(row: Row) -> None:
            inner, outer = read_code(row, "area", AREA), read_code(row, "parent", AREA)
            read_once(seen, row, "area")
            job.see(f"gss:{outer}", parent, row["parent_name"])
            if inner == outer:  # a unitary council's area is its own upper tier
                job.see(f"gss:{inner}", parent, row["area_name"])
            else:
                job.see(f"gss:{inner}", child, row["area_name"], within=[f"gss:{outer}"])

        job.each(use)

    return read


def read_history(job: Job) -> None:
    """Read the code of each district in each year: first and last years, and what came after."""
    years = range(2016, 2025)
    spans: dict[str, tuple[str, int, int]] = {}
    changes: set[tuple[str, str, int]] = set()

    def use(row: Row) -> None:
        codes = [read_code(row, f"code{year}", AREA) for year in years]
        for year, each in zip(years, codes, strict=True):
            name, first, last = spans.get(each, (row[f"name{year}"], year, year))
            spans[each] = name, min(first, year), max(last, year)
        changes.update((a, b, year + 1) for a, b, year in zip(codes, codes[1:], years, strict=False) if a != b)

    job.each(use)
    for area, (name, first, last) in sorted(spans.items()):
        opened = date(first, 4, 1) if first > years[0] else None
        closed = date(last + 1, 4, 1) if last < years[-1] else None
        job.see(f"gss:{area}", DISTRICT, name, interval=(opened, closed))
    for before, after, year in sorted(changes):
        job.succeed(f"gss:{before}", f"gss:{after}", date(year, 4, 1))


def read_successors(job: Job) -> None:
    """Read the codes that areas of councils got after what the companions know.

    The file has no dates: the vintage is the day on which its new codes came in. Only what changed is kept, so that
    the absence of a council says nothing.
    """
    councils, known = job.known.by_area("structure:upper-tier-local-authority"), job.known.areas

    def use(row: Row) -> None:
        before, after = read_code(row, "area", AREA), read_code(row, "successor", AREA)
        if before == after or after in known or before not in councils:
            job.skipped += 1
            return
        name, outer = row["name"], [f"gss:{row[each]}" for each in ("region", "combined") if row[each] in known]
        job.see(councils[before], "structure:upper-tier-local-authority", name, area=(after, name))
        job.see(f"gss:{before}", DISTRICT, name, interval=(None, job.vintage))
        job.see(f"gss:{after}", DISTRICT, name, within=outer, interval=(job.vintage, None))
        job.succeed(f"gss:{before}", f"gss:{after}", job.vintage)

    job.each(use)
    job.kinds.clear()


_PAIR: Final = {"area": r"L(?:TLA|AD)\d\d_?C(?:D|ode)", "area_name": r"L(?:TLA|AD)\d\d_?N(?:M|ame)"}

SOURCES: Final = (
    Source("ons-ccgs", "Clinical commissioning groups and partnerships, names and codes", PUBLISHER, read_ccgs, {
        "ccg": r"CCG\d\dCD", "ccg_code": r"CCG\d\dCDH", "ccg_name": r"CCG\d\dNM",
        "stp": r"STP\d\dCD", "stp_code": r"STP\d\dCDH", "stp_name": r"STP\d\dNM",
    }, optional=("ccg_code", "stp", "stp_code", "stp_name"),
           companions="imports that know the ODS codes; practices by group (CSV)"),
    Source("ons-icbs", "Sub-ICB locations and integrated care boards, names and codes", PUBLISHER, read_icbs, {
        "location": r"SICBL\d\dCD", "location_code": r"SICBL\d\dCDH", "location_name": r"SICBL\d\dNM",
        "board": r"ICB\d\dCD", "board_code": r"ICB\d\dCDH", "board_name": r"ICB\d\dNM",
    }),
    Source("ons-ccg-regions", "Clinical commissioning groups and NHS regions", PUBLISHER, read_ccg_regions, {
        "ccg": r"CCG\d\dCD", "ccg_code": r"CCG\d\dCDH", "ccg_name": r"CCG\d\dNM",
        "region": r"NHSER\d\dCD", "region_code": r"NHSER\d\dCDH", "region_name": r"NHSER\d\dNM",
    }),
    Source("ons-nhs-regions", "NHS England regions, names and codes", PUBLISHER, read_nhs_regions, {
        "region": r"NHSER\d\dCD", "code": r"NHSER\d\dCDH", "name": r"NHSER\d\dNM",
    }),
    Source("ons-district-authorities", "Districts and upper-tier authorities", PUBLISHER, within(DISTRICT, AUTHORITY),
           _PAIR | {"parent": r"UTLA\d\dCD", "parent_name": r"UTLA\d\dNM"}),
    Source("ons-district-regions", "Districts and regions", PUBLISHER, within(DISTRICT, "area-kind:region"),
           _PAIR | {"parent": r"RGN\d\dCD", "parent_name": r"RGN\d\dNM"}),
    Source("ons-district-combined-authorities", "Districts and combined authorities", PUBLISHER,
           within(DISTRICT, "area-kind:combined-authority"),
           _PAIR | {"parent": r"CAUTH\d\dCD", "parent_name": r"CAUTH\d\dNM"}),
    Source("ons-district-history", "District codes by year", PUBLISHER, read_history,
           {f"code{year}": f"ltla{year % 100}_code" for year in range(2016, 2025)}
           | {f"name{year}": f"ltla{year % 100}_name" for year in range(2016, 2025)}),
    Source("ons-district-successors", "District codes and what followed them", PUBLISHER, read_successors,
           {"area": "LADCD", "name": "LADNM", "successor": "LADCD_ACTIVE", "region": "RGNCD",
            "combined": "CAUTHCD"}, companions="councils, districts, regions and combined authorities"),
)  # fmt: skip
