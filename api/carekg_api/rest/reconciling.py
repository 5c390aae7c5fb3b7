"""What workers do for reconciliation. A worker imports this module before it is confined, and nothing later."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, Final

import orjson

from carekg import KnowledgeGraph
from carekg.names.extension import DAYS, PROPERTIES, THINGS, Extension, Property
from carekg.names.folding import fold
from carekg.names.groups import FAMILIES
from carekg.names.index import Known
from carekg.names.kinds import read_kind
from carekg.names.reconciliation import GIVEN, Candidate, Query, Reconciler
from carekg.terms.dates import tell_span
from carekg.terms.errors import BadParameter, InputError
from carekg.terms.prefixes import compress, expand

MOST_QUERIES: Final = 200
MOST_THINGS: Final = 1_000
DEFAULT_TYPES: Final = (*FAMILIES, "integrated care board", "health and wellbeing board", "primary care network")
_LONGEST: Final = 500  # characters of a name
_USUAL, _MOST = 5, 25  # candidates
_LISTED: Final = 20  # suggestions
_SINGLE: Final = "q0"
_PREVIEW: Final = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
    '<body style="font:14px/1.4 sans-serif;margin:8px"><strong>{title}</strong><br>{lines}</body></html>'
)


def reconcile(graph: KnowledgeGraph, text: str) -> bytes:
    """Reconcile a batch of queries. Raises: BadParameter where it is none."""
    batch = _read(text, "queries", MOST_QUERIES)
    reconciler = Reconciler(graph.store, graph.names.index)
    queries = {key: _query(key, query) for key, query in batch.items()}
    return orjson.dumps({key: {"result": _results(reconciler, query)} for key, query in queries.items()})


def reconcile_one(graph: KnowledgeGraph, text: str) -> bytes:
    """Reconcile one query, as version 0.1 sent it: its JSON, or the name alone. Raises: BadParameter."""
    query = _read(text, "query", MOST_QUERIES) if text.startswith("{") else {"query": text}
    return orjson.dumps({"result": _results(Reconciler(graph.store, graph.names.index), _query(_SINGLE, query))})


def _read(text: str, name: str, most: int) -> dict[str, Any]:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadParameter(name, text, f"write JSON ({error})") from error
    if not isinstance(found, dict) or len(found) > most:
        raise BadParameter(name, text, f"write a JSON object of at most {most} members")
    return found


def _query(key: str, given: Any) -> Query:
    """Read a query. Raises: BadParameter naming what is wrong."""
    if not isinstance(given, dict) or not isinstance(given.get("query", ""), str):
        raise BadParameter(key, given, "write a query as an object whose `query` is text")
    text, limit, types = given.get("query", ""), given.get("limit", _USUAL), given.get("type") or ()
    if len(text) > _LONGEST:
        raise BadParameter(key, text, f"write at most {_LONGEST} characters")
    if not isinstance(limit, int | float) or isinstance(limit, bool):
        raise BadParameter(key, limit, "write the limit as a number")
    kinds = [types] if isinstance(types, str) else types
    if not all(isinstance(kind, str) for kind in kinds):
        raise BadParameter(key, types, "write the type as text, or a list of texts")
    return Query(text, tuple(kinds), _said(key, given.get("properties") or ()), min(max(int(limit), 1), _MOST))


def _said(key: str, properties: Any) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for each in properties if isinstance(properties, list | tuple) else (None,):
        if not isinstance(each, dict) or not isinstance(each.get("pid"), str) or "v" not in each:
            raise BadParameter(key, each, "write each property as an object with `pid` and `v`")
        values = each["v"] if isinstance(each["v"], list) else [each["v"]]
        said.setdefault(each["pid"], []).extend(text for text in map(_text, values) if text)
    return said


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("id") or value.get("name") or "")[:_LONGEST]
    return str(value if value is not None else "").strip()[:_LONGEST]


def _results(reconciler: Reconciler, query: Query) -> list[dict[str, Any]]:
    """Give the candidates; none where a kind or a date of the query cannot be used, since others of the batch can."""
    try:
        return [_result(candidate) for candidate in reconciler.candidates(query)]
    except InputError:
        return []


def _result(candidate: Candidate) -> dict[str, Any]:
    thing = candidate.hit.thing
    return {
        "id": compress(thing.iri),
        "name": thing.label,
        "description": thing.context,
        "score": candidate.score,
        "match": candidate.match,
        "type": [_type(thing)],
        "features": [{"id": name, "value": value} for name, value in candidate.features.items()],
    }


def _type(thing: Known) -> dict[str, str]:
    return {"id": compress(thing.kind_iri) if thing.kind_iri else thing.group, "name": thing.kind}


def suggest_entities(graph: KnowledgeGraph, prefix: str, kind: str, start: int) -> bytes:
    """Suggest things by the beginning of a name. Raises: UnknownName for a kind."""
    wanted = read_kind(graph.names.index, kind).fits if kind else None
    hits = graph.names.search(prefix[:_LONGEST], most=200, wanted=wanted).hits
    meant = [hit.thing for hit in hits if hit.thing.group != "statements" and not hit.thing.is_said]
    page = meant[start : start + _LISTED]
    return orjson.dumps({"result": [_entity(thing) for thing in page]})


def _entity(thing: Known) -> dict[str, Any]:
    told = {"id": compress(thing.iri), "name": thing.label, "description": thing.context}
    return told | {"notable": [_type(thing)]}


def suggest_types(graph: KnowledgeGraph, prefix: str, start: int) -> bytes:
    """Suggest kinds of thing by the beginning of a name of theirs."""
    folded = fold(prefix[:_LONGEST])
    names = [*FAMILIES, *sorted({kind for kinds in graph.names.index.kinds.values() for kind in kinds})]
    called = {kind for name, kinds in graph.names.index.kinds.items() if name.startswith(folded) for kind in kinds}
    found = [name for name in dict.fromkeys(names) if name in called or fold(name).startswith(folded)]
    return orjson.dumps({"result": [{"id": name, "name": name} for name in found[start : start + _LISTED]]})


def suggest_properties(_: KnowledgeGraph, prefix: str, start: int) -> bytes:
    """Suggest what may be given of a name, and fetched of a thing, by the beginning of what it is called."""
    known = {each.id: each for each in (*GIVEN, *PROPERTIES.values())}
    folded = fold(prefix[:_LONGEST])
    found = [each for each in known.values() if fold(each.id).startswith(folded) or fold(each.name).startswith(folded)]
    return orjson.dumps({"result": list(_described(found[start : start + _LISTED]))})


def propose(_: KnowledgeGraph, kind: str, limit: int) -> bytes:
    """Propose what can be fetched of things of a kind: the same of every kind."""
    told = {"properties": list(_described(list(PROPERTIES.values())[:limit])), "limit": limit}
    return orjson.dumps(told | ({"type": kind} if kind else {}))


def _described(properties: Iterable[Property]) -> Iterable[dict[str, str]]:
    return (each._asdict() for each in properties)


def extend(graph: KnowledgeGraph, text: str) -> bytes:
    """Fetch properties of things. Raises: BadParameter; UnknownName for a property."""
    asked = _read(text, "extend", MOST_THINGS)
    ids, wanted = asked.get("ids"), asked.get("properties")
    if not isinstance(ids, list) or not isinstance(wanted, list) or len(ids) > MOST_THINGS:
        raise BadParameter("extend", text, f"write `ids`, at most {MOST_THINGS}, and `properties` as lists")
    names = [str(each.get("id")) if isinstance(each, dict) else str(each) for each in wanted]
    things = {str(each): _iri(str(each)) for each in ids}
    extension = Extension(graph.store, graph.names.index, [iri for iri in things.values() if iri])
    rows = {
        given: {name: _cells(name, extension.values(iri, name)) if iri else [] for name in names}
        for given, iri in things.items()
    }
    return orjson.dumps({"meta": [_meta(name) for name in names], "rows": rows})


def _iri(text: str) -> str | None:
    try:
        return expand(text)
    except BadParameter:
        return None


def _meta(name: str) -> dict[str, str]:
    return {"id": name, "name": PROPERTIES[name].name if name in PROPERTIES else name}


def _cells(name: str, values: Sequence[str | Known]) -> list[dict[str, str]]:
    cells: list[dict[str, str]] = []
    for value in values:
        if isinstance(value, str):
            cells.append({"date": f"{value[:10]}T00:00:00Z"} if name in DAYS else {"str": value})
        else:
            cells.append({"id": compress(value.iri), "name": value.label})
    return cells


def preview(graph: KnowledgeGraph, given: str) -> bytes:
    """Show a thing in a few lines of HTML. Raises: UnknownName."""
    iri = graph.names.resolve(given)
    known = graph.names.known(iri)
    title = known.label if known else compress(iri)
    lines = [known.context, tell_span(known.since, known.until), *_values(graph, iri)] if known else []
    told = "<br>".join(escape(line) for line in dict.fromkeys(lines) if line)
    return _PREVIEW.format(title=escape(title), lines=told).encode()


def _values(graph: KnowledgeGraph, iri: str) -> list[str]:
    extension, told = Extension(graph.store, graph.names.index, [iri]), []
    for name in ("names", *THINGS):
        values = [value if isinstance(value, str) else value.label for value in extension.values(iri, name)]
        if values:
            told.append(f"{PROPERTIES[name].name}: {', '.join(dict.fromkeys(values))}")
    return told


TASKS: Final[Mapping[str, Any]] = {"entity": suggest_entities, "type": suggest_types, "property": suggest_properties}
