"""What workers do for reconciliation. A worker imports this module before it is confined, and nothing later."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import orjson

from carekg import KnowledgeGraph
from carekg.names.extension import DAYS, PROPERTIES, Extension
from carekg.names.index import Known
from carekg.names.reconciliation import Candidate, Query, Reconciler
from carekg.terms.errors import BadParameter, InputError
from carekg.terms.prefixes import compress, expand
from carekg_api.rest.manifest import manifest
from carekg_api.rest.queries import read_batch, read_fields, read_one, read_wanted


def respond(graph: KnowledgeGraph, base: str, *sent: bytes) -> bytes:
    """Reconcile what is sent, fetch what is wanted of things, or say what the service can do.

    Parameters: graph; base, the address of the whole service; what was sent, in the address and as a form.
    Raises: BadParameter; UnknownName for a property.
    """
    fields = read_fields(*sent)
    for name, task in _TASKS.items():
        if name in fields:
            return orjson.dumps(task(graph, fields[name]))
    return orjson.dumps(manifest(base))


def reconcile(graph: KnowledgeGraph, text: str) -> dict[str, Any]:
    """Reconcile a batch of queries. Raises: BadParameter."""
    reconciler = Reconciler(graph.store, graph.names.index)
    return {key: _results(reconciler, query) for key, query in read_batch(text).items()}


def reconcile_one(graph: KnowledgeGraph, text: str) -> dict[str, Any]:
    """Reconcile one query. Raises: BadParameter."""
    return _results(Reconciler(graph.store, graph.names.index), read_one(text))


def _results(reconciler: Reconciler, query: Query) -> dict[str, Any]:
    """Give the candidates; none where a kind or a date of the query cannot be used, since others of the batch can."""
    try:
        return {"result": [_result(candidate) for candidate in reconciler.candidates(query)]}
    except InputError:
        return {"result": []}


def _result(candidate: Candidate) -> dict[str, Any]:
    thing = candidate.hit.thing
    return {
        "id": compress(thing.iri),
        "name": thing.label,
        "description": thing.context,
        "score": candidate.score,
        "match": candidate.match,
        "type": types(thing),
        "features": [{"id": name, "value": value} for name, value in candidate.features.items()],
    }


def types(thing: Known) -> list[dict[str, str]]:
    """Give the types of a thing: its kind, in the words that a query may use."""
    return [{"id": thing.kind, "name": thing.kind}]


def extend(graph: KnowledgeGraph, text: str) -> dict[str, Any]:
    """Fetch properties of things. Raises: BadParameter; UnknownName for a property."""
    asked = read_wanted(text)
    things = {given: _iri(given) for given in asked.things}
    extension = Extension(graph.store, graph.names.index, [iri for iri in things.values() if iri])
    meta = [{"id": name, "name": extension.property(name).name} for name in asked.properties]
    rows = {
        given: {name: _cells(name, extension.values(iri, name)) if iri else [] for name in asked.properties}
        for given, iri in things.items()
    }
    return {"meta": meta, "rows": rows}


def _iri(text: str) -> str | None:
    try:
        return expand(text)
    except BadParameter:
        return None


def _cells(name: str, values: Sequence[str | Known]) -> list[dict[str, str]]:
    return [
        {"id": compress(value.iri), "name": value.label}
        if isinstance(value, Known)
        else {"date": f"{value[:10]}T00:00:00Z"}
        if name in DAYS
        else {"str": value}
        for value in values
    ]


def propose(_: KnowledgeGraph, kind: str, most: int) -> bytes:
    """Propose what can be fetched of things of a kind: the same of every kind."""
    told = {"properties": [each._asdict() for each in list(PROPERTIES.values())[:most]], "limit": most}
    return orjson.dumps(told | ({"type": kind} if kind else {}))


_TASKS: Final[Mapping[str, Callable[[KnowledgeGraph, str], dict[str, Any]]]] = {
    "queries": reconcile,
    "query": reconcile_one,
    "extend": extend,
}
