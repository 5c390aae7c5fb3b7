"""What can be asked, declared once: typed parameters, typed columns, words, an example, and what answers it.

Everything that asks (methods, commands, routes, forms, tools) is made from these. A declaration needs no engine.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from keyword import iskeyword
from typing import Any, Final, Literal

ParameterType = Literal["entity", "text", "date", "integer", "boolean", "choice", "document"]
ColumnType = Literal["thing", "page", "text", "code", "date", "integer", "number", "boolean"]

BRIEFS: Final = ("md", "docx")  # documents for people
TABLE_FORMATS: Final = ("json", "csv", "xlsx", "parquet", "jsonl", *BRIEFS)


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One parameter.

    `kinds` are the kinds of thing that an entity may be: a prefix such as `action`, or `council`; any unless given.
    `least` and `most` bound an integer. A `document` is text that is sent as a body or read from a file; where it
    takes a workbook, that is given byte for character (ISO 8859-1). A date `of_month` may be written as a month.
    Where an area and its council bear the name that is given, one that `means_bodies` takes the council.
    """

    name: str
    type: ParameterType
    help: str
    required: bool = False
    default: str | int | bool | None = None
    kinds: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    several: bool = False
    least: int | None = None
    most: int | None = None
    placed: bool | None = None
    takes_workbook: bool = False
    of_month: bool = False
    means_bodies: bool = False

    @property
    def is_placed(self) -> bool:
        """Whether it has a place on the command line, and is no option: what is needed, and some others."""
        return self.required if self.placed is None else self.placed

    @property
    def python_name(self) -> str:
        """The name in Python, where some names are taken.

        >>> Parameter(name="from", type="date", help="the first day").python_name
        'from_'
        """
        return f"{self.name}_" if iskeyword(self.name) else self.name

    @property
    def option(self) -> str:
        """The name of the option on the command line."""
        return f"--{self.name.replace('_', '-')}"


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: a `thing` is an IRI, which is written with its label beside it, and with its code where `coded`.

    A thing whose label another column tells is not written with it again: `labelled` is then false.
    """

    name: str
    type: ColumnType
    help: str
    coded: bool = False
    labelled: bool = True

    def written(self) -> tuple[tuple[str, ColumnType], ...]:
        """Give the columns that a table has for it, with their types.

        >>> Column(name="board", type="thing", help="the board", coded=True).written()
        (('board', 'thing'), ('board_label', 'text'), ('board_code', 'code'))
        """
        extra: list[tuple[str, ColumnType]] = []
        if self.type == "thing" and self.labelled:
            extra.append((f"{self.name}_label", "text"))
        if self.type == "thing" and self.coded:
            extra.append((f"{self.name}_code", "code"))
        return ((self.name, self.type), *extra)


TRUST: Final = (
    Column(name="authority", type="text", help="what kind of authority says so: statute, official data, inferred …"),
    Column(name="text_checked", type="text", help="how what it says was checked against its source"),
    Column(name="dates_checked", type="text", help="how its dates were checked against their source"),
    Column(name="tense", type="text", help="whether on the date it held, holds, is planned …"),
    Column(name="source", type="text", help="where it was read, or the file that it follows from"),
)


@dataclass(frozen=True, kw_only=True)
class Part:
    """One table of an answer. `rests_on` is the column with the thing whose source, authority and dates a row has;
    `ordered` says that the order of its rows is part of what it tells.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rests_on: str = ""
    ordered: bool = False

    @cached_property
    def all_columns(self) -> tuple[Column, ...]:
        """The columns, those of trust among them."""
        own = {column.name for column in self.columns}
        trust = (column for column in TRUST if column.name not in own) if self.rests_on else ()
        return (*self.columns, *trust)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all columns."""
        return tuple(column.name for column in self.all_columns)

    @cached_property
    def receipted(self) -> tuple[str, ...]:
        """The names of the columns that a receipt covers: what is looked up for the rows of a page alone is not."""
        trust = {column.name for column in TRUST} if self.rests_on else set()
        return tuple(name for name in self.names if name not in trust)

    @cached_property
    def written(self) -> tuple[tuple[str, ColumnType], ...]:
        """The columns that a table of it has, with their types."""
        return tuple(each for column in self.all_columns for each in column.written())


AS_OF: Final = Parameter(name="as_of", type="date", help="the day that is asked about; today unless given")
LIMIT: Final = Parameter(
    name="limit", type="integer", default=5000, least=0, most=100_000, help="how many rows at most"
)
OFFSET: Final = Parameter(
    name="offset", type="integer", default=0, least=0, most=10_000_000, help="how many rows to skip"
)


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question.

    `answered_by` names the function that answers it, as module:function; where it is empty, the query of the question's
    name beside the declarations does, with the queries of the folder of that name. `path` is where the service answers
    it, under /api/v1; `command`, what it is called on the command line, a group first where it has one. `is_heavy`
    says that it projects graphs, which takes seconds and is done in a lane of its own. `takes_more` says that it takes
    parameters of other questions too; `tells_apart`, that its JSON has its one table under `parts`, since what it has
    always had beside it bears the same names. `typed_as` is the format in which the command line shows it: as lines
    of text where it can be told so, else as a table, unless given; `method_name`, what its method is called in Python,
    where its own name is taken.
    """

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...] = ()
    parts: tuple[Part, ...]
    example: Mapping[str, str | int | bool] = field(default_factory=dict)
    topic: str
    answered_by: str = ""
    path: str = ""
    command: str = ""
    method: Literal["GET", "POST"] = "GET"
    formats: tuple[str, ...] = TABLE_FORMATS
    is_heavy: bool = False
    is_dated: bool = True
    takes_more: bool = False
    tells_apart: bool = False
    typed_as: str = ""
    method_name: str = ""

    def __hash__(self) -> int:
        return hash(self.name)

    @property
    def python_name(self) -> str:
        """The name of the method.

        >>> Question(name="document-steps", title="", description="", parts=(), topic="").python_name
        'document_steps'
        """
        return self.method_name or self.name.replace("-", "_")

    @property
    def route(self) -> str:
        """The path under /api/v1, with its parameters in braces."""
        return self.path or f"/{self.name}"

    @property
    def command_name(self) -> str:
        """What it is called on the command line."""
        return self.command or self.name

    @cached_property
    def by_name(self) -> Mapping[str, Parameter]:
        """The parameters by name, the date among them."""
        dated = (AS_OF,) if self.is_dated else ()
        return {parameter.name: parameter for parameter in (*self.parameters, *dated)}

    @property
    def shown_as(self) -> str:
        """The format in which the command line shows it."""
        return self.typed_as or ("text" if "text" in self.formats else "table")

    @property
    def is_paged(self) -> bool:
        """Whether it takes limit and offset."""
        return "limit" in self.by_name

    @property
    def part(self) -> Part:
        """Its first part, which is the whole of most answers."""
        return self.parts[0]

    @property
    def has_main_part(self) -> bool:
        """Whether the first part is meant where none is named: it is called `rows`, and the others only add to it."""
        return self.part.name == "rows" and not self.tells_apart

    @property
    def tells_problems(self) -> bool:
        """Whether each of several names that stands for nothing has a row of its own that says why."""
        return "problem" in self.part.names

    @property
    def columns(self) -> Mapping[str, str]:
        """What each column of the first part holds."""
        return {column.name: column.help for column in self.part.all_columns}

    def texts(self, given: Mapping[str, Any]) -> dict[str, str]:
        """Write values as they stand in an address."""
        return {name: _text(value) for name, value in given.items() if value is not None}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ";".join(_text(each) for each in value)
    return str(value)


