"""Blocks of what the law requires, allows and forbids: of a body, of a kind, of a provision."""

from collections.abc import Mapping, Sequence
from typing import Final

from carekg.terms.errors import InputError
from carekg_api.pages import tables, words
from carekg_api.pages.page import Block, Cell, Grid, Piece
from carekg_api.pages.page import words as cell
from carekg_api.pages.reader import Reader, Row
from carekg_api.pages.views.citing import section
from carekg_api.pages.views.thing import learn_rows

_GROUPS: Final = (
    ("must", "Must do", ("must", "must-have-regard")),
    ("must-not", "Must not do", ("must-not", "may-not")),
    ("may", "May do", ("may", "has-discretion")),
    ("is", "What the law sets up or defines", ()),
)
_MOST: Final = 50
_HEADINGS: Final = ("What it says", "Who", "Towards whom", "If, and as far as", "Section", "Since", tables.SURE)


def duty_blocks(reader: Reader, given: Mapping[str, str], whose: str = "", name: str = "") -> list[Block]:
    """Give what the law says, in groups by how strongly. Parameters: given, of the question; whose, said in titles."""
    try:
        answer = reader.ask("duties", given)
    except InputError:
        return []
    rows = [dict(row) for row in answer.table.whole]
    learn_rows(reader, rows)
    blocks: list[Block] = []
    for short, title, kinds in _GROUPS:
        found = [row for row in rows if (_strength(row) in kinds if kinds else _is_other(row))]
        if found:
            files = tables.files(answer) if not blocks else ()
            blocks.append(_block(reader, f"{name}{short}", f"{title}{whose}", found, files))
    return blocks


def _strength(row: Row) -> str:
    return str(row["modality"] or "").rpartition("/")[2]


def _is_other(row: Row) -> bool:
    return not any(_strength(row) in kinds for _, _, kinds in _GROUPS)


def _block(reader: Reader, name: str, title: str, rows: Sequence[Row], files: Sequence[Piece]) -> Block:
    merged: dict[str, list[Row]] = {}
    for row in rows:
        merged.setdefault(row["statement"], []).append(row)
    cells = [_cells(reader, each) for each in list(merged.values())[:_MOST]]
    more = len(merged) - _MOST
    intro = [cell(f"The first {_MOST} of {len(merged)}; the files have all.")] if more > 0 else []
    return Block(title, name, grid=Grid(_HEADINGS, cells), total=len(merged), tense="now", intro=intro, links=files)


def _cells(reader: Reader, rows: Sequence[Row]) -> list[Cell]:
    row = rows[0]
    who = list(dict.fromkeys(each["bearer"] for each in rows))
    named: Cell = ()
    for each in who[:4]:
        named += cell(", " if named else "", reader.thing(each))
    if len(who) > 4:
        named += cell(f" and {len(who) - 4} more")
    if row["exercised_by"]:
        named += cell(f", by its {row['exercised_by']}")
    narrowed = "; ".join(each for each in (row["condition"], row["qualifier"]) if each)
    return [
        (reader.thing(row["statement"], row["says"]),),
        named,
        cell(row["other_party"] or ""),
        cell(narrowed),
        (section(reader, row["provision"]),),
        cell(words.say_date(row["valid_from"]) if row["valid_from"] else ""),
        tables.sure(reader, row),
    ]
