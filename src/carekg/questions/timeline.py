"""Timelines: everything dated about a thing, each date told as what it is on the day that is asked of."""

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode

from carekg.questions.answer import Answer
from carekg.questions.asking import Ask
from carekg.questions.content import to_python
from carekg.questions.plans import is_known
from carekg.questions.seats import in_blocks
from carekg.questions.tense import HAPPENED, PASSED, PLANNED, WOULD
from carekg.questions.trust import tenses
from carekg.store.sparql import bind, read

_THINGS: Final = read(Path(__file__).parent / "timeline.rq")
_DATES: Final = read(Path(__file__).parent / "timeline-dates.rq")
_NO_DAY: Final = "9999"  # after every date
Row = dict[str, Any]


def answer(ask: Ask) -> Answer:
    """Give the dates of a thing and of what concerns it, in their order."""
    found: dict[str, list[str]] = defaultdict(list)
    for terms in ask.store.select(bind(_THINGS.text, ask.terms())):
        found[terms["thing"].value].append(str(to_python(terms["relation"])))
    relations = {thing: _telling(names) for thing, names in found.items()}
    dates = _once(in_blocks(ask, _DATES.text, "things", [NamedNode(thing) for thing in relations]))
    now = tenses(ask.store, relations, ask.as_of)
    rows = [
        row | {"relation": relation, "tense": _tense(row["date"], now[row["thing"]], ask.as_of)}
        for row in dates
        for relation in relations[row["thing"]]
    ]
    known = [row for row in rows if _is_known(row, ask.as_of)]
    ordered = sorted(known, key=lambda row: (row["date"] or _NO_DAY, row["thing"], row["what"], row["relation"]))
    return ask.answer(ordered)


def _is_known(row: Row, as_of: date) -> bool:
    """Tell whether a plan had been made known by a day; what is no plan stays."""
    return row["tense"] not in (PLANNED, WOULD) or is_known(row["announced"], row["checked"], as_of)


def _telling(names: list[str]) -> list[str]:
    """Leave out that an event is about a thing, where it is said what it would do to it."""
    telling = [name for name in names if name != "about"]
    return telling or names


def _tense(day: str | None, now: str, as_of: date) -> str:
    """Say how a date of a thing stands: of what is planned it is so whether or not its day has come."""
    if now in (PLANNED, WOULD, PASSED):
        return now
    return HAPPENED if day is not None and day <= as_of.isoformat() else PLANNED


def _once(found: list[Row]) -> list[Row]:
    """Keep one row a date, with every address that the thing was read at."""
    kept: dict[tuple[str, str, str | None], Row] = {}
    for row in found:
        exact = row["precision"].rpartition("/")[2] if row["precision"] else None
        same = kept.setdefault((row["thing"], row["what"], row["date"]), row | {"read_at": [], "precision": exact})
        if row["address"] and row["address"] not in same["read_at"]:
            same["read_at"].append(row["address"])
    return [row | {"read_at": "; ".join(row["read_at"])} for row in kept.values()]
