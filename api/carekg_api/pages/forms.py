"""Forms: the fields of a question, made from its declaration, with hints that a person can read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from carekg.questions.declaration import Parameter, Question
from carekg.terms.errors import InputError
from carekg.terms.prefixes import PREFIXES, expand, is_name_of_thing
from carekg_api.pages import words
from carekg_api.pages.kinds import GROUPS
from carekg_api.pages.reader import Reader

_CURIE: Final = re.compile(r"\b([a-z-]+):([\w/.()-]*\w)")
_PAGING: Final = ("limit", "offset", "essay", "as_of")
_GROUP: Final = {prefix: group for group, prefixes in GROUPS.items() for prefix in prefixes}


@dataclass(frozen=True)
class Field:
    """A field of a form: what it is called, its hint, what stands in it, and what may be chosen."""

    name: str
    label: str
    hint: str
    kind: str
    value: str
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = False
    group: str = ""
    takes_file: bool = False


def fields(reader: Reader, question: Question) -> list[Field]:
    """Give the fields of a question's form, with what was asked in them."""
    _learn(reader, question)
    own = [each for each in question.by_name.values() if each.name not in _PAGING]
    return [_field(reader, parameter) for parameter in own]


def _learn(reader: Reader, question: Question) -> None:
    texts = [parameter.help for parameter in question.by_name.values()]
    texts += [*reader.asked.given.values(), *map(str, question.example.values())]
    found = [match[0] for text in texts for match in _CURIE.finditer(text) if match[1] in PREFIXES]
    reader.learn(expand(each) for each in found if is_name_of_thing(each))


def _field(reader: Reader, parameter: Parameter) -> Field:
    asked = reader.asked.text(parameter.name) or str((reader.asked.body or {}).get(parameter.name, ""))
    value = asked or ("" if parameter.default is None or parameter.type == "document" else _text(parameter.default))
    choices: tuple[tuple[str, str], ...] = ()
    if parameter.type == "choice":
        choices = tuple((each, words.PUBLIC.get(each) or each.replace("-", " ")) for each in parameter.choices)
    if parameter.type == "boolean":
        choices = (("true", "yes"), ("false", "no"))
    shown = named(reader, parameter, value) if parameter.type == "entity" else value
    group = next((_GROUP[kind] for kind in parameter.kinds if kind in _GROUP), "")
    if parameter.takes_workbook and shown.startswith("PK"):
        shown = ""  # a workbook is not shown as text
    label = words.heading(parameter.name)
    return Field(
        parameter.name, label, plain(reader, parameter.help), parameter.type, shown, choices, parameter.required, group,
        parameter.takes_workbook,
    )  # fmt: skip


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def named(reader: Reader, parameter: Parameter, value: str) -> str:
    """Give the name of what a short name stands for, where the name alone is enough to find it again."""
    if not is_name_of_thing(value):
        return value
    label = reader.known.get(expand(value), "")
    try:
        found = reader.graph.names.resolve(label, parameter.kinds, reader.as_of) if label else ""
    except InputError:
        return value
    return label if found == expand(value) else value


def plain(reader: Reader, text: str) -> str:
    """Say a hint with names in the place of short names that programs use."""

    def name(match: re.Match[str]) -> str:
        if match[1] not in PREFIXES or not is_name_of_thing(match[0]):
            return match[0]
        return reader.known.get(expand(match[0]), match[2].replace("-", " "))

    return words.upper_first(words.prose(_CURIE.sub(name, text)))


def example_of(question: Question) -> Mapping[str, str]:
    """Give the example of a question as it stands in an address."""
    return question.texts(question.example)
