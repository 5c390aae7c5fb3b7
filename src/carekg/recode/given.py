"""The table that is given: read so that nothing of it is lost, and names that it leaves free."""

import csv
import io
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from carekg.terms.errors import BadParameter

ADDED: Final = ("recoded", "share", "basis", "status", "note")
_MARKS: Final = (",", "\t", ";")
_TITLES: Final = 30  # lines that may stand above the headings


@dataclass(frozen=True)
class Table:
    """A table as it was given: its columns, and its rows, each as long as the columns."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    above: int

    def place(self, column: str, parameter: str = "column") -> int:
        """Give the place of a column. Raises: BadParameter where it is not there, or there twice."""
        places = [place for place, name in enumerate(self.columns) if name.strip() == column.strip()]
        if not places:
            raise BadParameter(parameter, column, f"the columns are {', '.join(filter(None, self.columns))}")
        if len(places) > 1:
            raise BadParameter(parameter, column, f"{len(places)} columns have this name: give them names of their own")
        return places[0]


def read_table(text: str, column: str) -> Table:
    """Read a table as CSV, with commas, tabs or semicolons between; titles may stand above its headings.

    Parameters: text; column, one of its headings. Raises: BadParameter. Source: RFC 4180.
    """
    top = "".join(itertools.islice(io.StringIO(text.removeprefix("\ufeff"), newline=""), _TITLES))
    marks = sorted(_MARKS, key=lambda mark: -top.count(mark))
    found = [(mark, *heading) for mark in marks for heading in _headings(top, mark, column)]
    several = [each for each in found if len(each[2]) > 1]
    alone = [each for each in found if each[0] == _MARKS[0]]  # one heading alone reads alike by every mark
    for mark, above, cells in several or alone:
        return _squared(cells, _read_lines(text.removeprefix("\ufeff"), mark)[above + 1 :], above)
    first = next(iter(_read_lines(top, marks[0], whole=False)), [])
    raise BadParameter(
        "column", column, f"the columns are {', '.join(filter(None, first)) or 'none, the table is empty'}"
    )


def _headings(top: str, mark: str, column: str) -> list[tuple[int, list[str]]]:
    """Give the first line that has a heading, with the number of those above it; nothing where none has."""
    lines = enumerate(_read_lines(top, mark, whole=False))
    return [each for each in lines if column.strip() in (cell.strip() for cell in each[1])][:1]


def _read_lines(text: str, mark: str, *, whole: bool = True) -> list[list[str]]:
    """Read the lines that are not empty. Raises: BadParameter, unless the text is only the top of a table."""
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))  # a cell may be as long as the table
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    found: list[list[str]] = []
    try:
        found.extend(cells for cells in reader if cells)
    except csv.Error as error:
        if whole:
            raise BadParameter("table", f"line {reader.line_num}", f"it is not CSV: {error}") from error
    return found


def _squared(columns: Sequence[str], rows: Sequence[Sequence[str]], above: int) -> Table:
    """Make every row as long as the longest, so that nothing is lost."""
    width = max([len(columns), *map(len, rows)])
    return Table(_filled(columns, width), [_filled(row, width) for row in rows], above)


def _filled(cells: Sequence[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]


def free_names(taken: Iterable[str], wanted: Sequence[str] = ADDED) -> dict[str, str]:
    """Give names for the new columns that the table does not have. Parameters: taken names; wanted ones.

    >>> free_names(["Share", "note", "note_2"])["note"], free_names(["Share"])["share"]
    ('note_3', 'share_2')
    """
    held = {name.strip().casefold() for name in taken}
    names: dict[str, str] = {}
    for name in wanted:
        numbers = ["", *(f"_{number}" for number in range(2, len(held) + 3))]
        names[name] = next(f"{name}{number}" for number in numbers if f"{name}{number}" not in held)
    return names
