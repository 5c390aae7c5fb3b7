"""Grounds: the provision that a tie stands on, and where it was read."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode

from carekg.store.embedded import Embedded
from carekg.store.sparql import read

_QUERY: Final = read(Path(__file__).parent / "tie-grounds.rq")
Grounds = tuple[str, str]


def find_grounds(store: Embedded, things: Iterable[str]) -> dict[str, Grounds]:
    """Give for each statement, or each party that something founded, its provision and where it was read.

    Parameters: store; things, the IRIs of statements and parties.
    Returns: provision and source of each, empty where the graph names none; the first in IRI order of several.
    """
    names = sorted(set(things))
    found = dict.fromkeys(names, ("", ""))
    for row in store.select_of(_QUERY.text, "things", [NamedNode(name) for name in names]):
        provision, source = (term.value if term else "" for term in (row["provision"], row["read"]))
        if found[row["thing"].value] == ("", ""):
            found[row["thing"].value] = (provision, source)
    return found
