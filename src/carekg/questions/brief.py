"""A brief: an answer as a document for people, dated, with a numbered note for each source and permanent addresses.

It says what a format needs to be written, and nothing of how: `markdown` and `document` write it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple
from urllib.parse import quote, urlencode

from carekg.questions.about import ATTRIBUTION
from carekg.questions.content import BASE, LICENCE, Content, Row, Table
from carekg.questions.declaration import Column
from carekg.questions.receipt import make_receipt
from carekg.questions.wording import TECHNICAL, clean, heading, number, say_date, say_span, share, sure
from carekg.terms.prefixes import PREFIXES, compress

MOST_ROWS: Final = 500  # of a part: more is no document that anybody reads, and stands whole in the files
_MOST_COLUMNS: Final = 7  # that a page has room for, beside how sure a row is and its notes
_SURE: Final = "How sure"
# Columns with what a row cites by name, beside where it was read; the Act is cited where no provision is.
_CITED: Final = ("provision", "authority", "publication", "for_publication", "against_publication", "rests_on")
_SHARES: Final = ("share",)


class Words(NamedTuple):
    """A text, and the address that it leads to, if any."""

    text: str
    address: str = ""


@dataclass(frozen=True)
class Note:
    """A numbered note: what is cited, where it was read, and the address under which this version holds it."""

    number: int
    cited: str
    read_at: str
    held_at: str

    @property
    def sentence(self) -> str:
        """What is cited, with the stop that ends it."""
        return f"{self.cited}{'' if self.cited.endswith(('.', '?', '!')) else '.'}" if self.cited else ""


@dataclass(frozen=True)
class Section:
    """One part of an answer: its title, and a table whose rows have notes by number; what the table leaves out."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Words]]
    notes: Sequence[Sequence[int]]
    left_out: Sequence[str]
    total: int

    @property
    def remarks(self) -> list[str]:
        """What the table leaves out, and where that stands."""
        told = []
        if len(self.rows) < self.total:
            told.append(f"{len(self.rows):,} of {self.total:,} rows; the others are at the permanent address.")
        if self.left_out:
            told.append(f"Columns that stand at the permanent address alone: {', '.join(self.left_out)}.")
        return told


@dataclass(frozen=True)
class Brief:
    """An answer as a document: what is asked and said, its sections, its notes, and facts about it by name."""

    title: str
    as_of: str
    asked: str
    outcome: str
    sections: Sequence[Section]
    notes: Sequence[Note]
    remarks: Sequence[str]
    facts: Mapping[str, Words]


@dataclass
class _Notes:
    """The notes so far, by what makes them one: what is cited and where it was read."""

    answer: Content
    numbers: dict[tuple[str, str], Note] = field(default_factory=dict)

    def of(self, table: Table, row: Row) -> list[int]:
        """Give the numbers of the notes of a row, in the order of the notes."""
        read_at = "" if _is_walk(table) else str(row.get("source") or "")
        rests_on = str(row.get(table.part.rests_on) or "")
        cited = list(_cited(table, row))
        keys = [(each, read_at if each == cited[0] else "") for each in cited]
        keys = keys or ([("", read_at)] if read_at else [])
        for key in keys:
            if key not in self.numbers:
                self.numbers[key] = self._note(*key, row, rests_on)
        return sorted({self.numbers[key].number for key in keys})

    def _note(self, cited: str, source: str, row: Row, rests_on: str) -> Note:
        is_elsewhere = source.startswith("http") and not source.startswith(BASE)
        thing = cited or (source if source in self.answer.labels else rests_on)
        named = self.answer.labels.get(cited or source) or ("" if is_elsewhere else source)
        place = (
            [row.get("section"), self.answer.labels.get(str(row.get("act")))] if cited == row.get("provision") else []
        )
        told = clean(", ".join(str(each) for each in (named, *place) if each))
        held_at = _held_at(thing, self.answer.pinned) if thing else self.answer.address
        return Note(len(self.numbers) + 1, told, source if is_elsewhere else "", held_at)


def compose(answer: Content) -> Brief:
    """Make the brief of an answer: of the page of rows that was asked for, so many of each part at most."""
    notes = _Notes(answer)
    sections = [_section(answer, table, notes) for table in answer.tables]
    asked = "; ".join(f"{heading(name).lower()}: {value}" for name, value in answer.parameters.items())
    return Brief(
        title=answer.asked.title,
        as_of=say_date(answer.as_of),
        asked=clean(asked),
        outcome=clean(answer.outcome.sentence),
        sections=sections,
        notes=list(notes.numbers.values()),
        remarks=[clean(note) for note in (*answer.notes, answer.privacy) if note],
        facts=_facts(answer),
    )


