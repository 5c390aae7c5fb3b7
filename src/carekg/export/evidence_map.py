"""The evidence map as a page, a table and a picture."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, tostring

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from carekg.narrative.matrix import Matrix, matrix
from carekg.questions.answer import Answer
from carekg.questions.asking import Ask

_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
)
_PAGE: Final = _TEMPLATES.get_template("matrix.html")  # read now: a worker can open nothing later
_WIDTH: Final = 190  # of a column, in the picture
_LINE: Final = 15
_CHARACTERS: Final = 27  # that fit into a column


def write_html(matrix: Matrix) -> bytes:
    """Write a map as a page with one table, readable by a screen reader: a caption, and scopes on every heading."""
    return _PAGE.render(map=matrix).encode()


def write_csv(matrix: Matrix) -> bytes:
    """Write a map as CSV: a row for each direction and study design of a cell, and one for each empty cell.

    Source: RFC 4180.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    kinds = (matrix.row_kind, matrix.column_kind)
    writer.writerow([*kinds, "direction", "design", "findings", "note", *(f"{kind}_iri" for kind in kinds)])
    for row in matrix.rows:
        for column in matrix.columns:
            cell, names = matrix.cells[row, column], (matrix.label(row), matrix.label(column))
            for count in cell.counts:
                said = (matrix.label(count.direction), matrix.label(count.design), len(count.findings), "")
                writer.writerow([*names, *said, row, column])
            if not cell.counts:
                writer.writerow([*names, "", "", 0, matrix.words(cell)[0], row, column])
    return text.getvalue().encode()


def write_svg(matrix: Matrix) -> bytes:
    """Draw a map as an SVG table that needs nothing else to be shown; each count stands with its study design.

    Source: Scalable Vector Graphics 2, W3C.
    """
    heads = [_wrap(matrix.label(column)) for column in matrix.columns]
    body = [[_lines(matrix, row, column) for column in matrix.columns] for row in matrix.rows]
    table = [[[], *heads], *([_wrap(matrix.label(row)), *lines] for row, lines in zip(matrix.rows, body, strict=True))]
    heights = [_LINE * max(len(lines) for lines in row) + 12 for row in table]
    tops = [60, *accumulate(heights, initial=60)][1:]
    width, height = _WIDTH * len(table[0]), tops[-1] + 40
    size = {"viewBox": f"0 0 {width} {height}", "role": "img", "font-family": "sans-serif", "font-size": "11"}
    root = Element("svg", xmlns="http://www.w3.org/2000/svg", attrib=size)
    title = f"Evidence map: {matrix.row_kind} by {matrix.column_kind}, findings held as of {matrix.held_on}"
    SubElement(root, "title").text = title
    SubElement(root, "desc").text = matrix.method
    SubElement(root, "rect", width="100%", height="100%", fill="#ffffff")
    SubElement(root, "text", x="8", y="30", attrib={"font-size": "16", "font-weight": "bold"}).text = title
    for number, row in enumerate(table):
        _draw_row(root, row, tops[number], heights[number], is_head=number == 0)
    between = " to ".join(matrix.searched) if matrix.searched else "no search is recorded"
    SubElement(root, "text", x="8", y=str(tops[-1] + 24)).text = f"Searches: {between}. {matrix.version[:16]}."
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _draw_row(root: Element, row: list[list[str]], top: int, height: int, *, is_head: bool) -> None:
    for number, lines in enumerate(row):
        x = _WIDTH * number
        heading = is_head or number == 0
        empty = bool(lines) and lines[0].startswith("nothing held")
        fill = "#e6e6e6" if heading else "#f7f7f7" if empty else "#ffffff"
        box = {
            "x": str(x),
            "y": str(top),
            "width": str(_WIDTH),
            "height": str(height),
            "fill": fill,
            "stroke": "#666666",
        }
        SubElement(root, "rect", box)
        for position, line in enumerate(lines, 1):
            weight = {"font-weight": "bold"} if heading or line.endswith(":") else {}
            SubElement(root, "text", x=str(x + 6), y=str(top + _LINE * position), attrib=weight).text = line


def _lines(matrix: Matrix, row: str, column: str) -> list[str]:
    lines: list[str] = []
    for said in matrix.words(matrix.cells[row, column]):
        direction, colon, designs = said.partition(": ")
        lines += [f"{direction}:", *designs.split(", ")] if colon else _wrap(said)
    return lines


def _wrap(text: str) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > _CHARACTERS:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def answer(ask: Ask) -> Answer:
    """Count findings for every pair of a row and a column."""
    found = matrix(ask.store, ask.values["rows"], ask.values["columns"])
    told = {name: value for name, value in found.as_dict().items() if name not in ("labels", "version")}
    files = {form: partial(_file, form, found) for form in _WRITERS}
    return ask.answer(list(_rows(found)), members=told, files=files, things=found.labels)


def _rows(found: Matrix) -> Iterator[dict[str, Any]]:
    for (row, column), cell in found.cells.items():
        for each in cell.counts:
            counted = {"direction": each.direction, "design": each.design, "findings": len(each.findings)}
            yield {"row": row, "column": column, **counted}
        if not cell.counts:
            yield {"row": row, "column": column, "findings": 0, "note": found.words(cell)[0]}


def _file(form: str, found: Matrix) -> Mapping[str, bytes]:
    return {f"matrix.{form}": _WRITERS[form](found)}


_WRITERS: Final[Mapping[str, Callable[[Matrix], bytes]]] = {"csv": write_csv, "html": write_html, "svg": write_svg}
