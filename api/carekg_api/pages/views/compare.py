"""Two places side by side, what differs first; and a board's statutory seats beside a list of its members."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from rapidfuzz import fuzz, process

from carekg_api.pages import tables, words
from carekg_api.pages.page import Block, Cell, Grid, Page, Piece
from carekg_api.pages.page import words as cell
from carekg_api.pages.reader import Reader, Row
from carekg_api.pages.views.citing import section
from carekg_api.pages.views.declaration import View
from carekg_api.pages.views.thing import learn_rows

_SECTIONS: Final = (
    ("authority", "Council"),
    ("NHS body", "Boards or groups"),
    ("partnership", "Partnerships"),
    ("combined authority", "Combined authority"),
    ("region", "Region"),
    ("district", "Districts"),
    ("trust", "Trusts"),
    ("planned", "Planned"),
    ("change", "What changed"),
    ("duty", "Duties between bodies"),
    ("seat", "Seats on the board"),
)
_ALIKE: Final = 80  # of 100, from which on a post that was written counts as a post of the law
_MOST: Final = 200
_CHECK: Final = (
    "The statutory seats of a health and wellbeing board beside the posts that sit on yours. Posts, never names; "
    "nothing is kept."
)


def _compare(reader: Reader) -> Page:
    page = _two(reader)
    chosen: dict[str, str] = page.values["chosen"]
    named = {name: _name(reader, each) for name, each in chosen.items()}
    values = {"chosen": named}
    if not all(chosen.values()):
        return replace(page, values=values)
    sides = [_sections(reader, each) for each in chosen.values()]
    rows: list[tuple[bool, list[Cell]]] = []
    for name, title in _SECTIONS:
        first, second = (side.get(name, []) for side in sides)
        same = [_key(row) for row in first] == [_key(row) for row in second]
        rows.append(
            (
                same,
                [cell(title), cell("no" if same else "yes"), _told(reader, name, first), _told(reader, name, second)],
            )
        )
    names = list(named.values())
    cells = [row for _, row in sorted(rows, key=lambda row: row[0])]
    shown = Block("Side by side", "compare", grid=Grid(("What", "Differs", *names), cells))
    return Page(f"{names[0]} and {names[1]}", page.template, blocks=[shown], values=values, crumbs=page.crumbs)


def _two(reader: Reader) -> Page:
    """Show the form, with what stands in it."""
    values = {"chosen": {name: reader.asked.text(name) for name in ("first", "second")}}
    crumbs = [reader.page("All places", "/places")]
    return Page("Two places side by side", "compare.html", values=values, crumbs=crumbs)


def _name(reader: Reader, text: str) -> str:
    if not text:
        return ""
    found = reader.resolve(text, "area")
    reader.learn([found])
    return reader.label(found)


def _sections(reader: Reader, place: str) -> dict[str, list[Row]]:
    rows = [dict(row) for row in reader.ask("area", {"id": place}).table.whole]
    learn_rows(reader, rows)
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["section"], []).append(row)
    return found


def _key(row: Row) -> str:
    return str(row["detail"]) if row["section"] in ("duty", "seat", "planned") else str(row["item"])


def _told(reader: Reader, name: str, rows: Sequence[Row]) -> Cell:
    if name in ("duty", "change", "seat"):
        return cell(words.number(len({_key(row) for row in rows})))
    pieces: list[str | Piece] = []
    for item in list(dict.fromkeys(row["item"] for row in rows))[:20]:
        pieces += ["; ", reader.thing(item)]
    return cell(*pieces[1:]) if pieces else cell(Piece("none recorded", kind="soft"))


def _check(reader: Reader) -> Page:
    page = _board(reader)
    place, text = page.values["place"], page.values["posts"]
    if not place:
        return page
    name = _name(reader, place)
    seats = _sections(reader, place).get("seat", [])
    posts = [line.strip() for line in text.splitlines() if line.strip()][:_MOST]
    blocks = [_present(reader, seats, posts), _extra(reader, seats, posts)] if posts else [_seats(reader, seats)]
    title = f"{page.title}: {name}"
    return replace(page, title=title, values={"place": name, "posts": text}, blocks=blocks)


def _board(reader: Reader) -> Page:
    """Show the form, with what stands in it."""
    given = {**reader.asked.given, **(reader.asked.body or {})}
    values = {"place": given.get("place", "").strip(), "posts": given.get("posts", "")}
    return Page("Check a board's members", "check.html", lead=[cell(_CHECK)], values=values, cited=False)


def _wanted(reader: Reader, row: Row) -> list[str]:
    things = [each for each in (row["item"], row["other"]) if each]
    names = [name.name for each in things for name in reader.graph.names.index.names_of(each)]
    return [*map(reader.label, things), *names]


def _match(wanted: Sequence[str], posts: Sequence[str]) -> str:
    """Give the post that was written for a seat, if one was."""
    for each in wanted:
        found = process.extractOne(
            each.casefold(), [post.casefold() for post in posts], scorer=fuzz.token_set_ratio, score_cutoff=_ALIKE
        )
        if found:
            return posts[found[2]]
    return ""


def _present(reader: Reader, seats: Sequence[Row], posts: Sequence[str]) -> Block:
    rows: list[list[Cell]] = []
    for row in seats:
        found = _match(_wanted(reader, row), posts)
        needed = row["amount"] is None or int(row["amount"]) > 0
        verdict = "present" if found else "missing" if needed else "not needed"
        rows.append([cell(Piece(verdict, kind="strong")), *_seat(reader, row), cell(found)])
    return Block(
        "Seats of the law", "seats", grid=Grid(("On your list", "Seat", "Which body", "Section", "Your words"), rows)
    )


def _seat(reader: Reader, row: Row) -> list[Cell]:
    return [
        cell(reader.thing(row["item"])),
        cell(reader.thing(row["other"])) if row["other"] else (),
        cell(section(reader, row["source"])),
    ]


def _seats(reader: Reader, seats: Sequence[Row]) -> Block:
    rows = [[*_seat(reader, row), tables.sure(reader, row)] for row in seats]
    return Block("Seats of the law", "seats", grid=Grid(("Seat", "Which body", "Section", tables.SURE), rows))


def _extra(reader: Reader, seats: Sequence[Row], posts: Sequence[str]) -> Block:
    named = {_match(_wanted(reader, row), posts) for row in seats}
    lines = [cell(post) for post in posts if post not in named]
    said = cell("A board may add members of its own: section 194(8) of the Health and Social Care Act 2012.")
    return Block(
        "On your list, and not a seat of the law", "extra", lines=lines, intro=[said] if lines else [], empty="Nobody."
    )


VIEWS: Final = (
    View("compare", _compare, "/places/compare", takes=("first", "second"), form=_two),
    View("board-check", _check, "/board-check", takes_form=True, takes=("place", "posts"), form=_board),
)
