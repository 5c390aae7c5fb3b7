"""GEXF 1.3, for Gephi: positions, colours, sizes, a timeline, and a kind for each of several ties of a pair."""

from collections import Counter
from collections.abc import Mapping
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from carekg.export.drawing import Box, Drawing, Tie
from carekg.export.paint import rgb, strong
from carekg.export.xml import add, root_of
from carekg.export.xml import write as write_xml

_SPACES: Final = {"": "http://gexf.net/1.3", "viz": "http://gexf.net/1.3/viz"}
_SHAPES: Final = {
    "ellipse": "disc",
    "round-rectangle": "disc",
    "hexagon": "diamond",
    "octagon": "diamond",
    "trapezoid": "triangle",
}
_OF_NODES: Final = ("iri", "kind", "sector", "code", "ties", "change", "note", "group", "shape")
_OF_EDGES: Final = {
    "count": "integer",
    "cost": "double",
    "change": "string",
    "statements": "string",
    "authorities": "string",
    "title": "string",
    "sign": "integer",
}


def write(drawing: Drawing) -> Mapping[str, bytes]:
    """Write a drawing as GEXF. Source: GEXF 1.3, gexf.net."""
    root = root_of("gexf", _SPACES)
    root.set("version", "1.3")
    meta = add(root, "meta", lastmodifieddate=drawing.about.as_of)
    add(meta, "creator", drawing.about.source)
    add(meta, "description", drawing.description)
    add(meta, "keywords", "health, social care, partnership, law")
    graph = add(
        root, "graph", mode="dynamic", defaultedgetype="directed", timeformat="date", timerepresentation="interval"
    )
    _declare(graph)
    nodes = add(graph, "nodes", count=len(drawing.boxes))
    for box in drawing.boxes:
        _write_node(nodes, box, drawing)
    edges = add(graph, "edges", count=len(drawing.ties))
    seen: Counter[tuple[str, str, str]] = Counter()
    undated = not any(tie.valid_from or tie.valid_until for tie in drawing.ties)
    only = drawing.about.as_of if undated else ""  # the one date of which anything is known: the timeline shows it
    for tie in drawing.ties:
        _write_edge(edges, tie, seen, only)
    return {"graph.gexf": write_xml(root)}


def _declare(graph: Element) -> None:
    nodes = add(graph, "attributes", class_="node", mode="static")
    for number, name in enumerate(_OF_NODES):
        add(nodes, "attribute", id=f"n{number}", title=name, type="integer" if name == "ties" else "string")
    edges = add(graph, "attributes", class_="edge", mode="static")
    for number, (name, kind) in enumerate(_OF_EDGES.items()):
        add(edges, "attribute", id=f"e{number}", title=name, type=kind)


def _write_node(parent: Element, box: Box, drawing: Drawing) -> None:
    node = add(parent, "node", id=box.key, label=box.label, start=box.valid_from, end=box.valid_until)
    values = (box.iri, box.kind, box.sector, box.code, box.degree, box.change, box.note)
    told = (*values, drawing.groups.get(box.key, ""), box.look.shape)
    _write_values(node, [(f"n{number}", value) for number, value in enumerate(told)])
    red, green, blue = rgb(box.look.colour)
    add(node, "viz:color", r=red, g=green, b=blue, a=1.0)
    add(node, "viz:position", x=box.x, y=-box.y, z=0.0)  # Gephi's y goes up
    add(node, "viz:size", value=round(box.size * 2, 1))
    add(node, "viz:shape", value=_SHAPES.get(box.look.shape, "square"))


def _write_edge(parent: Element, tie: Tie, seen: Counter[tuple[str, str, str]], only: str) -> None:
    kind = tie.label if tie.count == 1 else tie.kind
    ends = (tie.source.key, tie.target.key, f"{kind} {tie.change}".strip())
    seen[ends] += 1
    kind = ends[2] if seen[ends] == 1 else f"{ends[2]} ({seen[ends]})"  # Gephi merges two of one kind
    edge = add(
        parent,
        "edge",
        id=tie.key,
        source=tie.source.key,
        target=tie.target.key,
        kind=kind,
        label=tie.label,
        weight=tie.weight,
        start=only or tie.valid_from,
        end=only or tie.valid_until,
    )
    statements = dict.fromkeys(each.statement for each in tie.said if each.statement)
    authorities = dict.fromkeys(each.authority for each in tie.said if each.authority)
    sign = tie.said[0].sign if len({each.sign for each in tie.said}) == 1 else 0
    told = (
        tie.count,
        tie.cost,
        tie.change,
        " ".join(statements),
        " ".join(authorities),
        tie.title.replace("\n", " | "),
        sign,
    )
    _write_values(edge, [(f"e{number}", value) for number, value in enumerate(told)])
    red, green, blue = rgb(strong(tie.look.colour))
    add(edge, "viz:color", r=red, g=green, b=blue, a=1.0)
    add(edge, "viz:thickness", value=tie.width)
    add(edge, "viz:shape", value=tie.look.line)


def _write_values(parent: Element, values: list[tuple[str, object]]) -> None:
    held = [(name, value) for name, value in values if value != ""]
    if held:
        place = SubElement(parent, "attvalues")
        for name, value in held:
            add(place, "attvalue", for_=name, value=value)
