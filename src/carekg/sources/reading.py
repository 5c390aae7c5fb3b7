"""Reading what publishers publish: encodings, headers that change, dates as they come, and rows that cannot be used."""

import csv
import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from carekg.terms.errors import MalformedFile, MissingFile

Columns = Mapping[str, str | int]

_MARKS: Final = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
_WORKBOOK: Final = b"PK\x03\x04"  # how a ZIP archive begins, and so a workbook
_MULTIBYTE: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_DATE_FORMS: Final = ("%Y-%m-%d", "%Y%m%d", "%d%b%Y", "%d-%b-%y", "%d-%b-%Y", "%d/%m/%Y")


@dataclass(frozen=True)
class Row:
    """One row of a file: its line, and its cells by our own names of the columns."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Reject:
    """A row, or a cell of one, that was left out."""

    file: str
    line: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}, column {self.column}: {self.value!r} was left out: {self.reason}."


class Unusable(Exception):
    """A cell that cannot be used: which column, what it holds, and why."""

    def __init__(self, column: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.value, self.reason = column, value, reason


def decode(path: Path) -> str:
    """Read a file as text: UTF-8 or UTF-16 by its mark, else UTF-8, else Windows-1252.

    Raises: MissingFile; MalformedFile where one file mixes UTF-8 with another encoding, with line and column.
    """
    try:
        content = path.read_bytes()
    except (FileNotFoundError, IsADirectoryError) as error:
        raise MissingFile(path, "the command") from error
    if content.startswith(_WORKBOOK):
        raise MalformedFile(path, 1, 1, "it is a workbook, where a CSV file is read")
    encoding = next((name for mark, name in _MARKS.items() if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        before = content[: error.start]
        if encoding == "utf-8" and not _MULTIBYTE.search(content):
            return content.decode("cp1252", errors="replace")
        line, column = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
        raise MalformedFile(path, line, column, "encodings are mixed: most of it is UTF-8, this byte is not") from error


def read_csv(path: Path, columns: Columns, *, width: int | None = None, optional: Iterable[str] = ()) -> Iterator[Row]:
    """Read the rows of a CSV file.

    Parameters: path; columns, by our name: a pattern that the whole heading must match, or a position from 1 in a
    file without headings; width, how many columns such a file has; optional, columns that may be missing.
    Raises: MissingFile; MalformedFile where a column is missing, the file breaks off, or is not CSV.

    Source: Common Format for CSV Files, RFC 4180.
    """
    text = decode(path)
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        first = next(reader, None)
        if first is None:
            raise MalformedFile(path, 1, 1, "the file is empty")
        places = _positions(path, first, columns, width) if width else _match(path, first, columns, set(optional))
        rows: Iterable[Sequence[str]] = _chain(first, reader) if width else reader
        yield from _rows(path, lambda: reader.line_num, rows, places, len(first), complete=text.endswith(("\n", "\r")))
    except csv.Error as error:
        raise MalformedFile(path, reader.line_num, 1, f"the file breaks off or is not CSV: {error}") from error


def _chain(first: Sequence[str], rest: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    yield first
    yield from rest


def _rows(
    path: Path,
    lines: Callable[[], int],
    rows: Iterable[Sequence[str]],
    places: Mapping[str, int],
    size: int,
    complete: bool,
) -> Iterator[Row]:
    for cells in rows:
        if not cells:
            continue
        if len(cells) != size:
            ending = "" if complete else "; the file ends in the middle of a row, so it may be truncated"
            reason = f"the row has {len(cells)} cells and the first has {size}{ending}"
            raise MalformedFile(path, lines(), 1, reason)
        yield Row(lines(), {name: cells[place].strip() for name, place in places.items()})


def _positions(path: Path, first: Sequence[str], columns: Columns, width: int | None) -> dict[str, int]:
    if len(first) != width:
        reason = f"a file of this source has {width} columns and no headings; this one has {len(first)}"
        raise MalformedFile(path, 1, 1, reason)
    return {name: int(position) - 1 for name, position in columns.items()}


def _match(path: Path, headings: Sequence[str], columns: Columns, optional: set[str]) -> dict[str, int]:
    """Find each column by its pattern: headings carry the year of their codes, which changes with each issue."""
    tidy = [" ".join(heading.split()) for heading in headings]
    places: dict[str, int] = {}
    for name, pattern in columns.items():
        found = [place for place, heading in enumerate(tidy) if re.fullmatch(str(pattern), heading, re.IGNORECASE)]
        if found:
            places[name] = found[0]
        elif name not in optional:
            raise MalformedFile(path, 1, 1, _missing(name, str(pattern), tidy))
    return places


def _missing(name: str, pattern: str, headings: Sequence[str]) -> str:
    near = difflib.get_close_matches(re.sub(r"\W|\\d", "", pattern).upper(), headings, n=1, cutoff=0.4)
    hint = f"; perhaps {near[0]!r} is its new name" if near else ""
    shown = ", ".join(headings[:12]) + (" …" if len(headings) > 12 else "")
    return f"no column for {name} (a heading that matches {pattern}){hint}. The file has: {shown}"


def read_sheet(path: Path, sheet: str, columns: Columns) -> Iterator[Row]:
    """Read the rows of one sheet of a workbook; line breaks in its headings count as spaces.

    Raises: MissingFile; MalformedFile where it is no workbook, or lacks the sheet or a column.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    if not path.is_file():
        raise MissingFile(path, "the command")
    try:
        book = CalamineWorkbook.from_path(path)
        lines = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise MalformedFile(path, 1, 1, f"it is no workbook with a sheet {sheet!r} ({error})") from error
    texts = [[_cell(value) for value in line] for line in lines]
    head = next((n for n, line in enumerate(texts) if _has_all(line, columns)), 0)
    places = _match(path, texts[head], columns, set())
    for number, line in enumerate(texts[head + 1 :], head + 2):
        if any(line):
            yield Row(number, {name: line[place].strip() for name, place in places.items()})


