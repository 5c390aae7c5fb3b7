"""Columns of true types: a part as an Arrow table, and as Parquet."""

import io
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

import orjson
from arro3.core import Array, DataType, Field, Schema
from arro3.core import Table as ArrowTable
from arro3.io import write_parquet

from carekg.questions.about import about
from carekg.questions.content import Content, Table
from carekg.questions.declaration import ColumnType

_EPOCH: Final = date(1970, 1, 1)


def _days(value: Any) -> int:
    return (date.fromisoformat(str(value)[:10]) - _EPOCH).days


_KINDS: Final[Mapping[ColumnType, tuple[Callable[[], Any], Callable[[Any], Any]]]] = {
    "date": (DataType.date32, _days),
    "integer": (DataType.int64, int),
    "number": (DataType.float64, float),
    "boolean": (DataType.bool, bool),
}


def to_arrow(answer: Content, table: Table) -> ArrowTable:
    """Give a part as an Arrow table with its declared types; its metadata say whence it is."""
    names = [name for name, _ in table.part.written]
    kinds = [kind for _, kind in table.part.written]
    cells = [list(answer.cells(table, row)) for row in table.rows]
    arrays, fields = [], []
    for place, (name, kind) in enumerate(zip(names, kinds, strict=True)):
        arrays.append(_array([row[place] for row in cells], kind))
        fields.append(Field(name, arrays[-1].type, nullable=True))
    return ArrowTable.from_arrays(arrays, schema=Schema(fields, metadata=_about(answer)))


def _array(cells: list[Any], kind: ColumnType) -> Array:
    make, cast = _KINDS.get(kind, (DataType.utf8, str))
    values = [None if cell is None else cast(cell) for cell in cells]
    if kind == "date":  # which cannot be made from days directly
        return Array(values, type=DataType.int32()).cast(make())
    return Array(values, type=make())


def _told(value: Any) -> str:
    return orjson.dumps(value).decode() if isinstance(value, dict) else str(value)


def _about(answer: Content) -> dict[str, str]:
    return {f"carekg.{name}": _told(value) for name, value in about(answer).items()}


def to_parquet(answer: Content, part: str | None = None) -> bytes:
    """Write a part as Parquet. Raises: BadParameter where a part must be named.

    Source: Apache Parquet, as written by the arrow-rs implementation.
    """
    table = to_arrow(answer, answer.part(part))
    file = io.BytesIO()
    facts = orjson.dumps(about(answer)).decode()
    write_parquet(table, file, key_value_metadata={"carekg": facts})  # of several, the order would change each time
    return file.getvalue()
