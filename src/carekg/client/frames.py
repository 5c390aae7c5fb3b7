"""Data frames, by the libraries that are installed."""

import csv
from collections.abc import Sequence
from importlib.util import find_spec
from io import BytesIO
from typing import Any


def make_pandas(records: list[dict[str, Any]], columns: Sequence[str]) -> Any:
    """Make a pandas data frame; of no rows, with the columns that there would be."""
    import pandas

    return pandas.DataFrame(records, columns=None if records else list(columns))


def read_header(table: bytes) -> list[str]:
    """Read the names of the columns of a table in CSV.

    >>> read_header(b"body,body_label,body_code")
    ['body', 'body_label', 'body_code']
    """
    return next(csv.reader(table.decode().splitlines()))


def read_polars(parquet: bytes) -> Any:
    """Read Parquet into a polars data frame."""
    import polars

    return polars.read_parquet(BytesIO(parquet))


def read_arrow(parquet: bytes) -> Any:
    """Read Parquet into an Arrow table."""
    if find_spec("pyarrow") is None:
        from arro3.io import read_parquet

        return read_parquet(BytesIO(parquet)).read_all()
    from importlib import import_module

    return import_module("pyarrow.parquet").read_table(BytesIO(parquet))
