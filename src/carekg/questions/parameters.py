"""Parameters: from what a caller gives, as text or as Python's own values, to values of the declared types."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, create_model
from rapidfuzz import process

from carekg.questions.declaration import Parameter, Question
from carekg.terms.dates import read_date
from carekg.terms.errors import BadParameter, UnknownName
from carekg.terms.plain import plain

LONGEST_NAME: Final = 500  # characters; the longest name held has some 200
_LONGEST_TEXT: Final = 2_000
_MOST_NAMES: Final = 5_000
_WHOLE: Final = re.compile(r"-?[0-9]{1,12}")


def read_parameters(question: Question, given: Mapping[str, Any]) -> dict[str, Any]:
    """Read what was given for a question.

    Parameters: question; given, values by name, as text or as Python has them; nothing and empty text count as not
    given.
    Returns: the values of all parameters, with defaults; None for what was not given.
    Raises: UnknownName for a word of the path that is not known; BadParameter for a parameter that the question does
    not have, one that is missing, or a value that cannot be used.
    """
    kept = plain_values(given)
    refuse_others(kept, list(question.by_name), question.name)
    _refuse_unknown_path(question, kept)
    try:
        found = model_of(question)(**{_field(name): value for name, value in kept.items()})
    except ValidationError as error:
        raise _told(question, kept, error) from error
    values = {name: getattr(found, _field(name)) for name in question.by_name}
    for name, parameter in question.by_name.items():
        if parameter.required and _is_nothing(parameter, values[name]):
            raise BadParameter(name, given.get(name) or "", f"it is needed: {parameter.help}")
    return values


def _is_nothing(parameter: Parameter, value: Any) -> bool:
    """Tell whether nothing was given, or blanks alone; a document is looked at by who takes it apart."""
    return value is None or (parameter.type != "document" and value in ("", []))


def plain_values(given: Mapping[str, Any]) -> dict[str, Any]:
    """Give what was given with columns, arrays and sets as lists, and without what is nothing or empty text.

    >>> plain_values({"id": {"Leeds"}, "kind": "", "as_of": None})
    {'id': ['Leeds']}
    """
    found = {name: plain(value) for name, value in given.items()}
    return {
        name: value for name, value in found.items() if not (value is None or (isinstance(value, str) and not value))
    }


def refuse_others(given: Mapping[str, Any], known: Sequence[str], whose: str) -> None:
    """Refuse what was given under a name that is not known, with the nearest that is.

    Parameters: given, values by name; known, the names; whose they are. Raises: BadParameter.
    """
    for name in given:
        if name not in known:
            near = process.extractOne(name[:LONGEST_NAME], known, score_cutoff=60)
            meant = f"did you mean {near[0]}? " if near else ""
            are = "parameters of {} are" if len(known) > 1 else "only parameter of {} is"
            raise BadParameter(name, given[name], f"{meant}the {are.format(whose)} {', '.join(known)}")


def _told(question: Question, given: Mapping[str, Any], error: ValidationError) -> BadParameter:
    first = error.errors(include_url=False)[0]
    name = str(first["loc"][0]).removeprefix("p_")
    reason = str(first["msg"]).removeprefix("Value error, ")
    return BadParameter(name, given.get(name, ""), reason if name in question.by_name else str(error))


def _refuse_unknown_path(question: Question, given: Mapping[str, Any]) -> None:
    """Refuse a word in the path that is none of those that may stand there, as a name that is not known."""
    for parameter in question.by_name.values():
        value = given.get(parameter.name)
        if f"{{{parameter.name}}}" in question.route and parameter.choices and value not in parameter.choices:
            near = process.extract(str(value)[:LONGEST_NAME], parameter.choices, limit=3)
            raise UnknownName(parameter.name, str(value), [match[0] for match in near])


class _Parameters(BaseModel):
    """What the models of all questions share. Made as this is imported, so that a sealed worker can make others."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)


@cache
def model_of(question: Question) -> type[BaseModel]:
    """Make the pydantic model of a question's parameters; each field is named p_ and the parameter's name."""
    fields: dict[str, Any] = {
        _field(parameter.name): (_type_of(parameter), Field(default=parameter.default, validate_default=True))
        for parameter in question.by_name.values()
    }
    return create_model(question.python_name, __base__=_Parameters, **fields)


def _field(name: str) -> str:
    return f"p_{name}"  # pydantic has names of its own, and some parameters are words of Python


def _type_of(parameter: Parameter) -> Any:
    if parameter.several:
        return Annotated[list[str] | None, BeforeValidator(_names)]
    if parameter.type == "choice":
        return Annotated[Literal[parameter.choices] | None, BeforeValidator(_one_of(parameter.choices))]
    readers: dict[str, tuple[type, Callable[[Any], Any]]] = {
        "entity": (str, _text_up_to(LONGEST_NAME)),
        "text": (str, _text_up_to(_LONGEST_TEXT)),
        "document": (str, _as_it_is),
        "date": (date, _date(parameter)),
        "integer": (int, _whole_between(parameter.least, parameter.most)),
        "boolean": (bool, _truth),
    }
    kind, reader = readers[parameter.type]
    return Annotated[kind | None, BeforeValidator(reader)]


def _as_it_is(value: Any) -> Any:
    return value


def _text_up_to(most: int) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if value is None:
            return None
        if not isinstance(value, str):
            raise ValueError("write text")
        if len(value) > most:
            raise ValueError(f"write at most {most} characters")
        return value.strip()

    return read


def _names(value: Any) -> Any:
    """Read several names: a list, or one text with semicolons between."""
    names = value.split(";") if isinstance(value, str) else value
    if names is None:
        return None
    if not isinstance(names, Sequence) or not all(isinstance(name, str) for name in names):
        raise ValueError("write names with semicolons between, or a list of them")
    if len(names) > _MOST_NAMES:
        raise ValueError(f"write at most {_MOST_NAMES:,} of them at once")
    return [_text_up_to(LONGEST_NAME)(name) for name in names if name.strip()]


def _one_of(choices: Sequence[str]) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if value is not None and value not in choices:
            raise ValueError(f"write one of {', '.join(choices)}")
        return value

    return read


def _date(parameter: Parameter) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if isinstance(value, datetime):  # as pandas has dates too
            return value.date()
        if value is None or isinstance(value, date):
            return value
        try:
            is_month = parameter.of_month and len(str(value)) == len("2022-07")
            return read_date(f"{value}-01" if is_month else str(value), parameter.name)
        except BadParameter as error:
            raise ValueError(error.expected) from error

    return read


def _whole_between(least: int | None, most: int | None) -> Callable[[Any], Any]:
    first, last = -(10**12) if least is None else least, 10**12 if most is None else most

    def read(value: Any) -> Any:
        if value is None:
            return None
        if isinstance(value, bool) or not _WHOLE.fullmatch(str(value)) or not first <= int(value) <= last:
            raise ValueError(f"write a whole number from {first} to {last}")
        return int(value)

    return read


def _truth(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if str(value).lower() not in ("true", "false"):
        raise ValueError("write true or false")
    return str(value).lower() == "true"
