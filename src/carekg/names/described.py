"""What things are called, and the codes that registrars gave them."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode

from carekg.store.embedded import Embedded
from carekg.store.sparql import QueryFile, Value, bind, read
from carekg.terms.dates import today
from carekg.terms.prefixes import PREFIXES

_QUERY: Final = read(Path(__file__).parent / "described.rq")
_OPTIONAL: Final = read(Path(__file__).parent / "described-optional.rq")  # of graphs that are read from the disk
_IRI: Final = re.compile(r"[a-z][a-z0-9+.-]*://[^\s<>\"{}|\\^`]+", re.IGNORECASE)
_BLOCK: Final = 500


def describe(store: Embedded, things: Iterable[str], as_of: date) -> tuple[dict[str, str], dict[str, str]]:
    """Give the label and the code of each thing that has one.

    Parameters: store; things, IRIs; as_of, the day whose names are wanted: a name of then has that of today beside it.
    Returns: labels and codes by IRI. Of several labels or codes, the first in their order.
    """
    nodes = [NamedNode(thing) for thing in sorted(set(things)) if _IRI.fullmatch(thing)]
    labels: dict[str, str] = {}
    codes = {
        node.value: node.value.removeprefix(PREFIXES["gss"]) for node in nodes if node.value.startswith(PREFIXES["gss"])
    }
    _describe(store, _QUERY, nodes, as_of, labels, codes)
    _describe(store, _OPTIONAL, [node for node in nodes if node.value not in labels], as_of, labels, codes)
    return labels, codes


def _describe(
    store: Embedded,
    query: QueryFile,
    nodes: Sequence[NamedNode],
    as_of: date,
    labels: dict[str, str],
    codes: dict[str, str],
) -> None:
    for start in range(0, len(nodes), _BLOCK):
        block: dict[str, Value] = {"things": nodes[start : start + _BLOCK], "as_of": _day(as_of)}
        for row in store.select(bind(query.text, block)):
            labels.setdefault(row["thing"].value, _named(row["label"].value, row["then"]))
            if row["code"] is not None:
                codes.setdefault(row["thing"].value, row["code"].value)


def _day(as_of: date) -> Literal:
    return Literal(as_of.isoformat(), datatype=NamedNode(f"{PREFIXES['xsd']}date"))


def _named(label: str, then: Literal | None) -> str:
    """Give the name of then with that of today beside it, where they differ in more than their spelling."""
    if then is None or _fold(then.value) == _fold(label):
        return label
    return f"{then.value} (now {label})"


def _fold(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold().replace("&", "and"))


def labels(store: Embedded, things: Iterable[NamedNode]) -> dict[str, str]:
    """Give the labels of things, by IRI."""
    return describe(store, (thing.value for thing in things), today())[0]
