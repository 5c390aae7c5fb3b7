"""What workers do for the service. A worker imports this module before it is confined, and nothing later."""

from itertools import islice
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import orjson
from pyoxigraph import QueryTriples

from carekg import KnowledgeGraph
from carekg.build.makers import find
from carekg.build.revision import LOCAL
from carekg.bulk.files import FILES, make, steps
from carekg.bulk.listing import packed
from carekg.questions.queried import answer_query, has_relative_iris
from carekg.store.dataset import graphs_in
from carekg.store.iris import is_iri, make_whole, read_iri
from carekg.store.results import serialise
from carekg.store.sparql import TextLimits, names_graphs
from carekg.terms.errors import AnswerTooLarge, UnknownName
from carekg_api.http.content import Content, Wanted
from carekg_api.http.negotiation import choose_graph, choose_table
from carekg_api.protocol.operation import Operation

_IN_IRIS: Final = ":/?#[]@!$&'()*+,;=%"
_MOST_ABSENT: Final = 3
_FEW: Final = 5_000  # triples that are written at once


def answer(
    graph: KnowledgeGraph, asked: tuple[Any, ...], wished: tuple[Any, ...], most: tuple[int, ...]
) -> tuple[Any, ...]:
    """Answer a SPARQL query, and write the answer: both on this thread, as the engine needs.

    Parameters: the fields of an Operation, a Wanted and TextLimits.
    Returns: the fields of a Content. Plain tuples pass a pipe many times faster than what they are of.
    """
    return tuple(write_answer(graph, Operation(*asked), Wanted(*wished), TextLimits(*most)))


def write_answer(graph: KnowledgeGraph, operation: Operation, wanted: Wanted, limits: TextLimits) -> Content:
    """Answer a SPARQL query, and write the answer, both on this thread."""
    base = operation.base if operation.base and is_iri(operation.base) else None
    if operation.receipt:
        return Content.of(_receipt(graph, operation, base, limits), "application/json")
    result = graph.query(
        operation.query,
        default_graphs=operation.default_graphs,
        named_graphs=operation.named_graphs,
        base=base,
        limits=limits,
    )
    choose = choose_graph if isinstance(result, QueryTriples) else choose_table
    media_type = choose(wanted.accept, operation.form)
    data = serialise(result, media_type, most_rows=wanted.most_rows, most_bytes=wanted.most_bytes)
    return Content.of(data, media_type)._replace(absent=_absent(graph, operation, base))


def _receipt(graph: KnowledgeGraph, operation: Operation, base: str | None, limits: TextLimits) -> bytes:
    """Make the receipt of a query's answer. Our address is in it only where the query has relative IRIs."""
    graphs = {"default-graph-uri": operation.default_graphs, "named-graph-uri": operation.named_graphs}
    given = {
        name: " ".join(make_whole(each, base) for each in named) for name, named in graphs.items() if named is not None
    }
    if base and has_relative_iris(operation.query):
        given["base"] = base
    receipt, _ = answer_query(graph.store, {"query": operation.query, **given}, limits)
    return orjson.dumps(receipt.as_dict())


def _absent(graph: KnowledgeGraph, operation: Operation, base: str | None) -> tuple[str, ...]:
    """Give the graphs that a query or its request names and that are not there, some of them, in ASCII."""
    given = (*(operation.default_graphs or ()), *(operation.named_graphs or ()))
    named = [make_whole(name, base) for name in given]
    if names_graphs(operation.query):
        named += graphs_in(operation.query, base)
    absent = (name for name in dict.fromkeys(named) if not graph.store.has_graph(name))
    return tuple(quote(name, safe=_IN_IRIS) for name in islice(absent, _MOST_ABSENT))


def write_graph(graph: KnowledgeGraph, name: str | None, form: str | None, wanted: Wanted) -> Content | None:
    """Write a named graph, or the default one; None where it is so large that a file is made of it.

    The local graph is there even before anybody wrote into it. Raises: UnknownName; BadParameter for a name that is
    no IRI.
    """
    media_type = choose_graph(wanted.accept, form)
    if name is not None and name != LOCAL.value and not graph.store.has_graph(read_iri(name, "graph").value):
        raise UnknownName("graph", name)
    try:
        data = serialise(graph.store.triples(name, _FEW + 1), media_type, most_rows=_FEW)
    except AnswerTooLarge:
        return None
    return Content.of(data, media_type)


def make_graph(graph: KnowledgeGraph, name: str | None, media_type: str) -> Path:
    """Give the path of the file of one graph, made now where it is not there. Raises: NotAcceptable."""
    return make(packed(name, media_type), graph.store)


def make_step(graph: KnowledgeGraph, name: str, number: int) -> None:
    """Make what a bulk file is made of, a step at a time, so that none takes long. Parameters: name; number of step."""
    find(steps(FILES[name])[number], graph.store)


def place(graph: KnowledgeGraph, name: str) -> Path:
    """Give the path of a bulk file, whose steps are done."""
    return make(FILES[name], graph.store)
