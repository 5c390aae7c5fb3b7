"""Workbooks: an answer as XLSX, a sheet for each part and one about it."""

import codecs
import io
from datetime import date, datetime
from typing import Any, Final

import orjson
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from carekg.questions.about import about
from carekg.questions.content import Content, Table

codecs.lookup("utf-16-le")  # of the library, looked for now: a sealed worker could look in no folder
_MADE: Final = datetime(2000, 1, 1)
_WIDEST: Final = 60
_CELL: Final = 32_000  # characters that a cell may hold, all but


def to_xlsx(answer: Content) -> bytes:
    """Write an answer as a workbook, in memory. Source: ECMA-376, Office Open XML."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    book.set_properties({"title": answer.asked.title, "comments": answer.address, "created": _MADE})
    formats = {"date": book.add_format({"num_format": "yyyy-mm-dd"}), "head": book.add_format({"bold": True})}
    for table in answer.tables:
        _write_table(book.add_worksheet(table.part.name[:31]), answer, table, formats)
    sheet = book.add_worksheet("About")
    sheet.set_column(0, 1, _WIDEST)
    for row, (name, value) in enumerate(about(answer).items()):
        sheet.write_string(row, 0, name, formats["head"])
        sheet.write_string(row, 1, _told(value)[:_CELL])
    first = len(about(answer)) + 1
    for row, column in enumerate([each for table in answer.tables for each in table.part.all_columns], first):
        sheet.write_string(row, 0, column.name)
        sheet.write_string(row, 1, column.help)
    book.close()
    return file.getvalue()


def _told(value: Any) -> str:
    """Write a fact as a cell holds it: a receipt without the digests of its rows, which would not fit."""
    if isinstance(value, dict):
        return orjson.dumps({name: each for name, each in value.items() if name != "digests"}).decode()
    return str(value)


def _write_table(sheet: Worksheet, answer: Content, table: Table, formats: dict[str, Any]) -> None:
    names = table.part.written
    for place, (name, _) in enumerate(names):
        sheet.write_string(0, place, name, formats["head"])
    for number, row in enumerate(table.rows, 1):
        for place, ((_, kind), cell) in enumerate(zip(names, answer.cells(table, row), strict=True)):
            if cell is not None:
                _write_cell(sheet, number, place, kind, cell, formats)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(table.rows), 1), max(len(names) - 1, 0))
    sheet.set_column(0, max(len(names) - 1, 0), 20)


def _write_cell(sheet: Worksheet, row: int, place: int, kind: str, cell: Any, formats: dict[str, Any]) -> None:
    if kind == "date":
        sheet.write_datetime(row, place, date.fromisoformat(str(cell)[:10]), formats["date"])
    elif kind in ("integer", "number"):
        sheet.write_number(row, place, cell)
    elif kind == "boolean":
        sheet.write_boolean(row, place, cell)
    else:
        sheet.write_string(row, place, str(cell)[:_CELL])
