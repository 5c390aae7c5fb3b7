"""What workers do for the service. A worker imports this module before it is confined, and nothing later."""

from typing import Any

from pyoxigraph import QueryTriples

from carekg import KnowledgeGraph
from carekg.build.revision import LOCAL
from carekg.store.iris import read_iri
from carekg.store.results import serialise
from carekg.store.sparql import TextLimits
from carekg.terms.errors import UnknownName
from carekg_api.http.content import Content, Wanted
from carekg_api.http.negotiation import choose_graph, choose_table
from carekg_api.protocol.operation import Operation


def answer(
    graph: KnowledgeGraph, asked: tuple[Any, ...], wished: tuple[Any, ...], most: tuple[int, ...]
) -> tuple[Any, ...]:
    """Answer a SPARQL query, and write the answer: both on this thread, as the engine needs.

    Parameters: the fields of an Operation, a Wanted and TextLimits.
    Returns: the fields of a Content. Plain tuples pass a pipe many times faster than what they are of.
    """
    operation, wanted, limits = Operation(*asked), Wanted(*wished), TextLimits(*most)
    result = graph.query(
        operation.query,
        default_graphs=operation.default_graphs,
        named_graphs=operation.named_graphs,
        limits=limits,
    )
    choose = choose_graph if isinstance(result, QueryTriples) else choose_table
    media_type = choose(wanted.accept, operation.form)
    data = serialise(result, media_type, most_rows=wanted.most_rows, most_bytes=wanted.most_bytes)
    return tuple(Content.of(data, media_type))


def dump_graph(graph: KnowledgeGraph, name: str | None, form: str | None, wanted: Wanted) -> Content:
    """Write a named graph, or the default one. Raises: UnknownName; BadParameter for a name that is no IRI.

    The local graph is there even before anybody wrote into it.
    """
    media_type = choose_graph(wanted.accept, form)
    if name is not None and name != LOCAL.value and not graph.store.has_graph(read_iri(name, "graph").value):
        raise UnknownName("graph", name)
    triples = graph.store.triples(name)
    data = serialise(triples, media_type, most_rows=wanted.most_rows, most_bytes=wanted.most_bytes)
    return Content.of(data, media_type)
