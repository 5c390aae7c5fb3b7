"""What is planned: announced or in a Bill, by when it would come, and where it stands."""

from typing import Final

from carekg_api.pages import words
from carekg_api.pages.page import Block, Cell, Grid, Page
from carekg_api.pages.page import words as cell
from carekg_api.pages.reader import Reader, Row
from carekg_api.pages.views.declaration import View
from carekg_api.pages.views.thing import learn_rows


def _make(reader: Reader) -> Page:
    rows = reader.select("views/planned-all")
    learn_rows(reader, rows)
    bills = [row for row in rows if row["how"].endswith("/bill")]
    announced = [row for row in rows if row not in bills]
    lead = [cell("What is announced, or stands in a Bill before Parliament. None of it is law until it says so here.")]
    blocks = [
        Block(
            "Announced",
            "announced",
            grid=_grid(reader, announced),
            tense="planned",
            empty="Nothing announced is recorded.",
        ),
        Block(
            "In a Bill before Parliament",
            "bill",
            grid=_grid(reader, bills),
            tense="planned",
            empty="No Bill is recorded.",
        ),
        Block(
            "Try what would follow",
            "try",
            intro=[cell("See what a reform would take away, and what would restore it.")],
            links=[reader.page("Try a reform", "/reform")],
        ),
    ]
    return Page("What is planned", lead=lead, blocks=blocks)


def _grid(reader: Reader, rows: list[Row]) -> Grid:
    cells: list[list[Cell]] = [
        [
            cell(words.say_date(row["day"], row["precision"] or "") if row["day"] else "no day known"),
            cell(reader.thing(row["plan"], row["label"])),
            cell(row["description"] or ""),
            cell(words.say_date(row["checked"]) if row["checked"] else ""),
        ]
        for row in rows
    ]
    return Grid(("From", "What", "How", "Last checked"), cells)


VIEWS: Final = (View("planned", _make, "/planned"),)
