"""Caveats: what must be said beside any answer of the bodies that it was asked about."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode

from carekg.questions.content import to_python
from carekg.questions.endings import UNKNOWN, ending
from carekg.questions.plans import Plan, announced, last_vintage, read_plans
from carekg.questions.tense import FOUNDED, SHADOW, tense
from carekg.store.embedded import Embedded
from carekg.store.sparql import bind, read
from carekg.terms.dates import spoken
from carekg.terms.prefixes import PREFIXES

_SUBJECTS: Final = read(Path(__file__).parent / "caveats.rq")
_OF_BODIES: Final = (PREFIXES["body"], PREFIXES["gss"])


def caveats(store: Embedded, things: Iterable[str], as_of: date) -> tuple[str, ...]:
    """Say of bodies how they ended, what is announced for them, and from when they may act.

    Parameters: store; things, IRIs: of a board its council is told of, of an area the body that governs it; as_of.
    Returns: a sentence for each that there is something to say of.
    """
    asked = [NamedNode(thing) for thing in things if thing.startswith(_OF_BODIES)]
    if not asked:
        return ()
    plans = read_plans(store)
    told: list[str] = []
    for terms in store.select(bind(_SUBJECTS.text, {"things": asked})):
        row = {name: to_python(term) for name, term in terms.items()}
        told += _tell(store, row, plans, as_of)
    return tuple(dict.fromkeys(told))


def beyond(store: Embedded, as_of: date) -> tuple[str, ...]:
    """Say of a day after the newest file that it is; nothing of others. Parameters: store; as_of, the day."""
    last = last_vintage(store)
    return (
        (f"the day is beyond the files, whose newest is of {spoken(last)}",)
        if last and as_of.isoformat() > last
        else ()
    )


def _tell(store: Embedded, row: Mapping[str, Any], plans: Sequence[Plan], as_of: date) -> list[str]:
    name, body = row["label"], row["subject"]
    how, plan, waits = ending(store, body, as_of), announced(plans, body, as_of), _waiting(row, as_of)
    later = beyond(store, as_of)
    return [
        *([f"{name} {how}."] if how and UNKNOWN not in how else []),
        *([f"{name}: {'; '.join((plan, *later))}."] if plan else []),
        *([f"{name}: {waits}."] if waits else []),
    ]


def _waiting(row: Mapping[str, Any], as_of: date) -> str | None:
    """Say that a body prepares, or was to prepare, or is founded, and has no duties or functions yet."""
    word, day = tense(row, as_of), as_of.isoformat()
    if row["shadow"] and row["shadow"] <= day < (works := row["operates"] or row["begins"]):
        since = f"since {spoken(row['shadow'])}"
        prepares = f"shadow {since}" if word == SHADOW else f"to be shadow {since}, which was not found to be so"
        return f"{prepares}: it has no duties before {spoken(works)}"
    if word == FOUNDED:
        return f"{FOUNDED}: it has its functions from {spoken(row['operates'])}"
    return None
