"""Queries in steps: the keys of an answer first, then by blocks of them the details of each.

An engine that is given a few things looks each up; asked for all in one query, it may read every detail that there is.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from pyoxigraph import NamedNode

from carekg.questions.content import to_python
from carekg.store.embedded import Embedded
from carekg.store.sparql import QueryFile, Value, bind, read

BLOCK: Final = 100  # the engine's joins with longer VALUES blocks grow faster than the blocks
Row = dict[str, Any]


class Detail(NamedTuple):
    """A query for details: its text, the column whose things it takes, and whether a row without any stays."""

    text: str
    of: str
    is_optional: bool


class Details(NamedTuple):
    """The queries for the details of what a query finds, and the order of all that is found then."""

    queries: tuple[Detail, ...]
    order: Sequence[str]


@cache
def read_details(query: QueryFile) -> Details:
    """Read the queries that give the details of what a query finds: `name-details….rq` beside `name.rq`.

    The header of each names in `of` the column whose things it takes, in the parameter of that name, and says by
    `optional` whether a row without any stays; that of the query itself names the columns to sort by in `order`.
    """
    found = [read(each) for each in sorted(query.path.parent.glob(f"{query.name}-details*.rq"))]
    queries = tuple(Detail(each.text, each.header["of"], bool(each.header.get("optional"))) for each in found)
    return Details(queries, query.header["order"] if queries else ())


def select_keyed(store: Embedded, query: QueryFile, terms: Mapping[str, Value]) -> list[Row]:
    """Ask a query, and those beside it for the details of what it finds; the order is then that of its header.

    Parameters: store; query; terms of their parameters.
    """
    rows = select_rows(store, query.text, terms)
    details = read_details(query)
    for each in details.queries:
        rows = _joined(store, rows, terms, each)
    return put_in_order(rows, details.order) if details.queries else rows


def select_rows(store: Embedded, text: str, terms: Mapping[str, Value]) -> list[Row]:
    """Ask a query of our own and give its rows as Python has them."""
    return [{name: to_python(term) for name, term in row.items()} for row in store.select(bind(text, terms))]


def in_blocks(
    store: Embedded, text: str, terms: Mapping[str, Value], name: str, things: Sequence[NamedNode]
) -> list[Row]:
    """Ask for the details of many things, a block of them at a time.

    Parameters: store; text of the query; terms of its other parameters; name of the one that takes the things.
    """
    blocks = (things[start : start + BLOCK] for start in range(0, len(things), BLOCK))
    return [row for block in blocks for row in select_rows(store, text, {**terms, name: block})]


def put_in_order(rows: Sequence[Row], columns: Sequence[str]) -> list[Row]:
    """Sort rows by columns, those without a value first, as an engine does.

    >>> put_in_order([{"a": 2}, {"a": 1}, {"a": None}], ["a"])
    [{'a': None}, {'a': 1}, {'a': 2}]
    """
    return sorted(rows, key=lambda row: tuple((row.get(name) is not None, row.get(name) or 0) for name in columns))


def _joined(store: Embedded, rows: Sequence[Row], terms: Mapping[str, Value], details: Detail) -> list[Row]:
    """Join rows with the details of what they name, by the columns that both have; a row that names nothing stays."""
    name, is_optional = details.of, details.is_optional
    things = [NamedNode(thing) for thing in sorted({row[name] for row in rows if row[name]})]
    found = in_blocks(store, details.text, terms, name, things)
    if not found:
        return [row for row in rows if is_optional or not row[name]]
    shared = [column for column in found[0] if column in rows[0]]
    told: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for each in found:
        told[tuple(each[column] for column in shared)].append(each)
    kept: list[Row] = []
    for row in rows:
        more = told[tuple(row[column] for column in shared)] if row[name] else []
        kept += [row | each for each in more or ([{}] if is_optional or not row[name] else [])]
    return kept
