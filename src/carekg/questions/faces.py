"""Writes the module of typed methods: one method for each question, from its declaration."""

from collections.abc import Iterable
from typing import Final

from carekg.questions.declaration import Parameter, Question

_HEAD: Final = '''"""One method for each question. Written by `make faces` from the declarations: do not edit."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from carekg.questions.answer import Answer


class Methods:
    """The questions as methods. What inherits from this says how a question is asked."""

    def ask(self, question: str, /, **parameters: Any) -> Answer:
        """Ask a question by its name."""
        raise NotImplementedError(f"{type(self).__name__} does not say how {question} is asked")
'''
_TYPES: Final = {
    "entity": "str",
    "text": "str",
    "document": "str",
    "date": "date | str",
    "integer": "int",
    "boolean": "bool",
}


def write_methods(questions: Iterable[Question]) -> str:
    """Write the module."""
    return "\n".join([_HEAD, *(_method(question) for question in questions)])


def _method(question: Question) -> str:
    ordered = sorted(question.by_name.values(), key=lambda each: not each.required)
    needed = [_argument(each) for each in ordered if each.required]
    rest = [_argument(each) for each in ordered if not each.required]
    given = ["self", *needed, *(["*"] if rest else []), *rest, *(["**more: Any"] if question.takes_more else [])]
    more = ["**more"] if question.takes_more else []
    passed = [f"{each.python_name}={each.python_name}" for each in ordered]
    lines = [
        f"    def {question.python_name}({', '.join(given)}) -> Answer:",
        f'        """{question.title}.',
        "",
        *(f"        {each.python_name}: {each.help}." for each in ordered),
        '        """',
        f"        return self.ask({', '.join([repr(question.name), *passed, *more])})",
        "",
    ]
    return "\n".join(lines)


def _argument(parameter: Parameter) -> str:
    literal = f"Literal[{', '.join(map(repr, parameter.choices))}]"
    kind = literal if parameter.choices else _TYPES[parameter.type]
    if parameter.several:
        kind = f"{kind} | Sequence[{kind}]"
    if parameter.required:
        return f"{parameter.python_name}: {kind}"
    return f"{parameter.python_name}: {kind}{' | None' if parameter.default is None else ''} = {parameter.default!r}"
