"""What programs read of an analysis: all of it as JSON, its table as CSV; the same from every face."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import orjson


class Tabular(Protocol):
    """Something that can be told whole, and that has one table."""

    def as_dict(self) -> dict[str, Any]:
        """Give all of it as JSON would hold it."""

    def table(self) -> tuple[Sequence[str], Iterable[Mapping[str, Any]]]:
        """Give the columns and rows of its table."""


def to_json(found: Tabular, *, pretty: bool = False) -> bytes:
    """Write all of something as JSON, for people with a line for each field."""
    return orjson.dumps(found.as_dict(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE if pretty else None)


def to_csv(found: Tabular) -> bytes:
    """Write the table of something as CSV. Source: RFC 4180."""
    columns, rows = found.table()
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
