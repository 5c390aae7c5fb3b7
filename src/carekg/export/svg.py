"""SVG, a picture for a page or a slide, which needs nothing else to be shown and says on its face what it is."""

from collections.abc import Mapping, Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from carekg.export.drawing import HEAD, Box, Drawing, Tie, head
from carekg.export.face import SAMPLE, Line, make_face
from carekg.export.layouts.plan import Frame
from carekg.export.lettering import FONT, LINE, measure
from carekg.export.outlines import corners, flat
from carekg.export.paint import pale, strong
from carekg.layers.looks import ThingLook, TieLook

Look = ThingLook | TieLook
DASHES: Final = {"dashed": "7 4", "dotted": "2 4"}
_INK: Final = "#111111"
_GROUND: Final = "#FAFAF7"  # of a frame
_CHANGED: Final = {"began": "#0072B2", "ended": "#D55E00"}
_HEADS: Final = {  # in a square of 10, pointing right, its base at 0
    "triangle": ("polygon", {"points": "0,0.5 10,5 0,9.5"}),
    "vee": ("polygon", {"points": "0,0.5 10,5 0,9.5 3,5"}),
    "diamond": ("polygon", {"points": "0,5 5,1 10,5 5,9"}),
    "circle": ("circle", {"cx": "5", "cy": "5", "r": "4.2"}),
    "tee": ("rect", {"x": "5", "y": "0", "width": "3", "height": "10"}),
}


def write(drawing: Drawing) -> Mapping[str, bytes]:
    """Draw as SVG: title, date and sizes above; legend, notes, source and licence below; a title on each thing and tie.

    Source: Scalable Vector Graphics 2, W3C.
    """
    return {"graph.svg": write_element(draw(drawing))}


def write_element(picture: Element, *, declared: bool = True) -> bytes:
    """Write an SVG element as a document, or as a part of one."""
    return bytes(tostring(picture, encoding="utf-8", xml_declaration=declared))


def draw(drawing: Drawing, *, on_page: bool = False) -> Element:
    """Draw as an SVG element; on a page, things can be reached by keyboard."""
    face = make_face(drawing)
    size = {"width": f"{face.width:.0f}", "height": f"{face.height:.0f}"}
    box = {
        "viewBox": f"0 0 {face.width:.0f} {face.height:.0f}",
        "role": "img",
        "lang": "en-GB",
        "aria-labelledby": "t d",
    }
    root = Element("svg", xmlns="http://www.w3.org/2000/svg", attrib={**size, **box, "font-family": FONT})
    SubElement(root, "title", id="t").text = drawing.about.title
    SubElement(root, "desc", id="d").text = drawing.description
    if on_page:
        root.set("role", "group")
    draw_heads(root, [drawing])
    SubElement(root, "rect", width="100%", height="100%", fill="#FFFFFF")
    left, top = drawing.extent[:2]
    across, down = (face.width - drawing.width) / 2 - left, face.top + 10 - top
    place = SubElement(root, "g", transform=f"translate({across:.1f},{down:.1f})")
    draw_content(place, drawing, on_page=on_page)
    legend = SubElement(root, "g", attrib={"class": "legend", "fill": _INK})
    for sample in face.samples:
        draw_sample(legend, sample.look, sample.x, sample.y, sample.width)
    for line in face.lines:
        _write_line(legend, line)
    return root


def draw_content(place: Element, drawing: Drawing, *, prefix: str = "", on_page: bool = False) -> None:
    """Draw frames, arrows and boxes, without the face; `prefix` keeps names apart where there are several drawings."""
    for frame in drawing.frames:
        _draw_frame(place, frame)
    ties = SubElement(place, "g", attrib={"class": "ties", "fill": "none", "stroke-linecap": "butt"})
    for tie in sorted(drawing.ties, key=lambda each: each.is_of_focus):  # those of the focus above the others
        _draw_tie(ties, tie, prefix, fades=drawing.fades(tie))
    for frame in drawing.frames:
        _write_title(place, frame)
    things = SubElement(place, "g", attrib={"class": "things", "fill": _INK, "text-anchor": "middle"})
    for each in drawing.boxes:
        _draw_box(things, each, prefix, on_page=on_page)
    _draw_counts(place, drawing)


