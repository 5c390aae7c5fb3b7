"""Examples: the first rows of each question's answer to its own example, for whoever describes the questions."""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import orjson

from carekg.build.makers import Maker
from carekg.knowledge_graph import REGISTRY, KnowledgeGraph
from carekg.questions.declaration import Question
from carekg.questions.formats import envelope, plain
from carekg.store.embedded import Embedded
from carekg.terms.errors import InputError

FILE: Final = "examples.json"
_FORMAT: Final = 1  # another where what is written changes
_ROWS: Final = 2


def read_examples(folder: Path) -> Mapping[str, Any]:
    """Read what was made: an answer by the name of its question, as JSON has it."""
    found: Mapping[str, Any] = orjson.loads((folder / FILE).read_bytes())
    return found


def _write(store: Embedded, folder: Path) -> None:
    graph, found = KnowledgeGraph(store), {}
    for question in REGISTRY.values():
        if not question.is_heavy and question.method == "GET":
            with suppress(InputError):  # a graph of others need not hold the things of our examples
                found[question.name] = _example(graph, question)
    (folder / FILE).write_bytes(orjson.dumps(found, default=plain))


def _example(graph: KnowledgeGraph, question: Question) -> dict[str, Any]:
    """Ask the question with its example, and keep the first rows."""
    told = envelope(graph.asker.ask(question.name, question.example))
    tables = told["parts"].values() if "parts" in told else [told]
    for table in tables:
        table["rows"] = list(table["rows"])[:_ROWS]
    shown = {value for table in tables for row in table["rows"] for value in row.values() if isinstance(value, str)}
    kept = {name: {iri: text for iri, text in told[name].items() if iri in shown} for name in ("labels", "codes")}
    return told | kept


_DECLARED: Final = hashlib.sha256(repr(list(REGISTRY.values())).encode()).hexdigest()[:8]
EXAMPLES: Final = Maker(f"examples-{_DECLARED}", _FORMAT, _write)
