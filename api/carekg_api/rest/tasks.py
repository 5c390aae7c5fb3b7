"""What workers do for questions. A worker imports this module before it is confined, and nothing later."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from carekg import KnowledgeGraph
from carekg.knowledge_graph import REGISTRY
from carekg.questions.asking import Progress, prepare, quietly
from carekg.questions.formats import FORMATS, to_array, write
from carekg.terms.errors import UnknownName
from carekg_api.http.content import Content

prepare(question for question in REGISTRY.values() if not question.is_heavy)
ARRAY: Final = "array"
_SHORTEST_VERSION: Final = 8  # letters of a version's name


class Wish(NamedTuple):
    """How an answer is wanted: its format, the part, the shape of JSON, and the version that it must be of."""

    form: str
    part: str | None = None
    shape: str | None = None
    version: str | None = None


class Told(NamedTuple):
    """An answer as bytes, and what its headers say."""

    content: Content
    outcome: str
    total: int
    more: bool
    file: str


def answer(
    graph: KnowledgeGraph, name: str, given: Mapping[str, Any], wish: Wish, progress: Progress = quietly
) -> Told:
    """Ask a question and write its answer. Raises: UnknownName; AmbiguousName; BadParameter; NotAcceptable."""
    if wish.version is not None and not _is_version(graph, wish.version):
        raise UnknownName("version", wish.version, [graph.version])
    found = graph.asker.ask(name, given, progress)
    form = FORMATS[wish.form]
    is_array = wish.form == "json" and wish.shape == ARRAY
    data = to_array(found, wish.part) if is_array else write(found, wish.form, wish.part)
    is_packed = wish.form in found.files and wish.part is None and data[:2] == b"PK" and form.suffix != "xlsx"
    media_type, suffix = ("application/zip", "zip") if is_packed else (form.media_type, form.suffix)
    file = f"carekg-{name}-{found.as_of}.{suffix}"
    total = sum(table.total for table in found.tables)
    return Told(Content.of(data, media_type), found.outcome.kind, total, found.more, file)


def _is_version(graph: KnowledgeGraph, name: str) -> bool:
    return len(name) >= _SHORTEST_VERSION and graph.version.startswith(name)
