"""Forty pictures of all layers, foci of many kinds and dates since 2012, each as PNG, and one sheet of them all.

What each is, and how long it took, is printed; what has overlapping names, an arrow of no length or two arrows on one
way is told, and the run then fails.
"""

import argparse
import base64
import time
from collections import Counter
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

import resvg_py

from carekg import KnowledgeGraph
from carekg.export.raster import FONTS
from carekg.terms.errors import UnknownName

NS = "{http://www.w3.org/2000/svg}"
ACROSS, WIDE, HIGH = 5, 640, 480
DATES = ("2012-06-01", "2013-06-01", "2016-04-01", "2019-04-01", "2022-06-30", "2022-07-02", "2026-03-31", "2026-11-28")
LAYERS = (
    "partnership",
    "statutory",
    "bodies",
    "membership",
    "money",
    "documents",
    "succession",
    "theory",
    "law",
    "evidence",
)
FOCI = (
    ("partnership", "HWB", 1),
    ("bodies", "Essex County Council", 1),
    ("bodies", "body:hwb-essex-county-council", 2),
    ("membership", "body:hwb-essex-county-council", 1),
    ("all", "body:hwb-leeds-city-council", 1),
    ("law", "leg:ukpga/2014/23", 1),
    ("law", "leg:ukpga/2006/41/section/75", 2),
    ("evidence", "BCF", 1),
    ("succession", "NHS Essex Integrated Care Board", 3),
    ("money", "BCF", 1),
    ("statutory", "integrated care board", 1),
    ("documents", "JSNA", 2),
)


def views() -> list[dict[str, object]]:
    """The views: every layer at two dates, every focus at one, changes, and each way to lay out."""
    found: list[dict[str, object]] = [{"layer": layer, "as_of": DATES[-1]} for layer in LAYERS]
    found += [{"layer": layer, "as_of": DATES[place % 7]} for place, layer in enumerate(LAYERS[:6])]
    found += [{"layer": layer, "focus": focus, "depth": depth, "as_of": DATES[-1]} for layer, focus, depth in FOCI]
    found += [
        {"layer": "bodies", "focus": "Essex County Council", "depth": 1, "since": "2025-01-01", "as_of": DATES[-1]},
        {"layer": "partnership", "since": "2022-06-30", "as_of": "2022-07-02"},
        {"layer": "statutory", "focus": "HWB", "depth": 1, "since": "2013-06-01", "as_of": DATES[-1]},
        {"layer": "bodies", "focus": "Leeds City Council", "depth": 2, "as_of": DATES[-1], "layout": "groups"},
        {"layer": "bodies", "focus": "Leeds City Council", "depth": 2, "as_of": DATES[-1], "layout": "geography"},
        {"layer": "bodies", "as_of": DATES[-1], "layout": "geography"},
        {"layer": "theory", "as_of": DATES[-1], "layout": "network"},
        {"layer": "partnership", "focus": "ICB", "depth": 1, "as_of": "2024-01-01", "bundle": "kinds"},
        {"layer": "membership", "focus": "HWB", "depth": 1, "as_of": "2024-01-01", "bundle": "none"},
        {
            "layer": "bodies",
            "focus": "body:hwb-essex-county-council",
            "depth": 1,
            "strip": "2013-06-01;2022-07-02;2026-11-28",
        },
        {"layer": "all", "as_of": DATES[-1]},
        {"layer": "money,documents", "as_of": "2024-01-01", "layout": "layers"},
    ]
    return found


def faults(picture: bytes) -> list[str]:
    """What is wrong with an SVG, by its own numbers: names as wide as they say."""
    from xml.etree.ElementTree import fromstring

    root = fromstring(picture)
    ways = [path.get("d", "") for path in root.iter(f"{NS}path") if path.get("id")]
    told = (
        [f"{sum(Counter(ways).values()) - len(set(ways))} arrows lie under others"]
        if len(set(ways)) < len(ways)
        else []
    )
    if not any(root.iter(f"{NS}marker")) and ways:
        told.append("no arrowheads")
    boxes = []
    for node in (group for group in root.iter(f"{NS}g") if group.get("class") == "node"):
        for text in node.iter(f"{NS}text"):
            x, y, size, wide = (float(text.get(name, "0")) for name in ("x", "y", "font-size", "textLength"))
            boxes.append((x - wide / 2, y - size * 0.9, x + wide / 2, y + size * 0.2))
    boxes.sort()
    over = 0
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            if other[0] >= one[2]:
                break
            over += other[1] < one[3] and one[1] < other[3]
    return [*told, *([f"{over} lines of names overlap"] if over else [])]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", default="carekg-store")
    parser.add_argument("--output", default="build/contact-sheet")
    given = parser.parse_args()
    folder = Path(given.output)
    folder.mkdir(parents=True, exist_ok=True)
    graph = KnowledgeGraph.open(given.store)
    shown, wrong = [], 0
    for number, view in enumerate(views(), 1):
        began = time.perf_counter()
        name = ", ".join(str(value) for value in view.values())
        try:
            answer = graph.asker.ask("graph", view)
        except UnknownName as error:
            print(f"{number:2} {name}: {error}")
            continue
        svg = next(iter(answer.files["svg"]().values()))
        found = faults(svg) if "strip" not in view else []
        png = next(iter(answer.files["png"]().values()))
        (folder / f"{number:02}.png").write_bytes(png)
        wrong += bool(found)
        shown.append((name, png))
        print(
            f"{number:2} {name}: {time.perf_counter() - began:.1f} s, {len(svg) // 1024} kB {'; '.join(found)}",
            flush=True,
        )
    folder.with_suffix(".png").write_bytes(sheet(shown))
    print(f"{len(shown)} pictures, {wrong} with faults; {folder.with_suffix('.png')}")
    return bool(wrong)


def sheet(shown: list[tuple[str, bytes]]) -> bytes:
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
        ).text = f"{number + 1}. {name}"
    fonts = [str(path) for path in FONTS.glob("*.ttf")]
    text = tostring(root, encoding="unicode")
    return bytes(resvg_py.svg_to_bytes(svg_string=text, skip_system_fonts=True, font_files=fonts, font_family="Arimo"))


if __name__ == "__main__":
    raise SystemExit(main())
