"""Help: how to read a line, the glossary, accessibility, credits."""

from collections.abc import Callable
from typing import Final

from carekg_api.pages import words
from carekg_api.pages.page import Block, Page
from carekg_api.pages.page import words as cell
from carekg_api.pages.reader import Reader, Row
from carekg_api.pages.views.declaration import View


def _prose(title: str, template: str) -> Callable[[Reader], Page]:
    """Make what makes a page of prose, whose words are in its template."""

    def make(reader: Reader) -> Page:
        crumbs = [] if template == "help.html" else [reader.page("Help", "/help")]
        return Page(title, template, crumbs=crumbs, cited=False, dated=False)

    return make


def _glossary(reader: Reader) -> Page:
    letters: dict[str, list[Row]] = {}
    for row in reader.select("views/glossary"):
        letters.setdefault(row["label"][:1].upper(), []).append(row)
    blocks = [_letter(reader, letter, found) for letter, found in sorted(letters.items())]
    lead = [cell("The words of partnership working, as they are used here.")]
    return Page("Glossary", lead=lead, blocks=blocks, crumbs=[reader.page("Help", "/help")], cited=False, dated=False)


def _letter(reader: Reader, letter: str, rows: list[Row]) -> Block:
    lines = []
    for row in rows:
        short = f" ({row['short']})" if row["short"] else ""
        term = reader.thing(row["thing"], words.upper_first(row["label"]))
        lines.append(cell(term, f"{short}: {row['definition']}"))
    return Block(letter, f"letter-{letter.lower()}", lines=lines)


VIEWS: Final = (
    View("help", _prose("Help", "help.html"), "/help"),
    View("glossary", _glossary, "/help/glossary"),
    View("accessibility", _prose("Accessibility", "accessibility.html"), "/help/accessibility"),
    View("credits", _prose("Credits and licences", "credits.html"), "/help/credits"),
)
