"""Writes the module of typed methods: one method for each question, from its declaration."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from carekg.questions.declaration import Parameter, Question

_HEAD: Final = '''"""One method for each question. Written by `make faces` from the declarations: do not edit."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from {home} import {answer}


class {name}:
    """The questions as methods. What inherits from this says how a question is asked."""

    {define} ask(self, question: str, /, **parameters: Any) -> {answer}:
        """Ask a question by its name."""
        raise NotImplementedError(f"{{type(self).__name__}} does not say how {{question}} is asked")
'''
_TYPES: Final = {
    "entity": "str",
    "text": "str",
    "document": "str",
    "date": "date | str",
    "integer": "int",
    "boolean": "bool",
}
_ROUTES: Final = '''"""Where each question is answered. Written by `make faces` from the declarations: do not edit."""

from typing import Final, NamedTuple


class Route(NamedTuple):
    """A method of HTTP, a path under /api/v1, the parameter that is sent as the body, and all parameters."""

    method: str
    path: str
    document: str
    parameters: tuple[str, ...]


ROUTES: Final = {
'''


class Face(NamedTuple):
    """How methods are written: whence the answer comes, what it and the class are called, how each begins and asks."""

    home: str = "carekg.questions.answer"
    answer: str = "Answer"
    name: str = "Methods"
    define: str = "def"
    call: str = ""


LIBRARY: Final = Face()
CLIENT: Final = Face(home=".answer")
ASYNC_CLIENT: Final = Face(".answer", "AsyncAnswer", "AsyncMethods", "async def", "await ")


def write_methods(questions: Iterable[Question], face: Face = LIBRARY) -> str:
    """Write the module of the methods."""
    return "\n".join([_HEAD.format(**face._asdict()), *(_method(question, face) for question in questions)])


def write_routes(questions: Iterable[Question]) -> str:
    """Write the module that says where each question is answered."""
    return f"{_ROUTES}{''.join(map(_route, questions))}}}\n"


def _route(question: Question) -> str:
    document = next((each.name for each in question.parameters if each.type == "document"), "")
    return f"    {question.name!r}: Route{(question.method, question.route, document, tuple(question.by_name))!r},\n"


def _method(question: Question, face: Face) -> str:
    ordered = sorted(question.by_name.values(), key=lambda each: not each.required)
    needed = [_argument(each) for each in ordered if each.required]
    rest = [_argument(each) for each in ordered if not each.required]
    given = ["self", *needed, *(["*"] if rest else []), *rest, *(["**more: Any"] if question.takes_more else [])]
    more = ["**more"] if question.takes_more else []
    passed = [f"{each.python_name}={each.python_name}" for each in ordered]
    lines = [
        f"    {face.define} {question.python_name}({', '.join(given)}) -> {face.answer}:",
        f'        """{question.title}.',
        "",
        *(f"        {each.python_name}: {each.help}." for each in ordered),
        '        """',
        f"        return {face.call}self.ask({', '.join([repr(question.name), *passed, *more])})",
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