def _has_all(line: Sequence[str], columns: Columns) -> bool:
    tidy = [" ".join(cell.split()) for cell in line]
    return all(any(re.fullmatch(str(each), cell, re.IGNORECASE) for cell in tidy) for each in columns.values())


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat()[:10] if isinstance(value, date) else str(value)


def read_day(text: str, column: str) -> date | None:
    """Read a date in any of the forms that publishers use; None for an empty cell.

    Raises: Unusable where it is no date.

    >>> read_day("20130401", "open"), read_day("01Aug2026", "open"), read_day("", "open")
    (datetime.date(2013, 4, 1), datetime.date(2026, 8, 1), None)
    """
    if not text:
        return None
    for form in _DATE_FORMS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise Unusable(column, text, "it is no date that exists; write it as YYYY-MM-DD or YYYYMMDD")


def read_interval(row: Row, opened: str = "open", closed: str = "close") -> tuple[date | None, date | None]:
    """Read the days on which something opened and closed. Raises: Unusable where it closes before it opens."""
    start, end = read_day(row[opened], opened), read_day(row[closed], closed)
    if start and end and end < start:
        raise Unusable(closed, row[closed], f"it closes before it opens ({row[opened]})")
    return start, end


def read_number(row: Row, column: str) -> int:
    """Read a count. Raises: Unusable where it is empty or no whole number from 0."""
    if not row[column]:
        raise Unusable(column, "", f"there is no number of {column}")
    if not row[column].isdigit():
        raise Unusable(column, row[column], "it is no whole number from 0")
    return int(row[column])


def read_once(seen: dict[str, int], row: Row, *columns: str) -> str:
    """Read what names a row, and keep its line. Raises: Unusable where an earlier row has the same."""
    value = " ".join(row[column] for column in columns)
    if value in seen:
        raise Unusable(columns[0], value, f"the code stands twice, first on line {seen[value]}")
    seen[value] = row.line
    return value


def read_code(row: Row, column: str, pattern: str) -> str:
    """Read a code of a known form. Raises: Unusable where it has another form."""
    if not re.fullmatch(pattern, row[column]):
        raise Unusable(column, row[column], f"it has not the form of such a code ({pattern})")
    return row[column]
