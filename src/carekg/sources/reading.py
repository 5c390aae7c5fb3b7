"""Reading the tables that publishers publish: headings that change, titles above them, rows that do not fit."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final
from zipfile import ZipFile, is_zipfile

from rapidfuzz import fuzz, process

from carekg.sources.cells import Row, Unusable
from carekg.sources.decoding import decode
from carekg.terms.errors import MalformedFile, MissingFile

Columns = Mapping[str, str | int]
Refuse = Callable[[int, Unusable], None]

_TITLES: Final = 30  # lines that may stand above the headings: titles, notes, blank lines
_SHOWN: Final = 12
_ALIKE: Final = 40.0  # of 100: a heading that may be the new name of a column
_UNPACKED: Final = 500_000_000  # bytes


@dataclass(frozen=True)
class Line:
    """One line of a table: its number in the file, and its cells."""

    number: int
    cells: Sequence[str]


def read_csv(
    path: Path,
    columns: Columns,
    *,
    width: int | None = None,
    optional: Iterable[str] = (),
    refuse: Refuse | None = None,
) -> Iterator[Row]:
    """Read the rows of a CSV file. Titles may stand above its headings, and empty columns after its last.

    Parameters: path; columns, by our name: a pattern that the whole heading must match, or a position from 1 in a
    file without headings; width, how many columns such a file has; optional, columns that may be missing; refuse,
    told of each row whose number of cells is another, which is then left out; without it, such a row is an error.
    Raises: MissingFile; MalformedFile where a column is missing, the file breaks off, or is not CSV.

    Source: Common Format for CSV Files, RFC 4180.
    """
    text = decode(path)
    lines = _lines(path, text)
    if not lines:
        raise MalformedFile(path, 1, 1, "the file is empty")
    if width:
        places, size = _positions(path, lines, columns, width), width
    else:
        head = find_headings(lines, columns, set(optional))
        places, size = _match(path, lines[head], columns, set(optional)), len(_trim(lines[head].cells))
        lines = lines[head + 1 :]
    complete = text.endswith(("\n", "\r"))
    for line in lines:
        cells = _fit(line.cells, size)
        if cells is not None:
            yield Row(line.number, {name: cells[place].strip() for name, place in places.items()})
        else:
            _refuse(path, line, size, refuse, complete=complete or line is not lines[-1])


def _lines(path: Path, text: str) -> list[Line]:
    """Read the lines that hold anything. Raises: MalformedFile."""
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        return [Line(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise MalformedFile(path, reader.line_num, 1, f"the file breaks off or is not CSV: {error}") from error


def _trim(cells: Sequence[str]) -> Sequence[str]:
    """Leave out the empty cells at the end."""
    last = next((place for place in range(len(cells), 0, -1) if cells[place - 1].strip()), 0)
    return cells[:last]


def _fit(cells: Sequence[str], size: int) -> Sequence[str] | None:
    """Give the cells of a row of a size: with any empty ones after them left out; None where there are too few."""
    return None if len(cells) < size or len(_trim(cells)) > size else cells[:size]


def _refuse(path: Path, line: Line, size: int, refuse: Refuse | None, *, complete: bool) -> None:
    reason = f"the row has {len(line.cells)} cells and {size} are needed"
    if not complete:
        ending = "; the file ends in the middle of a row, so it may be truncated"
        raise MalformedFile(path, line.number, 1, reason + ending)
    if refuse is None:
        raise MalformedFile(path, line.number, 1, reason)
    refuse(line.number, Unusable("the whole row", ",".join(line.cells), reason))


def _positions(path: Path, lines: Sequence[Line], columns: Columns, width: int) -> dict[str, int]:
    if all(_fit(line.cells, width) is None for line in lines):
        found = len(lines[0].cells)
        reason = f"a file of this source has {width} columns and no headings; this one has {found}"
        raise MalformedFile(path, 1, 1, reason)
    return {name: int(position) - 1 for name, position in columns.items()}


def find_headings(lines: Sequence[Line], columns: Columns, optional: Iterable[str] = ()) -> int:
    """Give the place of the line that has most of the columns that are needed: the first of those that have as many."""
    needed = [str(pattern) for name, pattern in columns.items() if name not in set(optional)]
    return max(range(min(len(lines), _TITLES)), key=lambda place: count_fitting(lines[place].cells, needed), default=0)


def read_top(path: Path) -> list[Line]:
    """Read the first lines of a CSV file: those among which its headings are. Raises: MissingFile; MalformedFile."""
    return _lines(path, "".join(decode(path).splitlines(keepends=True)[:_TITLES]))


def count_fitting(cells: Sequence[str], patterns: Iterable[str]) -> int:
    """Count the patterns that some cell of a line fits."""
    tidy = [" ".join(cell.split()) for cell in cells]
    return sum(any(re.fullmatch(each, cell, re.IGNORECASE) for cell in tidy) for each in patterns)


def _match(path: Path, line: Line, columns: Columns, optional: set[str]) -> dict[str, int]:
    """Find each column by its pattern: headings carry the year of their codes, which changes with each issue."""
    tidy = [" ".join(heading.split()) for heading in line.cells]
    places: dict[str, int] = {}
    for name, pattern in columns.items():
        found = [place for place, heading in enumerate(tidy) if re.fullmatch(str(pattern), heading, re.IGNORECASE)]
        if found:
            places[name] = found[0]
        elif name not in optional:
            raise MalformedFile(path, line.number, 1, _missing(name, str(pattern), tidy))
    return places


def _missing(name: str, pattern: str, headings: Sequence[str]) -> str:
    near = process.extractOne(re.sub(r"\W|\\d", "", pattern).upper(), headings, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    hint = f"; perhaps {near[0]!r} is its new name" if near else ""
    shown = ", ".join(headings[:_SHOWN]) + (" …" if len(headings) > _SHOWN else "")
    return f"no column for {name} (a heading that matches {pattern}){hint}. The file has: {shown}"


def read_sheet(path: Path, sheet: str, columns: Columns) -> Iterator[Row]:
    """Read the rows of one sheet of a workbook, whose name may be spaced and cased in any way; so may its headings.

    Raises: MissingFile; MalformedFile where it is no workbook, or lacks the sheet or a column.
    """
    texts = [Line(number, cells) for number, cells in enumerate(_sheet(path, sheet), 1)]
    head = find_headings(texts, columns)
    places = _match(path, texts[head], columns, set()) if texts else {}
    for line in texts[head + 1 :]:
        if any(line.cells):
            yield Row(line.number, {name: line.cells[place].strip() for name, place in places.items()})


def _sheet(path: Path, name: str) -> list[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    if not path.is_file():
        raise MissingFile(path, "the command")
    _refuse_bomb(path)
    try:
        book = CalamineWorkbook.from_path(path)
    except CalamineError as error:
        raise MalformedFile(path, 1, 1, f"it is no workbook with a sheet {name!r} ({error})") from error
    found = next((each for each in book.sheet_names if _plain(each) == _plain(name)), None)
    if found is None:
        reason = f"the workbook has no sheet {name!r}; its sheets are {', '.join(map(repr, book.sheet_names))}"
        raise MalformedFile(path, 1, 1, reason)
    rows = book.get_sheet_by_name(found).to_python(skip_empty_area=False)
    return [[_cell(value) for value in row] for row in rows]


def _refuse_bomb(path: Path) -> None:
    """Refuse a workbook that unpacks to more than any publisher's does. Raises: MalformedFile."""
    if is_zipfile(path):
        with ZipFile(path) as packed:
            size = sum(each.file_size for each in packed.infolist())
        if size > _UNPACKED:
            raise MalformedFile(path, 1, 1, f"it unpacks to {size:,} bytes; at most {_UNPACKED:,} are read")


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat()[:10] if isinstance(value, date) else str(value)
