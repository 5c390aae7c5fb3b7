"""Succession: how a body ended, and what came before and after it, each step by its kind."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from carekg.questions.answer import Answer
from carekg.questions.asking import Ask
from carekg.questions.content import to_python
from carekg.questions.keyed import read_details, select_keyed
from carekg.questions.plans import announced, read_plans
from carekg.store.embedded import Embedded
from carekg.store.sparql import bind, read
from carekg.terms.dates import spoken
from carekg.terms.prefixes import PREFIXES

_STEPS: Final = read(Path(__file__).parent / "succession.rq")
_DETAILS: Final = read_details(_STEPS.path)
_ENDING: Final = read(Path(__file__).parent / "ending.rq")
_WORDS: Final = {
    "renamed": "it went on as {after}",
    "replaced": "{after} took its place",
    "replaced-by-a-class": "{after} took its place",
    "in-part": "parts of it passed to {after}",
    "split": "it was split into {after}",
    "merged": "it was merged into {after}",
}


def answer(ask: Ask) -> Answer:
    """Give every step by which a body came about and by which it was followed, and say first how it ended."""
    plans, rows, said = read_plans(ask.store), [], []
    for body in ask.values["id"]:
        rows += [row | {"asked": body} for row in select_keyed(ask.store, _STEPS, {"id": NamedNode(body)})]
        said += [ending(ask.store, body, ask.as_of), announced(plans, body, ask.as_of)]
    return ask.answer(rows, notes=tuple(each for each in said if each))


def ending(store: Embedded, body: str, as_of: date) -> str | None:
    """Say in one clause how a body ended by a date; None where it had not.

    Parameters: store; body, its IRI; as_of, the day.
    """
    day = Literal(as_of.isoformat(), datatype=NamedNode(f"{PREFIXES['xsd']}date"))
    found = store.select(bind(_ENDING.text, {"id": NamedNode(body), "as_of": day}))
    rows = [{name: to_python(term) for name, term in row.items()} for row in found]
    return _sentence(rows) if rows else None


def _sentence(rows: Sequence[Mapping[str, Any]]) -> str:
    ended = f"ended on {spoken(rows[0]['ended'])}"
    after = list(dict.fromkeys(row["name"] for row in rows if row["name"]))
    if not after:
        return f"{ended}; what followed is not held"
    kinds = {row["kind"].rpartition("/")[2] for row in rows if row["kind"]}
    kind = kinds.pop() if len(kinds) == 1 else "in-part"
    joined = after[0] if len(after) == 1 else f"{', '.join(after[:-1])} and {after[-1]}"
    return f"{ended}: {_WORDS[kind].format(after=joined)}"
