"""A strip: small pictures of one view at several dates, everything in the same place in each."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from carekg.export import raster, svg
from carekg.export.drawing import About, Drawing
from carekg.export.lettering import FONT, wrap

STRIP_FORMATS: Final = ("svg", "png", "pdf")
_PANEL: Final = 620.0  # the width of a small picture
_GAP: Final = 24.0
_ACROSS: Final = 3
_LETTERS: Final = 12.0


def write_strip(form: str, about: About, panels: Sequence[tuple[str, Drawing]]) -> Mapping[str, bytes]:
    """Write small pictures, each with its date and how much there is, as SVG, PNG or PDF."""
    picture = draw_strip(about, panels)
    writers: Mapping[str, Callable[[], bytes]] = {
        "svg": lambda: svg.write_element(picture),
        "png": lambda: raster.to_png(picture),
        "pdf": lambda: raster.to_pdf(picture, about.title),
    }
    return {f"graph.{form}": writers[form]()}


def draw_strip(about: About, panels: Sequence[tuple[str, Drawing]]) -> Element:
    """Draw small pictures in rows, with one legend below."""
    extents = [drawing.extent for _, drawing in panels if drawing.boxes]
    left, top = min((each[0] for each in extents), default=0.0), min((each[1] for each in extents), default=0.0)
    right, bottom = max((each[2] for each in extents), default=1.0), max((each[3] for each in extents), default=1.0)
    scale = min(_PANEL / max(right - left, 1.0), 1.0)
    high = (bottom - top) * scale + 40
    across = 2 if len(panels) in (2, 4) else _ACROSS
    rows = -(-len(panels) // across)
    wide = across * (_PANEL + _GAP) + _GAP
    lines = [*wrap(f"{about.title}, at {len(panels)} dates", 20, bold=True, most=wide - 2 * _GAP)]
    head = 26.0 * len(lines) + 14
    legend = list(
        dict.fromkeys(
            (entry.look, entry.words) for _, drawing in panels for entry in (*drawing.things, *drawing.sectors)
        )
    )
    ties = list(dict.fromkeys((entry.look, entry.words) for _, drawing in panels for entry in drawing.kinds))
    columns = max(1, int(wide // 250))
    deep = 22.0 * (-(-len(legend) // columns) + -(-len(ties) // columns)) + 30
    told = (
        about.meaning,
        *panels[-1][1].notes,
        f"Source: {about.source}. Licence: {about.licence}. {about.attribution}",
        f"{about.address} · version {about.short_version}",
    )
    foot = [line for text in told if text for line in wrap(text, _LETTERS, most=wide - 2 * _GAP)]
    total = head + rows * (high + _GAP) + deep + 18.0 * len(foot) + 20
    size = {"width": f"{wide:.0f}", "height": f"{total:.0f}", "viewBox": f"0 0 {wide:.0f} {total:.0f}"}
    root = Element("svg", xmlns="http://www.w3.org/2000/svg", role="img", attrib={**size, "font-family": FONT})
    SubElement(root, "title").text = about.title
    SubElement(root, "desc").text = "\n".join(f"{day}: {drawing.sizes}" for day, drawing in panels)
    svg.draw_heads(root, [drawing for _, drawing in panels])
    SubElement(root, "rect", width="100%", height="100%", fill="#FFFFFF")
    for number, line in enumerate(lines):
        svg.write_text(root, line, _GAP, 30 + 26.0 * number, 20, bold=True)
    for number, (day, drawing) in enumerate(panels):
        x, y = _GAP + (number % across) * (_PANEL + _GAP), head + (number // across) * (high + _GAP)
        svg.write_text(root, f"{day}: {drawing.sizes}", x, y + 14, 13, bold=True)
        move = f"translate({x - left * scale:.1f},{y + 28 - top * scale:.1f}) scale({scale:.4f})"
        svg.draw_content(SubElement(root, "g", transform=move), drawing, prefix=f"p{number}-")
    y = head + rows * (high + _GAP) + 16
    shown = SubElement(root, "g", attrib={"class": "legend"})
    y = _legend(shown, legend, y, columns, wide)
    y = _legend(shown, ties, y, columns, wide) + 8
    for number, line in enumerate(foot):
        svg.write_text(root, line, _GAP, y + 18.0 * number, _LETTERS)
    return root


def _legend(parent: Element, entries: Sequence[tuple[svg.Look, str]], y: float, columns: int, wide: float) -> float:
    room = (wide - 2 * _GAP) / columns
    for place, (look, words) in enumerate(entries):
        x, base = _GAP + room * (place % columns), y + 22.0 * (place // columns)
        svg.draw_sample(parent, look, x + 15, base - 4)
        svg.write_text(parent, words, x + 40, base, _LETTERS)
    return y + 22.0 * -(-len(entries) // columns)
