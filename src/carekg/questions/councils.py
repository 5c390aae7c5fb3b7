"""Councils: whether a body is one, and of which councils a board, group or combined authority takes in the areas."""

from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode

from carekg.names.kinds import COUNCIL, find_kind
from carekg.questions.asking import Ask
from carekg.store.sparql import bind, read

_WITHIN: Final = read(Path(__file__).parent / "councils.rq")


def is_council(ask: Ask, thing: str) -> bool:
    """Tell whether a thing is a council, and not a board, group or authority of several."""
    return _is(ask, thing, COUNCIL)


def is_board(ask: Ask, thing: str) -> bool:
    """Tell whether a thing is a health board or group, and not a council or an authority of several."""
    return _is(ask, thing, "health")


def _is(ask: Ask, thing: str, kind: str) -> bool:
    known = ask.names.known(thing)
    return known is not None and find_kind(kind).fits(known)


def councils_of(ask: Ask, thing: str) -> list[str]:
    """Give the council that a thing is; of a board, group or combined authority, those of its area on the date."""
    if is_council(ask, thing):
        return [thing]
    rows = ask.store.select(bind(_WITHIN.text, {**ask.terms(), "id": NamedNode(thing)}))
    return [row["council"].value for row in rows]