def draw_heads(root: Element, drawings: Sequence[Drawing]) -> None:
    """Define the arrowheads that some drawings use."""
    looks = {entry.look for drawing in drawings for entry in (*drawing.kinds, *drawing.changes)}
    wanted = {
        (tie.look.arrow, strong(tie.look.colour), head(tie.width)) for drawing in drawings for tie in drawing.ties
    }
    wanted |= {(look.arrow, strong(look.colour), HEAD) for look in looks if isinstance(look, TieLook)}
    defs = SubElement(root, "defs")
    for arrow, colour, length in sorted(wanted):
        marker = SubElement(
            defs,
            "marker",
            id=_head_id(arrow, colour, length),
            viewBox="0 0 10 10",
            refX="0.2",
            refY="5",
            markerWidth=f"{length:g}",
            markerHeight=f"{length:g}",
            markerUnits="userSpaceOnUse",
            orient="auto",
        )
        name, shape = _HEADS[arrow]
        SubElement(marker, name, fill=colour, attrib=shape)


def _head_id(arrow: str, colour: str, length: float) -> str:
    return f"{arrow}-{colour[1:]}-{length:g}"


def _line(look: TieLook, width: float, length: float) -> dict[str, str]:
    colour = strong(look.colour)
    dash = {"stroke-dasharray": DASHES[look.line]} if look.line in DASHES else {}
    return {
        "stroke": colour,
        "stroke-width": f"{width:g}",
        "marker-end": f"url(#{_head_id(look.arrow, colour, length)})",
        **dash,
    }


def _draw_tie(parent: Element, tie: Tie, prefix: str, *, fades: bool) -> None:
    (x1, y1), (x2, y2), (x3, y3) = tie.route
    way = f"M{x1:g} {y1:g}L{x3:g} {y3:g}" if tie.is_straight else f"M{x1:g} {y1:g}Q{x2:g} {y2:g} {x3:g} {y3:g}"
    path = SubElement(
        parent, "path", id=f"{prefix}{tie.key}", d=way, attrib=_line(tie.look, tie.width, head(tie.width))
    )
    if fades:
        path.set("opacity", "0.45")
    SubElement(path, "title").text = tie.title


def _draw_box(parent: Element, box: Box, prefix: str, *, on_page: bool) -> None:
    group = SubElement(parent, "g", id=f"{prefix}{box.key}", attrib={"class": "node", "data-iri": box.iri})
    if on_page:
        group.attrib.update({"tabindex": "0", "role": "button", "aria-label": box.label})
    SubElement(group, "title").text = box.title
    edge = _edge(box.look, 3.0 if box.is_focus else 1.2, box.change)
    draw_shape(group, box.look.shape, box.x, box.y, box.width, box.height, edge)
    step = box.size * LINE
    base = box.y - step * (len(box.lines) - 1) / 2 + box.size * 0.36
    for number, line in enumerate(box.lines):
        text = _write_line(group, Line(line, box.x, round(base + step * number, 1), box.size, box.is_focus))
        if on_page and number + 1 < len(box.lines):
            text.tail = " "  # so that what is read aloud has its spaces


def _edge(look: ThingLook, width: float, change: str) -> dict[str, str]:
    edge = {"fill": pale(look.colour), "stroke": strong(look.colour), "stroke-width": f"{width:g}"}
    if change in _CHANGED:
        edge |= {"stroke": _CHANGED[change], "stroke-width": f"{2 * width:g}"}
    return edge | {"stroke-dasharray": DASHES["dashed"], "fill": "#FFFFFF"} if change == "ended" else edge


def draw_shape(
    parent: Element, shape: str, x: float, y: float, width: float, height: float, edge: Mapping[str, str]
) -> None:
    """Draw a shape around a middle."""
    if shape == "ellipse":
        SubElement(
            parent, "ellipse", cx=f"{x:g}", cy=f"{y:g}", rx=f"{width / 2:g}", ry=f"{height / 2:g}", attrib=dict(edge)
        )
    elif points := corners(shape, width, height):
        SubElement(parent, "polygon", points=flat(points, x, y), attrib=dict(edge))
    else:
        place = {
            "x": f"{x - width / 2:.1f}",
            "y": f"{y - height / 2:.1f}",
            "width": f"{width:g}",
            "height": f"{height:g}",
        }
        SubElement(parent, "rect", rx=f"{min(9.0, height / 3):g}", attrib={**place, **edge})


