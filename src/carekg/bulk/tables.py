"""Flat tables as files: every question that needs no parameter, with all its rows, as Parquet and as CSV."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from carekg.build.makers import Maker
from carekg.knowledge_graph import REGISTRY, KnowledgeGraph
from carekg.questions.answer import Answer
from carekg.questions.columnar import to_parquet
from carekg.questions.content import Table
from carekg.questions.declaration import Parameter, Part, Question
from carekg.questions.formats import to_csv
from carekg.store.embedded import Embedded
from carekg.terms.dates import today

_FORMAT: Final = 1  # another where what is written changes
_PAGE: Final = 100_000  # rows that are asked for at once


def tables() -> Iterator[tuple[str, Question, Part]]:
    """Give each table of everything: its name, its question and its part."""
    for question in REGISTRY.values():
        if question.method == "GET" and not question.is_heavy and not any(map(_is_narrow, question.parameters)):
            for part in question.parts:
                yield (question.name if len(question.parts) == 1 else f"{question.name}-{part.name}"), question, part


def _is_narrow(parameter: Parameter) -> bool:
    """Tell whether a parameter has answers speak of one thing alone, even where it is not given."""
    return parameter.required or (parameter.type == "entity" and parameter.default is not None)


def maker_of(name: str, question: Question, part: Part) -> Maker:
    """Make what writes a table. Other columns are another format, and so are in the maker's name."""
    columns = hashlib.sha256(repr(part.written).encode()).hexdigest()[:8]
    return Maker(f"bulk-{name}-{columns}", _FORMAT, lambda store, folder: _write(store, folder, name, question, part))


def digest(makers: Iterable[Maker]) -> str:
    """Give a name for what is made of what some makers make."""
    return hashlib.sha256(" ".join(maker.folder for maker in makers).encode()).hexdigest()[:8]


def day_of(store: Embedded) -> date:
    """Give the day that the tables of a version are of: the day that it was built, whenever they are written."""
    try:
        return date.fromisoformat(str(store.version["built_at"])[:10])
    except ValueError:  # another server may not know
        return today()


def _write(store: Embedded, folder: Path, name: str, question: Question, part: Part) -> None:
    answer = _ask(KnowledgeGraph(store), question, day_of(store))
    (folder / f"{name}.csv").write_bytes(to_csv(answer, part.name))
    (folder / f"{name}.parquet").write_bytes(to_parquet(answer, part.name))


def _ask(graph: KnowledgeGraph, question: Question, day: date) -> Answer:
    """Ask for every row, a page after the other where there are more than one answer may have."""
    given: dict[str, Any] = {"as_of": day} if question.is_dated else {}
    if not question.is_paged:
        return graph.asker.ask(question.name, given)
    answer = page = graph.asker.ask(question.name, {**given, "limit": _PAGE})
    while page.more:
        page = graph.asker.ask(question.name, {**given, "limit": _PAGE, "offset": len(answer.rows)})
        whole = Table(answer.table.part, [*answer.rows, *page.rows])
        answer = replace(answer, tables=(whole,), labels={**answer.labels, **page.labels})
        answer = replace(answer, codes={**answer.codes, **page.codes})
    return answer
