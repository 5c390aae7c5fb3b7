"""What must be produced in a place, and by when: from the duties of its bodies and the periods that these name."""

from collections.abc import Sequence
from datetime import MAXYEAR, date, timedelta
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode

from carekg.names.described import describe
from carekg.questions.answer import Answer
from carekg.questions.application import applying
from carekg.questions.asking import Ask
from carekg.questions.calendar import Entry, write_calendar
from carekg.questions.content import to_python
from carekg.questions.councils import councils_of, is_council
from carekg.questions.keyed import select_rows
from carekg.questions.seats import doubts
from carekg.questions.settling import nations_of
from carekg.store.embedded import Embedded
from carekg.store.keeping import once
from carekg.store.sparql import Value, bind, read
from carekg.terms.dates import spoken

_HERE: Final = Path(__file__).parent
_MEMBERS: Final = read(_HERE / "area-members.rq")
_OWN: Final = read(_HERE / "due-own.rq")
_BEARERS: Final = read(_HERE / "due-bearers.rq")
_DUE: Final = read(_HERE / "due.rq")
_YEARLY: Final = "each year"
_PERIODS: Final = {"P3M": "each quarter", "P1Y": _YEARLY, "P4Y": "at least every four years"}
_ORDER: Final = ("prepare", "assess", "review", "report", "publish", "give-copy")
_JOINED: Final = "; "
Row = dict[str, Any]


def answer(ask: Ask) -> Answer:
    """List what the bodies of a place must produce on a date, what is due first before what names no day.

    Of a board, group or combined authority of several councils: what it must itself, and its partnership.
    """
    is_one = is_council(ask, ask.values["id"])
    members = {row["item"]: row["certain"] is not False for row in _select(ask, (_MEMBERS if is_one else _OWN).text)}
    kept: dict[tuple[str, str], Row] = {}
    for row, bearer in _duties(ask, sorted(members)):
        _keep(kept, row | bearer, members[bearer["item"]], ask.as_of)
    rows = sorted(kept.values(), key=_rank)
    unsure = sum(not row["certain"] for row in rows)
    notes = doubts(unsure) if is_one else _elsewhere(ask)
    return ask.answer(rows, notes=notes, files={"ics": lambda: {"calendar.ics": _calendar(ask, rows)}})


def _elsewhere(ask: Ask) -> tuple[str, ...]:
    """Say where it is told what the councils of the area of a board or authority must produce."""
    councils = councils_of(ask, ask.values["id"])
    if not councils:
        return ()
    labels, _ = describe(ask.store, set(councils), ask.as_of)
    names = "; ".join(labels[each] for each in councils)
    return (f"What its councils must produce is told of each of them: ask due about one of {names}.",)


def _duties(ask: Ask, members: Sequence[str]) -> list[tuple[Row, Row]]:
    """Give each duty to produce something with the body, or the post or board that it must set up, that bears it."""
    if not members:
        return []
    bearers: dict[str, list[Row]] = {}
    for row in _select(ask, _BEARERS.text, items=_nodes(members)):
        own = {"item": row["item"], "post": None}
        bearers.setdefault(row["bearer"], []).append(own)
        if row["post"]:
            bearers.setdefault(row["post"], []).append(row)
    found = [row for row in read_due(ask.store) if row["bearer"] in bearers and _holds(row, ask.as_of.isoformat())]
    nation = next(iter(nations_of(ask.store, [ask.values["id"]])), None)
    here = applying(ask.store, (row["provision"] for row in found), nation) if nation else None
    kept = [row for row in found if here is None or here.get(row["provision"])]
    return [(row, bearer) for row in kept for bearer in bearers[row["bearer"]]]


@once
def read_due(store: Embedded) -> list[Row]:
    """Give what every bearer must produce, whatever the day."""
    return select_rows(store, _DUE.text, {})


def _holds(row: Row, day: str) -> bool:
    return (row["from"] or "") <= day and (row["until"] is None or row["until"] > day)


def _nodes(things: Sequence[str]) -> list[NamedNode]:
    return [NamedNode(each) for each in things]


def _select(ask: Ask, text: str, **more: Value) -> list[Row]:
    found = ask.store.select(bind(text, {**ask.terms(), **more}))
    return [{name: to_python(term) for name, term in row.items()} for row in found]


def _keep(kept: dict[tuple[str, str], Row], row: Row, is_certain: bool, as_of: date) -> None:
    """Keep one row for each statement and body, with every period and document that the statement names."""
    made = kept.setdefault(
        (row["statement"], row["item"]),
        {
            "statement": row["statement"],
            "says": row["says"],
            "action": row["action"],
            "document": row["document"],
            "who": row["item"],
            "post": row["post"],
            "every": "",
            "due": next_due(row["before"], as_of),
            "condition": _JOINED.join(each for each in (row["condition"], row["qualifier"]) if each),
            "provision": row["provision"],
            "certain": is_certain,
        },
    )
    told = _PERIODS.get(row["every"] or "", "")
    if told and told not in made["every"]:
        made["every"] = _JOINED.join(each for each in (made["every"], told) if each)


def next_due(before: str | None, as_of: date) -> str | None:
    """Give the last day on which something that is due before a day of the year is in time, seen from a date.

    >>> next_due("--04-01", date(2026, 11, 28)), next_due("--04-01", date(2026, 4, 1)), next_due(None, date.max)
    ('2027-03-31', '2027-03-31', None)
    >>> next_due("--04-01", date.max) is None  # no calendar of ours has a day after
    True
    """
    if not before:
        return None
    month, day = (int(each) for each in before.removeprefix("--").split("-"))
    years = range(as_of.year, min(as_of.year + 1, MAXYEAR) + 1)
    days = (date(year, month, day) - timedelta(days=1) for year in years)
    return next((each.isoformat() for each in days if each >= as_of), None)


def _rank(row: Row) -> tuple[Any, ...]:
    step = row["action"].rpartition("/")[2]
    return (row["due"] or "9999", not row["every"], row["document"] or "", _ORDER.index(step), row["statement"])


def _calendar(ask: Ask, rows: Sequence[Row]) -> bytes:
    """Write what has a day as a calendar; what has none cannot stand in one."""
    dated = [row for row in rows if row["due"]]
    entries = [
        Entry(
            key=f"{row['statement'].rpartition('/')[2]}-{row['who'].rpartition('/')[2]}",
            day=date.fromisoformat(row["due"]),
            title=row["says"],
            about=f"{row['condition'] or row['every']}. As the law stood on {spoken(ask.as_of.isoformat())}.",
            address=row["provision"],
            yearly=_YEARLY in row["every"],
        )
        for row in dated
    ]
    return write_calendar("What must be produced, and by when", entries, ask.as_of)
