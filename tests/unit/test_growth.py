"""Growth: what names a thing reads no more of a larger country; the acceptance check `ten_times` measures the rest."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import pytest

from carekg import KnowledgeGraph
from kept import begin_store

SOURCED: Final = """ckg:page <https://example.org/act> ; ckg:knowledgeLevel knowledge-level:statute ;
    ckg:verification verification:from-memory"""
COUNCIL: Final = """body:c{n} a org:FormalOrganization ; rdfs:label "Council {n}" ; {sourced} ;
    org:classification structure:upper-tier-local-authority ; ckg:governs gss:E1{n:07} ;
    ckg:validFrom "2009-04-01"^^xsd:date .
gss:E1{n:07} a ckg:Area ; rdfs:label "Place {n}" ; {sourced} ; ckg:validFrom "2009-04-01"^^xsd:date .
body:b{n} a org:FormalOrganization ; rdfs:label "Board {n}" ; {sourced} ; ckg:validFrom "2013-04-01"^^xsd:date ;
    org:classification structure:health-and-wellbeing-board ; org:unitOf body:c{n} .
"""
NAMED: Final[dict[str, dict[str, Any]]] = {
    "area": {"id": "Council 3"},
    "due": {"id": "Council 3"},
    "duties": {"bearer": "Council 3"},
    "entity": {"id": "Council 3"},
    "lineage": {"entity": "Council 3"},
    "locate": {"id": "Council 3"},
    "neighbours": {"id": "Council 3"},
    "passing": {"id": "Council 3"},
    "resolve": {"id": "Council 3"},
    "seats": {"board": "Board 3"},
    "succession": {"id": "Council 3"},
    "successions": {"body": "Council 3"},
    "suggest": {"q": "Council 3", "limit": 1},
    "timeline": {"entity": "Council 3"},
    "why": {"entity": "Council 3"},
}


def rows_read(graph: KnowledgeGraph, question: str, given: dict[str, Any]) -> int:
    """How many rows of the engine a question reads, of which nothing is known yet."""
    select, read = graph.store.select, [0]

    def counted(text: str) -> list[dict[str, Any]]:
        rows = select(text)
        read[0] += len(rows)
        return rows

    graph.store.select = counted  # type: ignore[method-assign]
    graph.ask(question, **given)
    return read[0]


@pytest.mark.parametrize("question", NAMED)
def test_what_names_a_thing_reads_no_more_where_there_are_ten_times_as_many(
    countries: tuple[Callable[[], KnowledgeGraph], ...], question: str
) -> None:
    once, larger = (rows_read(opened(), question, NAMED[question]) for opened in countries)
    assert once == larger > 0


@pytest.fixture(scope="module")
def countries(tmp_path_factory: pytest.TempPathFactory) -> tuple[Callable[[], KnowledgeGraph], ...]:
    """Functions that open a country, and one of ten times as many councils."""
    stores = [
        begin_store(
            tmp_path_factory.mktemp("country"),
            "".join(COUNCIL.format(n=n, sourced=SOURCED) for n in range(1, count + 1)),
        )
        for count in (10, 100)
    ]
    for each in stores:
        KnowledgeGraph.open(each).names.load()  # which makes their index, of all names
    return tuple(partial(KnowledgeGraph.open, each) for each in stores)