def _section(answer: Content, table: Table, notes: _Notes) -> Section:
    rows = table.rows[:MOST_ROWS]
    columns, left_out = _columns(answer, table, rows)
    headings = [heading(column.name) for column in columns] + ([_SURE] if table.part.rests_on else [])
    trust = [[Words(sure(row))] if table.part.rests_on else [] for row in rows]
    cells = [[_cell(answer, column, row) for column in columns] + last for row, last in zip(rows, trust, strict=True)]
    title = heading(table.part.title) if len(answer.tables) > 1 else "Answer"
    return Section(title, headings, cells, [notes.of(table, row) for row in rows], left_out, table.total)


def _is_walk(table: Table) -> bool:
    """Tell whether the rows of a table lead from a source to a target: there, a source is nothing that was read."""
    return "target" in table.part.names


def _columns(answer: Content, table: Table, rows: Sequence[Row]) -> tuple[list[Column], list[str]]:
    """Choose the columns for people that hold anything and do not repeat one before; give the headings of the rest."""
    told: dict[tuple[Words, ...], Column] = {}
    technical = TECHNICAL - {"source"} if _is_walk(table) else TECHNICAL
    for column in table.part.all_columns:
        cells = tuple(_cell(answer, column, row) for row in rows)
        if column.name not in technical and (any(cell.text for cell in cells) or not rows):
            told.setdefault(cells if rows else (Words(column.name),), column)
    found = list(told.values())
    return found[:_MOST_COLUMNS], [heading(column.name) for column in found[_MOST_COLUMNS:]]


def _cell(answer: Content, column: Column, row: Row) -> Words:
    value = row.get(column.name)
    if value is None or value == "":
        return Words("")
    if isinstance(value, bool):
        return Words("yes" if value else "no")
    if column.type in ("integer", "number"):
        is_share = column.name.startswith(_SHARES) or column.name.endswith("_share")
        return Words(str(value) if column.name == "year" else share(value) if is_share else number(value))
    if column.name == "valid_until":  # the first day without it, where people say the last with it
        return Words(say_span(None, value).removeprefix("until "))
    if column.type == "date":
        return Words(say_date(value, str(row.get("precision") or "")))
    return _text(answer, str(value))


def _text(answer: Content, value: str) -> Words:
    """Give a text, or the name of what it is the address of; one that has no name is a link under its short name."""
    if not value.startswith(("http://", "https://")) or " " in value:
        return Words(clean(value))
    if value in answer.labels:
        return Words(clean(answer.labels[value]))
    return Words(_short(value), value)


def _short(iri: str) -> str:
    """Give a short name for what has none: what its own address says, or the host of another.

    >>> _short("https://w3id.org/carekg/id/structure/integrated-care-board"), _short("https://example.org/a")
    ('integrated care board', 'example.org')
    """
    short = compress(iri)
    if short == iri:
        return iri.partition("://")[2].partition("/")[0]
    name = short.partition(":")[2]
    return name.replace("-", " ") if iri.startswith(BASE) else name


def _cited(table: Table, row: Row) -> Iterator[str]:
    """Give what a row cites by name: provisions and publications, each once."""
    things = {column.name for column in table.part.all_columns if column.type == "thing"}
    found = [str(row[name]) for name in _CITED if name in things and row.get(name)]
    if not found:
        found = [str(row[name]) for name in ("act", "handing_act") if name in things and row.get(name)]
    yield from dict.fromkeys(each for each in found if "://" in each)


def _held_at(thing: str, pinned: str) -> str:
    return f"{BASE}/api/v1/entities/{quote(compress(thing), safe=':/')}?version={pinned}"


def _facts(answer: Content) -> dict[str, Words]:
    receipt = make_receipt(answer)
    facts = {
        "Permanent address": Words(answer.address, answer.address),
        "Version of the data": Words(answer.version),
        "Licence of the data": Words("Creative Commons Attribution 4.0", LICENCE),
        "Attribution": Words(ATTRIBUTION),
        "Receipt": Words(f"sha256 {receipt.sha256} over {receipt.rows:,} rows; carekg {receipt.code}"),
    }
    if answer.asked.method == "GET" and _has_publications(answer.tables):
        facts |= {f"References ({name})": _references(answer, form) for name, form in _REFERENCES}
    return facts


_REFERENCES: Final = (("BibTeX", "bibtex"), ("RIS", "ris"))


def _has_publications(tables: Iterable[Table]) -> bool:
    space = PREFIXES["publication"]
    return any(str(value).startswith(space) for table in tables for row in table.rows for value in row.values())


def _references(answer: Content, form: str) -> Words:
    given: dict[str, Any] = {"question": answer.question, **answer.parameters}
    given |= {"as_of": answer.as_of.isoformat(), "version": answer.pinned, "format": form}
    address = f"{BASE}/api/v1/evidence/bibliography?{urlencode(given, quote_via=quote)}"
    return Words(address, address)
