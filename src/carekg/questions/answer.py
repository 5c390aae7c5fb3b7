"""An answer: rows under named columns, with the labels, date and version that make it readable."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

import orjson
from pyoxigraph import Literal

Row = Mapping[str, Any]

_NUMBERS = {"integer": int, "int": int, "long": int, "decimal": Decimal, "double": float, "float": float}


@dataclass(frozen=True)
class Answer:
    """What a question gave."""

    question: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    as_of: date
    version: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    more: bool = False

    def to_json(self) -> bytes:
        """Write the answer as JSON, with the labels of every IRI in it."""
        body = {
            "question": self.question,
            "parameters": self.parameters,
            "as_of": self.as_of,
            "version": self.version,
            "columns": self.columns,
            "rows": self.rows,
            "labels": self.labels,
            "more": self.more,
        }
        return orjson.dumps(body, default=_json, option=orjson.OPT_APPEND_NEWLINE)

    def to_csv(self) -> bytes:
        """Write the rows as CSV with a header, each IRI followed by a column with its label."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")  # RFC 4180
        labelled = [column for column in self.columns if any(row[column] in self.labels for row in self.rows)]
        header = [name for column in self.columns for name in _names(column, column in labelled)]
        writer.writerow(header)
        for row in self.rows:
            writer.writerow([cell for column in self.columns for cell in self._cells(row[column], column in labelled)])
        return text.getvalue().encode()

    def to_parquet(self) -> bytes:
        """Write the rows as Parquet, with columns as in CSV and numbers as numbers.

        Source: Apache Parquet, as written by the arrow-rs implementation.
        """
        from arro3.core import Array, DataType, Table
        from arro3.io import write_parquet

        columns: dict[str, Any] = {}
        for column in self.columns:
            values = [row[column] for row in self.rows]
            kind = next((name for name, types in _PARQUET.items() if all(_is_a(value, types) for value in values)), "")
            columns[column] = Array(
                [value if value is None else _CASTS[kind](value) for value in values], type=getattr(DataType, kind)()
            )
            if any(str(value) in self.labels for value in values):
                columns[f"{column}_label"] = Array(
                    [self.labels.get(str(value)) for value in values], type=DataType.utf8()
                )
        file = io.BytesIO()
        write_parquet(Table.from_pydict(columns), file)
        return file.getvalue()

    def _cells(self, value: object, labelled: bool) -> list[object]:
        shown = "" if value is None else value
        return [shown, self.labels.get(str(value), "")] if labelled else [shown]


_PARQUET: Final[Mapping[str, tuple[type, ...]]] = {
    "bool": (bool,),
    "int64": (int,),
    "float64": (int, float, Decimal),
    "utf8": (object,),
}
_CASTS: Final[Mapping[str, Callable[[Any], Any]]] = {"bool": bool, "int64": int, "float64": float, "utf8": str}


def _is_a(value: object, types: tuple[type, ...]) -> bool:
    """Tell whether a value may stand in a column of a type; a truth value is no number, and nothing fits all."""
    return value is None or (
        isinstance(value, types) and (not isinstance(value, bool) or bool in types or object in types)
    )


def _names(column: str, labelled: bool) -> list[str]:
    return [column, f"{column}_label"] if labelled else [column]


def to_python(term: Any) -> Any:
    """Turn an RDF term into what Python and JSON have for it: numbers, booleans, text; an IRI becomes its text.

    >>> to_python(Literal(4)), to_python(Literal("2022-07-01")), to_python(None)
    (4, '2022-07-01', None)
    """
    if term is None or not isinstance(term, Literal):
        return None if term is None else term.value
    kind = term.datatype.value.rpartition("#")[2]
    if kind == "boolean":
        return term.value == "true"
    return _NUMBERS[kind](term.value) if kind in _NUMBERS else term.value


def _json(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"JSON has nothing for {value!r}")
