"""The ONS Postcode Directory, and the National Statistics Postcode Lookup: into a table beside the versions of a store.

Both have had two sets of headings: `oslaua` or `laua`, `ccg`, later `sicbl`, `stp`, later `icb`; and since 2025 names
with the year of the codes, such as `lad25cd`, `sicbl24cd`, `icb23cd` and `lsoa21cd`. Neither is shipped: whoever wants
postcodes gets one from the Open Geography portal, with its licence, which is another for Northern Ireland.

Source: ONS Geography, ONS Postcode Directory user guide.
"""

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from carekg.sources.cells import Reject
from carekg.sources.job import Progress
from carekg.sources.ons import AREA
from carekg.store.postcodes import Placed, is_postcode, tidy, write_postcodes
from carekg.terms.errors import MalformedFile, MissingFile, StoreMissing

NAME: Final = "postcodes"
_COLUMNS: Final[Mapping[str, str]] = {
    "postcode": r"pcds",
    "district": r"(os)?laua|lad\d\dcd",
    "location": r"ccg|sicbl(\d\dcd)?",
    "board": r"stp|icb(\d\dcd)?",
    "small_area": r"lsoa21(cd)?",
    "ended": r"doterm",
}
_NEEDED: Final = ("postcode", "district")
_PSEUDO: Final = "99999999"  # how a code ends that says that there is none
_SHOWN: Final = 50_000  # rows between two tellings of progress
_MOST_REJECTS: Final = 10_000


def import_postcodes(
    paths: Sequence[Path], folder: Path, progress: Progress = lambda *_: None
) -> tuple[int, list[Reject]]:
    """Read a directory of postcodes into the table of a store folder.

    Parameters: paths of its CSV file or files, or of the ZIP file that they are published in; folder of the store;
    progress, called with what is being done.
    Returns: how many postcodes the table has, and the rows that were left out.
    Raises: StoreMissing; MissingFile; MalformedFile where a column is missing or no row can be used.
    """
    if not folder.is_dir():
        raise StoreMissing(folder)
    rejects: list[Reject] = []
    rows = (row for path in paths for row in _read(path, rejects, progress))
    first = next(rows, None)
    if first is None:
        reason = rejects[0].reason if rejects else "it has no rows"
        raise MalformedFile(paths[0], rejects[0].line if rejects else 1, 1, f"no row can be used; the first: {reason}")
    facts = {"files": [path.name for path in paths], "sha256": [_checksum(path) for path in paths]}
    count = write_postcodes(folder, _chained(first, rows), facts)
    return count, rejects


def _chained(first: Placed, rest: Iterator[Placed]) -> Iterator[Placed]:
    yield first
    yield from rest


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(path: Path, rejects: list[Reject], progress: Progress) -> Iterator[Placed]:
    with _opened(path) as file:
        reader = csv.reader(io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline=""))
        head = [heading.strip() for heading in next(reader, [])]
        places = _places(path, head)
        for number, cells in enumerate(reader, 2):
            if number % _SHOWN == 0:
                progress(f"read {path.name}", number, 0)
            row = _row(path.name, number, cells, len(head), places)
            if isinstance(row, Placed):
                yield row
            elif len(rejects) < _MOST_REJECTS:
                rejects.append(row)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a CSV file, or the longest one in a ZIP file. Raises: MissingFile; MalformedFile."""
    if not path.is_file():
        raise MissingFile(path, "the command")
    if not zipfile.is_zipfile(path):
        with path.open("rb") as file:
            yield file
        return
    with zipfile.ZipFile(path) as archive:
        tables = [each for each in archive.infolist() if each.filename.lower().endswith(".csv")]
        if not tables:
            raise MalformedFile(path, 1, 1, "there is no CSV file in the archive")
        with archive.open(max(tables, key=lambda each: each.file_size)) as member:
            yield member


def _places(path: Path, head: Sequence[str]) -> Mapping[str, int]:
    """Find the columns by their names of any year. Raises: MalformedFile."""
    found: dict[str, int] = {}
    for name, pattern in _COLUMNS.items():
        at = next((place for place, cell in enumerate(head) if re.fullmatch(pattern, cell, re.IGNORECASE)), None)
        if at is not None:
            found[name] = at
        elif name in _NEEDED:
            shown = ", ".join(head[:12])
            reason = f"no column for {name} (a heading that matches {pattern}). The file has: {shown}"
            raise MalformedFile(path, 1, 1, f"{reason}. Give the ONS Postcode Directory as published")
    return found


def _row(file: str, line: int, cells: Sequence[str], size: int, places: Mapping[str, int]) -> Placed | Reject:
    if len(cells) != size:
        return Reject(file, line, "the whole row", ",".join(cells)[:80], f"it has {len(cells)} cells, the first {size}")
    told = {name: cells[place].strip() for name, place in places.items()}
    if not is_postcode(told["postcode"]):
        return Reject(file, line, "postcode", told["postcode"], "it has not the form of a postcode")
    areas = {name: _area(told.get(name, "")) for name in ("district", "location", "board", "small_area")}
    return Placed(tidy(told["postcode"]), **areas, ended=told.get("ended", ""))


def _area(code: str) -> str:
    """Give the code of an area; empty for one that says that there is none, and for what is no such code."""
    return code if re.fullmatch(AREA, code) and not code.endswith(_PSEUDO) else ""
