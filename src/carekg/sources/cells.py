"""Reading cells as publishers write them: dates in every form, counts, codes, and what names a row."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

_DATE_FORMS: Final = ("%Y-%m-%d", "%Y%m%d", "%d%b%Y", "%d-%b-%y", "%d-%b-%Y", "%d/%m/%Y")
_AS_NUMBER: Final = re.compile(r"(\d{8})\.0+")  # a date that a spreadsheet took for a number
_COUNT: Final = re.compile(r"([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.0+)?")
_MIDNIGHT: Final = re.compile(r"[T ]00:00(:00(\.0+)?)?Z?$")


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


def read_day(text: str, column: str) -> date | None:
    """Read a date in any of the forms that publishers use; None for an empty cell.

    Raises: Unusable where it is no date.

    >>> read_day("20130401", "open"), read_day("01Aug2026", "open"), read_day("", "open")
    (datetime.date(2013, 4, 1), datetime.date(2026, 8, 1), None)
    >>> read_day("20241101.0", "open"), read_day("2024-11-01 00:00:00", "open")
    (datetime.date(2024, 11, 1), datetime.date(2024, 11, 1))
    """
    if not text:
        return None
    number = _AS_NUMBER.fullmatch(text)
    plain = number[1] if number else _MIDNIGHT.sub("", text)
    for form in _DATE_FORMS:
        try:
            return datetime.strptime(plain, form).date()
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
    """Read a count, as `12`, `1,234` or `12.0`. Raises: Unusable where it is empty or no whole number from 0."""
    if not row[column]:
        raise Unusable(column, "", f"there is no number of {column}")
    if is_withheld(row[column]):
        raise Unusable(column, row[column], f"the publisher withholds the number of {column}")
    if not _COUNT.fullmatch(row[column]):
        raise Unusable(column, row[column], "it is no whole number from 0")
    return int(row[column].partition(".")[0].replace(",", ""))


def is_withheld(cell: str) -> bool:
    """Tell whether a cell stands for a number that is not given, which is not 0.

    Source: Government Analysis Function, using symbols in tables; the asterisk and the dots are older marks.
    """
    return cell.lower() in ("", "*", "**", "..", ":", "[c]", "[x]", "[z]", "[low]")


def read_once(seen: dict[str, int], row: Row, *columns: str) -> str:
    """Read what names a row, and keep its line. Raises: Unusable where an earlier row has the same."""
    value = " ".join(row[column] for column in columns)
    if value in seen:
        raise Unusable(columns[0], value, f"the code stands twice, first on line {seen[value]}")
    seen[value] = row.line
    return value


def read_code(row: Row, column: str, pattern: str) -> str:
    """Read a code of a known form, in capitals or not. Raises: Unusable where it has another form."""
    code = row[column].upper()
    if not re.fullmatch(pattern, code):
        raise Unusable(column, row[column], f"it has not the form of such a code ({pattern})")
    return code
