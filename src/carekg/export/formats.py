"""Exports: a graph as files that other tools open, one module a format."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import networkx as nx

from carekg.export import cytoscape, gexf, graphml, svg, table
from carekg.terms.errors import NotAcceptable


@dataclass(frozen=True)
class Format:
    """A format: its media type, and the function that writes a graph as files by name."""

    media_type: str
    write: Callable[["nx.MultiDiGraph[str]"], Mapping[str, bytes]]


FORMATS: Final[Mapping[str, Format]] = {
    "graphml": Format("application/graphml+xml", graphml.write),
    "gexf": Format("application/gexf+xml", gexf.write),
    "cytoscape": Format("application/json", cytoscape.write),
    "svg": Format("image/svg+xml", svg.write),
    "csv": Format("application/zip", table.write),
}


def find_format(name: str) -> Format:
    """Give the format of a name. Raises: NotAcceptable naming those that there are."""
    if name not in FORMATS:
        raise NotAcceptable(name, list(FORMATS))
    return FORMATS[name]
