"""Succession: how a body ended, and what came before and after it, each step by its kind."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode

from carekg.questions.answer import Answer
from carekg.questions.asking import Ask
from carekg.questions.keyed import Row, read_details, select_keyed
from carekg.questions.plans import read_plans
from carekg.store.sparql import read
from carekg.terms.prefixes import PREFIXES

_STEPS: Final = read(Path(__file__).parent / "succession.rq")
_DETAILS: Final = read_details(_STEPS.path)


def answer(ask: Ask) -> Answer:
    """Give every step by which a body came about and by which it was followed, and what is announced to follow."""
    rows: list[Row] = []
    for body in ask.values["id"]:
        steps = select_keyed(ask.store, _STEPS, {"id": NamedNode(body)})
        rows += [step | {"asked": body} for step in (*steps, *_planned(ask, body))]
    return ask.answer(rows)


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
                "event": plan.event,
                "stage": f"{PREFIXES['stage']}announced",
            }
