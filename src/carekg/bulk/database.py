"""One SQLite file: every flat table, beside the index of names."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, Final

from arro3.core import Table
from arro3.io import read_parquet

from carekg.build.makers import Maker, find
from carekg.bulk.tables import day_of, digest, maker_of, tables
from carekg.names.lookup import INDEX
from carekg.names.writing import FILE
from carekg.questions.about import ATTRIBUTION
from carekg.questions.content import LICENCE
from carekg.questions.declaration import ColumnType, Part
from carekg.store.embedded import Embedded

NAME: Final = "carekg.sqlite"
_FORMAT: Final = 1  # another where what is written changes
_TYPES: Final[dict[ColumnType, str]] = {"integer": "INTEGER", "boolean": "INTEGER", "number": "REAL"}
_ABOUT: Final = "CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL)"


def _write(store: Embedded, folder: Path) -> None:
    shutil.copy(find(INDEX, store) / FILE, folder / NAME)
    with closing(sqlite3.connect(folder / NAME, isolation_level=None)) as base:
        base.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN")
        for name, question, part in tables():
            file = find(maker_of(name, question, part), store) / f"{name}.parquet"
            _add(base, name.replace("-", "_"), part, file)
        base.execute(_ABOUT)
        base.executemany("INSERT INTO about VALUES (?, ?)", _about(store))
        base.execute("COMMIT")


def _add(base: sqlite3.Connection, name: str, part: Part, file: Path) -> None:
    columns = ", ".join(f'"{column}" {_TYPES.get(kind, "TEXT")}' for column, kind in part.written)
    base.execute(f'CREATE TABLE "{name}" ({columns})')
    places = ", ".join("?" for _ in part.written)
    base.executemany(f'INSERT INTO "{name}" VALUES ({places})', _rows(read_parquet(file).read_all()))  # noqa: S608 - our own names


def _rows(table: Table) -> Iterator[tuple[Any, ...]]:
    columns = [column.to_pylist() for column in table.columns]
    return (tuple(map(_plain, row)) for row in zip(*columns, strict=True))


def _plain(cell: Any) -> Any:
    return cell.isoformat() if isinstance(cell, date) else cell


def _about(store: Embedded) -> list[tuple[str, str]]:
    told = {"version": store.version["hash"], "as_of": day_of(store), "licence": LICENCE, "attribution": ATTRIBUTION}
    return [(name, str(value)) for name, value in told.items()]


NEEDS: Final = (INDEX, *(maker_of(*each) for each in tables()))  # what is made before it
DATABASE: Final = Maker(f"bulk-sqlite-{digest(NEEDS)}", _FORMAT, _write)
