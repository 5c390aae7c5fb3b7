"""Grounds: the provision that a tie stands on, and where it was read."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode

from carekg.store.embedded import Embedded
from carekg.store.sparql import QueryFile, read

_HERE: Final = Path(__file__).parent
_TIES: Final = read(_HERE / "tie-grounds.rq")
_PROVISIONS: Final = read(_HERE / "provision-grounds.rq")
Grounds = tuple[str, str]


def find_grounds(store: Embedded, things: Iterable[str]) -> dict[str, Grounds]:
    """Give for each statement, or each party that something founded, its provision and where it was read.

    Parameters: store; things, the IRIs of statements and parties.
    Returns: provision and source of each, empty where the graph names none; the first in IRI order of several. Where
    neither it nor the rule that it was derived from says where it was read, that is where its provision was, or at last
    the publisher's own page of that.
    """
    names = sorted(set(things))
    ties = _rows(store, _TIES, names)
    read_at = {row["provision"]: row["read"] for row in reversed(_rows(store, _PROVISIONS, _named(ties)))}
    found = dict.fromkeys(names, ("", ""))
    for row in sorted((row | {"read": row["read"] or read_at.get(row["provision"], "")} for row in ties), key=_order):
        if found[row["thing"]] == ("", ""):
            found[row["thing"]] = (row["provision"], row["read"])
    return found


def _named(ties: Iterable[dict[str, str]]) -> set[str]:
    return {row["provision"] for row in ties if row["provision"] and not row["read"]}


def _order(row: dict[str, str]) -> tuple[str, ...]:
    return row["thing"], row["provision"], row["read"]


def _rows(store: Embedded, query: QueryFile, things: Iterable[str]) -> list[dict[str, str]]:
    nodes = [NamedNode(thing) for thing in sorted(set(things))]
    found = store.select_of(query.text, "things", nodes)
    return [{name: term.value if term else "" for name, term in row.items()} for row in found]