def thing(name: str, meaning: str, *, coded: bool = False, labelled: bool = True) -> Column:
    """Declare a column of things."""
    return Column(name=name, type="thing", help=meaning, coded=coded, labelled=labelled)


def body(name: str, meaning: str, *, labelled: bool = True) -> Column:
    """Declare a column of bodies or areas, each with the code that its registrar gave it."""
    return thing(name, meaning, coded=True, labelled=labelled)


def text(name: str, meaning: str) -> Column:
    """Declare a column of text."""
    return Column(name=name, type="text", help=meaning)


def day(name: str, meaning: str) -> Column:
    """Declare a column of dates."""
    return Column(name=name, type="date", help=meaning)


def whole(name: str, meaning: str) -> Column:
    """Declare a column of whole numbers."""
    return Column(name=name, type="integer", help=meaning)


def number(name: str, meaning: str) -> Column:
    """Declare a column of numbers."""
    return Column(name=name, type="number", help=meaning)


def truth(name: str, meaning: str) -> Column:
    """Declare a column of truths."""
    return Column(name=name, type="boolean", help=meaning)


def entity(name: str, meaning: str, *kinds: str, required: bool = False, several: bool = False) -> Parameter:
    """Declare a parameter that names a thing, of one of some kinds where they are given."""
    return Parameter(name=name, type="entity", help=meaning, kinds=kinds, required=required, several=several)


def party(name: str, meaning: str, *, required: bool = False) -> Parameter:
    """Declare a parameter that names anything that acts, and else anything: a council rather than its area."""
    return Parameter(name=name, type="entity", help=meaning, required=required, means_bodies=True)


def choice(
    name: str, meaning: str, choices: tuple[str, ...], default: str | None = None, *, required: bool = False
) -> Parameter:
    """Declare a parameter that is one of some words."""
    return Parameter(name=name, type="choice", help=meaning, choices=choices, default=default, required=required)


def yes_or_no(name: str, meaning: str, default: bool | None = None) -> Parameter:
    """Declare a parameter that is true or false."""
    return Parameter(name=name, type="boolean", help=meaning, default=default)


def count(name: str, meaning: str, default: int | None, least: int = 1, most: int = 1000) -> Parameter:
    """Declare a parameter that is a whole number."""
    return Parameter(name=name, type="integer", help=meaning, default=default, least=least, most=most)


ASKED: Final = Column(name="asked", type="text", help="what was asked for")
PROBLEM: Final = Column(name="problem", type="text", help="why there is no answer to what was asked for, where so")


def table(*columns: Column, rests_on: str = "", name: str = "rows", title: str = "", ordered: bool = False) -> Part:
    """Declare a part."""
    return Part(name=name, title=title or name, columns=columns, rests_on=rests_on, ordered=ordered)
