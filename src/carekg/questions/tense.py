"""Tense: how a thing stands to a date, told from its dates and its stage, never from its label."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

HELD: Final = "held"
HAPPENED: Final = "happened"
HOLDS: Final = "holds"
PLANNED: Final = "is planned"
PASSED: Final = "was planned"
SHADOW: Final = "shadow"
FOUNDED: Final = "founded, not yet operating"
WOULD: Final = "would, under a Bill"
MEANINGS: Final = {
    HELD: "it had ended by the date",
    HAPPENED: "it had taken place by the date",
    HOLDS: "it holds on the date",
    PLANNED: "it is announced or enacted, and is not yet so",
    PASSED: "its day has passed, and that it took place was not found",
    SHADOW: "it is elected, and is not yet a council: it has no duties",
    FOUNDED: "it is a legal body, and does not have its functions yet",
    WOULD: "a Bill before Parliament would make it so",
}


def tense(known: Mapping[str, Any], as_of: date) -> str:
    """Say how something stands to a date.

    Parameters: known, as far as it is known of it: `begins` and `ends`, the first day and the first day without it;
    `shadow` and `operates`, the first days on which it prepares and on which it has its functions; `stage`, how far
    something planned has come (what is only announced is not known to have been elected), and `end`, why it has no
    last day, IRIs; `is_event`; `checked`, the status of it.
    Returns: one of MEANINGS.

    >>> tense({"begins": "2013-04-01", "ends": "2022-07-01"}, date(2024, 1, 1)), tense({}, date(2024, 1, 1))
    ('held', 'holds')
    """
    day, begins, ends = as_of.isoformat(), known.get("begins"), known.get("ends")
    stage, end = _word(known.get("stage")), _word(known.get("end"))
    if known.get("is_event"):
        return _of_event(day, begins, stage, end, known.get("text_checked"))
    works = known.get("operates") or begins or day
    if stage != "announced" and known.get("shadow") and known["shadow"] <= day < works:
        return SHADOW
    if stage in ("announced", "bill", "enacted", "withdrawn") and not (stage == "enacted" and begins and begins <= day):
        return {"bill": WOULD, "withdrawn": PASSED}.get(stage, PLANNED)
    if ends is not None and ends <= day:
        return HELD
    if begins is not None and begins > day:
        return PLANNED
    return FOUNDED if known.get("operates") and known["operates"] > day else HOLDS


def _of_event(day: str, begins: str | None, stage: str, end: str, checked: str | None) -> str:
    """Say how an event stands to a day: what is still planned when the files end is so on every later day too."""
    planned = WOULD if stage == "bill" else PLANNED
    if stage == "withdrawn" and end == "planned":
        return PASSED
    if begins is None or begins > day or end == "planned":
        return planned
    return PASSED if stage == "announced" and end == "unknown" and checked == "not found" else HAPPENED


def _word(iri: str | None) -> str:
    return (iri or "").rpartition("/")[2]
