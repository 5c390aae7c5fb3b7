"""PNG and PDF, made from the SVG without a display, with the font that the build puts beside this file."""

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from xml.etree.ElementTree import Element

import resvg_py

from carekg.export import svg
from carekg.export.drawing import Drawing
from carekg.terms.errors import BadParameter

FONTS: Final = Path(__file__).parent / "font"
_FILES: Final = ("Arimo_400Regular.ttf", "Arimo_700Bold.ttf")
_TWICE: Final = 1750.0  # the width up to which a picture has two points for each of its own
_MOST: Final = 3500  # points across


def write_png(drawing: Drawing) -> Mapping[str, bytes]:
    """Write a drawing as PNG. Raises: BadParameter where the font is not there, with what to do."""
    return {"graph.png": to_png(svg.draw(drawing))}


def write_pdf(drawing: Drawing) -> Mapping[str, bytes]:
    """Write a drawing as a PDF of one page, as large as it is. Raises: BadParameter where what it needs is missing."""
    return {"graph.pdf": to_pdf(svg.draw(drawing), drawing.about.title)}


def to_png(picture: Element) -> bytes:
    """Paint an SVG element: two points for each of its own, as far as that is not too many.

    Raises: BadParameter where the font is not there. Source: Portable Network Graphics 3, W3C.
    """
    fonts = _fonts("png")
    own = float(picture.get("width", "0"))
    made = resvg_py.svg_to_bytes(
        svg_string=svg.write_element(picture).decode(),
        width=int(own * 2) if own <= _TWICE else _MOST,
        background="#FFFFFF",
        skip_system_fonts=True,
        font_files=[str(each) for each in fonts],
        font_family="Arimo",
        sans_serif_family="Arimo",
    )
    return bytes(made)


def to_pdf(picture: Element, title: str) -> bytes:
    """Set an SVG element as a page. Raises: BadParameter where font or typst are not there.

    Source: ISO 32000, Portable Document Format.
    """
    fonts = _fonts("pdf")
    if find_spec("typst") is None:
        raise BadParameter("format", "pdf", "install what makes it: pip install 'carekg[pictures]'; or take svg or png")
    import typst

    wide, high = picture.get("width"), picture.get("height")
    said = title.replace("\\", "\\\\").replace('"', '\\"')
    source = (
        f'#set document(title: "{said}", author: "carekg")\n'
        f'#set page(width: {wide}pt, height: {high}pt, margin: 0pt)\n#image("graph.svg", width: 100%)\n'
    )
    with TemporaryDirectory() as folder:
        (Path(folder) / "graph.svg").write_bytes(svg.write_element(picture))
        (Path(folder) / "main.typ").write_text(source, encoding="utf-8")
        made = typst.compile(Path(folder) / "main.typ", font_paths=[fonts[0].parent], ignore_system_fonts=True)
    assert isinstance(made, bytes)
    return made


def _fonts(form: str) -> list[Path]:
    found = [FONTS / name for name in _FILES]
    if not all(path.is_file() for path in found):
        raise BadParameter(
            "format", form, "the font that it is written in is not there; run `make assets`, or take svg"
        )
    return found
