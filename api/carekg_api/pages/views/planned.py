"""What is planned: announced or in a Bill, by when it would come, and where it stands."""

from typing import Final

from carekg_api.pages import words
from carekg_api.pages.page import Block, Cell, Grid, Page
from carekg_api.pages.page import words as cell
from carekg_api.pages.reader import Reader, Row
from carekg_api.pages.views.declaration import View

_MOST: Final = 8  # things that a plan touches


def _make(reader: Reader) -> Page:
    answer = reader.ask("planned")
    reader.known.update(answer.labels)
    plans: dict[str, list[Row]] = {}
    for row in answer.table.whole:
        plans.setdefault(row["plan"], []).append(dict(row))
    bills = [rows for rows in plans.values() if rows[0]["stage"].endswith("/bill")]
    announced = [rows for rows in plans.values() if rows not in bills]
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


def _grid(reader: Reader, plans: list[list[Row]]) -> Grid:
    return Grid(("From", "What", "How", "What it touches", "Last checked"), [_line(reader, rows) for rows in plans])


def _line(reader: Reader, rows: list[Row]) -> list[Cell]:
    row, touched = rows[0], [row["touches"] for row in rows if row["touches"]]
    links = [piece for each in touched[:_MOST] for piece in ("; ", reader.thing(each))]
    more = [f" and {len(touched) - _MOST} more"] if len(touched) > _MOST else []
    return [
        cell(words.say_date(row["day"], row["precision"] or "") if row["day"] else "no day known"),
        cell(reader.thing(row["plan"])),
        cell(row["description"] or ""),
        cell(*links[1:], *more),
        cell(words.say_date(row["checked"]) if row["checked"] else ""),
    ]


VIEWS: Final = (View("planned", _make, "/planned"),)
