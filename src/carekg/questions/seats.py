"""Seats: who must sit on a board or partnership on a date, and which bodies name them."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode

from carekg.questions import keyed
from carekg.questions.answer import Answer
from carekg.questions.asking import Ask
from carekg.store.sparql import bind, read

_HERE: Final = Path(__file__).parent
_RULES: Final = read(_HERE / "seats.rq")
_KINDS: Final = read(_HERE / "seat-kinds.rq")
_ALL: Final = read(_HERE / "seat-boards.rq")
_OF: Final = read(_HERE / "seat-boards-of.rq")
_BODIES: Final = read(_HERE / "seat-bodies.rq")
_NO_PERSONS: Final = "No person is named here: a seat is told by its post or body."
Row = dict[str, Any]


def answer(ask: Ask) -> Answer:
    """List the seats of a board, a partnership, a council's board or every board of a kind, on a date.

    A seat that a body fills is given once for each body; where it is not known that the body is relevant, the row
    says so, and the counts leave it out.
    """
    terms = ask.terms()
    boards = [row["board"] for row in ask.store.select(bind((_OF if terms["board"] else _ALL).text, terms))]
    bodies: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in in_blocks(ask, _BODIES.text, "boards", boards):
        bodies[row["board"], row["holder"]].append(row)
    rows = [seat for rule in _rules(ask, boards) for seat in _seats(rule, bodies[rule["board"], rule["holder"]])]
    sure = sum(row["certain"] is not False for row in rows)
    notes = (*doubts(len(rows) - sure), _NO_PERSONS) if rows else ()
    return ask.answer(rows, members={"counts": {"all": len(rows), "certain": sure}}, notes=notes)


def _rules(ask: Ask, boards: Sequence[NamedNode]) -> list[Row]:
    """Give the rules for the seats of each board: those for its kind."""
    by_kind: dict[str, list[Row]] = defaultdict(list)
    for rule in keyed.select_rows(ask.store, _RULES.text, ask.terms()):
        by_kind[rule["kind"]].append(rule)
    found = sorted(in_blocks(ask, _KINDS.text, "boards", boards), key=lambda row: (row["kind"], row["board"]))
    return [row | rule for row in found for rule in by_kind[row["kind"]]]


def _seats(rule: Row, bodies: Sequence[Row]) -> list[Row]:
    return [rule | {"body": each["body"], "certain": each["certain"]} for each in bodies] or [
        rule | {"body": None, "certain": None}
    ]


def doubts(count: int) -> tuple[str, ...]:
    """Say how many rows rest on an overlap that only a map of best fit makes, or only uncertain small areas."""
    return (
        (f"{count} of these rows rest{'s' if count == 1 else ''} on an overlap that is not certain.",) if count else ()
    )


def in_blocks(ask: Ask, text: str, name: str, things: Sequence[NamedNode]) -> list[Row]:
    """Ask for the details of many things, a block of them at a time, and give the rows as Python has them."""
    return keyed.in_blocks(ask.store, text, ask.terms(), name, things)
