"""What changed between two days: everywhere by kind, or in one place."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

import carekg_api.pages.views.feeds as feeds
import carekg_api.pages.views.pictures as pictures
from carekg.questions.tense import PLANNED
from carekg.terms.dates import today
from carekg.terms.errors import BadParameter
from carekg_api.pages import tables, words
from carekg_api.pages.page import Block, Cell, Grid, Page, Piece
from carekg_api.pages.page import words as cell
from carekg_api.pages.reader import Reader, Row
from carekg_api.pages.views.citing import section
from carekg_api.pages.views.declaration import View
from carekg_api.pages.views.thing import Thing, learn_rows

_PARTS: Final = (
    ("body", "Bodies"),
    ("kind", "Kinds of body"),
    ("seat", "Seats"),
    ("duty", "Duties and powers"),
    ("role", "Roles"),
    ("version", "Versions of provisions"),
    ("relevance", "Boards and groups relevant to councils"),
    ("location", "Sub-board locations"),
    ("succession", "Successions"),
    ("code", "Codes of areas"),
    ("planned", "What is planned"),
)
_CHANGES: Final = ("began", "ended", "moved", "changed")  # others are told as they are: merged, split …
_DAYS: Final = (
    ("2022-06-30", "2022-07-01", "1 July 2022: integrated care boards began"),
    ("2026-03-31", "2026-04-01", "1 April 2026: boards merged"),
    ("2013-03-31", "2013-04-01", "1 April 2013: clinical commissioning groups and health and wellbeing boards began"),
    ("2023-03-31", "2023-04-01", "1 April 2023: new unitary councils"),
)
_BY_ITSELF: Final = ("trust", "networks")
_MOST: Final = 100
_FIELDS: Final = ("from", "to", "place", "part")
_TOLD: Final = ("authority", "district", "board", "seat", "NHS body", "partnership", "trust", "duty", "networks")


def _make(reader: Reader) -> Page:
    start, end, place = (reader.asked.text(name) for name in ("from", "to", "place"))
    part = reader.asked.choice("part", dict(_PARTS))
    page = _form(reader)
    values = {**page.values, "chosen": {**page.values["chosen"], "place": _name(reader, place)}}
    presets = [cell(Piece(text, reader.asked.here(**{"from": first, "to": second}))) for first, second, text in _DAYS]
    blocks = [Block("Days on which much changed", "days", lines=presets, folded=bool(start and end))]
    if start and end:
        first, second = _day(reader, "from"), _day(reader, "to")
        here = _in_place(reader, place, first, second) if place else _everywhere(reader, first, second, part)
        blocks = [*filter(None, here), *blocks]
    follow = [Piece("The newest of what the data say otherwise than before", "/data#said"), *feeds.links()]
    blocks.append(Block("Follow", "follow", links=follow, intro=[cell("In a feed reader, or here.")]))
    return replace(page, blocks=blocks, values=values, alternates=feeds.links())


def _form(reader: Reader) -> Page:
    """Show the form, with what stands in it."""
    values = {"parts": _PARTS, "chosen": {name: reader.asked.text(name) for name in _FIELDS}}
    return Page("What changed between two days", "changes.html", values=values, dated=False)


def _day(reader: Reader, name: str) -> date:
    found = reader.asked.day(name)
    if found is None:
        raise BadParameter(name, "", "write a day as YYYY-MM-DD")
    return found


def _name(reader: Reader, place: str) -> str:
    if not place:
        return ""
    iri = reader.resolve(place, "area")
    reader.learn([iri])
    return reader.label(iri)


def _everywhere(reader: Reader, first: date, second: date, part: str) -> list[Block | None]:
    given = {"from": first.isoformat(), "to": second.isoformat(), **({"part": part} if part else {})}
    answer = reader.ask("diff", given)
    rows = [dict(row) for row in answer.table.whole]
    blocks = []
    future = " (planned)" if second > today() else ""
    for name, title in _PARTS:
        own = [row for row in rows if row["part"] == name]
        for change in (*_CHANGES, *sorted({str(row["change"]) for row in own} - set(_CHANGES))):
            found = [row for row in own if row["change"] == change]
            if found:
                learn_rows(reader, found[:_MOST])
                blocks.append(_block(reader, _titled(title, change, future), f"{name}-{change}", found))
    total = cell(f"{words.many(len(rows), 'change')} between {words.say_date(first)} and {words.say_date(second)}.")
    return [Block("All together", "total", intro=[total], links=tables.files(answer)), *blocks]


def _titled(title: str, change: str, future: str) -> str:
    if change == PLANNED:
        return title
    return f"{title} that {change}{future}" if change in _CHANGES else f"{title}: {change}{future}"


def _block(reader: Reader, title: str, name: str, rows: Sequence[Row]) -> Block:
    cells: list[list[Cell]] = [
        [
            cell(words.say_date(row["date"]) if row["date"] else ""),
            (reader.thing(row["thing"], row["says"]),),
            (reader.thing(row["holder"]),) if row["holder"] else (),
            (reader.thing(row["replaced"]),) if row["replaced"] else (),
            (section(reader, row["provision"]),),
            tables.sure(reader, row),
        ]
        for row in rows[:_MOST]
    ]
    headings = ("Day", "What", "Who has it", "In the place of", "Section", tables.SURE)
    note = [cell(f"The first {_MOST} of {len(rows)}; the files have all.")] if len(rows) > _MOST else []
    tense = "ended" if name.endswith("ended") else ""
    return Block(
        title,
        name,
        grid=Grid(headings, cells).filled(),
        total=len(rows),
        intro=note,
        tense=tense,
        folded=len(rows) > 20,
    )


def _in_place(reader: Reader, place: str, first: date, second: date) -> list[Block | None]:
    """Set what is known of a place on one day beside what is known of it on the other."""
    before, after = (_known(reader, place, day) for day in (first, second))
    began = [row for key, row in after.items() if key not in before]
    ended = [row for key, row in before.items() if key not in after]
    name = _name(reader, place)
    learn_rows(reader, [*began, *ended])
    days = f"between {words.say_date(first)} and {words.say_date(second)}"
    said = cell(f"In {name}, {days}: {len(began)} began, {len(ended)} ended.")
    return [
        Block("In short", "total", intro=[said], links=[reader.page(f"All of {name}", _address(reader, place))]),
        Block(
            "Ended", "ended", grid=_grid(reader, ended), tense="ended", empty="Nothing ended here that carekg knows of."
        ),
        Block(
            "Began", "began", grid=_grid(reader, began), tense="now", empty="Nothing began here that carekg knows of."
        ),
        *(pictures.changed(Thing(reader, council), first, second) for council in _councils(before, after)[:1]),
    ]


def _councils(*known: Mapping[tuple[str, ...], Row]) -> list[str]:
    """Give the councils of a place, that of the later day first."""
    return [row["item"] for rows in reversed(known) for row in rows.values() if row["section"] == "authority"]


def _address(reader: Reader, place: str) -> str:
    return reader.thing(reader.resolve(place, "area")).href.partition("?")[0]


def _known(reader: Reader, place: str, day: date) -> dict[tuple[str, ...], Row]:
    rows = [dict(row) for row in reader.ask("area", {"id": place}, day).table.whole]
    kept = [row for row in rows if row["section"] in _TOLD]
    return {_key(row): row for row in kept}


def _key(row: Row) -> tuple[str, ...]:
    """Tell what a row is of: a duty by its words, since who is here is told by the bodies that began and ended."""
    if row["section"] == "duty":
        return ("duty", _words(row))
    if row["section"] in _BY_ITSELF:  # whence its patients come moves with every merger, and it goes on
        return (row["section"], row["item"])
    return (row["section"], row["item"], row["other"] or "", _words(row))


def _words(row: Row) -> str:
    return str(row["detail"] or "") if row["section"] in ("duty", "seat") else ""


def _grid(reader: Reader, rows: Sequence[Row]) -> Grid:
    cells: list[list[Cell]] = [
        [
            cell(words.upper_first(row["section"])),
            cell(reader.thing(row["item"])),
            cell(reader.thing(row["other"]) if row["other"] else ""),
            cell(_words(row)),
            cell(section(reader, row["source"])) if row["section"] in ("duty", "seat") else (),
        ]
        for row in rows
    ]
    return Grid(("What", "Who", "Towards whom, or for whom", "In words", "Section"), cells).filled()


VIEWS: Final = (View("changes", _make, "/changes", takes=_FIELDS, form=_form),)
