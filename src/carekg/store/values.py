"""Values: what the variables of a query may stand for, as sets."""

from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from carekg.store.reading import Node, Pattern
from carekg.terms.prefixes import PREFIXES

Values = dict[str, set[Any]]

PLACES: Final = tuple(map(attrgetter, ("subject", "predicate", "object", "graph_name")))  # of a quad

_EMPTY: Final = Store()


def constant(node: Node | None) -> Any:
    """Give what stands in a place of a pattern where it is no variable."""
    return None if isinstance(node, str) else node


def values_of(pattern: Pattern, quads: Iterable[Quad]) -> Values:
    """Give the values that quads in the place of a pattern give its variables."""
    held = list(quads)
    values: Values = {}
    for node, place in zip(pattern.places, PLACES, strict=True):
        if isinstance(node, str):
            values[node] = values.get(node, set()).union(map(place, held))
    return values


def narrow(values: Values, name: str, found: set[Any]) -> bool:
    """Leave a variable those of its values that were found; tell whether there are any."""
    values[name] = values[name] & found if name in values else found
    return bool(values[name])


def knows(node: Node | None, linked: set[str]) -> bool:
    """Tell whether it is known what stands in a place of a pattern."""
    return node in linked if isinstance(node, str) else node is not None


def known(node: Node | None, values: Mapping[str, set[Any]], linked: set[str]) -> set[Any] | None:
    """Give the values of a place of a pattern that is known: None where it is not."""
    if isinstance(node, str):
        return values[node] if node in linked and node in values else None
    return None if node is None else {node}


def allowed(name: str, text: str, values: set[Any]) -> set[Any]:
    """Give the values of a variable that a condition on it alone lets through."""
    if not all(isinstance(each, NamedNode | Literal) for each in values):
        return values
    listed = " ".join(map(str, values))
    found = _EMPTY.query(f"SELECT ?{name} {{ VALUES ?{name} {{ {listed} }} FILTER {text} }}", prefixes=PREFIXES)
    assert isinstance(found, QuerySolutions)
    return {row[name] for row in found}
