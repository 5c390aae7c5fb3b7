"""Views: a layer as it held on a date, cut down to what is asked about."""

from collections.abc import Sequence
from datetime import date

import networkx as nx

from carekg.layers.absence import require
from carekg.layers.cuts import around, narrow
from carekg.layers.projection import project
from carekg.store.embedded import Embedded
from carekg.terms.errors import BadParameter

Graph = nx.MultiDiGraph


def view(
    store: Embedded,
    layer: str,
    as_of: date,
    focus: str | None = None,
    depth: int = 2,
    kinds: Sequence[str] = (),
    sectors: Sequence[str] = (),
    places: Sequence[str] = (),
) -> "Graph[str]":
    """Project a layer and cut it down.

    Parameters: store; layer, one or several with commas between; as_of; focus, the IRI of the node to keep, with what
    is within `depth` steps of it; kinds and sectors, by name, and places, IRIs of areas, to keep only such nodes.
    Raises: UnknownName; NotInLayer; BadParameter where the node is not among what is kept.
    """
    whole = project(store, layer, as_of)
    graph = narrow(whole, kinds, sectors, places)
    if not focus:
        return graph
    require(store, whole, focus, as_of)
    if focus not in graph:
        kept = "name something of the kinds, sectors and places that are kept, or keep more of them"
        raise BadParameter("focus", whole.nodes[focus]["label"], kept)
    return around(graph, focus, depth)
