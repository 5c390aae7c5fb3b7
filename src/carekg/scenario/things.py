"""Things: what those that a scenario may change are called, and when they are."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode

from carekg.layers.declared import holds
from carekg.scenario.sides import Side
from carekg.store.sparql import read
from carekg.terms.prefixes import compress

_QUERY: Final = read(Path(__file__).parent / "things.rq")


@dataclass
class Thing:
    """A thing: its label, or its short IRI where an incomplete graph has none; whether it is there on the date."""

    label: str
    is_there: bool = False
    is_over: bool = True
    is_planned: bool = False
    provisions: set[str] = field(default_factory=set)
    successors: set[str] = field(default_factory=set)


def read_things(side: Side, wanted: Iterable[str]) -> dict[str, Thing]:
    """Give things by their IRIs. Parameters: side; wanted, IRIs."""
    nodes = [NamedNode(each) for each in sorted(set(wanted))]
    found: dict[str, Thing] = {}
    for row in side.store.select_of(_QUERY.text, "things", nodes):
        _add(found, row, side.on)
    return found


def _add(found: dict[str, Thing], row: dict[str, Any], on: date) -> None:
    """Add a row of a thing; one that has several dates is there if it is by any of them."""
    iri = row["thing"].value
    each = found.setdefault(iri, Thing(row["label"].value if row["label"] is not None else compress(iri)))
    each.is_there |= holds(row, on)
    each.is_over &= not holds({"until": row["until"]}, on)
    each.is_planned |= not holds({"stage": row["stage"]}, on)
    each.provisions |= {row["provision"].value} if row["provision"] is not None else set()
    each.successors |= {row["successor"].value} if row["successor"] is not None else set()
