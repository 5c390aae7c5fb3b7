"""What things are called, and the codes that registrars gave them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode

from carekg.store.embedded import Embedded
from carekg.store.keeping import Kept
from carekg.store.sparql import QueryFile, read
from carekg.terms.dates import today
from carekg.terms.prefixes import PREFIXES

_QUERY: Final = read(Path(__file__).parent / "described.rq")
_OPTIONAL: Final = read(Path(__file__).parent / "described-optional.rq")  # of graphs that are read from the disk
_THEN: Final = read(Path(__file__).parent / "described-then.rq")
_AREAS: Final = read(Path(__file__).parent / "described-areas.rq")
AREA_OF: Final = "Area of "  # how the label of an area begins that has no name of its own
_IRI: Final = re.compile(r"[a-z][a-z0-9+.-]*://[^\s<>\"{}|\\^`]+", re.IGNORECASE)


@dataclass
class _Called:
    """What a thing is called, its code, and what it was called at other times: names, first days, days without it.

    For an area that has no name of its own, what governs it is kept so.
    """

    label: str
    code: str | None
    then: list[tuple[str, str, str]] = field(default_factory=list)

    def on(self, as_of: date) -> str:
        """Give its name on a day, with that of today beside it where they differ in more than their spelling.

        >>> governing = [("A Group", "2013-04-01", "2022-07-01"), ("A Board", "2022-07-01", "")]
        >>> area = _Called("Area of A Board (E5)", None, governing)
        >>> area.on(date(2020, 1, 1)), area.on(date(2026, 1, 1))
        ('Area of A Group (E5)', 'Area of A Board (E5)')
        """
        day = as_of.isoformat()
        then = next((name for name, since, until in self.then if since <= day and (not until or until > day)), None)
        if then is not None and self.label.startswith(AREA_OF):
            return f"{AREA_OF}{then} ({self.label.rpartition(' (')[2]}"
        return self.label if then is None or _fold(then) == _fold(self.label) else f"{then} (now {self.label})"


def describe(store: Embedded, things: Iterable[str], as_of: date) -> tuple[dict[str, str], dict[str, str]]:
    """Give the label and the code of each thing that has one.

    Parameters: store; things, IRIs; as_of, the day whose names are wanted: a name of then has that of today beside it.
    Returns: labels and codes by IRI. Of several labels or codes, the first in their order.
    """
    wanted = [thing for thing in sorted(set(things)) if _IRI.fullmatch(thing)]
    called = _CALLED.of(store, wanted)
    codes = {thing: thing.removeprefix(PREFIXES["gss"]) for thing in wanted if thing.startswith(PREFIXES["gss"])}
    known = {thing: called[thing] for thing in wanted if thing in called}
    given = {thing: each.code for thing, each in known.items() if each.code}
    return {thing: each.on(as_of) for thing, each in known.items()}, given | codes


def labels(store: Embedded, things: Iterable[NamedNode]) -> dict[str, str]:
    """Give the labels of things, by IRI."""
    return describe(store, (thing.value for thing in things), today())[0]


def _ask(store: Embedded, things: Sequence[str]) -> dict[str, _Called]:
    called = _called(store, _QUERY, things)
    called |= _called(store, _OPTIONAL, [thing for thing in things if thing not in called])
    _add_then(store, _THEN, called, [thing for thing in called if thing.startswith(PREFIXES["body"])])
    _add_then(store, _AREAS, called, [thing for thing in called if called[thing].label.startswith(AREA_OF)])
    return called


def _called(store: Embedded, query: QueryFile, things: Sequence[str]) -> dict[str, _Called]:
    found: dict[str, _Called] = {}
    for row in store.select_of(query.text, "things", [NamedNode(thing) for thing in things]):
        found.setdefault(row["thing"].value, _Called(row["label"].value, _text(row["code"]) or None))
    return found


def _add_then(store: Embedded, query: QueryFile, called: Mapping[str, _Called], things: Sequence[str]) -> None:
    """Add names of other times. They are asked for of what may have any: much else points at kinds and files."""
    for row in store.select_of(query.text, "things", [NamedNode(thing) for thing in things]):
        called[row["thing"].value].then.append((row["then"].value, _text(row["from"]), _text(row["until"])))


def _text(term: Literal | None) -> str:
    return "" if term is None else str(term.value)


def _fold(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold().replace("&", "and"))


_CALLED: Final = Kept(_ask)
