"""A hundred pictures of all layers, foci of every kind and dates since 2012, looked through; forty on one sheet.

The views are in views.csv. What each is, and how long it took, is printed, with what is wrong with it by its own
numbers (see picture_faults.py); the run fails where that is true of more than five.
"""

import argparse
import base64
import csv
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

import resvg_py
from picture_faults import find_faults

from carekg import KnowledgeGraph
from carekg.export.raster import FONTS
from carekg.terms.errors import UnknownName

ACROSS, WIDE, HIGH = 5, 640, 480
MOST_WRONG = 5  # of a hundred


def views() -> Iterator[tuple[dict[str, str], bool]]:
    """The views, each with whether it stands on the sheet."""
    with (Path(__file__).parent / "views.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {name: value for name, value in row.items() if value and name != "sheet"}, bool(row["sheet"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", default="carekg-store")
    parser.add_argument("--output", default="build/contact-sheet")
    given = parser.parse_args()
    folder = Path(given.output)
    folder.mkdir(parents=True, exist_ok=True)
    graph = KnowledgeGraph.open(given.store)
    shown: list[tuple[str, bytes]] = []
    count = wrong = 0
    for count, (view, is_shown) in enumerate(views(), 1):
        name = ", ".join(view.values())
        found, png, seconds, size = draw(graph, view, is_shown=is_shown)
        if png:
            (folder / f"{count:02}.png").write_bytes(png)
            shown.append((f"{count}. {name}", png))
        wrong += bool(found)
        print(f"{count:3} {name}: {seconds:.1f} s, {size // 1024} kB {'; '.join(found)}", flush=True)
    folder.with_suffix(".png").write_bytes(sheet(shown))
    print(f"{count} pictures, {wrong} with faults; {len(shown)} of them in {folder.with_suffix('.png')}")
    return int(wrong > MOST_WRONG)


def draw(graph: KnowledgeGraph, view: dict[str, str], *, is_shown: bool) -> tuple[list[str], bytes, float, int]:
    """Draw a view; give its faults, it as PNG if it is shown, how long the SVG took, and how large that is."""
    began = time.perf_counter()
    try:
        answer = graph.asker.ask("graph", view)
    except UnknownName as error:
        return [str(error)], b"", time.perf_counter() - began, 0
    svg = next(iter(answer.files["svg"]().values()))
    seconds = time.perf_counter() - began
    png = next(iter(answer.files["png"]().values())) if is_shown else b""
    return find_faults(svg), png, seconds, len(svg)


def sheet(shown: Sequence[tuple[str, bytes]]) -> bytes:
    """Put pictures beside each other, each with what it is."""
    rows = -(-len(shown) // ACROSS)
    size = {"width": str(ACROSS * WIDE), "height": str(rows * HIGH)}
    root = Element(
        "svg", {"xmlns": "http://www.w3.org/2000/svg", "xmlns:xlink": "http://www.w3.org/1999/xlink", **size}
    )
    SubElement(root, "rect", {"width": "100%", "height": "100%", "fill": "#FFFFFF"})
    for number, (name, png) in enumerate(shown):
        x, y = number % ACROSS * WIDE, number // ACROSS * HIGH
        place = {"x": str(x + 6), "y": str(y + 26), "width": str(WIDE - 12), "height": str(HIGH - 34)}
        SubElement(root, "image", {**place, "xlink:href": f"data:image/png;base64,{base64.b64encode(png).decode()}"})
        SubElement(
            root, "text", {"x": str(x + 8), "y": str(y + 18), "font-size": "14", "font-family": "Arimo"}
        ).text = name
    fonts = [str(path) for path in FONTS.glob("*.ttf")]
    text = tostring(root, encoding="unicode")
    return bytes(resvg_py.svg_to_bytes(svg_string=text, skip_system_fonts=True, font_files=fonts, font_family="Arimo"))


if __name__ == "__main__":
    sys.exit(main())
