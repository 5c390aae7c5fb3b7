"""What an answer holds: one table or several, with the labels, date, version and outcome that make it readable."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, Self
from urllib.parse import quote, urlencode

from pyoxigraph import Literal, Triple

from carekg.questions.declaration import Part, Question
from carekg.questions.outcome import Outcome
from carekg.store.embedded import OVER, shorten
from carekg.terms.errors import BadParameter

Row = Mapping[str, Any]
PRIVATE: Final = "It takes in a private overlay: what is its keeper's own record is not public, and under no licence."
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
BASE: Final = "https://w3id.org/carekg"
_NUMBERS = {"integer": int, "int": int, "long": int, "decimal": Decimal, "double": float, "float": float}
_MARK: Final = "\x1f"  # on both sides of what a query puts between things that it joins


@dataclass(frozen=True)
class Table:
    """The rows of one part: all of them, and the page of them that was asked for."""

    part: Part
    whole: Sequence[Row]
    offset: int = 0
    limit: int | None = None

    @cached_property
    def rows(self) -> Sequence[Row]:
        """The rows of the page."""
        return self.whole[self.offset : None if self.limit is None else self.offset + self.limit]

    @property
    def total(self) -> int:
        """How many rows there are in all."""
        return len(self.whole)

    @property
    def more(self) -> bool:
        """Whether rows follow those of the page."""
        return self.offset + len(self.rows) < self.total


@dataclass(frozen=True)
class Content:
    """What a question gave.

    `members` are what its JSON has beside the tables; `text` is the same told as lines, where it can be; `notes` are
    lines that belong under a table; `files` are functions that write it in the
    formats that only this question has.
    """

    asked: Question
    tables: tuple[Table, ...]
    as_of: date
    version: str
    outcome: Outcome
    parameters: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    notes: tuple[str, ...] = ()
    files: Mapping[str, Callable[[], Mapping[str, bytes]]] = field(default_factory=dict)

    @property
    def question(self) -> str:
        """The name of the question."""
        return self.asked.name

    @property
    def table(self) -> Table:
        """The first table, which is the whole of most answers."""
        return self.tables[0]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns of the first table."""
        return self.table.part.names

    @property
    def rows(self) -> Sequence[Row]:
        """The rows of the first table: those of the page."""
        return self.table.rows

    @property
    def more(self) -> bool:
        """Whether there are rows after those of the page."""
        return self.table.more

    @property
    def privacy(self) -> str:
        """What has to be said of an answer that takes in a private overlay; nothing where it does not."""
        return PRIVATE if OVER in self.version else ""

    def part(self, name: str | None = None) -> Table:
        """Give the table of a part; where none is named, the only one or the main one.

        Raises: BadParameter where there is no such part, or none is named and there are several, none of them the main.
        """
        found = {table.part.name: table for table in self.tables}
        if name is None and (len(found) == 1 or self.asked.has_main_part):
            return self.table
        if name not in found:
            told = "it has several parts; " if name is None else ""
            raise BadParameter("part", name or "", f"{told}write one of {', '.join(found)}")
        return found[name]

    def only(self, name: str | None) -> Self:
        """Give the same with one of its parts alone. Raises: as `part`."""
        return replace(self, tables=(self.part(name),))

    @property
    def address(self) -> str:
        """The permanent address of the answer, which names the version and the date."""
        given = {**self.parameters, **({"as_of": self.as_of.isoformat()} if self.asked.is_dated else {})}
        path = self.asked.route
        for name in [name for name in given if f"{{{name}}}" in path]:
            path = path.replace(f"{{{name}}}", quote(given.pop(name), safe=":/"))
        return f"{BASE}/api/v1{path}?{urlencode(given | {'version': self.pinned}, quote_via=quote)}"

    @property
    def pinned(self) -> str:
        """The version's name as an address has it."""
        return shorten(self.version)

    def cells(self, table: Table, row: Row) -> Iterator[Any]:
        """Give the cells of a row as a table has them: each thing with its label, and its code where declared."""
        for column in table.part.all_columns:
            value = row.get(column.name)
            yield value
            if column.type == "thing" and column.labelled:
                yield self.labels.get(str(value)) if value is not None else None
            if column.type == "thing" and column.coded:
                yield self.codes.get(str(value)) if value is not None else None

    def records(self, part: str | None = None) -> list[dict[str, Any]]:
        """Give the rows of a part as dicts with the columns that a table has. Raises: as `part`."""
        table = self.part(part)
        names = [name for name, _ in table.part.written]
        return [dict(zip(names, self.cells(table, row), strict=True)) for row in table.rows]


def _in_order(text: str) -> str:
    """Put what a query joined into one order: an engine joins in that of its plan, which is no promise.

    >>> _in_order("b\x1f; \x1fa"), _in_order("one\x1f; \x1f")
    ('a; b', 'one')
    """
    parts = text.split(_MARK)
    return parts[1].join(sorted(filter(None, parts[::2])))


def to_python(term: Any) -> Any:
    """Turn an RDF term into what Python and JSON have for it: numbers, booleans, text; an IRI becomes its text.

    >>> to_python(Literal(4)), to_python(Literal("2022-07-01")), to_python(None)
    (4, '2022-07-01', None)
    """
    if isinstance(term, Triple):
        return f"<<( {term} )>>"
    if term is None or not isinstance(term, Literal):
        return None if term is None else term.value
    if _MARK in term.value:
        return _in_order(term.value)
    kind = term.datatype.value.rpartition("#")[2]
    if kind == "boolean":
        return term.value == "true"
    return _NUMBERS[kind](term.value) if kind in _NUMBERS else term.value
