"""Succession: how a body ended, and what came before and after it, each step by its kind."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode

from carekg.questions.answer import Answer
from carekg.questions.asking import Ask
from carekg.questions.keyed import Row, read_details, select_keyed, select_rows
from carekg.questions.plans import read_plans
from carekg.store.sparql import date_term, read
from carekg.terms.errors import BadParameter
from carekg.terms.prefixes import PREFIXES

_STEPS: Final = read(Path(__file__).parent / "succession.rq")
_DETAILS: Final = read_details(_STEPS)
_UNSETTLED: Final = "not settled: which part would pass to which"
_BETWEEN, _OF = (read(Path(__file__).parent / f"{name}.rq") for name in ("successions", "successions-of"))


def answer(ask: Ask) -> Answer:
    """Give every step by which a body came about and by which it was followed, and what is announced to follow."""
    rows: list[Row] = []
    for body in ask.values["id"]:
        steps = select_keyed(ask.store, _STEPS, {"id": NamedNode(body)})
        rows += [step | {"asked": body} for step in (*steps, *_planned(ask, body))]
    return ask.answer(rows)


def between(ask: Ask) -> Answer:
    """Give the changes of bodies between two dates, with what is announced to follow what. Raises: BadParameter."""
    last, body = ask.values["to"], ask.values["body"]
    first = date.min if body and "from" not in ask.given else ask.values["from"]
    if first > last:
        raise BadParameter("to", last, f"write a date on or after {first}")
    bodies = [body] if body else sorted({each for plan in read_plans(ask.store) for each in plan.ends})
    planned = [row for each in bodies for row in _planned(ask, each)]
    dated = [row for row in planned if first.isoformat() <= (row["date"] or "") <= last.isoformat()]
    terms = ask.terms() | {"from": date_term(first)}
    found = select_rows(ask.store, (_OF if body else _BETWEEN).text, terms)
    return ask.answer([*found, *dated])


def _planned(ask: Ask, body: str) -> Iterator[Row]:
    """Give what is announced to follow a body, or to be followed by it; how it would be divided is not settled."""
    for plan in read_plans(ask.store):
        if not (plan.known_by(ask.as_of) and (body in plan.ends or body in plan.founds)):
            continue
        after = body in plan.ends
        for other in plan.founds if after else plan.ends:
            yield {
                "direction": "after" if after else "before",
                "date": plan.day,
                "before": body if after else other,
                "after": other if after else body,
                "how": _UNSETTLED if len(plan.founds) > 1 else None,
                "precision": plan.precision,
                "event": plan.event,
                "stage": f"{PREFIXES['stage']}announced",
            }