def write_text(parent: Element, text: str, x: float, y: float, size: float, *, bold: bool = False) -> None:
    """Write a line of text."""
    _write_line(parent, Line(text, x, round(y, 1), size, bold))


def _write_line(parent: Element, line: Line) -> Element:
    """Write a line of text, as long as it is laid out to be, whatever font the viewer has."""
    size = {"x": f"{line.x:.1f}", "y": f"{line.y:g}", "font-size": f"{line.size:g}"}
    long = {"textLength": f"{measure(line.text, line.size, bold=line.bold):g}", "lengthAdjust": "spacingAndGlyphs"}
    weight = {"font-weight": "bold"} if line.bold else {}
    text = SubElement(parent, "text", attrib={**size, **long, **weight})
    text.text = line.text
    return text


def _draw_frame(parent: Element, frame: Frame) -> None:
    place = {"x": f"{frame.x:g}", "y": f"{frame.y:g}", "width": f"{frame.width:g}", "height": f"{frame.height:g}"}
    SubElement(parent, "rect", rx="10", fill=_GROUND, stroke="#B8B8B0", attrib=place)


def _write_title(parent: Element, frame: Frame) -> None:
    """Write the title of a frame above the arrows, which end around its letters."""
    for number, line in enumerate(frame.title):
        y = frame.y + frame.lettering * (1.15 + LINE * number)
        text = _write_line(parent, Line(line, frame.x + 10, round(y, 1), round(frame.lettering, 1), bold=True))
        halo = {"stroke": _GROUND, "stroke-width": f"{frame.lettering / 3:.1f}", "stroke-linejoin": "round"}
        text.attrib.update({**halo, "paint-order": "stroke"})


def _draw_counts(parent: Element, drawing: Drawing) -> None:
    """Write on arrows that stand for several ties how many, where no box is in the way."""
    group = SubElement(
        parent, "g", attrib={"class": "counts", "font-size": "9.5", "text-anchor": "middle", "fill": _INK}
    )
    taken: list[tuple[float, float]] = []
    for tie in drawing.ties if len(drawing.boxes) <= 200 else ():
        if tie.count > 1 and not drawing.fades(tie) and (spot := _free(tie, drawing, taken)) is not None:
            taken.append(spot)
            halo = {"stroke": "#FFFFFF", "stroke-width": "3", "paint-order": "stroke"}
            SubElement(
                group, "text", x=f"{spot[0]:.1f}", y=f"{spot[1] + 3.3:.1f}", attrib={"data-count": tie.key, **halo}
            ).text = str(tie.count)


def _free(tie: Tie, drawing: Drawing, taken: list[tuple[float, float]]) -> tuple[float, float] | None:
    """Find a point on an arrow where a number hides nothing."""
    (x1, y1), (x2, y2), (x3, y3) = tie.route
    for t in (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74):
        x = (1 - t) ** 2 * x1 + 2 * t * (1 - t) * x2 + t**2 * x3
        y = (1 - t) ** 2 * y1 + 2 * t * (1 - t) * y2 + t**2 * y3
        over = any(abs(x - b.x) < b.width / 2 + 8 and abs(y - b.y) < b.height / 2 + 7 for b in drawing.boxes)
        if not over and all(abs(x - a) > 16 or abs(y - b) > 11 for a, b in taken):
            return x, y
    return None


def draw_sample(parent: Element, look: Look, x: float, y: float, width: float = SAMPLE) -> None:
    """Draw a look as it stands in a legend, around a middle."""
    scale = width / SAMPLE  # markers do not grow with the page, so a sample does as a whole
    if isinstance(look, ThingLook):
        draw_shape(parent, look.shape, x, y, width, 13 * scale, _edge(look, round(scale, 2), look.label))
        return
    left, right = x / scale - SAMPLE / 2, x / scale + SAMPLE / 2 - HEAD
    way = f"M{left:.1f} {y / scale:.1f}L{right:.1f} {y / scale:.1f}"
    SubElement(parent, "path", d=way, fill="none", transform=f"scale({scale:g})", attrib=_line(look, 1.8, HEAD))
