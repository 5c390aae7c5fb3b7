"""Plain values: what columns, arrays and sets of other libraries hold, as Python's own."""

from collections.abc import Iterator, Mapping
from typing import Any


def plain(value: Any) -> Any:
    """Give several values as a list, and a number or day of another library as Python's own; anything else as it is.

    >>> plain({"Leeds"}), plain(name for name in ("Leeds", "Kent")), plain("Leeds")
    (['Leeds'], ['Leeds', 'Kent'], 'Leeds')
    """
    if isinstance(value, str | bytes | list | tuple | Mapping) or hasattr(value, "columns"):
        return value
    if isinstance(value, Iterator):
        return list(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    listed = getattr(value, "tolist", None) or getattr(value, "to_list", None)  # as columns and arrays have
    return listed() if listed else value
