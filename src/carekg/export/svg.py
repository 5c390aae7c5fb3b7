"""SVG, a picture for a page: colour and shape by kind, a legend, and a title for each thing."""

from collections import Counter
from collections.abc import Mapping
from math import cos, pi, sin, sqrt
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

import networkx as nx

from carekg.analytics.measures import ties
from carekg.terms.errors import BadParameter

WIDTH: Final = 1200
HEIGHT: Final = 900
MARGIN: Final = 70
MOST_NODES: Final = 1500  # more can neither be read nor laid out in the time that a request has
LEGEND: Final = 260

# Okabe and Ito's palette, told apart by colour-blind readers; shapes repeat the distinction without colour.
_COLOURS: Final = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442", "#999999")
_SIDES: Final = (0, 4, 3, 6, 5, 8)  # 0 is a circle


def write(graph: "nx.MultiDiGraph[str]") -> Mapping[str, bytes]:
    """Draw a graph as an SVG picture that needs nothing else to be shown.

    Raises: BadParameter where it has more nodes than a picture can show.
    Source: Scalable Vector Graphics 2, W3C; palette of Okabe and Ito (2008), Color Universal Design.
    """
    if len(graph) > MOST_NODES:
        expected = f"a picture shows at most {MOST_NODES} nodes and this graph has {len(graph)}; narrow it with a focus"
        raise BadParameter("format", "svg", expected)
    root = Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {WIDTH + LEGEND} {HEIGHT}", role="img")
    _say(root, graph)
    style = _styles(graph)
    places = _places(graph)
    _draw_edges(SubElement(root, "g", stroke="#888888"), graph, places)
    nodes = SubElement(root, "g", attrib={"font-family": "sans-serif", "font-size": "11", "fill": "#111111"})
    for node in sorted(graph):
        data = graph.nodes[node]
        _draw_node(nodes, node, data, places[node], style[data.get("kind", "thing")])
    _draw_legend(root, style)
    return {"graph.svg": tostring(root, encoding="utf-8", xml_declaration=True)}


def _say(root: Element, graph: "nx.MultiDiGraph[str]") -> None:
    kinds = Counter(str(kind) for _, kind in graph.nodes(data="kind", default="thing"))
    counts = ", ".join(f"{count} of kind {kind}" for kind, count in kinds.most_common())
    title = f"Layer {graph.graph.get('layer', '')}, as of {graph.graph.get('as_of', '')}"
    SubElement(root, "title").text = title
    SubElement(root, "desc").text = f"{len(graph)} nodes ({counts}) and {graph.number_of_edges()} edges."
    SubElement(root, "rect", width="100%", height="100%", fill="#ffffff")


def _styles(graph: "nx.MultiDiGraph[str]") -> dict[str, tuple[str, int]]:
    kinds = Counter(str(kind) for _, kind in graph.nodes(data="kind", default="thing"))
    ordered = sorted(kinds, key=lambda kind: (-kinds[kind], kind))
    return {kind: (_COLOURS[n % len(_COLOURS)], _SIDES[n % len(_SIDES)]) for n, kind in enumerate(ordered)}


def _places(graph: "nx.MultiDiGraph[str]") -> dict[str, tuple[float, float]]:
    simple = ties(graph)
    found = nx.spring_layout(simple, seed=1, k=2 / sqrt(max(len(simple), 1)), iterations=100)
    scale_x, scale_y = WIDTH / 2 - MARGIN, HEIGHT / 2 - MARGIN
    return {node: (WIDTH / 2 + x * scale_x, HEIGHT / 2 + y * scale_y) for node, (x, y) in found.items()}


def _draw_edges(parent: Element, graph: "nx.MultiDiGraph[str]", places: Mapping[str, tuple[float, float]]) -> None:
    for source, target, data in sorted(graph.edges(data=True), key=lambda edge: (edge[0], edge[1], edge[2]["words"])):
        (x1, y1), (x2, y2) = places[source], places[target]
        dash = {"stroke-dasharray": "4 3"} if data.get("sign", 0) < 0 else {}
        line = SubElement(parent, "line", x1=f"{x1:.1f}", y1=f"{y1:.1f}", x2=f"{x2:.1f}", y2=f"{y2:.1f}", attrib=dash)
        names = (
            graph.nodes[source].get("label", source),
            data["words"],
            graph.nodes[target].get("label", target),
        )
        SubElement(line, "title").text = " ".join(names)


def _draw_node(
    parent: Element, node: str, data: Mapping[str, str], place: tuple[float, float], style: tuple[str, int]
) -> None:
    x, y = place
    group = SubElement(parent, "g")
    SubElement(group, "title").text = f"{data.get('label', node)} ({data.get('kind', 'thing')})"
    _draw_shape(group, x, y, *style)
    text = str(data.get("label", node))
    shown = text if len(text) <= 34 else f"{text[:33]}…"
    SubElement(group, "text", x=f"{x + 9:.1f}", y=f"{y + 4:.1f}").text = shown


def _draw_shape(parent: Element, x: float, y: float, colour: str, sides: int) -> None:
    paint = {"fill": colour, "stroke": "#333333"}
    if not sides:
        SubElement(parent, "circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r="6", attrib=paint)
        return
    corners = (2 * pi * n / sides - pi / 2 for n in range(sides))
    points = " ".join(f"{x + 7 * cos(angle):.1f},{y + 7 * sin(angle):.1f}" for angle in corners)
    SubElement(parent, "polygon", points=points, attrib=paint)


def _draw_legend(root: Element, style: Mapping[str, tuple[str, int]]) -> None:
    legend = SubElement(root, "g", attrib={"font-family": "sans-serif", "font-size": "13", "fill": "#111111"})
    for number, (kind, (colour, sides)) in enumerate(style.items()):
        y = 40 + 24 * number
        _draw_shape(legend, WIDTH + 20, y, colour, sides)
        SubElement(legend, "text", x=str(WIDTH + 36), y=str(y + 5)).text = kind
