"""PNG and PDF, made from the SVG without a display, with the font that the build puts beside this file."""

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from carekg.export import svg
from carekg.export.drawing import Drawing
from carekg.terms.errors import BadParameter

FONTS: Final = Path(__file__).parent / "font"
_FILES: Final = ("Arimo_400Regular.ttf", "Arimo_700Bold.ttf")
_TWICE: Final = 1750.0  # the width up to which a picture has two points for each of its own
_MOST: Final = 3500  # points across


def write_png(drawing: Drawing) -> Mapping[str, bytes]:
    """Write a drawing as PNG. Raises: BadParameter where the font is not there, with what to do.

    Source: Portable Network Graphics 3, W3C.
    """
    fonts = _fonts("png")
    picture = svg.draw(drawing)
    own = float(picture.get("width", "0"))
    across = int(min(own * 2, _MOST)) if own <= _TWICE else _MOST
    import resvg_py

    made = resvg_py.svg_to_bytes(
        svg_string=svg.write_element(picture).decode(),
        width=across,
        background="#FFFFFF",
        skip_system_fonts=True,
        font_files=[str(each) for each in fonts],
        font_family="Arimo",
        sans_serif_family="Arimo",
    )
    return {"graph.png": bytes(made)}


def write_pdf(drawing: Drawing) -> Mapping[str, bytes]:
    """Write a drawing as a PDF of one page, as large as it is. Raises: BadParameter where what it needs is not there."""
    fonts = _fonts("pdf")
    if find_spec("typst") is None:
        raise BadParameter("format", "pdf", "install what makes it: pip install 'carekg[pictures]'; or take svg or png")
    import typst

    picture = svg.draw(drawing)
    wide, high = picture.get("width"), picture.get("height")
    page = f'#set page(width: {wide}pt, height: {high}pt, margin: 0pt)\n#image("graph.svg", width: 100%)\n'
    title = drawing.about.title.replace("\\", "\\\\").replace('"', '\\"')
    source = f'#set document(title: "{title}", author: "carekg")\n{page}'
    files = {"main": source.encode(), "graph.svg": svg.write_element(picture)}
    made = typst.compile(files, font_paths=[str(fonts[0].parent)], ignore_system_fonts=True, format="pdf")
    assert isinstance(made, bytes)
    return {"graph.pdf": made}


def _fonts(form: str) -> list[Path]:
    found = [FONTS / name for name in _FILES]
    if not all(path.is_file() for path in found):
        raise BadParameter("format", form, "the font that it is written in is not there; run `make assets`, or take svg")
    return found
