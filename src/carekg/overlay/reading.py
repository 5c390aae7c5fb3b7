"""Reading the workbook: every row held against its sheet, every fault told with sheet, row and column."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from python_calamine import CalamineError, CalamineWorkbook

from carekg.names.lookup import Names
from carekg.overlay import cells
from carekg.overlay.cells import Bad
from carekg.overlay.sheets import SHEETS, Column, Kind, Sheet
from carekg.overlay.template import GUIDE
from carekg.terms.errors import InvalidSheet, MalformedFile, MissingFile

MOST_BYTES: Final = 20_000_000
MOST_ROWS: Final = 20_000  # of a sheet
OWN: Final = "own:"  # begins the name of what the workbook describes itself
_DESCRIBED: Final = {"agreements": "agreement", "committees": "committee"}


class Fault(NamedTuple):
    """What is wrong in a cell, and what would be right."""

    sheet: str
    row: int
    column: str
    wrong: str
    right: str

    def __str__(self) -> str:
        return f"sheet {self.sheet}, row {self.row}, column {self.column}: {self.wrong}: {self.right}."


@dataclass(frozen=True)
class Row:
    """A row that was read: its sheet, its number as a spreadsheet shows it, and what its cells hold, by heading.

    Bodies and the like are IRIs; what the workbook describes itself is `own:` with its name.
    """

    sheet: str
    number: int
    cells: Mapping[str, Any]


@dataclass
class Workbook:
    """A workbook that was read: its rows, and its faults."""

    path: Path
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def raise_for_faults(self) -> None:
        """Raise InvalidSheet with a sentence for each fault, if there is any; or where there are no rows."""
        problems = [str(fault) for fault in self.faults]
        if not self.rows and not problems:
            problems = [f"it has no rows; the sheets are {', '.join(sheet.name for sheet in SHEETS)}."]
        if problems:
            raise InvalidSheet(self.path, problems)


def read_workbook(path: Path, names: Names) -> Workbook:
    """Read a workbook. Parameters: path of an XLSX file that began as the template; names, which say who is meant.

    Returns: its rows and its faults, in the order of the sheets.
    Raises: MissingFile; MalformedFile where it is no workbook, or is too large.
    """
    raw = {sheet.name: list(lines) for sheet, lines in _sheets(path)}
    book = Workbook(path)
    own = _own(raw, book.faults)
    for sheet in SHEETS:
        for number, line in raw.get(sheet.name, []):
            reader = _Reader(names, own, sheet, number, book.faults)
            book.rows.append(Row(sheet.name, number, reader.read(line)))
    _check_ends(book)
    book.faults.sort(key=lambda fault: ([sheet.name for sheet in SHEETS].index(fault.sheet), fault.row))
    return book


def _sheets(path: Path) -> Iterator[tuple[Sheet, Iterator[tuple[int, Mapping[str, Any]]]]]:
    if not path.is_file():
        raise MissingFile(path, "the command")
    if path.stat().st_size > MOST_BYTES:
        raise MalformedFile(path, 1, 1, f"it is larger than {MOST_BYTES:,} bytes")
    try:
        book = CalamineWorkbook.from_path(path)
        found = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except (CalamineError, OSError, ValueError) as error:
        raise MalformedFile(path, 1, 1, f"it is no workbook ({error}): save it as XLSX") from error
    known = {sheet.name: sheet for sheet in SHEETS}
    for name, lines in found.items():
        tidy = name.strip().casefold()
        if tidy not in known and name != GUIDE:
            raise MalformedFile(path, 1, 1, f"there is no sheet {name!r}; the sheets are {', '.join(known)}")
        if tidy in known:
            yield known[tidy], _lines(path, known[tidy], lines)


def _lines(path: Path, sheet: Sheet, lines: Sequence[Sequence[Any]]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    if len(lines) > MOST_ROWS:
        raise MalformedFile(path, MOST_ROWS, 1, f"the sheet {sheet.name} has more than {MOST_ROWS:,} rows")
    headings = [str(cell).strip().casefold() for cell in lines[0]] if lines else []
    known = [column.heading for column in sheet.columns]
    unknown = next((heading for heading in headings if heading and heading not in known), None)
    if unknown is not None:
        raise MalformedFile(path, 1, 1, f"the sheet {sheet.name} has no column {unknown!r}; it has {', '.join(known)}")
    for number, line in enumerate(lines[1:], 2):
        said = {name: cell for name, cell in zip(headings, line, strict=False) if name and str(cell).strip()}
        if said:
            yield number, said


def _own(raw: Mapping[str, list[tuple[int, Mapping[str, Any]]]], faults: list[Fault]) -> dict[str, str]:
    """Give the names that the workbook describes, tidy, with how they are written; note those that stand twice."""
    found: dict[str, str] = {}
    for name, heading in _DESCRIBED.items():
        for number, line in raw.get(name, []):
            written = cells.told(line.get(heading, ""))
            if written.casefold() in found:
                wrong = f"{written!r} stands twice"
                faults.append(
                    Fault(name, number, heading, wrong, "give each agreement and committee a name of its own")
                )
            elif written:
                found[written.casefold()] = written
    return found


@dataclass
class _Reader:
    """What reads the cells of a row; one that cannot be used is noted and left out."""

    names: Names
    own: Mapping[str, str]
    sheet: Sheet
    number: int
    faults: list[Fault]
    as_of: date | None = None

    def read(self, line: Mapping[str, Any]) -> dict[str, Any]:
        ordered = sorted(self.sheet.columns, key=lambda column: column.kind != "day")  # whose bodies are of that day
        found = {column.heading: self._cell(column, line.get(column.heading)) for column in ordered}
        first, last = found.get("first day"), found.get("last day")
        if first and last and last < first:
            self._note(
                "last day", f"{last} is before the first day, {first}", "write a later day, or correct the first"
            )
        return found

    def _cell(self, column: Column, cell: Any) -> Any:
        if cell is None:
            if column.needed:
                self._note(column.heading, "it is empty", f"write {column.help}")
            return None
        try:
            value = self._readers[column.kind](cell)
        except Bad as error:
            self._note(column.heading, error.wrong, error.right)
            return None
        if column.heading == "first day":
            self.as_of = value
        return value

    @property
    def _readers(self) -> Mapping[Kind, Callable[[Any], Any]]:
        return {
            "name": cells.read_name,
            "text": cells.read_name,
            "post": cells.read_post,
            "amount": cells.read_amount,
            "year": cells.read_year,
            "day": cells.read_day,
            "agreement": self._agreement,
            "body": self._body,
            "bodies": self._bodies,
            "kind": lambda cell: cells.resolve(self.names, "kind", cells.told(cell), self.as_of),
            "law": lambda cell: cells.resolve(self.names, "law", cells.told(cell), self.as_of),
        }

    def _agreement(self, cell: Any) -> str:
        written = cells.told(cell)
        if written.casefold() not in self.own:
            raise Bad(f"{written!r} is not on the sheet agreements", cells.nearest(written, self.own.values()))
        return f"{OWN}{self.own[written.casefold()]}"

    def _body(self, cell: Any) -> str:
        written = cells.told(cell)
        if written.casefold() in self.own:
            return f"{OWN}{self.own[written.casefold()]}"
        return cells.resolve(self.names, "body", written, self.as_of)

    def _bodies(self, cell: Any) -> list[str]:
        return [self._body(name) for name in cells.told(cell).split(";") if name.strip()]

    def _note(self, column: str, wrong: str, right: str) -> None:
        self.faults.append(Fault(self.sheet.name, self.number, column, wrong, right))


def _check_ends(book: Workbook) -> None:
    """Note agreements that end before they begin, or on two days."""
    begins = {
        f"{OWN}{row.cells['agreement']}": row.cells["first day"] for row in book.rows if row.sheet == "agreements"
    }
    ends: dict[str, date] = {}
    for row in (row for row in book.rows if row.sheet == "end dates"):
        agreement, last = row.cells["agreement"], row.cells["last day"]
        if not agreement or not last:
            continue
        first = begins.get(agreement)
        if first and last < first:
            wrong = f"{last} is before the agreement begins, {first}"
            book.faults.append(Fault(row.sheet, row.number, "last day", wrong, "write a later day"))
        if ends.setdefault(agreement, last) != last:
            wrong = f"another row says that it ends on {ends[agreement]}"
            book.faults.append(Fault(row.sheet, row.number, "last day", wrong, "leave one of the two out"))
