"""GraphML: yEd's graphics first, then plain label, place and colour, which NetworkX, igraph and Cytoscape read."""

from collections.abc import Mapping
from typing import Final
from xml.etree.ElementTree import Element

from carekg.export.drawing import Box, Drawing, Tie
from carekg.export.paint import pale, rgb, strong
from carekg.export.xml import add, root_of
from carekg.export.xml import write as write_xml

_SPACES: Final = {
    "": "http://graphml.graphdrawing.org/xmlns",
    "y": "http://www.yworks.com/xml/graphml",
    "yed": "http://www.yworks.com/xml/yed/3",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
_WHERE: Final = "http://graphml.graphdrawing.org/xmlns http://www.yworks.com/xml/schema/graphml/1.1/ygraphml.xsd"
_SHAPES: Final = {
    "rectangle": "rectangle",
    "round-rectangle": "roundrectangle",
    "ellipse": "ellipse",
    "hexagon": "hexagon",
    "octagon": "octagon",
    "parallelogram": "parallelogram",
    "trapezoid": "trapezoid",
    "inverted-trapezoid": "trapezoid2",
}
_LINES: Final = {"solid": "line", "dashed": "dashed", "dotted": "dotted"}
_ARROWS: Final = {"triangle": "standard", "vee": "plain", "tee": "t_shape", "circle": "circle", "diamond": "diamond"}
_OF_GRAPH: Final = (
    "title",
    "description",
    "as_of",
    "since",
    "source",
    "licence",
    "licence_address",
    "attribution",
    "address",
    "version",
)
_OF_NODES: Final = {
    **dict.fromkeys(
        ("label", "iri", "kind", "sector", "code", "change", "note", "valid_from", "valid_until", "shape"),
        "string",
    ),
    "ties": "int",
    "x": "double",
    "y": "double",
    "r": "int",
    "g": "int",
    "b": "int",
    "size": "double",
}
_OF_EDGES: Final = {
    **dict.fromkeys(
        ("label", "kind", "change", "statements", "authorities", "title", "valid_from", "valid_until", "line"), "string"
    ),
    "count": "int",
    "weight": "double",
    "cost": "double",
    "sign": "int",
    "certain": "boolean",
    "r": "int",
    "g": "int",
    "b": "int",
    "width": "double",
}


def write(drawing: Drawing) -> Mapping[str, bytes]:
    """Write a drawing as GraphML. Source: GraphML Primer, graphdrawing.org; yFiles' GraphML extensions, yWorks."""
    root = root_of("graphml", _SPACES)
    root.set("xsi:schemaLocation", _WHERE)
    _declare(root)
    graph = add(root, "graph", id="G", edgedefault="directed")
    about = drawing.about
    told = {
        **{name: getattr(about, name) for name in _OF_GRAPH if name != "description"},
        "description": drawing.description,
    }
    for name in _OF_GRAPH:
        add(graph, "data", told[name], key=f"g_{name}")
    for box in drawing.boxes:
        _write_node(graph, box)
    for tie in drawing.ties:
        _write_edge(graph, tie)
    return {"graph.graphml": write_xml(root)}


def _declare(root: Element) -> None:
    for name in _OF_GRAPH:
        add(root, "key", id=f"g_{name}", for_="graph").attrib.update({"attr.name": name, "attr.type": "string"})
    add(root, "key", id="yn", for_="node").set("yfiles.type", "nodegraphics")
    add(root, "key", id="yu", for_="node").attrib.update({"attr.name": "url", "attr.type": "string"})
    add(root, "key", id="yd", for_="node").attrib.update({"attr.name": "description", "attr.type": "string"})
    add(root, "key", id="ye", for_="edge").set("yfiles.type", "edgegraphics")
    add(root, "key", id="yt", for_="edge").attrib.update({"attr.name": "description", "attr.type": "string"})
    for prefix, of, names in (("n", "node", _OF_NODES), ("e", "edge", _OF_EDGES)):
        for name, kind in names.items():
            add(root, "key", id=f"{prefix}_{name}", for_=of).attrib.update({"attr.name": name, "attr.type": kind})


def _write_node(graph: Element, box: Box) -> None:
    node = add(graph, "node", id=box.key)
    _draw_node(add(node, "data", key="yn"), box)  # before plain x and y, which NetworkX would else take from here
    add(node, "data", box.iri, key="yu")
    add(node, "data", box.title, key="yd")
    red, green, blue = rgb(box.look.colour)
    values = {
        "label": box.label,
        "iri": box.iri,
        "kind": box.kind,
        "sector": box.sector,
        "code": box.code,
        "change": box.change,
        "note": box.note,
        "valid_from": box.valid_from,
        "valid_until": box.valid_until,
        "shape": box.look.shape,
        "ties": box.degree,
        "x": box.x,
        "y": box.y,
        "r": red,
        "g": green,
        "b": blue,
        "size": box.size,
    }
    _write_values(node, "n", values)


def _draw_node(data: Element, box: Box) -> None:
    shape = add(data, "y:ShapeNode")
    add(shape, "y:Geometry", x=box.x - box.width / 2, y=box.y - box.height / 2, width=box.width, height=box.height)
    fill = "#FFFFFF" if box.change == "ended" else pale(box.look.colour)
    add(shape, "y:Fill", color=fill, transparent=False)
    colour = {"began": "#0072B2", "ended": "#D55E00"}.get(box.change, strong(box.look.colour))
    line = "dashed" if box.change == "ended" else "line"
    add(
        shape,
        "y:BorderStyle",
        color=colour,
        type=line,
        width=3.0 if box.is_focus or box.change in ("began", "ended") else 1.2,
    )
    style = "bold" if box.is_focus else "plain"
    add(
        shape,
        "y:NodeLabel",
        "\n".join(box.lines),
        alignment="center",
        autoSizePolicy="content",
        fontFamily="Arial",
        fontSize=round(box.size),
        fontStyle=style,
        hasBackgroundColor=False,
        hasLineColor=False,
        modelName="internal",
        modelPosition="c",
        textColor="#111111",
        visible=True,
    )
    add(shape, "y:Shape", type=_SHAPES[box.look.shape])


def _write_edge(graph: Element, tie: Tie) -> None:
    edge = add(graph, "edge", id=tie.key, source=tie.source.key, target=tie.target.key)
    _draw_edge(add(edge, "data", key="ye"), tie)
    add(edge, "data", tie.title, key="yt")
    red, green, blue = rgb(strong(tie.look.colour))
    statements = dict.fromkeys(each.statement for each in tie.said if each.statement)
    authorities = dict.fromkeys(each.authority for each in tie.said if each.authority)
    values = {
        "label": tie.label,
        "kind": tie.kind,
        "change": tie.change,
        "statements": " ".join(statements),
        "authorities": " ".join(authorities),
        "title": tie.title.replace("\n", " | "),
        "valid_from": tie.valid_from,
        "valid_until": tie.valid_until,
        "line": tie.look.line,
        "count": tie.count,
        "weight": tie.weight,
        "cost": tie.cost,
        "sign": tie.said[0].sign,
        "certain": all(each.certain for each in tie.said),
        "r": red,
        "g": green,
        "b": blue,
        "width": tie.width,
    }
    _write_values(edge, "e", values)


def _draw_edge(data: Element, tie: Tie) -> None:
    line = add(data, "y:PolyLineEdge")
    path = add(line, "y:Path", sx="0.0", sy="0.0", tx="0.0", ty="0.0")
    if not tie.is_straight:
        x, y = tie.middle
        add(path, "y:Point", x=round(x, 1), y=round(y, 1))
    add(line, "y:LineStyle", color=strong(tie.look.colour), type=_LINES[tie.look.line], width=tie.width)
    add(line, "y:Arrows", source="none", target=_ARROWS[tie.look.arrow])
    words = str(tie.count) if tie.count > 1 else ""
    if words:
        add(
            line,
            "y:EdgeLabel",
            words,
            fontFamily="Arial",
            fontSize=9,
            textColor="#111111",
            visible=True,
            backgroundColor="#FFFFFF",
            modelName="centered",
        )
    add(line, "y:BendStyle", smoothed=True)


def _write_values(parent: Element, prefix: str, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        if value != "":
            add(
                parent,
                "data",
                ("true" if value else "false") if isinstance(value, bool) else str(value),
                key=f"{prefix}_{name}",
            )
