"""Pictures for the pages, drawn by carekg's own export from a small graph of things and ties."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

import networkx as nx

from carekg import KnowledgeGraph
from carekg.export import svg
from carekg.export.composing import arrange, compose
from carekg.export.drawing import About
from carekg.layers.looks import read_looks
from carekg.questions.about import ATTRIBUTION
from carekg.questions.content import LICENCE
from carekg.terms.dates import today

_ADDRESS: Final = "https://w3id.org/carekg"


class Arrow(NamedTuple):
    """An arrow: from, to, and what it says."""

    source: str
    target: str
    words: str


def draw(
    kg: KnowledgeGraph,
    title: str,
    arrows: Iterable[Arrow],
    labels: Mapping[str, str],
    kinds: Mapping[str, str],
    *,
    meaning: str = "",
    layout: str = "",
) -> bytes:
    """Draw things and the arrows between them as SVG.

    Parameters: title; arrows, whose ends are keys of `labels`; labels, and the kinds that things are coloured by;
    meaning, a sentence on what is shown; layout, one of those of the export, chosen by size unless given.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for name, label in labels.items():
        graph.add_node(name, label=label, kind=kinds.get(name, ""))
    for arrow in arrows:
        graph.add_edge(arrow.source, arrow.target, words=arrow.words, kind=arrow.words)
    about = About(
        title=title,
        as_of=today().isoformat(),
        since="",
        meaning=meaning,
        licence="CC BY 4.0",
        licence_address=LICENCE,
        attribution=ATTRIBUTION.removeprefix("carekg, CC BY 4.0. "),
        address=_ADDRESS,
        version=kg.version,
    )
    return svg.write(compose(arrange(graph, read_looks(kg.store), layout=layout), about, "pairs"))["graph.svg"]
