"""Cytoscape.js JSON, for Cytoscape.js and Cytoscape Desktop: elements with places, and the style of them."""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from carekg.export.drawing import Box, Drawing, Tie
from carekg.export.outlines import corners
from carekg.export.paint import pale, strong

_PLAIN: Final = ("rectangle", "round-rectangle", "ellipse", "octagon")


def write(drawing: Drawing) -> Mapping[str, bytes]:
    """Write a drawing as Cytoscape.js has it; `name` is the label and `interaction` an arrow's words."""
    return {"graph.cyjs": orjson.dumps(elements(drawing), option=orjson.OPT_INDENT_2)}


def elements(drawing: Drawing) -> dict[str, Any]:
    """Give a drawing as Cytoscape.js has it. Source: Cytoscape.js, notation of elements JSON."""
    about = drawing.about
    return {
        "format_version": "1.0",
        "generated_by": "carekg",
        "data": {
            "name": about.title,
            "title": about.title,
            "description": drawing.description,
            "as_of": about.as_of,
            "since": about.since,
            "source": about.source,
            "licence": about.licence,
            "licence_address": about.licence_address,
            "attribution": about.attribution,
            "address": about.address,
            "version": about.version,
        },
        "directed": True,
        "multigraph": True,
        "elements": {
            "nodes": [_node(box, drawing) for box in drawing.boxes],
            "edges": [_edge(tie) for tie in drawing.ties],
        },
        "style": [
            {"selector": "node", "style": _NODE_STYLE},
            {"selector": "edge", "style": _EDGE_STYLE},
        ],
        "layout": {"name": "preset"},
    }


_NODE_STYLE: Final = {
    "label": "data(shown)",
    "text-wrap": "wrap",
    "text-valign": "center",
    "text-halign": "center",
    "text-max-width": "1000",
    "font-family": "Arimo, Arial, sans-serif",
    "font-size": "data(letters)",
    "color": "#111111",
    "width": "data(width)",
    "height": "data(height)",
    "shape": "data(shape)",
    "shape-polygon-points": "data(outline)",
    "background-color": "data(fill)",
    "border-color": "data(edge)",
    "border-width": "data(border)",
    "border-style": "data(edge_line)",
}
_EDGE_STYLE: Final = {
    "width": "data(width)",
    "line-color": "data(colour)",
    "line-style": "data(line)",
    "curve-style": "bezier",
    "target-arrow-shape": "data(arrow)",
    "target-arrow-color": "data(colour)",
    "arrow-scale": 0.9,
    "label": "data(shown)",
    "font-size": 9,
    "text-background-color": "#FFFFFF",
    "text-background-opacity": 0.8,
}


def _node(box: Box, drawing: Drawing) -> dict[str, Any]:
    points = corners(box.look.shape, 2, 2 * box.height / box.width) if box.look.shape not in _PLAIN else None
    ratio = box.height / box.width
    outline = " ".join(
        f"{x:.3f} {y / ratio:.3f}" for x, y in points or [(-1, -ratio), (1, -ratio), (1, ratio), (-1, ratio)]
    )
    changed = {"began": "#0072B2", "ended": "#D55E00"}.get(box.change)
    data = {
        "id": box.key,
        "name": box.label,
        "label": box.label,
        "shown": "\n".join(box.lines),
        "iri": box.iri,
        "kind": box.kind,
        "sector": box.sector,
        "code": box.code,
        "note": box.note,
        "change": box.change,
        "ties": box.degree,
        "title": box.title,
        "valid_from": box.valid_from,
        "valid_until": box.valid_until,
        "is_focus": box.is_focus,
        "group": drawing.groups.get(box.key, ""),
        "colour": box.look.colour,
        "letters": box.size,
        "fill": "#FFFFFF" if box.change == "ended" else pale(box.look.colour),
        "edge": changed or strong(box.look.colour),
        "border": 3 if box.is_focus or changed else 1.2,
        "edge_line": "dashed" if box.change == "ended" else "solid",
        "width": box.width,
        "height": box.height,
        "outline": outline,
        "shape": "polygon" if points else box.look.shape,
    }
    return {"data": data, "position": {"x": box.x, "y": box.y}}


def _edge(tie: Tie) -> dict[str, Any]:
    data = {
        "id": tie.key,
        "source": tie.source.key,
        "target": tie.target.key,
        "name": tie.label,
        "label": tie.label,
        "interaction": tie.label,
        "kind": tie.kind,
        "change": tie.change,
        "count": tie.count,
        "weight": tie.weight,
        "cost": tie.cost,
        "shown": str(tie.count) if tie.count > 1 else "",
        "title": tie.title,
        "valid_from": tie.valid_from,
        "valid_until": tie.valid_until,
        "colour": strong(tie.look.colour),
        "line": tie.look.line,
        "arrow": tie.look.arrow,
        "width": tie.width,
        "statements": [each.statement for each in tie.said if each.statement],
        "authorities": list(dict.fromkeys(each.authority for each in tie.said if each.authority)),
        "sign": tie.said[0].sign,
    }
    return {"data": data}
