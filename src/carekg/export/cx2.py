"""CX2, for Cytoscape Desktop, Cytoscape Web and NDEx, with visual properties."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson

from carekg.export.drawing import Box, Drawing, Tie
from carekg.export.paint import pale, strong

_SHAPES: Final = {
    "rectangle": "rectangle",
    "round-rectangle": "round-rectangle",
    "ellipse": "ellipse",
    "hexagon": "hexagon",
    "octagon": "octagon",
    "parallelogram": "parallelogram",
    "trapezoid": "triangle",
    "inverted-trapezoid": "vee",
}
_ARROWS: Final = {
    "triangle": "triangle",
    "vee": "open-triangle",
    "tee": "tee",
    "circle": "circle",
    "diamond": "diamond",
}
_TEXTS: Final = ("iri", "kind", "sector", "code", "note", "change", "valid_from", "valid_until")


def write(drawing: Drawing) -> Mapping[str, bytes]:
    """Write a drawing as CX2. Source: CX2 specification 2.0, Cytoscape Consortium."""
    nodes = [_node(number, box) for number, box in enumerate(drawing.boxes, 1)]
    number = {box.key: place for place, box in enumerate(drawing.boxes, 1)}
    edges = [_edge(place, tie, number) for place, tie in enumerate(drawing.ties, 1)]
    looks = [_node_look(place, box) for place, box in enumerate(drawing.boxes, 1)]
    ways = [_edge_look(place, tie) for place, tie in enumerate(drawing.ties, 1)]
    about = drawing.about
    attributes = {
        "name": about.title,
        "description": drawing.description,
        "version": about.version,
        "as_of": about.as_of,
        "since": about.since,
        "source": about.source,
        "rights": about.licence,
        "rightsHolder": about.source,
        "licence_address": about.licence_address,
        "attribution": about.attribution,
        "reference": about.address,
    }
    aspects: list[tuple[str, list[Any]]] = [
        ("attributeDeclarations", [_declarations(attributes)]),
        ("networkAttributes", [attributes]),
        ("nodes", nodes),
        ("edges", edges),
        ("visualProperties", [_DEFAULTS]),
        ("nodeBypasses", looks),
        ("edgeBypasses", ways),
    ]
    document = [
        {"CXVersion": "2.0", "hasFragments": False},
        {"metaData": [{"name": name, "elementCount": len(content)} for name, content in aspects]},
        *({name: content} for name, content in aspects if content),
        {"status": [{"success": True, "error": ""}]},
    ]
    return {"graph.cx2": orjson.dumps(document)}


def _declarations(attributes: Mapping[str, str]) -> dict[str, Any]:
    text: dict[str, str] = {"d": "string"}
    return {
        "networkAttributes": dict.fromkeys(attributes, text),
        "nodes": {"name": text, "ties": {"d": "integer"}, "title": text, **dict.fromkeys(_TEXTS, text)},
        "edges": {
            **dict.fromkeys(("name", "interaction", "kind", "change", "title", "valid_from", "valid_until"), text),
            "count": {"d": "integer"},
            "weight": {"d": "double"},
            "cost": {"d": "double"},
            "statements": {"d": "list_of_string"},
            "authorities": {"d": "list_of_string"},
        },
    }


_DEFAULTS: Final = {
    "default": {
        "network": {"NETWORK_BACKGROUND_COLOR": "#FFFFFF"},
        "node": {
            "NODE_LABEL_COLOR": "#111111",
            "NODE_LABEL_FONT_SIZE": 11,
            "NODE_SHAPE": "rectangle",
            "NODE_BORDER_WIDTH": 1.2,
        },
        "edge": {
            "EDGE_TARGET_ARROW_SHAPE": "triangle",
            "EDGE_WIDTH": 1.2,
            "EDGE_LABEL_FONT_SIZE": 9,
            "EDGE_CURVED": True,
        },
    },
    "nodeMapping": {"NODE_LABEL": {"type": "PASSTHROUGH", "definition": {"attribute": "name", "type": "string"}}},
    "edgeMapping": {},
}


def _node(number: int, box: Box) -> dict[str, Any]:
    told = {"name": box.label, "ties": box.degree, "title": box.title}
    texts = {name: getattr(box, name) for name in _TEXTS if getattr(box, name)}
    return {"id": number, "x": box.x, "y": box.y, "v": told | texts}


def _edge(number: int, tie: Tie, places: Mapping[str, int]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": tie.label,
        "interaction": tie.label,
        "kind": tie.kind,
        "title": tie.title,
        "count": tie.count,
        "weight": tie.weight,
        "cost": tie.cost,
        "statements": _listed([each.statement for each in tie.said]),
        "authorities": _listed([each.authority for each in tie.said]),
    }
    texts = {name: getattr(tie, name) for name in ("change", "valid_from", "valid_until") if getattr(tie, name)}
    return {"id": number, "s": places[tie.source.key], "t": places[tie.target.key], "v": told | texts}


def _listed(values: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))


def _node_look(number: int, box: Box) -> dict[str, Any]:
    changed = {"began": "#0072B2", "ended": "#D55E00"}.get(box.change)
    look = {
        "NODE_SHAPE": _SHAPES[box.look.shape],
        "NODE_WIDTH": box.width,
        "NODE_HEIGHT": box.height,
        "NODE_BACKGROUND_COLOR": "#FFFFFF" if box.change == "ended" else pale(box.look.colour),
        "NODE_BORDER_COLOR": changed or strong(box.look.colour),
        "NODE_BORDER_WIDTH": 3.0 if box.is_focus or changed else 1.2,
        "NODE_LABEL": "\n".join(box.lines),
        "NODE_LABEL_FONT_SIZE": round(box.size),
        "NODE_LABEL_MAX_WIDTH": box.width,
    }
    return {"id": number, "v": look}


def _edge_look(number: int, tie: Tie) -> dict[str, Any]:
    colour = strong(tie.look.colour)
    look: dict[str, Any] = {
        "EDGE_LINE_COLOR": colour,
        "EDGE_LINE_STYLE": tie.look.line,
        "EDGE_WIDTH": tie.width,
        "EDGE_TARGET_ARROW_SHAPE": _ARROWS[tie.look.arrow],
        "EDGE_TARGET_ARROW_COLOR": colour,
    }
    if tie.count > 1:
        look["EDGE_LABEL"] = str(tie.count)
    return {"id": number, "v": look}
