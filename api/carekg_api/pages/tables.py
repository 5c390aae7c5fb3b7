"""Tables for people, from the tables of answers: what is a thing is a link, what is sure is said in a word."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote, urlencode

from carekg.questions.answer import Answer
from carekg.questions.content import Table
from carekg.questions.declaration import TRUST, Column, Part, Question
from carekg.questions.tense import HAPPENED, HOLDS
from carekg.questions.trust import trusted
from carekg_api.pages import words
from carekg_api.pages.addresses import is_elsewhere
from carekg_api.pages.page import Cell, Grid, Piece
from carekg_api.pages.reader import Reader, Row

SURE: Final = "How sure"
_NUMBERS: Final = ("integer", "number")
_SHARES: Final = ("share",)
_PLAIN_TENSES: Final = (None, HOLDS, HAPPENED)  # what needs not be said of a row
_TRUST: Final = frozenset(column.name for column in TRUST)
FILES: Final = (
    *(("csv", "CSV"), ("xlsx", "Excel"), ("docx", "Word, with its sources"), ("md", "Markdown, with its sources")),
    *(("parquet", "Parquet"), ("json", "JSON")),
)
WHOLE: Final = ("json", "xlsx", "docx", "md")  # that hold every part of an answer


def grid(reader: Reader, table: Table, names: Sequence[str] = (), rows: Iterable[Row] | None = None) -> Grid:
    """Make a table for people of a table of an answer.

    Parameters: reader; table; names of the columns that are wanted, all that are not technical unless given; rows to
    show instead of those of the page.
    """
    shown = list(table.rows if rows is None else rows)
    columns = [
        column
        for column in _columns(table, names)
        if names or any(row.get(column.name) not in (None, "") for row in shown)
    ]
    trusted = bool(table.part.rests_on)
    headings = [words.heading(column.name) for column in columns] + ([SURE] if trusted else [])
    cells = [
        [cell(reader, column, row) for column in columns] + ([sure(reader, row)] if trusted else []) for row in shown
    ]
    numeric = frozenset(
        index for index, column in enumerate(columns) if column.type in _NUMBERS and column.name != "year"
    )
    return Grid(headings, cells, numeric)


def _columns(table: Table, names: Sequence[str]) -> list[Column]:
    by_name = {column.name: column for column in table.part.all_columns}
    if names:
        return [by_name[name] for name in names if name in by_name]
    shown = {"tense"} if any(row.get("tense") not in _PLAIN_TENSES for row in table.whole) else set()
    told = [column for column in by_name.values() if column.name not in words.TECHNICAL or column.name in shown]
    return told or list(by_name.values())


def cell(reader: Reader, column: Column, row: Mapping[str, Any]) -> Cell:
    """Make the cell of a column: a link, a date, a share, a number or text."""
    value = row.get(column.name)
    if value is None or value == "":
        return ()
    if column.name == "says":
        named = row.get("statement") or row.get("finding") or row.get("thing") or row.get("claim")
        return (reader.thing(str(named), str(value)),) if named else (Piece(str(value)),)
    if column.type in ("thing", "page"):
        return (reader.thing(str(value), _short(row) if column.name == "provision" else ""),)
    if column.type == "date":
        return (Piece(words.say_date(value, "month" if column.name == "month" else str(row.get("precision") or ""))),)
    if column.type == "boolean":
        return (Piece("yes" if value else "no"),)
    if column.type in _NUMBERS:
        return (Piece(_figure(column.name, value), kind="number"),)
    return (_text(reader, column.name, str(value)),)


def _short(row: Mapping[str, Any]) -> str:
    return str(row.get("section") or "")


def _figure(name: str, value: Any) -> str:
    if name.startswith(_SHARES) or name.endswith("_share"):
        return words.share(value)
    return str(value) if name == "year" else words.number(value)


def _text(reader: Reader, name: str, value: str) -> Piece:
    if value.startswith(("http://", "https://")) and " " not in value:
        reader.learn([value])
        return reader.thing(value)
    return Piece(words.TENSE.get(value, value) if name == "tense" else value)


def sure(reader: Reader, row: Mapping[str, Any]) -> Cell:
    """Say how sure a row is, as a word that leads to where it was read."""
    told = words.sure(row)
    source = str(row.get("source") or "").split("; ")[0]
    if not told:
        return ()
    if not source.startswith("http"):
        return (Piece(told, kind="sure"),)
    link = reader.thing(source).href
    return (Piece(told, link, "sure"),) if is_elsewhere(link) or link else (Piece(told, kind="sure"),)


def trust_of(reader: Reader, rows: Sequence[Row], column: str) -> list[Row]:
    """Give rows with the trust of what a column names, instead of that of what they rest on."""
    part = Part(name="rows", title="", columns=(), rests_on=column)
    bare = [{name: value for name, value in row.items() if name not in _TRUST or name == column} for row in rows]
    return trusted(reader.graph.store, part, bare, reader.as_of)


def data_address(question: Question, given: Mapping[str, str], form: str = "", part: str = "") -> str:
    """Give the address of a question's data."""
    values = dict(given)
    path = question.route
    for name in [name for name in values if f"{{{name}}}" in path]:
        path = path.replace(f"{{{name}}}", quote(values.pop(name), safe=":/,"))
    values |= {name: value for name, value in (("format", form), ("part", part)) if value}
    return f"/api/v1{path}" + (f"?{urlencode(values)}" if values else "")


def page_address(question: Question, given: Mapping[str, str]) -> str:
    """Give the address of the page of a question, as it was asked."""
    return f"/ask/{question.name}" + (f"?{urlencode(given)}" if given else "")


def given_of(answer: Answer) -> dict[str, str]:
    """Give what an answer was asked with, the day among it, as it stands in an address."""
    return {**answer.parameters, **({"as_of": answer.as_of.isoformat()} if answer.asked.is_dated else {})}


def files(answer: Answer) -> list[Piece]:
    """Give the links to an answer as files, and to its page."""
    question, given = answer.asked, given_of(answer)
    part = answer.table.part.name if len(answer.asked.parts) > 1 else ""
    found = [
        Piece(f"Download {label}", data_address(question, given, form, "" if form in WHOLE else part), form)
        for form, label in FILES
        if form in question.formats
    ]
    return [*found, Piece("Change the question", page_address(question, given))]
