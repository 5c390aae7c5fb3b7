"""The reference of the library and the client: public classes, their methods, and what their docstrings say."""

import inspect
from collections.abc import Iterable
from typing import Any, Final

import carekg
from carekg.questions.answer import Answer
from handbook.writing import fenced

_SHOWN: Final = (
    (carekg.KnowledgeGraph, "What is opened, and asked; each of the [questions](questions/index.md) is a method too."),
    (Answer, "What a question answers with."),
    (carekg.Client, "The same methods over HTTP; [the client](../client.md) shows them."),
)
_INTRODUCTION: Final = """# The library

`import carekg` gives what stands here. Every method that asks a question of the registry is told of with its question.

"""


def page() -> str:
    """Write the page."""
    return _INTRODUCTION + "\n".join(part for shown, words in _SHOWN for part in _class(shown, words))


def _class(shown: type[Any], words: str) -> Iterable[str]:
    yield f"## {shown.__name__}\n\n{words}\n"
    yield _prose(shown)
    for name, member in _members(shown):
        held: Any = member.fget if isinstance(member, property) else getattr(member, "func", member)
        held = getattr(held, "__func__", held)
        is_called = inspect.isfunction(member) or isinstance(member, classmethod | staticmethod)
        signature = str(inspect.signature(held)) if is_called else ""
        yield f"### `{name}` {{: #{shown.__name__.lower()}-{name} }}\n"
        yield fenced(f"{name}{_short(signature)}", "text") if is_called else ""
        yield _prose(held)


def _members(shown: type[Any]) -> Iterable[tuple[str, Any]]:
    """Give the public members of a class that are written by hand: those from declarations stand with the questions."""
    for own in shown.__mro__:
        if own.__name__ in ("object", "Methods", "AsyncMethods"):
            continue
        for name, member in vars(own).items():
            told = member.fget if isinstance(member, property) else getattr(member, "func", member)
            if not name.startswith("_") and getattr(told, "__doc__", None) and own.__module__.startswith("carekg"):
                yield name, member


def _short(signature: str) -> str:
    return signature.replace("'", "").replace("collections.abc.", "").replace("datetime.date", "date")


def _prose(told: Any) -> str:
    return f"{inspect.getdoc(told) or ''}\n"
