"""Postcodes: a table of the user's own, read from a directory that is never shipped, beside the versions of a store."""

import json
import os
import re
import sqlite3
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final, NamedTuple, Self
from urllib.parse import quote

FILE: Final = "postcodes.sqlite"
_FORMAT: Final = 1
_POSTCODE: Final = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?|GIR) *[0-9][A-Z]{2}", re.IGNORECASE)
_TABLES: Final = """
CREATE TABLE about (facts TEXT);
CREATE TABLE places (id INTEGER PRIMARY KEY, district TEXT, location TEXT, board TEXT, small_area TEXT,
  UNIQUE (district, location, board, small_area));
CREATE TABLE postcodes (postcode TEXT PRIMARY KEY, place INTEGER, ended TEXT) WITHOUT ROWID;
"""


class Placed(NamedTuple):
    """A postcode with the codes of the areas that it lies in, empty where there is none, and the month it ended."""

    postcode: str
    district: str
    location: str
    board: str
    small_area: str
    ended: str


def is_postcode(text: str) -> bool:
    """Tell whether a text has the form of a postcode. Source: BS 7666, as the Cabinet Office gives it.

    >>> is_postcode("SW1A 1AA"), is_postcode("w1a1aa"), is_postcode("E07000066"), is_postcode("D4U1Y")
    (True, True, False, False)
    """
    return _POSTCODE.fullmatch(text.strip()) is not None


def tidy(postcode: str) -> str:
    """Give a postcode as it is looked up: in capitals, without spaces."""
    return re.sub(r"\s", "", postcode).upper()


class Postcodes:
    """The table of a store. It opens its file once, so that a process that may open nothing more can go on asking."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._table = connection
        self._table.execute("PRAGMA temp_store=MEMORY")
        self.about: Mapping[str, Any] = json.loads(self._table.execute("SELECT facts FROM about").fetchone()[0])

    @classmethod
    def open(cls, folder: Path) -> Self | None:
        """Open the table of a store folder; None where there is none, or one of another format."""
        path = folder / FILE
        if not path.is_file():
            return None
        address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
        found = cls(sqlite3.connect(address, uri=True, check_same_thread=False))
        return found if found.about["format"] == _FORMAT else None

    def find(self, text: str) -> Placed | None:
        """Give a postcode with what it lies in; None where the table does not have it."""
        row = self._table.execute(
            "SELECT postcode, district, location, board, small_area, ended FROM postcodes JOIN places ON id = place "
            "WHERE postcode = ?",
            (tidy(text),),
        ).fetchone()
        return None if row is None else Placed(*row)


def write_postcodes(folder: Path, rows: Iterable[Placed], facts: Mapping[str, Any]) -> int:
    """Write the table of a store folder, in the place of any that there is, by one atomic rename.

    Parameters: folder; rows, of which the first of a postcode is kept; facts about where they are from.
    Returns: how many postcodes it has.
    """
    handle, name = tempfile.mkstemp(dir=folder, suffix=".part")
    os.close(handle)
    try:
        with closing(sqlite3.connect(name)) as table:
            table.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; {_TABLES}")
            numbers: dict[tuple[str, ...], int] = {}
            table.executemany(
                "INSERT OR IGNORE INTO postcodes VALUES (?, ?, ?)",
                ((row.postcode, numbers.setdefault(row[1:5], len(numbers)), row.ended) for row in rows),
            )
            places = ((number, *place) for place, number in numbers.items())
            table.executemany("INSERT INTO places VALUES (?, ?, ?, ?, ?)", places)
            count = int(table.execute("SELECT COUNT(*) FROM postcodes").fetchone()[0])
            table.execute(
                "INSERT INTO about VALUES (?)", (json.dumps({"format": _FORMAT, "postcodes": count, **facts}),)
            )
            table.commit()
        Path(name).chmod(0o644)
        Path(name).replace(folder / FILE)
    finally:
        Path(name).unlink(missing_ok=True)
    return count
