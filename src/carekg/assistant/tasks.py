"""What workers do for an assistant. A worker is forked from a template that has imported and prepared this module."""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from carekg.assistant.persons import WITHHELD, withhold
from carekg.assistant.tools import MOST_ROWS, MOST_SOLUTIONS, NAMES, QUERY
from carekg.knowledge_graph import REGISTRY, KnowledgeGraph
from carekg.questions.asking import prepare as prepare_questions
from carekg.questions.formats import envelope, plain
from carekg.questions.queried import answer_query
from carekg.questions.receipt import make_receipt
from carekg.store.remote import Remote
from carekg.terms.dates import today
from carekg.terms.errors import BadParameter, CarekgError, QueryRefused, UnknownName

_FOUND: Final = {
    "rows": "the graph gives what the query asks for",
    "none": "nothing in the graph matches the query, which does not say that there is nothing",
}
_NOT_OURS: Final = "Of a graph on another server questions are answered, but no queries, which could name persons."
_WHOLE: Final = ("columns", "notes")
Told = dict[str, Any]


def prepare() -> None:
    """Import and read what questions are answered by, which a sealed worker could not later."""
    prepare_questions(question for question in REGISTRY.values() if not question.is_heavy)


def call(graph: KnowledgeGraph, name: str, given: Mapping[str, Any]) -> tuple[Told, bool]:
    """Call a tool.

    Parameters: graph; name of the tool; given, its arguments.
    Returns: what it tells, as JSON holds it, and whether it was refused. The receipt covers what is asked of the whole
    graph, so that an answer from which persons are left out has none.
    """
    try:
        told = withhold(graph, _call(graph, name, given))
        is_whole = WITHHELD.encode() not in orjson.dumps(told)
        return (told if is_whole else told | {"receipt": None}), False
    except CarekgError as error:
        return refusal(error), True


def refusal(error: CarekgError) -> Told:
    """Tell why something is not answered, as an outcome."""
    return {"outcome": {"kind": "refused", "sentence": str(error)}}


def _call(graph: KnowledgeGraph, name: str, given: Mapping[str, Any]) -> Told:
    if name == QUERY:
        if isinstance(graph.store, Remote):
            raise QueryRefused(_NOT_OURS)
        return query(graph, _read_text(given))
    if name not in NAMES:
        raise UnknownName("tool", name, [each for each in NAMES if name[:4] in each][:3])
    return _ask(graph, NAMES[name], given)


def _read_text(given: Mapping[str, Any]) -> str:
    if set(given) != {"text"} or not isinstance(given["text"], str):
        raise BadParameter("arguments", ", ".join(given), "write a SPARQL query in text, and nothing else")
    return given["text"]


def _ask(graph: KnowledgeGraph, name: str, given: Mapping[str, Any]) -> Told:
    skipped = 0 if "offset" in REGISTRY[name].by_name else _read_offset(given)
    asked = {key: value for key, value in given.items() if key != "offset" or key in REGISTRY[name].by_name}
    answer = graph.asker.ask(name, asked)
    told = envelope(answer) | {"receipt": make_receipt(answer).sha256, "notes": answer.notes}
    return _labelled(_cut(told, slice(skipped, skipped + MOST_ROWS)))


def _cut(told: Told, window: slice) -> Told:
    """Leave so many rows of each table and list."""
    for table in told["parts"].values() if "parts" in told else ():
        table["rows"] = list(table["rows"])[window]
    lists = {part: rows for part, rows in told.items() if isinstance(rows, list | tuple) and part not in _WHOLE}
    told |= {part: list(rows)[window] for part, rows in lists.items()}
    if "rows" in told and "total" in told:
        told["shown"] = f"{len(told['rows'])} of {told['total']} rows; ask with offset for others, or ask for less"
    return told


def _labelled(told: Told) -> Told:
    """Write an answer plainly, with the labels and codes of what is in it alone."""
    told_of = {part: told.pop(part) for part in ("labels", "codes")}
    shown = orjson.dumps(told, default=plain)
    of_shown = {
        part: {iri: name for iri, name in names.items() if f'"{iri}"'.encode() in shown}
        for part, names in told_of.items()
    }
    trimmed: Told = orjson.loads(shown)
    return trimmed | of_shown


def _read_offset(given: Mapping[str, Any]) -> int:
    offset = given.get("offset", 0)
    if type(offset) is not int or offset < 0:
        raise BadParameter("offset", offset, "write how many rows to skip, 0 or more")
    return offset


def query(graph: KnowledgeGraph, text: str) -> Told:
    """Answer a query: its rows, the first of them, as plain text."""
    receipt, rows = answer_query(graph.store, {"query": text})
    shown = [{name: _plain(term) for name, term in row.items()} for row in rows[:MOST_SOLUTIONS]]
    return {
        "outcome": {"kind": receipt.outcome, "sentence": _FOUND[receipt.outcome]},
        "as_of": today().isoformat(),
        "version": receipt.version,
        "receipt": receipt.sha256,
        "rows": shown,
        "total": len(rows),
        "more": len(rows) > len(shown),
    }


def _plain(term: Any) -> Any:
    """Read a term as N-Triples writes it: an IRI without its brackets, a literal without its quotes and type."""
    if not isinstance(term, str) or term[:1] not in '<"':
        return term
    return term[1:-1] if term.startswith("<") else orjson.loads(term[: term.rindex('"') + 1])
