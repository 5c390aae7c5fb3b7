"""The blocks of a place: who is here, who sits where, who must do what, what changed and is planned."""

from collections.abc import Sequence
from typing import Final

from pyoxigraph import NamedNode

from carekg_api.pages import tables, words
from carekg_api.pages.page import Block, Cell, Grid, Piece
from carekg_api.pages.page import words as cell
from carekg_api.pages.reader import Reader, Row
from carekg_api.pages.views.citing import named, section
from carekg_api.pages.views.thing import Thing, learn_rows, question_block

_HERE: Final = (
    *("authority", "board", "NHS body", "partnership", "own record", "region", "NHS region", "combined authority"),
    "lies within",
)


def who(reader: Reader, found: dict[str, list[Row]]) -> Block:
    """Show who is here: council, board, NHS bodies with their shares, partnerships, region."""
    rows = []
    for name in _HERE:
        for row in found.get(name, []):
            part = words.share(row["share"]) if row.get("share") is not None else ""
            people = (
                f"{words.number(row['amount'])} {say_checked(row['measure'])}" if row.get("amount") is not None else ""
            )
            basis = row.get("basis") or ""
            rows.append(
                [
                    (reader.thing(row["item"]),),
                    cell(words.upper_first(name)),
                    cell(part, " · " if part and people else "", people),
                    cell(basis),
                    cell(words.say_span(row.get("valid_from"), row.get("valid_until"))),
                    tables.sure(reader, row),
                ]
            )
    headings = ("Who", "What", "How much of the place", "How it is known", "When", tables.SURE)
    return Block(
        "Who is here", "who", grid=Grid(headings, rows), tense="now", empty=f"{words.CHECKED_TO} for this day."
    )


def seats(reader: Reader, rows: Sequence[Row]) -> Block:
    """Show who must sit on the board, with sections."""
    cells = [
        [
            (reader.thing(row["item"]),),
            (reader.thing(row["other"]),) if row.get("other") else (),
            cell(words.upper_first(row.get("basis") or "")),
            cell(words.number(row["amount"]) if row.get("amount") is not None else ""),
            (section(reader, row.get("source")),),
            cell(words.say_span(row.get("valid_from"), row.get("valid_until"))),
            tables.sure(reader, row),
        ]
        for row in rows
    ]
    headings = ("Who has a seat", "Which body", "On what footing", "At least", "Section", "When", tables.SURE)
    empty = "The law gives no seats here on this day, or carekg has no record of them."
    return Block(
        "Who must sit on the health and wellbeing board",
        "seats",
        grid=Grid(headings, cells, frozenset({3})),
        tense="now",
        empty=empty,
    )


def duties(reader: Reader, rows: Sequence[Row]) -> Block:
    """Group by duty, not by pair: who owes it to whom stands beside it."""
    grouped: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        grouped.setdefault((row["detail"], row["source"] or ""), []).append(row)
    cells = []
    for (says, source), each in grouped.items():
        who = list(dict.fromkeys(row["item"] for row in each))
        towards = list(dict.fromkeys(row["other"] for row in each if row["other"]))
        cells.append(
            [
                cell(says),
                cell(*named(reader, who)),
                cell(*named(reader, towards)),
                (section(reader, source),),
                tables.sure(reader, each[0]),
            ]
        )
    headings = ("What must be done", "Who must", "Towards whom", "Section", tables.SURE)
    return Block(
        "Who must do what with whom here",
        "duties",
        grid=Grid(headings, cells),
        tense="now",
        empty=f"{words.CHECKED_TO} for this day.",
    )


def changed(reader: Reader, rows: Sequence[Row]) -> Block:
    """Show what changed here, the newest first."""
    lines = [
        cell(Piece(f"{words.say_date(row['valid_from'])}: ", kind="strong"), reader.thing(row["item"], row["detail"]))
        for row in sorted(rows, key=lambda row: row["valid_from"] or "", reverse=True)
    ]
    return Block("What changed here", "changed", lines=list(dict.fromkeys(lines)), folded=len(lines) > 8, tense="ended")


def planned(reader: Reader, rows: Sequence[Row]) -> Block:
    """Show what is planned here, each plan once."""
    seen: dict[str, Cell] = {}
    for row in rows:
        when = f"{words.say_date(row['valid_from'])}: " if row.get("valid_from") else ""
        seen.setdefault(
            row["detail"],
            cell(Piece(when, kind="strong") if when else "", reader.thing(row["item"], say_checked(row["detail"]))),
        )
    return Block(
        "What is planned here",
        "planned",
        lines=list(seen.values()),
        tense="planned",
        empty="Nothing planned is recorded here.",
    )


def say_checked(text: str) -> str:
    """Write the dates in a text as people do."""
    return " ".join(
        words.say_date(part.rstrip(",)")) + part[len(part.rstrip(",)")) :] if part[:2] == "20" else part
        for part in text.split(" ")
    )


def inside(reader: Reader, found: dict[str, list[Row]]) -> Block:
    """Show the districts, trusts and networks of a place."""
    rows = [row for name in ("district", "trust", "networks") for row in found.get(name, [])]
    kinds = {"district": "District council", "trust": "NHS trust", "networks": "Primary care networks"}
    cells = [
        [
            (reader.thing(row["item"]),),
            cell(kinds[row["section"]]),
            cell(
                f"{words.share(row['share'])} of its planned admissions"
                if row["section"] == "trust" and row.get("share") is not None
                else "",
                words.number(row["amount"]) if row.get("amount") is not None else "",
            ),
            tables.sure(reader, row),
        ]
        for row in rows
    ]
    return Block(
        "Districts, trusts and networks",
        "inside",
        grid=Grid(("Who", "What", "How many, or how much", tables.SURE), cells),
        folded=len(cells) > 25,
    )


def evidence_from(reader: Reader, area: Thing) -> Block | None:
    """Show what research found in a place."""
    empty = f"{words.CHECKED_TO}: no finding that is held was made in this place alone."
    if not reader.select("views/studied", area=NamedNode(area.iri)):
        return Block("Evidence from here", "evidence", empty=empty)
    columns = ("says", "direction", "design", "publication", "year")
    return question_block(
        reader, "evidence", "Evidence from here", "evidence", {"area": area.iri}, columns=columns, empty=empty
    )


def overlapping(reader: Reader, body: str) -> Block | None:
    """Show the councils that a board or group overlaps."""
    answer = reader.ask("overlaps")
    rows = [dict(row) for row in answer.table.whole if row["body"] == body]
    if not rows:
        return None
    learn_rows(reader, rows)
    columns = ("council", "share_of_council", "share_of_body", "residents", "basis", "map_date", "valid_from")
    return Block(
        "Councils whose areas overlap with it",
        "councils",
        grid=tables.grid(reader, answer.table, columns, rows),
        tense="now",
    )
