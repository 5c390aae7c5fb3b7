"""A place for those who run it: what must be produced here and by when, and what passes to whom if its council ends."""

from collections.abc import Sequence
from typing import Final

from pyoxigraph import NamedNode

from carekg_api.pages import tables, words
from carekg_api.pages.page import Block, Cell, Grid, Piece
from carekg_api.pages.page import words as cell
from carekg_api.pages.reader import Reader, Row
from carekg_api.pages.views.citing import named, section
from carekg_api.pages.views.thing import learn_rows

_KINDS: Final = {"duty": "Duties", "power": "Powers", "seat": "Seats", "plan": "Plans", "fund": "Funds"}
_FEW: Final = 20
_NAMED: Final = 50  # plans, funds and seats come first; of duties and powers the number is told
_DUE: Final = ("By when", "How often", "What must be done", "Who must", "Only as far as", "Section", tables.SURE)
_NO_DAY: Final = "no day named"


def due(reader: Reader, council: str) -> Block | None:
    """Show what the bodies of a place must produce, what is due first before what names no day."""
    answer = reader.ask("due", {"id": council})
    rows = [dict(row) for row in answer.table.whole]
    learn_rows(reader, rows)
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row["statement"], []).append(row)
    cells = [_due(reader, each) for each in grouped.values()]
    calendar = tables.data_address(answer.asked, tables.given_of(answer), "ics")
    dated = any(row["due"] for row in rows)
    said = "From the periods that the law itself names. Days that guidance sets for a single year are not held."
    return Block(
        "What must be produced here, and by when",
        "due",
        grid=Grid(_DUE, cells),
        intro=[cell(said)] if cells else [],
        tense="now",
        folded=len(cells) > 12,
        links=[*([Piece("Download a calendar (iCalendar)", calendar, "ics")] if dated else []), *tables.files(answer)]
        if cells
        else (),
    )


def _due(reader: Reader, rows: Sequence[Row]) -> list[Cell]:
    row = max(rows, key=lambda each: each["certain"] is not False)
    who = list(dict.fromkeys(each["who"] for each in rows))
    doubtful = [each["who"] for each in rows if each["certain"] is False] if row["certain"] is not False else []
    doubt = cell(" (", *named(reader, doubtful), " likely rather than known)") if doubtful else ()
    post = cell(", by its ", reader.thing(row["post"])) if row["post"] else ()
    return [
        cell(words.say_date(row["due"])) if row["due"] else cell(Piece(_NO_DAY, kind="soft")),
        cell(row["every"]),
        cell(reader.thing(row["statement"], row["says"])),
        cell(*named(reader, who)) + doubt + post,
        cell(row["condition"] or ""),
        (section(reader, row["provision"]),),
        tables.sure(reader, row),
    ]


def passing(reader: Reader, council: str) -> Block | None:
    """Show what passes to whom, of a council that is to end, and whether that is settled; none of others."""
    if not reader.select("views/to-end", council=NamedNode(council)):
        return None
    answer = reader.ask("passing", {"id": council, "limit": _NAMED})
    rows = [dict(row) for row in answer.table.whole]
    if not rows:
        return None
    learn_rows(reader, rows[:_NAMED])
    first = rows[0]
    intro = [
        cell(
            "It is announced to end ",
            reader.thing(first["event"], _when(first)),
            f", and to be followed by {words.join(str(first['passes_to']).split('; '))}. Not done yet.",
        ),
        *(cell(note) for note in answer.notes),
    ]
    found = [[row for row in rows if row["what"] == what] for what in _KINDS]
    cells = [_passing(reader, each, council) for each in found if each]
    headings = ("What", "Which", "Passes to", "In law, or not yet settled")
    return Block(
        "What passes to whom if this council ends",
        "passing",
        grid=Grid(headings, cells),
        intro=intro,
        total=len(rows),
        tense="planned",
        links=[reader.page("All of them, as a table and as files", "/ask/passing", id=council)],
    )


def _when(row: Row) -> str:
    if not row["day"]:
        return "on a day that is not set"
    return f"{'on' if row['precision'] == 'day' else 'in'} {words.say_date(row['day'], row['precision'])}"


def _passing(reader: Reader, rows: Sequence[Row], council: str) -> list[Cell]:
    """Tell of one kind of thing: each by name where they are few, else their number with the way to each."""
    first = rows[0]
    which: Cell = ()
    if len(rows) > _FEW:
        link = reader.page(f"all {len(rows)}, each with its section", "/ask/passing", id=council, what=first["what"])
        which = cell(link)
    else:
        for row in rows:
            part = cell("; " if which else "", reader.thing(row["item"], row["says"]))
            which += part + (cell(" (", section(reader, row["provision"]), ")") if row["provision"] else ())
    told = cell(Piece(first["settled"], kind="strong"), f": {first['why']}")
    return [cell(_KINDS[first["what"]]), which, cell(first["passes_to"] or ""), told]
