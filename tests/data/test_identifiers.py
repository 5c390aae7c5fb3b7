"""Every fact of the source notes is in the graph, under its number."""

import pytest

from carekg import KnowledgeGraph


@pytest.mark.parametrize(
    ("letter", "number"), [("S", 128), ("X", 20), ("R", 6), ("L", 139), ("C", 28), ("D", 57), ("E", 62), ("T", 60)]
)
def test_every_number_is_carried_by_something(kg: KnowledgeGraph, letter: str, number: int) -> None:
    rows = kg.store.select("SELECT DISTINCT ?id WHERE { ?thing dcterms:identifier ?id }")
    found = {row["id"].value for row in rows}
    missing = {f"{letter}{each}" for each in range(1, number + 1)} - found
    assert not missing


def test_everything_that_carries_a_number_has_a_label(kg: KnowledgeGraph) -> None:
    assert not kg.store.select(
        "SELECT ?thing WHERE { ?thing dcterms:identifier ?id FILTER NOT EXISTS { ?thing rdfs:label ?label } }"
    )
