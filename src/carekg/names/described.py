"""What things are called, and the codes that registrars gave them."""

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode

from carekg.store.embedded import Embedded
from carekg.store.sparql import read
from carekg.terms.prefixes import PREFIXES

_QUERY: Final = read(Path(__file__).parent / "described.rq")
_IRI: Final = re.compile(r"[a-z][a-z0-9+.-]*://[^\s<>\"{}|\\^`]+", re.IGNORECASE)
_BLOCK: Final = 500


def describe(store: Embedded, things: Iterable[str], as_of: date) -> tuple[dict[str, str], dict[str, str]]:  # noqa: ARG001
    """Give the label and the code of each thing that has one.

    Parameters: store; things, IRIs; as_of, the day whose labels and codes are wanted: those of today are known.
    Returns: labels and codes by IRI. Of several labels or codes, the first in their order.
    """
    nodes = [NamedNode(thing) for thing in sorted(set(things)) if _IRI.fullmatch(thing)]
    labels: dict[str, str] = {}
    codes = {
        node.value: node.value.removeprefix(PREFIXES["gss"]) for node in nodes if node.value.startswith(PREFIXES["gss"])
    }
    for start in range(0, len(nodes), _BLOCK):
        for row in store.select_of(_QUERY.text, "things", nodes[start : start + _BLOCK]):
            labels.setdefault(row["thing"].value, row["label"].value)
            if row["code"] is not None:
                codes.setdefault(row["thing"].value, row["code"].value)
    return labels, codes


def labels(store: Embedded, things: Iterable[NamedNode]) -> dict[str, str]:
    """Give the labels of things, by IRI."""
    return describe(store, (thing.value for thing in things), date.today())[0]
