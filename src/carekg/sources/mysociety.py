"""mySociety: the register of councils, as bodies with dates and successors."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from carekg.sources.cells import Row, Unusable, read_interval, read_once
from carekg.sources.job import CC_BY, Job, Source, slugify

UPPER: Final = "structure:upper-tier-local-authority"
_KINDS: Final = {
    "UA": UPPER, "MD": UPPER, "LBO": UPPER, "CC": UPPER, "CTY": UPPER, "NMD": "structure:district-council",
    "COMB": "structure:combined-authority", "SRA": "structure:local-authority",
    "SCO": "structure:local-authority", "WPA": "structure:local-authority", "NID": "structure:local-authority",
}  # fmt: skip
_REGISTER_BEGAN: Final = date(2009, 4, 1)  # older start dates are mostly those on which a record was made


def read_councils(job: Job) -> None:
    """Read councils, combined authorities and what replaced them."""
    rows: dict[str, Row] = {}
    seen: dict[str, int] = {}

    def keep(row: Row) -> None:
        rows[read_once(seen, row, "code")] = row

    job.each(keep)
    bodies = {each: f"body:{slugify(row['name'])}" for each, row in rows.items()}

    def use(row: Row) -> None:
        if row["type"] not in _KINDS:
            raise Unusable("type", row["type"], "it is no type of council that is known here")
        opened, closed = read_interval(row)
        if closed and (closed.month, closed.day) == (3, 31):
            closed += timedelta(days=1)  # the last day, where others give the first day without the council
        if opened and opened < _REGISTER_BEGAN and (opened.month, opened.day) != (4, 1):
            job.reject(
                row.line, Unusable("open", row["open"], "it is a day on which the record began, not the council")
            )
            opened = None
        parents = [bodies[each] for each in (_county(job, row, rows), row["combined"]) if each in bodies]
        _see(job, row, bodies[row["code"]], parents, (opened, closed))
        for after in filter(None, row["replaced"].split(",")):
            if after not in bodies:
                raise Unusable("replaced", after, "no council has this code")
            if closed:
                job.succeed(bodies[row["code"]], bodies[after], closed)

    job.each(use, iter(rows.values()))


def _county(job: Job, row: Row, rows: Mapping[str, Row]) -> str:
    """Give the code of the county of a district: that of the district that followed it, where the two disagree.

    No district is known to have moved from one county to another, so the record of the former one is wrong.
    """
    county = row["county"]
    heirs = {rows[each]["county"] for each in row["replaced"].split(",") if each in rows} - {""}
    if county and len(heirs) == 1 and county not in heirs:
        job.reject(row.line, Unusable("county", county, f"the district that followed it is in {next(iter(heirs))}"))
        return heirs.pop()
    return county


def _see(job: Job, row: Row, body: str, parents: list[str], interval: tuple[date | None, date | None]) -> None:
    kind = _KINDS[row["type"]]
    area = (row["gss"], row["short"])
    others = _other_names(row), [each for each in (row["snac"], *row["former"].split(",")) if each]
    job.see(body, kind, row["name"], code_=row["code"], area=area, within=parents, interval=interval, others=others)


def _other_names(row: Row) -> list[str]:
    """Give the other names of a council, each spelling once; a comma that a space follows is part of a name."""
    found = {name.casefold(): name for name in reversed(re.split(r",(?! )", row["others"])) if name}
    return [
        name
        for folded, name in sorted(found.items())
        if folded not in (row["name"].casefold(), row["short"].casefold())
    ]


SOURCES: Final = (
    Source("mysociety-councils", "Register of UK councils", "mySociety", read_councils, {
        "code": "local-authority-code", "name": "official-name", "short": "nice-name", "gss": "gss-code",
        "open": "start-date", "close": "end-date", "replaced": "replaced-by", "county": "county-la",
        "combined": "combined-authority", "type": "local-authority-type", "nation": "nation", "snac": "snac",
        "former": "former-gss-codes", "others": "alt-names",
    }, licence=CC_BY),
)  # fmt: skip
