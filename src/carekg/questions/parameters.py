"""Parameters: from what a caller gives, as text or as Python's own values, to values of the declared types."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

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
    _refuse_unknown(question, kept)
    _refuse_unknown_path(question, kept)
    for parameter in question.by_name.values():
        if parameter.required and parameter.name not in kept:
            raise BadParameter(parameter.name, "", f"it is needed: {parameter.help}")
    return {name: _read(each, kept.get(name, each.default)) for name, each in question.by_name.items()}


def plain_values(given: Mapping[str, Any]) -> dict[str, Any]:
    """Give what was given with columns, arrays and sets as lists, and without what is nothing or empty text.

    >>> plain_values({"id": {"Leeds"}, "kind": "", "as_of": None})
    {'id': ['Leeds']}
    """
    found = {name: plain(value) for name, value in given.items()}
    return {
        name: value for name, value in found.items() if not (value is None or (isinstance(value, str) and not value))
    }


def _refuse_unknown(question: Question, given: Mapping[str, Any]) -> None:
    for name in given:
        if name not in question.by_name:
            near = process.extractOne(name[:LONGEST_NAME], list(question.by_name), score_cutoff=60)
            meant = f"did you mean {near[0]}? " if near else ""
            raise BadParameter(
                name, given[name], f"{meant}the parameters of {question.name} are {', '.join(question.by_name)}"
            )


def _refuse_unknown_path(question: Question, given: Mapping[str, Any]) -> None:
    """Refuse a word in the path that is none of those that may stand there, as a name that is not known."""
    for parameter in question.by_name.values():
        value = given.get(parameter.name)
        if f"{{{parameter.name}}}" in question.route and parameter.choices and value not in parameter.choices:
            near = process.extract(str(value)[:LONGEST_NAME], parameter.choices, limit=3)
            raise UnknownName(parameter.name, str(value), [match[0] for match in near])


def _read(parameter: Parameter, value: Any) -> Any:
    try:
        return None if value is None else _reader_of(parameter)(value)
    except ValueError as error:
        raise BadParameter(parameter.name, value, str(error)) from error


def _reader_of(parameter: Parameter) -> Callable[[Any], Any]:
    """Give what reads a value of a parameter, or raises ValueError with what is to be written."""
    if parameter.several:
        return _names
    readers: dict[str, Callable[[Any], Any]] = {
        "entity": _text_up_to(LONGEST_NAME),
        "text": _text_up_to(_LONGEST_TEXT),
        "document": _text,
        "choice": _one_of(parameter.choices),
        "date": _date(parameter),
        "integer": _whole_between(parameter.least, parameter.most),
        "boolean": _truth,
    }
    return readers[parameter.type]


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("write text")
    return value


def _text_up_to(most: int) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if len(_text(value)) > most:
            raise ValueError(f"write at most {most} characters")
        return value.strip()

    return read


def _names(value: Any) -> Any:
    """Read several names: a list, or one text with semicolons between."""
    names = value.split(";") if isinstance(value, str) else value
    if not isinstance(names, Sequence) or not all(isinstance(name, str) for name in names):
        raise ValueError("write names with semicolons between, or a list of them")
    if len(names) > _MOST_NAMES:
        raise ValueError(f"write at most {_MOST_NAMES:,} of them at once")
    return [_text_up_to(LONGEST_NAME)(name) for name in names if name.strip()]


def _one_of(choices: Sequence[str]) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if value not in choices:
            raise ValueError(f"write one of {', '.join(choices)}")
        return value

    return read


def _date(parameter: Parameter) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if isinstance(value, datetime):  # as pandas has dates too
            return value.date()
        if isinstance(value, date):
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
        if isinstance(value, bool) or not _WHOLE.fullmatch(str(value)) or not first <= int(value) <= last:
            raise ValueError(f"write a whole number from {first} to {last}")
        return int(value)

    return read


def _truth(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if str(value).lower() not in ("true", "false"):
        raise ValueError("write true or false")
    return str(value).lower() == "true"
