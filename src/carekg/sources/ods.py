"""NHS Organisation Data Service: trusts, commissioners, primary care networks, and what followed what."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from carekg.sources.cells import Row, Unusable, read_code, read_day, read_interval, read_once
from carekg.sources.job import Job, Source, proper_case
from carekg.sources.ons import CCG, STP
from carekg.sources.reading import read_sheet
from carekg.sources.turtle import iri, text

PUBLISHER: Final = "NHS England Organisation Data Service"
TRUST: Final = "structure:nhs-trust"
FOUNDATION_TRUST: Final = "structure:nhs-foundation-trust"
PCN: Final = "structure:primary-care-network"
_WIDTH: Final = 27  # every ODS file has 27 columns and no headings
_COLUMNS: Final = {"code": 1, "name": 2, "region": 3, "parent": 4, "open": 11, "close": 12}
_WELSH: Final = "Q99"


def _interval(row: Row) -> tuple[date | None, date | None]:
    """Give a half-open interval: the close of an ODS record is the last day of the body."""
    opened, closed = read_interval(row)
    return opened, closed + timedelta(days=1) if closed else None


def _unique(seen: dict[str, int], row: Row) -> str:
    read_code(row, "code", r"[A-Z0-9]{3,6}")
    return read_once(seen, row, "code")


def read_trusts(job: Job) -> None:
    """Read NHS trusts and foundation trusts, with the board in whose area their headquarters lie."""
    seen: dict[str, int] = {}

    def use(row: Row) -> None:
        code, interval = _unique(seen, row), _interval(row)
        if "TRUST" not in row["name"].upper():
            raise Unusable("name", row["name"], "it is no name of a trust")
        kind = FOUNDATION_TRUST if "FOUNDATION" in row["name"].upper() else TRUST
        within = [f"body:nhs-region-{row['region'].lower()}"] if re.fullmatch(r"Y\d\d", row["region"]) else []
        if row["parent"] not in ("", _WELSH) and interval[1] is None:  # a closed trust carries the board of today
            within.append(f"body:icb-{row['parent'].lower()}")
        job.see(
            f"body:trust-{code.lower()}", kind, proper_case(row["name"]), code_=code, within=within, interval=interval
        )

    job.each(use)


def read_ccgs(job: Job) -> None:
    """Read clinical commissioning groups with their dates; commissioning hubs and the like are passed over."""
    seen: dict[str, int] = {}

    def use(row: Row) -> None:
        code, interval = _unique(seen, row), _interval(row)
        if not row["name"].endswith(" CCG"):
            job.skipped += 1
            return
        job.see(f"body:ccg-{code.lower()}", CCG, proper_case(row["name"]), code_=code, interval=interval)

    job.each(use)


def read_successors(job: Job) -> None:
    """Read what followed what, between bodies that the companions know; practices and sites are passed over."""
    bodies = job.known.by_code(TRUST, FOUNDATION_TRUST, CCG)

    def use(row: Row) -> None:
        before, after, on = bodies.get(row["before"]), bodies.get(row["after"]), read_day(row["date"], "date")
        if before is None or after is None or before == after:
            job.skipped += 1
        elif on is None:
            raise Unusable("date", "", "there is no date")
        else:
            job.succeed(before, after, on)

    job.each(use)


def read_partners(job: Job) -> None:
    """Read the partners of each sustainability and transformation partnership, as the list of members observed."""
    known = job.known.by_code(TRUST, FOUNDATION_TRUST, CCG)
    councils = _councils(job)

    def use(row: Row) -> None:
        stp = f"body:stp-{read_code(row, 'stp', 'Q[A-Z0-9]{2}').lower()}"
        job.see(stp, STP, proper_case(row["stp_name"]), code_=row["stp"], area=(row["stp_area"], ""))
        if row["kind"] == "Other":
            job.skipped += 1
            return
        member = known.get(row["code"]) if row["kind"] != "Local authority" else councils.get(_plain(row["name"]))
        if member is None:
            raise Unusable("name", row["name"], "no body of this code or name was imported before")
        local = member.partition(":")[2]
        job.turtle.add(
            f"membership:{job.slug}-{stp.partition(':')[2]}-{local}",
            a=iri("org:Membership"),
            rdfs__label=text(f"{row['name']}, partner of {row['stp_name']}, seen {job.vintage.isoformat()}"),
            org__member=iri(member),
            org__organization=iri(stp),
            prov__wasDerivedFrom=iri(job.file),
        )

    job.each(use)


def _councils(job: Job) -> dict[str, str]:
    councils = ("structure:upper-tier-local-authority", "structure:district-council", "structure:combined-authority")
    return {_plain(each.thing.partition(":")[2]): each.thing for each in job.known.of_kind(*councils)}


def _plain(name: str) -> str:
    """Give a council's name without the words that lists add and leave out as they like."""
    words = re.sub(r"[^a-z]+", " ", name.lower().replace("&", "and")).split()
    style = {
        "council",
        "borough",
        "city",
        "metropolitan",
        "county",
        "district",
        "of",
        "the",
        "london",
        "royal",
        "and",
        "unitary",
    }
    return " ".join(sorted(word for word in words if word not in style))


def read_pcns(job: Job) -> None:
    """Read primary care networks with their dates and sub-ICB location, from the workbook."""
    seen: dict[str, int] = {}

    def use(row: Row) -> None:
        code, interval = _unique(seen, row), _interval(row)
        location = f"body:sicbl-{read_code(row, 'location', '[A-Z0-9]{3,5}').lower()}"
        within = [] if interval[1] else [location]  # a closed network carries the code of what it was in before 2022
        job.see(f"body:pcn-{code.lower()}", PCN, proper_case(row["name"]), code_=code, within=within, interval=interval)

    job.each(use, _pcn_rows(job))


def _pcn_rows(job: Job) -> Iterator[Row]:
    return read_sheet(job.paths[0], "PCNDetails", job.source.columns)


SOURCES: Final = (
    Source("ods-trusts", "NHS trusts (etr)", PUBLISHER, read_trusts, _COLUMNS, width=_WIDTH),
    Source("ods-ccgs", "Clinical commissioning groups (eccg)", PUBLISHER, read_ccgs, _COLUMNS, width=_WIDTH),
    Source("ods-successors", "Successor organisations (succ)", PUBLISHER, read_successors,
           {"before": "old_code", "after": "new_code", "date": "date"}, companions="trusts and groups"),
    Source("ods-stp-partners", "STP partner mapping", PUBLISHER, read_partners, {
        "stp": "stp_ods_code", "stp_area": "stp_ons_code", "stp_name": "stp_name", "kind": "partner_kind",
        "name": "partner_name", "code": "partner_ods_code",
    }, companions="trusts, groups and councils"),
    Source("ods-pcns", "Primary care networks (ePCN)", PUBLISHER, read_pcns, {
        "code": "PCN Code", "name": "PCN Name", "location": "Current Sub ICB Loc Code", "open": "Open Date",
        "close": "Close Date",
    }),
)  # fmt: skip
