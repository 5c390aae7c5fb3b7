"""What workers do for the service. A worker imports this module before it is confined, and nothing later."""

from dataclasses import dataclass

from pyoxigraph import QueryTriples

from carekg import KnowledgeGraph
from carekg.errors import BadParameter, UnknownName
from carekg.results import serialise, serialise_graph
from carekg.revision import LOCAL
from carekg.sparql import TEXT_LIMITS, TextLimits
from carekg_api.negotiation import choose_graph, choose_table
from carekg_api.protocol import Operation


@dataclass(frozen=True)
class Wanted:
    """How an answer is wanted: what the client accepts, how much there may be, and what may be asked."""

    accept: str | None
    most_rows: int
    most_bytes: int
    text: TextLimits = TEXT_LIMITS


@dataclass(frozen=True)
class Content:
    """An answer as bytes."""

    data: bytes
    media_type: str


def answer(graph: KnowledgeGraph, operation: Operation, wanted: Wanted) -> Content:
    """Answer a SPARQL query, and write the answer: both on this thread, as the engine needs."""
    try:
        result = graph.query(
            operation.query,
            default_graphs=operation.default_graphs,
            named_graphs=operation.named_graphs,
            limits=wanted.text,
        )
    except ValueError as error:  # an IRI of the dataset that is none
        raise BadParameter("default-graph-uri or named-graph-uri", error, "write an absolute IRI") from error
    choose = choose_graph if isinstance(result, QueryTriples) else choose_table
    media_type = choose(wanted.accept, operation.form)
    data = serialise(result, media_type, most_rows=wanted.most_rows, most_bytes=wanted.most_bytes)
    return Content(data, media_type)


def dump_graph(graph: KnowledgeGraph, name: str | None, form: str | None, wanted: Wanted) -> Content:
    """Write a named graph, or the default one. Raises: UnknownName; BadParameter for a name that is no IRI.

    The local graph is there even before anybody wrote into it.
    """
    media_type = choose_graph(wanted.accept, form)
    try:
        if name is not None and name != LOCAL.value and not graph.store.has_graph(name):
            raise UnknownName("graph", name)
    except ValueError as error:
        raise BadParameter("graph", name, "write an absolute IRI") from error
    triples = graph.store.triples(name)
    data = serialise_graph(triples, media_type, most_rows=wanted.most_rows, most_bytes=wanted.most_bytes)
    return Content(data, media_type)
