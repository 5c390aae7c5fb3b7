"""The ontology's own form: every term described, every name the same everywhere."""

import re
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Namespace, URIRef
from rdflib.namespace import DCTERMS

from carekg.terms.files import locate
from carekg.terms.namespaces import CKG
from carekg.terms.prefixes import PREFIXES

ONTOLOGY = locate("ontology")
MODULES = sorted((ONTOLOGY / "modules").glob("*.ttl"))
VOCABULARIES = sorted((ONTOLOGY / "vocabularies").glob("*.ttl"))
FILES = sorted([*ONTOLOGY.rglob("*.ttl"), *locate("data").rglob("*.ttl")])
QUERIES = sorted([*ONTOLOGY.rglob("*.rq"), *locate("questions").parent.rglob("*.rq")])
SDO_HTTP = Namespace("http://schema.org/")
STATUS = URIRef(PREFIXES["vs"] + "term_status")


@pytest.fixture(scope="module")
def modules() -> Graph:
    graph = Graph()
    for path in MODULES:
        graph.parse(path)
    return graph


def ours(graph: Graph) -> set[URIRef]:
    """The terms that are defined in the modules and are ours."""
    return {
        term
        for term in graph.subjects(RDFS.isDefinedBy)
        if isinstance(term, URIRef) and term.startswith(PREFIXES["ckg"])
    }


def test_python_and_ontology_list_the_same_terms(modules: Graph) -> None:
    assert {str(term) for term in ours(modules)} == {getattr(CKG, name) for name in CKG.__annotations__}


def test_a_misspelt_term_fails_at_once() -> None:
    with pytest.raises(AttributeError):
        CKG.Dutty  # noqa: B018


def test_every_term_is_described_in_full(modules: Graph) -> None:
    always = [RDFS.label, SKOS.definition, DCTERMS.source, SKOS.example, STATUS, RDFS.isDefinedBy]
    for term in ours(modules):
        missing = [each for each in always if (term, each, None) not in modules]
        if (term, RDF.type, RDF.Property) in modules:
            missing += [
                each for each in (SDO_HTTP.domainIncludes, SDO_HTTP.rangeIncludes) if (term, each, None) not in modules
            ]
        assert not missing, f"{term} lacks {missing}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_defines_only_what_it_says_is_its_own(path: Path) -> None:
    graph = Graph().parse(path)
    for term, module in graph.subject_objects(RDFS.isDefinedBy):
        assert str(module).endswith(f"/{path.stem}"), f"{term} says it is defined in {module}"


def test_the_entry_file_imports_every_module() -> None:
    entry = Graph().parse(ONTOLOGY / "carekg.ttl")
    imported = {str(each).rpartition("/")[2] for each in entry.objects(None, OWL.imports)}
    assert imported == {path.stem for path in MODULES} - {"reused"}
    assert not list(entry.subjects(RDFS.isDefinedBy)), "the entry file has no terms of its own"


@pytest.mark.parametrize("path", VOCABULARIES, ids=lambda path: path.stem)
def test_a_vocabulary_is_one_scheme_with_concepts_in_it(path: Path) -> None:
    graph = Graph().parse(path)
    schemes = set(graph.subjects(RDF.type, SKOS.ConceptScheme))
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    if path.stem == "nations":
        assert not concepts, "nations are areas, named by the statistics office, and no scheme of ours"
        return
    assert len(schemes) == 1
    assert concepts
    assert all(set(graph.objects(concept, SKOS.inScheme)) == schemes for concept in concepts)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_prefix_means_the_same_everywhere(path: Path) -> None:
    for prefix, iri in re.findall(r"^@prefix ([\w-]*): <([^>]*)>", path.read_text(encoding="utf-8"), re.MULTILINE):
        assert PREFIXES.get(prefix) == iri, f"{path.name} uses {prefix}: for {iri}"


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_queries_declare_their_prefixes_and_use_them_alike(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    declared = dict(re.findall(r"^PREFIX ([\w-]*): <([^>]*)>", text, re.MULTILINE))
    for prefix, iri in declared.items():
        assert PREFIXES.get(prefix) == iri, f"{path.name} uses {prefix}: for {iri}"
