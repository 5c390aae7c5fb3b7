"""Try a reform: steps by form, what loses its bearer, seat, recipient or trigger, and what would restore it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

import orjson

from carekg.terms.dates import today
from carekg_api.pages import tables, words
from carekg_api.pages.asked import Asked
from carekg_api.pages.page import Block, Cell, Page, Piece
from carekg_api.pages.page import words as cell
from carekg_api.pages.reader import Reader
from carekg_api.pages.views.declaration import View
from carekg_api.pages.views.thing import learn_rows

KINDS: Final = (
    ("abolish", "Abolish it (in favour of the second, if named)"),
    ("merge", "Merge the first and the second into the third"),
    ("split", "Split the first into the second and the third"),
    ("transfer", "Pass its functions to the second"),
    ("repeal", "Repeal the provision"),
    ("move", "Move the area from the second to the third"),
)
_STEPS: Final = 3
_FIELDS: Final = ("kind", "first", "second", "third")
_TAKEN: Final = ("title", "date", *(f"{name}{number}" for number in range(1, _STEPS + 1) for name in _FIELDS))
_EXAMPLES: Final[tuple[tuple[str, Mapping[str, str]], ...]] = (
    ("The end of local Healthwatch", {"kind1": "abolish", "first1": "structure:local-healthwatch"}),
    (
        "NHS England passes to the Secretary of State",
        {"kind1": "abolish", "first1": "structure:nhs-england", "second1": "structure:secretary-of-state"},
    ),
    ("The end of integrated care partnerships", {"kind1": "repeal", "first1": "leg:ukpga/2007/28/section/116ZA"}),
)
_TITLES: Final = {
    "lost": "What would be lost",
    "gained": "Who would have it instead",
    "places": "Places that would change system",
    "measures": "How central each would be, before and after",
}


def _make(reader: Reader) -> Page:
    page = _form(reader)
    if reader.asked.body is None:
        return page
    return replace(page, blocks=[*_tried(reader, {**reader.asked.given, **reader.asked.body}), *page.blocks])


def _form(reader: Reader) -> Page:
    """Show the form, with what stands in it, and examples."""
    given = {**reader.asked.given, **(reader.asked.body or {})}
    values = {
        "kinds": KINDS,
        "steps": [
            {name: given.get(f"{name}{number}", "") for name in _FIELDS} | {"number": number}
            for number in range(1, _STEPS + 1)
        ],
        "title": given.get("title", ""),
        "day": given.get("date") or today().isoformat(),
    }
    examples: list[Cell] = [
        cell(Piece(title, f"/reform?{urlencode({**steps, 'title': title})}"), " (fills in the form)")
        for title, steps in _EXAMPLES
    ]
    blocks = [Block("Examples", "examples", lines=examples)]
    lead = [
        cell(
            "Say what would be done; see what the law then has nobody for, and what would restore it. Nothing is kept."
        )
    ]
    programs = [Piece("POST /api/v1/scenarios"), Piece("Description of the interface", "/api")]
    return Page(
        "Try a reform",
        "reform.html",
        lead=lead,
        blocks=blocks,
        values=values,
        programs=programs,
        dated=False,
        cited=False,
    )


def scenario_of(given: Mapping[str, str]) -> dict[str, Any]:
    """Make a scenario of what stands in the form.

    >>> scenario_of({"kind1": "abolish", "first1": "Healthwatch", "date": "2026-11-01"})["steps"]
    [{'abolish': 'Healthwatch'}]
    """
    steps = []
    for number in range(1, _STEPS + 1):
        kind, first, second, third = (given.get(f"{name}{number}", "").strip() for name in _FIELDS)
        if kind and first:
            steps.append(_step(kind, first, second, third))
    return {
        "title": given.get("title") or "A reform",
        "date": given.get("date", ""),
        "layer": "statutory",
        "steps": steps,
    }


def _step(kind: str, first: str, second: str, third: str) -> dict[str, Any]:
    if kind == "merge":
        return {"merge": [first, second], "into": third}
    if kind == "split":
        return {"split": first, "into": [second, third]}
    if kind == "transfer":
        return {"transfer": first, "to": second}
    if kind == "move":
        return {"move": first, "from": second, "to": third}
    return {kind: first} | ({"successor": second} if kind == "abolish" and second else {})


def _tried(reader: Reader, given: Mapping[str, str]) -> list[Block]:
    answer = reader.ask("scenario", {"scenario": orjson.dumps(scenario_of(given)).decode()})
    said = [cell(line) for line in answer.text.splitlines() if line.strip()][:40]
    blocks = [Block("In words", "in-words", lines=said, folded=len(said) > 12)] if said else []
    for table in answer.tables:
        rows = [dict(row) for row in table.whole]
        learn_rows(reader, rows[:100])
        title = _TITLES.get(table.part.name, words.upper_first(table.part.title))
        shown = tables.grid(reader, table, rows=rows[:100])
        blocks.append(Block(title, table.part.name, grid=shown, total=len(rows), empty="Nothing.", tense="planned"))
    return blocks


def _is_sent(asked: Asked) -> bool:
    return asked.body is not None


VIEWS: Final = (View("reform", _make, "/reform", is_heavy=_is_sent, takes_form=True, takes=_TAKEN, form=_form),)
