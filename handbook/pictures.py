"""Pictures for the pages, drawn by carekg's own export from a small graph of things and ties."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import cycle, product
from typing import Final, NamedTuple

import networkx as nx

from carekg import KnowledgeGraph
from carekg.export import svg
from carekg.export.choices import Bundle
from carekg.export.composing import arrange, compose
from carekg.export.drawing import About
from carekg.layers.looks import ARROWS, LINES, TieLook, read_looks
from carekg.questions.about import ATTRIBUTION
from carekg.questions.content import LICENCE
from carekg.terms.dates import today

_ADDRESS: Final = "https://w3id.org/carekg"
_COLOURS: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#8A6D00", "#56B4E9", "#111111")  # Okabe and Ito


class Arrow(NamedTuple):
    """An arrow: from, to, what it says, and what is added to that."""

    source: str
    target: str
    words: str
    note: str = ""


def draw(
    kg: KnowledgeGraph,
    title: str,
    arrows: Sequence[Arrow],
    labels: Mapping[str, str],
    kinds: Mapping[str, str],
    *,
    meaning: str = "",
    layout: str = "",
    bundle: Bundle = "kinds",
) -> bytes:
    """Draw things and the arrows between them as SVG.

    Parameters: title; arrows, whose ends are keys of `labels`; labels, and the kinds that things are coloured by;
    meaning, a sentence on what is shown; layout, one of those of the export, chosen by size unless given; bundle, which
    ties are drawn as one arrow.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for name, label in labels.items():
        graph.add_node(name, label=label, kind=kinds.get(name, ""))
    for arrow in arrows:
        graph.add_edge(
            arrow.source, arrow.target, words=f"{arrow.words}{arrow.note}", kind=arrow.words, projection=arrow.words
        )
    looks = replace(read_looks(kg.store), ties=_looks(sorted({arrow.words for arrow in arrows})))
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
    return svg.write(compose(arrange(graph, looks, layout=layout), about, bundle))["graph.svg"]


def _looks(words: Iterable[str]) -> dict[str, TieLook]:
    """Give each kind of tie a line of its own: by colour first, then by dashes and arrowhead."""
    made = cycle((colour, line, arrow) for arrow, line, colour in product(ARROWS, LINES, _COLOURS))
    return {each: TieLook(each, *next(made)) for each in words}
