"""The evidence board: rows and columns to choose, cells that open to findings, and the gaps."""

import re
from collections import Counter
from typing import Final

from carekg_api.pages import tables, words
from carekg_api.pages.page import Block, Cell, Grid, Page, Piece
from carekg_api.pages.page import words as cell
from carekg_api.pages.reader import Reader
from carekg_api.pages.views.declaration import View
from carekg_api.pages.views.thing import learn_rows

_ROWS: Final = (("benefit", "Benefits"), ("barrier", "Barriers"), ("enabler", "Enablers"), ("outcome", "Outcomes"))
_COLUMNS: Final = (("structure", "Structures"), ("area", "Areas"))
_SEARCHED: Final = re.compile(r"last searched (\d{4}-\d\d-\d\d)")
_SHORT: Final = {"supports": "for", "disputes": "against", "no-effect": "no effect", "mixed": "mixed"}


def _make(reader: Reader) -> Page:
    rows, columns = reader.asked.text("rows") or "outcome", reader.asked.text("columns") or "structure"
    answer = reader.ask("evidence-map", {"rows": rows, "columns": columns})
    found = [dict(row) for row in answer.table.whole]
    learn_rows(reader, found)
    counted: dict[tuple[str, str], Counter[str]] = {}
    gaps: dict[tuple[str, str], str] = {}
    for row in found:
        key = (row["row"], row["column"])
        if row["findings"]:
            counted.setdefault(key, Counter())[str(row["direction"] or "").rpartition("/")[2]] += int(row["findings"])
        elif row["note"]:
            gaps[key] = row["note"]
    across = sorted({key[1] for key in counted if key[1]}, key=reader.label)
    down = sorted({key[0] for key in (*counted, *gaps)}, key=reader.label)
    cells = [
        [cell(reader.thing(each)), *(_cell(reader, each, column, counted, gaps) for column in across)] for each in down
    ]
    choose = [
        _choose(reader, "Rows: ", "rows", rows, _ROWS),
        _choose(reader, "Columns: ", "columns", columns, _COLUMNS),
    ]
    headings = [dict(_ROWS).get(rows, rows), *(words.upper_first(reader.label(each)) for each in across)]
    lead = [cell("How many findings are held for each pair, and which way they point. “None” says that none is held.")]
    blocks = [
        Block(
            "Evidence board",
            "board",
            intro=choose,
            grid=Grid(headings, cells),
            total=sum(sum(each.values()) for each in counted.values()),
        ),
        Block("Take it with you", "files", links=tables.files(answer), intro=[cell("The board as files.")]),
    ]
    return Page("Evidence board", lead=lead, blocks=blocks)


def _choose(reader: Reader, title: str, name: str, chosen: str, options: tuple[tuple[str, str], ...]) -> Cell:
    pieces: list[str | Piece] = [Piece(title, kind="strong")]
    for value, text in options:
        here = value == chosen
        pieces += [Piece(text, "" if here else reader.asked.here(**{name: value}), "strong" if here else ""), " · "]
    return cell(*pieces[:-1])


def _cell(
    reader: Reader,
    row: str,
    column: str,
    counted: dict[tuple[str, str], Counter[str]],
    gaps: dict[tuple[str, str], str],
) -> Cell:
    found = counted.get((row, column))
    if not found:
        searched = _SEARCHED.search(gaps.get((row, column), ""))
        told = f"none; searched {words.say_date(searched[1])}" if searched else "none"
        return cell(Piece(told, kind="soft"))
    told = ", ".join(f"{number} {_SHORT.get(way, way.replace('-', ' '))}" for way, number in found.most_common())
    address = reader.thing(row).href
    return cell(Piece(told, f"{address}#evidence"))


VIEWS: Final = (View("evidence", _make, "/evidence", takes=("rows", "columns")),)
