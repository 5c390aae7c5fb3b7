"""Blocks of evidence: what speaks for something, against it, and both ways, with the kind of study behind each."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from carekg.terms.errors import InputError
from carekg_api.pages import tables, words
from carekg_api.pages.page import Block, Cell, Grid, Piece
from carekg_api.pages.page import words as cell
from carekg_api.pages.reader import Reader, Row
from carekg_api.pages.views.thing import Thing, learn_rows

_SIDES: Final = (
    ("for", "For", ("supports",)),
    ("against", "Against, or no effect", ("disputes", "no-effect")),
    ("mixed", "Both ways", ("mixed", "qualifies")),
    ("says", "What else was found", ()),
)
_TOPICS: Final = 12
_HEADINGS: Final = ("What was found", "Kind of study", "Where", "Size", "Published", tables.SURE)


def evidence_blocks(reader: Reader, thing: Thing) -> list[Block]:
    """Show what research found on a thing, for and against side by side, narrowed by topic and kind of study."""
    try:
        answer = reader.ask("evidence", {"concept": thing.iri})
    except InputError:
        return []
    rows = [dict(row) for row in answer.table.whole]
    if not rows:
        return []
    learn_rows(reader, rows)
    topic, design = reader.asked.text("about"), reader.asked.text("design")
    shown = [row for row in rows if _fits(reader, row, topic, design)]
    choose = Block(
        "Does it work: what research found",
        "evidence",
        lines=_filters(reader, rows),
        total=len(shown),
        links=tables.files(answer),
    )
    return [choose, *(_side(reader, name, title, kinds, shown) for name, title, kinds in _SIDES)]


def _fits(reader: Reader, row: Row, topic: str, design: str) -> bool:
    return (not topic or topic in _topics(row)) and (not design or design == reader.label(row["design"] or ""))


def _topics(row: Row) -> list[str]:
    return [each for each in str(row["about"] or "").split("; ") if each]


def _filters(reader: Reader, rows: Sequence[Row]) -> list[Cell]:
    """Give ways to narrow the evidence: by what it is about, and by the kind of study."""
    topics = Counter(topic for row in rows for topic in _topics(row)).most_common(_TOPICS)
    designs = Counter(reader.label(row["design"]) for row in rows if row["design"]).most_common(_TOPICS)
    return [_choice(reader, "On: ", "about", topics), _choice(reader, "Kind of study: ", "design", designs)]


def _choice(reader: Reader, title: str, name: str, counted: Sequence[tuple[str, int]]) -> Cell:
    chosen = reader.asked.text(name)
    pieces: list[str | Piece] = [
        Piece(title, kind="strong"),
        Piece("all", reader.asked.here(**{name: None}) + "#evidence" if chosen else ""),
    ]
    for text, count in counted:
        link = "" if text == chosen else reader.asked.here(**{name: text}) + "#evidence"
        pieces += [" · ", Piece(f"{text} ({count})", link, "" if link else "strong")]
    return cell(*pieces)


def _side(reader: Reader, name: str, title: str, kinds: Sequence[str], rows: Sequence[Row]) -> Block:
    known = {kind for _, _, each in _SIDES for kind in each}
    found = [row for row in rows if (_way(row) in kinds if kinds else _way(row) not in known)]
    empty = "" if name in ("mixed", "says") else f"{words.CHECKED_TO} on this side."
    return Block(title, f"evidence-{name}", grid=Grid(_HEADINGS, [_cells(reader, row) for row in found]), empty=empty)


def _way(row: Row) -> str:
    return str(row["direction"] or "").rpartition("/")[2]


def _cells(reader: Reader, row: Row) -> list[Cell]:
    size = f"{words.number(row['effect'])} {row['unit'] or ''}" if row["effect"] is not None else ""
    compared = f", against {row['comparator']}" if size and row["comparator"] else ""
    where = [reader.thing(row["area"])] if row["area"] else []
    setting = f"{': ' if where else ''}{row['setting']}" if row["setting"] else ""
    return [
        (reader.thing(row["finding"], row["says"]),),
        cell(reader.label(row["design"]) if row["design"] else ""),
        cell(*where, setting),
        cell(size, compared),
        cell(reader.thing(row["publication"]), f" ({row['year']})" if row["year"] else ""),
        tables.sure(reader, row),
    ]
