"""The registry: what turns a question's file into a function of typed parameters."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, NamedNode
from rapidfuzz import process

from carekg.build.optional import explain_missing, find_optional
from carekg.names.lookup import Names
from carekg.names.places import Places
from carekg.questions.answer import Answer, to_python
from carekg.store.embedded import Embedded
from carekg.store.sparql import QueryFile, Value, bind, read, read_folder
from carekg.terms.dates import read_date, today
from carekg.terms.errors import BadParameter, UnknownName
from carekg.terms.prefixes import PREFIXES

_FOLDER: Final = Path(__file__).parent
_LABELS: Final = read(_FOLDER.parent / "names/labels.rq")
_DATE: Final = NamedNode(f"{PREFIXES['xsd']}date")
TYPES: Final = ("entity", "text", "date", "integer", "boolean")


@dataclass(frozen=True)
class Parameter:
    """One typed parameter of a question; an entity may be named `among` the things of one prefix."""

    name: str
    type: str
    help: str
    required: bool = False
    default: str | None = None
    among: str = ""
    means: str = ""
    several: bool = False


@dataclass(frozen=True)
class Question:
    """A question: its documentation, its parameters, its columns and its queries.

    Where one query would be hard to read, the files of a folder of the question's name give further rows.
    """

    file: QueryFile

    @property
    def texts(self) -> tuple[str, ...]:
        """Its queries, whose rows follow one another."""
        return (self.file.text, *(part.text for part in read_folder(self.file.path.with_suffix(""))))

    @property
    def name(self) -> str:
        """The name it is asked by."""
        return self.file.name

    @property
    def title(self) -> str:
        """What it asks, in a few words."""
        return str(self.file.header["title"])

    @property
    def description(self) -> str:
        """What it asks, in full."""
        return str(self.file.header.get("description", "")).strip()

    @property
    def path(self) -> str:
        """Where the service answers it, under /api/v1."""
        return str(self.file.header.get("path", f"/{self.name}"))

    @property
    def is_paged(self) -> bool:
        """Whether it takes limit and offset."""
        return "limit" in self.parameters

    @property
    def columns(self) -> Mapping[str, str]:
        """What each column holds."""
        return dict(self.file.header["columns"])

    @property
    def example(self) -> Mapping[str, str]:
        """Parameters that show it at work."""
        return {name: str(value) for name, value in self.file.header.get("example", {}).items()}

    @cached_property
    def parameters(self) -> Mapping[str, Parameter]:
        """Its parameters by name."""
        return {
            name: Parameter(
                name,
                spec["type"],
                spec["help"],
                spec.get("required", False),
                _default(spec),
                spec.get("among", ""),
                spec.get("means", ""),
                spec.get("several", False),
            )
            for name, spec in self.file.header.get("parameters", {}).items()
        }


def _default(spec: Mapping[str, Any]) -> str | None:
    value = spec.get("default")
    return None if value is None else str(value).lower() if isinstance(value, bool) else str(value)


class Registry:
    """The questions, asked of one version of the graph."""

    def __init__(self, store: Embedded, names: Names) -> None:
        self._store, self._names, self._places = store, names, Places(store, names)

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Every question by name."""
        return {file.name: Question(file) for file in read_folder(_FOLDER)}

    def find(self, name: str) -> Question:
        """Give the question of a name. Raises: UnknownName with the nearest names."""
        if name not in self.questions:
            raise UnknownName(
                "question", name, [match[0] for match in process.extract(name, list(self.questions), limit=3)]
            )
        return self.questions[name]

    def ask(self, name: str, given: Mapping[str, str | None]) -> Answer:
        """Ask a question.

        Parameters: name of the question; given, its parameters as text. `as_of` may be given to every question and
        is today unless it is.
        Raises: UnknownName for a question, parameter or entity; AmbiguousName; BadParameter.
        """
        question = self.find(name)
        texts = {key: value for key, value in given.items() if value is not None and value != ""}
        as_of = read_date(texts.pop("as_of")) if "as_of" in texts else today()
        self._refuse_unknown(question, texts)
        values: dict[str, Value] = {"as_of": Literal(as_of.isoformat(), datatype=_DATE)}
        for parameter in question.parameters.values():
            values[parameter.name] = self._read(parameter, texts.get(parameter.name, parameter.default))
        return self._answer(question, texts, values, as_of)

    def _refuse_unknown(self, question: Question, texts: Mapping[str, str]) -> None:
        for name in texts:
            if name not in question.parameters:
                raise UnknownName(f"parameter of {question.name}", name, list(question.parameters))

    def _read(self, parameter: Parameter, text: str | None) -> Value:
        if text is None:
            if parameter.required:
                raise BadParameter(parameter.name, "", f"it is needed: {parameter.help}")
            return None
        readers: dict[str, Callable[[str], Value]] = {
            "entity": lambda text: self._find(parameter, text),
            "text": Literal,
            "date": lambda text: Literal(read_date(text, parameter.name).isoformat(), datatype=_DATE),
            "integer": lambda text: Literal(_whole(parameter.name, text)),
            "boolean": lambda text: Literal(_yes_or_no(parameter.name, text)),
        }
        return readers[parameter.type](text)

    def _find(self, parameter: Parameter, text: str) -> Value:
        if parameter.several:
            return [self._name(parameter, each.strip()) for each in text.split(";") if each.strip()]
        return self._name(parameter, text)

    def _name(self, parameter: Parameter, text: str) -> NamedNode:
        if parameter.means == "council":
            return NamedNode(self._places.find_council(text))
        if parameter.among:  # no optional graph holds things of the one kind that is asked for
            return NamedNode(self._names.resolve(text, parameter.among))
        held = find_optional(self._store, text)
        if held is not None:
            return NamedNode(held)
        try:
            return NamedNode(self._names.resolve(text))
        except UnknownName:
            explain_missing(self._store, parameter.name, text)
            raise

    def _answer(self, question: Question, texts: Mapping[str, str], values: dict[str, Value], as_of: date) -> Answer:
        limit = values.get("limit")
        if isinstance(limit, Literal):
            values["limit"] = Literal(int(limit.value) + 1)  # one more row tells whether there are more
        found = [row for each in question.texts for row in self._store.select(bind(each, values))]
        size = int(limit.value) if isinstance(limit, Literal) else len(found)
        rows = found[:size]
        return Answer(
            question=question.name,
            columns=tuple(question.columns),
            rows=tuple({column: to_python(row.get(column)) for column in question.columns} for row in rows),
            as_of=as_of,
            version=self._store.version["hash"],
            parameters=dict(texts),
            labels=labels(self._store, {term for row in rows for term in row.values() if isinstance(term, NamedNode)}),
            more=len(found) > size,
        )


def labels(store: Embedded, things: set[NamedNode]) -> dict[str, str]:
    """Give the labels of things, by IRI."""
    rows = store.select_of(_LABELS.text, "things", sorted(things, key=lambda thing: thing.value))
    return {row["thing"].value: row["label"].value for row in reversed(rows)}


def _whole(name: str, text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 1_000_000:
        raise BadParameter(name, text, "write a whole number from 0 to 1000000")
    return int(text)


def _yes_or_no(name: str, text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise BadParameter(name, text, "write true or false")
    return text.lower() == "true"
