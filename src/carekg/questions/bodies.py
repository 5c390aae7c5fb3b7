"""Bodies: those of a kind on a date, under the code and name of that date, and what is announced for them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from carekg.questions.answer import Answer
from carekg.questions.asking import Ask
from carekg.questions.keyed import put_in_order, select_rows
from carekg.questions.plans import Plan, announcements, last_vintage, read_plans
from carekg.store.sparql import read

_QUERY: Final = read(Path(__file__).parent / "bodies.rq")
_ANNOUNCED: Final = (
    "By the files, which end at {}, there are {}; if every announced decision is carried out, there are {}."
)
_UNKNOWN: Final = (
    "{} are known to have been of this kind on the date. {} more, listed and not counted, were there under their codes "
    "and are of it in a later file; what they were on the date is not held."
)
Row = Mapping[str, Any]


def answer(ask: Ask) -> Answer:
    """List the bodies that there were, and count apart what announced changes would end and begin by the date."""
    plans = [plan for plan in read_plans(ask.store) if plan.known_by(ask.as_of)]
    found = put_in_order(select_rows(ask.store, _QUERY.text, ask.terms()), _QUERY.header["order"])
    told = announcements(plans, ask.as_of)
    rows = [_row(list(group), told, ask.as_of) for _, group in groupby(found, _key)]
    due = _due(plans, ask.values["kind"], {row["body"] for row in rows}, ask.as_of)
    counts = _count(rows, due)
    end = last_vintage(ask.store)
    members = {"counts": counts, "files_end": end, "announced": due}
    things = {row[name] for row in due for name in ("body", "event")}
    return ask.answer(rows, members=members, notes=_notes(counts, end), things=things)


def _key(row: Row) -> tuple[str, str]:
    return row["kind"], row["body"]


def _row(group: Sequence[Row], told: Mapping[str, str], as_of: date) -> dict[str, Any]:
    first = group[0]
    seen, day = first["kind_seen"], as_of.isoformat()
    return {
        **first,
        "name": first["name"] or first["today"],
        "name_today": first["today"],
        "area": governed(group, as_of),
        "kind_known": seen is None or seen <= day,
        "announced": told.get(first["body"]),
    }


def governed(group: Iterable[Row], as_of: date) -> str | None:
    """Give the area that a body governed on a date, of all that it has been given.

    Parameters: group, rows with `area`, its first day, the first without it, and the first file that gives it; as_of.
    Returns: the one in force that was first seen last on or before the day, else the one seen first.
    """
    day = as_of.isoformat()
    alive = [
        row
        for row in group
        if row["area"] and (row["area_from"] or "") <= day and (row["area_until"] is None or row["area_until"] > day)
    ]
    seen = [row for row in alive if (row["area_seen"] or "") <= day]
    if seen:
        return str(max(seen, key=lambda row: (row["area_seen"] or "", row["area"]))["area"])
    return str(min(alive, key=lambda row: (row["area_seen"], row["area"]))["area"]) if alive else None


def _due(plans: Iterable[Plan], kind: str | None, held: set[str], as_of: date) -> list[dict[str, Any]]:
    """Give what would end and begin by the date if every decision that is announced were carried out."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for plan in plans:
        if not plan.due_by(as_of):
            continue
        would = [("end", body) for body in plan.ends if body in held] + [("begin", body) for body in plan.founds]
        for verb, body in would:
            if kind is None or plan.kinds.get(body) == kind:
                rows.setdefault((verb, body), _announced_row(verb, body, plan, as_of))
    return list(rows.values())


def _announced_row(verb: str, body: str, plan: Plan, as_of: date) -> dict[str, Any]:
    return {
        "would": verb,
        "body": body,
        "date": plan.day,
        "event": plan.event,
        "contested": plan.contested_by(as_of),
        "last_checked": plan.checked or None,
    }


def _count(rows: Sequence[Row], due: Sequence[Row]) -> dict[str, int]:
    by_files = len({row["body"] for row in rows if row["kind_known"]})
    unknown = len({row["body"] for row in rows}) - by_files
    ending, beginning = (sum(row["would"] == verb for row in due) for verb in ("end", "begin"))
    counts = {"by_the_files": by_files, "if_all_announced_is_carried_out": by_files - ending + beginning}
    return counts | ({"of_a_kind_that_is_not_held": unknown} if unknown else {})


def _notes(counts: Mapping[str, int], files_end: str) -> tuple[str, ...]:
    by_files, if_all = counts["by_the_files"], counts["if_all_announced_is_carried_out"]
    unknown = counts.get("of_a_kind_that_is_not_held", 0)
    return (
        *((_ANNOUNCED.format(files_end, by_files, if_all),) if by_files != if_all else ()),
        *((_UNKNOWN.format(by_files, unknown),) if unknown else ()),
    )
