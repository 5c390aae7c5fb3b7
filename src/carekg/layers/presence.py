"""Presence: whether a thing is in a layer on a day, told without projecting the layer."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode

from carekg.layers.declared import find_layer, holds
from carekg.store.embedded import Embedded
from carekg.store.sparql import bind, read

_QUERY: Final = read(Path(__file__).parent / "touching.rq").text
_NOTHING: Final = NamedNode("urn:none")


def is_tied(store: Embedded, layer: str, thing: str, as_of: date) -> bool:
    """Tell whether a thing is an end of a tie that a layer has on a day.

    Parameters: store; layer, its name, or several with commas between; thing, its IRI; as_of, the day.
    Raises: UnknownName for a layer that is not there.
    """
    edges = find_layer(store, layer).edges
    ties = {
        (edge.of_class, *ends) for edge in edges for ends in ((edge.source, edge.target), (edge.target, edge.source))
    }
    terms = {
        "ends": _terms(end for edge in edges for end in (edge.source, edge.target)),
        "properties": _terms(edge.predicate for edge in edges),
    }
    rows = store.select(bind(_QUERY, {"thing": NamedNode(thing), **terms}))
    return any((row["class"], row["end"], row["far"]) in ties and holds(row, as_of) for row in rows)


def _terms(found: Iterable[NamedNode | None]) -> list[NamedNode]:
    return sorted({each for each in found if each is not None}, key=str) or [_NOTHING]
