"""Why discharges were delayed, by month: NHS England by trust, Welsh Government by health board."""

import re
from datetime import date
from functools import cache
from typing import Final

from pyoxigraph import Literal, NamedNode

from carekg.sources.cells import Row, Unusable, is_withheld, read_code, read_day, read_number, read_once
from carekg.sources.job import Job, Source, slugify
from carekg.sources.ods import FOUNDATION_TRUST, TRUST
from carekg.sources.ons import AREA
from carekg.sources.reading import find_headings, read_top
from carekg.sources.turtle import day, iri, number, text
from carekg.store.catalog import parse_turtle
from carekg.terms.errors import MalformedFile
from carekg.terms.files import locate
from carekg.terms.prefixes import PREFIXES, compress

_PREFERRED: Final = f"{PREFIXES['skos']}prefLabel"
_LEAST: Final = 2  # columns that are no reasons: the trust and the month


@cache
def _reasons(vocabulary: str) -> dict[str, str]:
    """Give the concepts of a vocabulary by their labels without dashes and marks, which vary from issue to issue."""
    path = locate(f"ontology/vocabularies/{vocabulary}.ttl")
    return {
        slugify(each.object.value): compress(each.subject.value)
        for each in parse_turtle(path, None, "the importer")
        if each.predicate.value == _PREFERRED
        and isinstance(each.subject, NamedNode)
        and isinstance(each.object, Literal)
    }


def read_trusts(job: Job) -> None:
    """Read what each trust counted in each month, one column a reason; an empty or withheld cell is not 0."""
    trusts = job.known.by_code(TRUST, FOUNDATION_TRUST)
    reasons = _reason_columns(job)
    seen: dict[str, int] = {}

    def use(row: Row) -> None:
        row = _by_month(row)
        read_once(seen, row, "trust", "date")
        if row["trust"] not in trusts:
            raise Unusable("trust", row["trust"], "no trust of this code was imported before")
        counts = {each: None if is_withheld(row[each]) else read_number(row, each) for each in reasons.values()}
        report = _report(job, trusts[row["trust"]], date.fromisoformat(row["date"]))
        for place, (reason, count) in enumerate(counts.items(), 1):
            if count is None:
                job.turtle.add(report, ckg__reasonNotGiven=iri(reason))
            elif count:
                _count(job, f"{report}-{place:02}", report, reason, count)

    columns = {"trust": r"nhs_trust\d\d_code", "date": "date"}
    columns |= {reason: re.escape(heading) for heading, reason in reasons.items()}
    job.each(use, job.rows(columns=columns))


def _reason_columns(job: Job) -> dict[str, str]:
    """Give the reason of each column by its heading. Raises: MalformedFile where a heading is no reason known here."""
    known = _reasons("delay-reasons")
    lines = read_top(job.paths[0])
    headings = lines[find_headings(lines, job.source.columns)].cells if lines else []
    found = {}
    for place, heading in enumerate(headings[_LEAST:], _LEAST + 1):
        if not heading.strip():
            continue
        if slugify(heading) not in known:
            raise MalformedFile(job.paths[0], 1, 1, f"column {place}, {heading!r}, is no reason that is known here")
        found[" ".join(heading.split())] = known[slugify(heading)]
    return found


def read_boards(job: Job) -> None:
    """Read what each health board of Wales counted in each month, one row a reason."""
    boards = job.known.by_area("structure:local-health-board")
    known = _reasons("welsh-delay-reasons")
    places = {reason: place for place, reason in enumerate(sorted(known.values()), 1)}
    seen: dict[str, int] = {}

    def use(row: Row) -> None:
        row = _by_month(row)
        read_once(seen, row, "area", "date", "reason")
        area, reason = read_code(row, "area", AREA), known.get(slugify(row["reason"]))
        if area not in boards:
            raise Unusable("area", area, "no health board of this area was imported before")
        if reason is None:
            raise Unusable("reason", row["reason"], "it is no reason that is known here")
        report = _report(job, boards[area], date.fromisoformat(row["date"]))
        _count(job, f"{report}-{places[reason]:02}", report, reason, read_number(row, "count"))

    job.each(use)


def _by_month(row: Row) -> Row:
    """Give a row with the first day of its month for its date, so that a month is found twice on any two days."""
    found = read_day(row["date"], "date")
    if found is None:
        raise Unusable("date", "", "there is no date")
    return Row(row.line, {**row.cells, "date": found.replace(day=1).isoformat()})


def _report(job: Job, body: str, month: date) -> str:
    local = body.partition(":")[2]
    report = f"delay:reasons-{month:%Y-%m}-{local}"
    job.turtle.add(
        report,
        a=iri("ckg:DelayReport"),
        rdfs__label=text(f"Delays by reason, {local}, {month:%Y-%m}"),
        ckg__about=iri(body),
        ckg__monthBegins=day(month),
        prov__wasDerivedFrom=iri(job.file),
    )
    return report


def _count(job: Job, node: str, report: str, reason: str, count: int) -> None:
    job.turtle.add(node, ckg__delayReport=iri(report), ckg__delayReason=iri(reason), ckg__delayedPatients=number(count))


SOURCES: Final = (
    Source("nhs-delay-reasons", "Reasons for delayed discharge, by trust", "NHS England", read_trusts, {
        "trust": r"nhs_trust\d\d_code", "date": "date", "reason": r"Capacity .*",
    }, companions="trusts"),
    Source("welsh-delays", "Delayed discharges in Wales, by health board and reason", "Welsh Government", read_boards, {
        "area": r"lhb\d\d_code", "date": "date", "reason": "delay_reason", "count": "delay_count",
    }, companions="health boards"),
)  # fmt: skip
