"""The reference of what can be asked: a page for each topic, written from the declarations."""

import json
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import urlencode

from carekg.cli.questions import rewrite
from carekg.knowledge_graph import REGISTRY
from carekg.questions.declaration import TRUST, Parameter, Part, Question
from handbook.writing import fenced, table, upper_first

_INTRODUCTION: Final = """# Questions

Every question is a method of the library, a command, an address and a page of the service, and a tool of an assistant,
all made from one declaration each. These pages are written from the same declarations.

{table}
Rows that rest on a statement have these columns too:

{trust}"""
_WORDS: Final[Mapping[str, str]] = {"entity": "name", "document": "text or file", "boolean": "true or false"}


def pages() -> dict[str, str]:
    """Write the pages, by address."""
    topics = sorted({each.topic for each in REGISTRY.values()})
    rows = [
        [f"[`{each.name}`]({_file(each.topic)}.md#{each.name})", each.title, each.topic]
        for each in sorted(REGISTRY.values(), key=lambda each: (each.topic, each.name))
    ]
    trust = table(["column", "what it holds"], [[f"`{each.name}`", each.help] for each in TRUST])
    found = {
        "reference/questions/index.md": _INTRODUCTION.format(
            table=table(["question", "what it asks", "topic"], rows), trust=trust
        )
    }
    for topic in topics:
        asked = [each for each in REGISTRY.values() if each.topic == topic]
        text = "\n".join(part for each in sorted(asked, key=lambda each: each.name) for part in _question(each))
        found[f"reference/questions/{_file(topic)}.md"] = f"# Questions: {topic}\n\n{text}"
    return found


def topics() -> list[tuple[str, str]]:
    """Give each topic with the address of its page."""
    return [
        (upper_first(topic), f"reference/questions/{_file(topic)}.md")
        for topic in sorted({each.topic for each in REGISTRY.values()})
    ]


def _file(topic: str) -> str:
    return topic.replace(" ", "-")


def _question(question: Question) -> Iterable[str]:
    yield f"## {question.title}: `{question.name}` {{: #{question.name} }}\n"
    yield f"{question.description}\n"
    yield _faces(question)
    if question.by_name:
        rows = [[f"`{each.name}`", _kind(each), _usual(each), each.help] for each in question.by_name.values()]
        yield table(["parameter", "what it takes", "unless given", "meaning"], rows)
    for part in question.parts:
        yield from _part(part, has_name=len(question.parts) > 1)
    yield f"Formats: {', '.join(question.formats)}.\n"


def _faces(question: Question) -> str:
    """Show an example of it in Python, on the command line and over HTTP."""
    given = {name.replace("-", "_"): value for name, value in question.example.items()}
    python = ", ".join(f"{name}={value!r}" for name, value in given.items())
    words = " ".join(f"'{each}'" if " " in each else each for each in rewrite(question, question.example))
    route = question.route.format(**{name: str(value) for name, value in question.example.items()})
    given_as_text = question.texts(question.example)
    rest = {name: value for name, value in given_as_text.items() if f"{{{name}}}" not in question.route}
    lines = fenced(f"kg.{question.python_name}({python})", "python")
    if question.method == "POST":
        body = json.dumps(dict(question.example), ensure_ascii=False)[:400]
        return lines + "\n" + fenced(f"POST /api/v1{route}\n{body}", "text")
    asked = f"?{urlencode(rest)}" if rest else ""
    lines += "\n" + fenced(f"carekg {question.command_name} {words}".rstrip(), "console")
    return lines + "\n" + fenced(f"GET /api/v1{route}{asked}", "text")


def _kind(parameter: Parameter) -> str:
    words = _WORDS.get(parameter.type, parameter.type)
    if parameter.choices:
        words = "one of " + ", ".join(parameter.choices)
    if parameter.kinds:
        words += f" of: {', '.join(parameter.kinds)}"
    return f"{words}; several" if parameter.several else words


def _usual(parameter: Parameter) -> str:
    return "needed" if parameter.required else "" if parameter.default is None else str(parameter.default).lower()


def _part(part: Part, *, has_name: bool) -> Iterable[str]:
    if has_name:
        yield f"**{upper_first(part.title)}** (`{part.name}`):\n"
    own = [each for each in part.all_columns if not part.rests_on or each not in TRUST]
    rows = [[", ".join(f"`{name}`" for name, _ in each.written()), each.type, each.help] for each in own]
    yield table(["columns", "type", "meaning"], rows)
    if part.rests_on:
        yield "And the columns of trust.\n"
