"""How two things are connected: in sentences with their sections, and as a picture for a slide."""

from collections.abc import Sequence
from typing import Final

from carekg.terms.prefixes import PREFIXES
from carekg_api.pages import tables, words
from carekg_api.pages.asked import Asked
from carekg_api.pages.page import Block, Cell, Page, Piece
from carekg_api.pages.page import words as cell
from carekg_api.pages.reader import Reader, Row
from carekg_api.pages.views.chains import EMPTY, chain
from carekg_api.pages.views.citing import section
from carekg_api.pages.views.declaration import View
from carekg_api.pages.views.thing import learn_rows

_WAYS: Final = 3


def _make(reader: Reader) -> Page:
    page = _form(reader)
    chosen: dict[str, str] = page.values["chosen"]
    if not all(chosen.values()):
        said = cell("Name two bodies, kinds of body, Acts, funds or plans.")
        return Page(page.title, page.template, lead=[said], values=page.values)
    answer = reader.ask("paths", {**chosen, "k": _WAYS})
    ways = _ways(reader, [dict(row) for row in answer.table.whole])
    blocks = [_block(reader, number, steps) for number, steps in enumerate(ways, 1)]
    none = cell("carekg knows of no way between the two on this day.")
    lead = [_sentence(reader, ways[0])] if ways else [none]
    blocks.append(Block("Take it with you", "files", links=tables.files(answer), intro=[cell("The ways as files.")]))
    named = (
        " and ".join(words.upper_first(reader.label(each)) for each in (ways[0][0]["source"], ways[0][-1]["target"]))
        if ways
        else ""
    )
    return Page(
        f"How {named} are connected" if named else page.title,
        page.template,
        lead=lead,
        blocks=blocks,
        values=page.values,
    )


def _form(reader: Reader) -> Page:
    """Show the form, with what stands in it."""
    chosen = {name: reader.asked.text(name) for name in ("source", "target")}
    return Page("How are two things connected", "connect.html", values={"chosen": chosen}, crumbs=[])


def _ways(reader: Reader, rows: Sequence[Row]) -> list[list[Row]]:
    learn_rows(reader, rows)
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row["way"], []).append(row)
    return [sorted(steps, key=lambda row: row["step"]) for _, steps in sorted(found.items())]


def _sentence(reader: Reader, steps: Sequence[Row]) -> Cell:
    pieces: list[str | Piece] = []
    for index, row in enumerate(steps):
        start = (
            reader.thing(row["source"], words.upper_first(reader.label(row["source"])))
            if index == 0
            else Piece(", which ")
        )
        joint = "" if index else " "
        pieces += [start, f"{joint}{row['words']} ", reader.thing(row["target"])]
    return cell(*pieces, ".")


def _block(reader: Reader, number: int, steps: Sequence[Row]) -> Block:
    lines = []
    for row in steps:
        pieces: list[str | Piece] = [
            reader.thing(row["source"], words.upper_first(reader.label(row["source"]))),
            f" {row['words']} ",
            reader.thing(row["target"]),
        ]
        if row["authority"] and not row["authority"].startswith(PREFIXES["graph"]):  # what a rule gave is no law
            pieces += [" · ", section(reader, row["authority"])]
        lines.append(cell(*pieces, " ", *tables.sure(reader, row)))
    svg = chain(reader, steps, number)
    link = reader.asked.to(
        "/connect.svg", source=reader.asked.text("source"), target=reader.asked.text("target"), way=str(number)
    )
    return Block(
        f"Way {number}", f"way-{number}", lines=lines, svg=svg, links=[Piece("Picture for a slide (SVG)", link, "svg")]
    )


def _picture(reader: Reader) -> Page:
    given = {name: reader.asked.text(name) for name in ("source", "target")}
    ways = _ways(reader, [dict(row) for row in reader.ask("paths", {**given, "k": _WAYS}).table.whole])
    number = reader.asked.number("way") or 1
    drawn = chain(reader, ways[min(max(number, 1), len(ways)) - 1]) if ways else EMPTY
    return Page("", raw=(drawn.encode(), "image/svg+xml"))


def _both(asked: Asked) -> bool:
    return bool(asked.text("source") and asked.text("target"))


VIEWS: Final = (
    View("connect", _make, "/connect", is_heavy=_both, takes=("source", "target"), form=_form),
    View("connect-picture", _picture, "/connect.svg", is_heavy=_both, takes=("source", "target", "way")),
)
