"""Resources: what an assistant may read before it asks."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, Final, NamedTuple

from carekg.assistant.tasks import query
from carekg.knowledge_graph import REGISTRY, KnowledgeGraph
from carekg.terms.files import locate
from carekg.terms.prefixes import PREFIXES

_MODEL: Final = """SELECT ?term ?kind ?label ?meaning {
  VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty }
  ?term a ?kind ; rdfs:label ?label . OPTIONAL { ?term rdfs:comment|skos:definition ?meaning }
  FILTER(STRSTARTS(STR(?term), "https://w3id.org/carekg/"))
} ORDER BY ?kind ?label"""
_SCHEMES: Final = """SELECT ?scheme ?label (COUNT(?concept) AS ?concepts) {
  ?scheme a skos:ConceptScheme ; rdfs:label ?label . ?concept skos:inScheme ?scheme
} GROUP BY ?scheme ?label ORDER BY ?label"""
_EXAMPLES: Final = (
    *("law-boards-on-three-days", "law-acronyms", "law-hwb-must", "law-who-receives-jsna", "law-mandatory-pooling"),
    *("law-hwb-seats-2026", "law-planned-ends", "law-successions-of-2026", "law-who-makes-plan", "law-leeds-2019"),
    *("evidence-barriers-of-the-essay", "evidence-disagreements", "evidence-pooled-budgets", "evidence-randomised"),
    *("evidence-scotland", "bcf-sum-2025-26", "national-overlaps-by-map", "national-leeds-on-three-days"),
    *("year-plans-by-day", "year-surrey-councils"),
)


def _examples(_: KnowledgeGraph) -> list[dict[str, str]]:
    """Give twenty queries whose answers the project's own tests hold, each with what it asks."""
    texts = (locate(f"ontology/competency/{name}.rq").read_text(encoding="utf-8") for name in _EXAMPLES)
    parted = (text.split("\n", 2) for text in texts)
    return [{"asks": title.removeprefix("# title: "), "query": text} for title, _, text in parted]


class Resource(NamedTuple):
    """A resource: its name, what it tells, and what gives it."""

    name: str
    description: str
    give: Callable[[KnowledgeGraph], Any]


RESOURCES: Final[Mapping[str, Resource]] = {
    "carekg://questions": Resource(
        "questions",
        "every question that can be asked: what it takes, its columns and an example",
        lambda _: [asdict(each) for each in REGISTRY.values()],
    ),
    "carekg://model": Resource(
        "model", "the classes and properties that facts are written in", lambda graph: query(graph, _MODEL)["rows"]
    ),
    "carekg://vocabularies": Resource(
        "vocabularies",
        "the lists of concepts: kinds of body, barriers, benefits, actions …",
        lambda graph: query(graph, _SCHEMES)["rows"],
    ),
    "carekg://prefixes": Resource("prefixes", "the prefixes that queries may use undeclared", lambda _: dict(PREFIXES)),
    "carekg://examples": Resource("examples", "twenty SPARQL queries to begin from", _examples),
}


def read(graph: KnowledgeGraph, uri: str) -> Any:
    """Give a resource, as JSON holds it."""
    return RESOURCES[uri].give(graph)
