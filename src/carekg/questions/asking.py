"""Asking: from a question and what is given for it, on one version of the graph, to an answer."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from carekg.names.described import describe
from carekg.names.lookup import Names
from carekg.questions.answer import Answer
from carekg.questions.caveats import caveats
from carekg.questions.content import Row, Table
from carekg.questions.declaration import Parameter, Part, Question
from carekg.questions.keyed import read_details, select_keyed
from carekg.questions.outcome import Outcome
from carekg.questions.parameters import plain_values, read_parameters
from carekg.questions.registry import Registry
from carekg.questions.settling import early, settle, things_asked
from carekg.questions.trust import trusted
from carekg.store.embedded import Embedded
from carekg.store.sparql import QueryFile, Value, date_term, read, read_folder
from carekg.terms.dates import today
from carekg.terms.errors import AmbiguousName, BadParameter, InputError, OtherKind
from carekg.terms.prefixes import expand

_HERE: Final = Path(__file__).parent
Progress = Callable[[str, int, int], None]
Problem = tuple[str, str]


def quietly(*_: object) -> None:
    """Tell nobody how far the work is."""


@dataclass(frozen=True)
class Ask:
    """One question as it is asked: its values, with the things that names stand for, and what answers may need.

    `given` are the parameters as text; of `values`, entities are IRIs; `as_of` is the day, today unless given; `more`
    is what was given beside the parameters, where the question takes that; `problems` are names, of several, that stand
    for nothing, each with the reason.
    """

    asker: "Asker"
    question: Question
    given: Mapping[str, str]
    values: Mapping[str, Any]
    as_of: date
    more: Mapping[str, Any] = field(default_factory=dict)
    progress: Progress = quietly
    problems: tuple[Problem, ...] = ()

    @property
    def store(self) -> Embedded:
        """The store that is asked."""
        return self.asker.store

    @property
    def names(self) -> Names:
        """The names of its things."""
        return self.asker.names

    @property
    def _said(self) -> list[str]:
        """The parameters that an answer repeats, in their order: all but the date and whole documents."""
        own = [each.name for each in self.question.parameters if each.type != "document"]
        return [name for name in (*own, *sorted(self.more)) if name in self.given]

    def terms(self) -> dict[str, Value]:
        """Give the values as RDF terms, for a query."""
        return {name: _term(self.question, name, value) for name, value in self.values.items()} | {
            "as_of": date_term(self.as_of)
        }

    def answer(
        self,
        rows: Mapping[str, Sequence[Row]] | Sequence[Row],
        *,
        members: Mapping[str, Any] | None = None,
        text: str = "",
        notes: tuple[str, ...] = (),
        files: Mapping[str, Callable[[], Mapping[str, bytes]]] | None = None,
        things: Iterable[str] = (),
        as_of: date | None = None,
    ) -> Answer:
        """Make the answer.

        Parameters: rows of each part by name, or of the only one, whole; members of the JSON beside them; text, the
        same told as lines; notes, lines beside a table, after those that are said of its things whatever the question;
        files, by format; things, IRIs whose labels are wanted too; as_of, the day that the answer is of where that is
        not the day of the question.
        """
        by_part = dict(rows) if isinstance(rows, Mapping) else {self.question.part.name: rows}
        if self.question.tells_problems:
            rows_of = by_part[self.question.part.name]
            wrong = [*self._silent(rows_of, as_of or self.as_of), *self.problems]
            told = [{"asked": text, "problem": problem} for text, problem in wrong]
            by_part[self.question.part.name] = [*rows_of, *told]
        tables = tuple(self._table(part, by_part[part.name]) for part in self.question.parts if part.name in by_part)
        day = as_of or self.as_of
        labels, codes = describe(self.store, {*things, *_things(tables)}, day)
        outcome = settle(self.store, self.question, self.values, day, tables)
        return Answer(
            asked=self.question,
            tables=tables,
            as_of=day,
            version=str(self.store.version["hash"]),
            outcome=outcome,
            parameters={name: self.given[name] for name in self._said},
            labels=labels,
            codes=codes,
            members=members or {},
            text=text,
            notes=(*self._said_always(day, outcome), *notes),
            files=files or {},
        )

    def _silent(self, rows: Sequence[Row], day: date) -> Iterator[Problem]:
        """Give of several things those without a row, each with what that means."""
        met = {row.get("asked") for row in rows}
        for parameter in self.question.parameters:
            things = self.values[parameter.name] if parameter.type == "entity" and parameter.several else None
            if things and len(things) + len(self.problems) > 1:
                for thing in things:
                    if thing not in met:
                        values = {**self.values, parameter.name: [thing]}
                        yield thing, settle(self.store, self.question, values, day, ()).sentence

    def _said_always(self, day: date, outcome: Outcome) -> tuple[str, ...]:
        """Give what is said whatever the question: of its bodies, and of a day that its files do not reach."""
        of_bodies = caveats(self.store, things_asked(self.question, self.values), day)
        return (*of_bodies, *(early(self.store, self.question, day) if outcome.kind == "rows" else ()))

    def _table(self, part: Part, rows: Sequence[Row]) -> Table:
        """Make the table of a part; its columns of trust are asked for those rows that are on the page."""
        is_paged = part is self.question.part and self.question.is_paged
        offset, limit = (self.values["offset"], self.values["limit"]) if is_paged else (0, None)
        end = len(rows) if limit is None else offset + limit
        page = trusted(self.store, part, rows[offset:end], self.as_of) if part.rests_on else rows[offset:end]
        whole = [*rows[:offset], *page, *rows[end:]]
        names = part.names
        return Table(part, [{name: row.get(name) for name in names} for row in whole], offset, limit)


def _term(question: Question, name: str, value: Any) -> Value:
    parameter = question.by_name[name]
    if value is None:
        return None
    if parameter.type == "entity":
        return [NamedNode(each) for each in value] if parameter.several else NamedNode(value)
    if parameter.type == "date":
        return date_term(value)
    return Literal(value)


def _things(tables: Iterable[Table]) -> set[str]:
    """Give what may be IRIs in the columns of things of the pages: a value there may be a number or a date too."""
    return {
        row[column.name]
        for table in tables
        for column in table.part.all_columns
        if column.type == "thing"
        for row in table.rows
        if isinstance(row[column.name], str)
    }


@dataclass(frozen=True)
class Asker:
    """What answers the questions of a registry on one version of the graph."""

    store: Embedded
    names: Names
    registry: Registry

    def ask(self, name: str, given: Mapping[str, Any], progress: Progress = quietly) -> Answer:
        """Ask a question.

        Parameters: name of the question; given, its parameters by name, as text or as Python has them; `as_of` is
        today unless given; progress, told of the stages of heavy work.
        Raises: UnknownName for a question or entity; AmbiguousName; BadParameter.
        """
        question, given = self.registry.find(name), plain_values(given)
        own = {key: value for key, value in given.items() if key in question.by_name or not question.takes_more}
        more = {key: value for key, value in given.items() if key not in own}
        values = read_parameters(question, own)
        as_of = values.pop("as_of", None) or today()
        problems: list[Problem] = []
        for parameter in question.parameters:
            value = values[parameter.name]
            if parameter.type == "entity" and value is not None:
                texts = [value] if isinstance(value, str) else value
                found = self._resolve(question, parameter, texts, as_of, problems)
                values[parameter.name] = found[0] if isinstance(value, str) else found
        said = question.texts(given)
        return answerer(question)(Ask(self, question, said, values, as_of, more, progress, tuple(problems)))

    def _resolve(
        self, question: Question, parameter: Parameter, texts: list[str], as_of: date, problems: list[Problem]
    ) -> list[str]:
        """Give what names stand for; one that stands for nothing is a problem of its own where others do."""
        found = []
        for text in texts:
            try:
                found.append(self._find(parameter, text, as_of))
            except InputError as raised:
                error = self._leading_on(raised)
                if len(texts) == 1 or not question.tells_problems:
                    raise error from raised
                problems.append((text, str(error)))
        return list(dict.fromkeys(found))

    def _find(self, parameter: Parameter, text: str, as_of: date) -> str:
        """Give what a name stands for: of an area and its council, which bear one name, what the parameter means."""
        try:
            return self.names.resolve(text, parameter.kinds, as_of, parameter.name)
        except AmbiguousName as error:
            meant = [each for each in error.candidates if not each.startswith("gss:")]
            if parameter.means_bodies and len(meant) == 1 and meant[0].startswith("body:"):
                return expand(meant[0])
            raise

    def _leading_on(self, error: InputError) -> InputError:
        """Say which questions take what is of another kind than this one wants."""
        if not isinstance(error, OtherKind):
            return error
        takers = [each.name for each in self.registry.values() if each.topic == "law" and _takes_anything(each)]
        return BadParameter(error.name, error.value, f"{error.expected}; ask {' or '.join(takers)} about that")


def _takes_anything(question: Question) -> bool:
    kinds = [each.kinds for each in question.parameters if each.type == "entity"]
    return kinds == [()]


def answerer(question: Question) -> Callable[[Ask], Answer]:
    """Give the function that answers a question."""
    if not question.answered_by:
        return select
    module, _, name = question.answered_by.partition(":")
    found: Callable[[Ask], Answer] = getattr(import_module(module), name)
    return found


@cache
def _queries(name: str) -> tuple[QueryFile, ...]:
    """Give the query of a question's name, and those of the folder of that name."""
    path = _HERE / f"{name}.rq"
    return (read(path), *read_folder(path.with_suffix("")))


def prepare(questions: Iterable[Question]) -> None:
    """Import and read what questions are answered by, for a process that can open nothing later."""
    for question in questions:
        answerer(question)
        if (_HERE / f"{question.name}.rq").is_file():  # asked by a function too, where that falls back on it
            for query in _queries(question.name):
                read_details(query)


def select(ask: Ask) -> Answer:
    """Answer by the query of the question's name, and by those of the folder of that name, whose rows follow."""
    terms = ask.terms()
    found = [row for query in _queries(ask.question.name) for row in select_keyed(ask.store, query, terms)]
    names = [column.name for column in ask.question.part.columns]
    return ask.answer([{name: row.get(name) for name in names} for row in found])
