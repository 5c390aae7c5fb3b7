"""The template: an empty workbook to fill in, with what each column holds and an example."""

import io
from datetime import datetime
from typing import Final

import xlsxwriter

from carekg.overlay.sheets import SHEETS

GUIDE: Final = "How to fill this in"
_MADE: Final = datetime(2000, 1, 1)
_WIDE: Final = 28
_TOLD: Final = (
    "Write one fact a row, on the sheet that it belongs to. Leave a sheet empty that you have nothing for.",
    "Bodies are named as anybody calls them (Leeds City Council, NHS West Yorkshire ICB) or by their code (QWO).",
    "Name posts, never the people who hold them.",
    "carekg overlay check FILE tells what is wrong, row by row; carekg overlay add FILE --overlay FOLDER takes it in.",
)


def make_template() -> bytes:
    """Make the workbook. Source: ECMA-376, Office Open XML."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.set_properties({"title": "Your own facts, for a private overlay of carekg", "created": _MADE})
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    guide = book.add_worksheet(GUIDE)
    guide.set_column(0, 4, _WIDE, wrapped)
    for row, line in enumerate(_TOLD):
        guide.write_string(row, 0, line, book.add_format())
    for column, heading in enumerate(("sheet", "column", "what it holds", "example", "needed")):
        guide.write_string(len(_TOLD) + 1, column, heading, bold)
    row = len(_TOLD) + 2
    for sheet in SHEETS:
        page = book.add_worksheet(sheet.name)
        page.freeze_panes(1, 0)
        for place, each in enumerate(sheet.columns):
            page.set_column(place, place, _WIDE, book.add_format({"num_format": "@"}) if each.kind == "year" else None)
            page.write_string(0, place, each.heading, bold)
            page.write_comment(0, place, f"{each.help}. Example: {each.example}")
            cells = (sheet.name, each.heading, each.help, each.example, "yes" if each.needed else "")
            for column, text in enumerate(cells):
                guide.write_string(row, column, text, wrapped)
            row += 1
    book.close()
    return file.getvalue()
