"""Absence: why a layer does not have a thing on a day, and where what is asked for is."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import networkx as nx
from pyoxigraph import NamedNode

from carekg.layers.cuts import around
from carekg.layers.declared import layers
from carekg.layers.presence import is_tied
from carekg.store.embedded import Embedded
from carekg.store.sparql import bind, read
from carekg.terms.dates import tell_date
from carekg.terms.errors import NotInLayer
from carekg.terms.prefixes import compress

_QUERY: Final = read(Path(__file__).parent / "absent.rq").text
_WHOLE: Final = "all"  # the layer that has every other


def cut(store: Embedded, graph: "nx.MultiDiGraph[str]", focus: str, depth: int, as_of: date) -> "nx.MultiDiGraph[str]":
    """Cut a projection down to what is within some steps of a thing, whatever the direction of the edges.

    Parameters: store; graph, projected from it; focus, an IRI; depth, the number of steps; as_of, the day.
    Raises: NotInLayer where the graph does not have it, with why, and with the layers that do.
    """
    require(store, graph, focus, as_of)
    return around(graph, focus, depth)


def require(store: Embedded, graph: "nx.MultiDiGraph[str]", thing: str, as_of: date) -> None:
    """See that a projection has a thing. Parameters and errors: as for `cut`."""
    if thing in graph:
        return
    layer = str(graph.graph["layer"])
    (row,) = store.select(bind(_QUERY, {"thing": NamedNode(thing)}))
    told = {name: term.value if term else "" for name, term in row.items()}
    having = [each for each in layers(store) if each != _WHOLE and is_tied(store, each, thing, as_of)]
    kind = told["kind"] if told["kind"] and is_tied(store, layer, told["kind"], as_of) else ""
    raise NotInLayer(_why(told, thing, layer, as_of), compress(thing), having, _instead(told, kind, having))


def _why(told: Mapping[str, str], thing: str, layer: str, as_of: date) -> str:
    name, day = told["label"] or compress(thing), as_of.isoformat()
    if told["from"] > day:
        begins = "is planned to begin" if told["stage"] else "begins"
        return f"{name} {begins} on {tell_date(told['from'])}, after {tell_date(day)}."
    if told["until"] and told["until"] <= day:
        return f"{name} was last there on {tell_date(date.fromisoformat(told['until'][:10]) - timedelta(days=1))}."
    return f"{name} has no ties in the layer {layer} on {tell_date(day)}."


def _instead(told: Mapping[str, str], kind: str, having: list[str]) -> str:
    """Say where what was asked for is: in other layers, or under its kind in this one."""
    others = f" It is in the layer{'s' * (len(having) > 1)} {', '.join(having)}." if having else ""
    return others + (f" This one has its kind, {told['kind_label']} ({compress(kind)})." if kind else "")
