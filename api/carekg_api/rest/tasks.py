"""What workers do for questions. A worker is forked from a template that has imported and prepared this module."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import orjson

from carekg import KnowledgeGraph
from carekg.build.makers import find
from carekg.bulk.examples import EXAMPLES
from carekg.knowledge_graph import REGISTRY
from carekg.layers import projection
from carekg.names.languages import ENGLISH
from carekg.narrative.sentences import held as sentences
from carekg.questions import area_plans, due
from carekg.questions.asking import Progress, quietly
from carekg.questions.asking import prepare as prepare_questions
from carekg.questions.formats import FORMATS, to_array, write
from carekg.questions.receipt import Receipt, make_receipt
from carekg.questions.translated import translate
from carekg.questions.verifying import verify
from carekg.recode import loading as history
from carekg.store.embedded import Embedded, is_named
from carekg.terms.errors import UnknownName
from carekg_api.http.content import Content

ARRAY: Final = "array"
_ZIPPED: Final = ("xlsx", "docx")  # what is a zip by itself


def prepare() -> None:
    """Import and read what a sealed worker could not later: what questions are answered by, what writes documents."""
    from carekg.questions import document, workbook  # noqa: F401

    prepare_questions(question for question in REGISTRY.values() if not question.is_heavy)


def warm(store: Embedded) -> None:
    """Ask once what statements say and how they were checked, which every list of duties tells of its own; what is
    planned for kinds of body, which every area tells of its kinds; what is due; what codes are carried over by and
    sentences are held against; and all that layers draw."""
    KnowledgeGraph(store).ask("duties")
    projection.warm(store)
    area_plans.warm(store)
    due.read_due(store)
    history.load(store)
    sentences.load(store)


class Wish(NamedTuple):
    """How an answer is wanted: its format, the part, the shape of JSON, the version; or its receipt alone; the
    language of labels."""

    form: str
    part: str | None = None
    shape: str | None = None
    version: str | None = None
    receipt: bool = False
    language: str = ENGLISH


class Told(NamedTuple):
    """An answer as bytes, and what its headers say."""

    content: Content
    outcome: str
    total: int
    more: bool
    file: str
    receipt: str
    address: str


def answer(
    graph: KnowledgeGraph, name: str, given: Mapping[str, Any], wish: Wish, progress: Progress = quietly
) -> Told:
    """Ask a question and write its answer. Raises: UnknownName; AmbiguousName; BadParameter; NotAcceptable."""
    if wish.version is not None and not is_named(graph.version, wish.version):
        raise UnknownName("version", wish.version, [graph.version])
    found = graph.asker.ask(name, given, progress)
    made = make_receipt(found)
    found = translate(graph.store, found, wish.language)
    form = FORMATS[wish.form]
    if wish.receipt:
        data = orjson.dumps(made.as_dict(), option=orjson.OPT_APPEND_NEWLINE)
        file = f"carekg-{name}-{found.as_of}.receipt.json"
        return Told(Content.of(data, form.media_type), found.outcome.kind, 0, False, file, made.sha256, found.address)
    is_array = wish.form == "json" and wish.shape == ARRAY
    data = to_array(found, wish.part) if is_array else write(found, wish.form, wish.part)
    is_packed = wish.form in found.files and wish.part is None and data[:2] == b"PK" and form.suffix not in _ZIPPED
    media_type, suffix = ("application/zip", "zip") if is_packed else (form.media_type, form.suffix)
    file = f"carekg-{name}-{found.as_of}.{suffix}"
    total = sum(table.total for table in found.tables)
    content = Content.of(data, media_type)
    return Told(content, found.outcome.kind, total, found.more, file, made.sha256, found.address)


def verify_receipt(graph: KnowledgeGraph, held: Mapping[str, Any]) -> dict[str, Any]:
    """Ask the question of a receipt again. Raises: BadParameter; UnknownName."""
    return verify(graph.asker, Receipt.read(held)).as_dict()


def make_examples(graph: KnowledgeGraph) -> Path:
    """Give the folder with the examples of the questions, made now where it is not there."""
    return find(EXAMPLES, graph.store)
