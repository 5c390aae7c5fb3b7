"""The evidence map as a page and a table: whoever wants a picture of it prints the page."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

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


_WRITERS: Final[Mapping[str, Callable[[Matrix], bytes]]] = {"csv": write_csv, "html": write_html}
