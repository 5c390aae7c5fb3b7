"""Each shape is broken by something: every property shape is seen to report a node that lacks what it asks."""

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store
from rdflib import RDF, SH, Graph, URIRef

from carekg.build.check import check_shapes
from carekg.build.report import Violation
from carekg.store.catalog import Catalog, Dataset
from carekg.terms.files import locate
from carekg.terms.prefixes import compress
from support import PREAMBLE

GRAPH = NamedNode("http://e/graph")

# Nodes of every class that has a shape, with next to nothing said of them, and nodes where what is said is wrong.
BARE = "\n".join(
    f"<http://e/{name.partition(':')[2]}> a {name} ."
    for name in [
        "dcat:Dataset",
        "eli:LegalResource",
        "ckg:Provision",
        "ckg:ProvisionVersion",
        "ckg:Duty",
        "ckg:Effect",
        "ckg:SeatRule",
        "ckg:LegalCapacity",
        "ckg:RoleHolding",
        "org:ChangeEvent",
        "ckg:FundingFlow",
        "ckg:Allocation",
        "ckg:Statement",
        "ckg:Claim",
        "ckg:CitationMark",
        "ckg:Reference",
        "ckg:Correction",
        "ckg:Finding",
        "ckg:BodyOfEvidence",
        "ckg:Copy",
        "ckg:Reading",
        "fabio:Report",
    ]
)
WRONG = """
<http://e/dates> ckg:validFrom "2022-07"^^xsd:gYearMonth ; ckg:validUntil "soon" ; ckg:startPrecision "exact" ;
    ckg:endStatus "over" ; ckg:stage "early" ; ckg:readAt 1 ; ckg:readOn "2022" .
<http://e/act> a eli:LegalResource ; eli:date_document "2012" .
<http://e/duty> a ckg:Duty ; ckg:bearer <http://e/nobody> ; ckg:inRelationTo <http://e/nobody> ;
    ckg:validFrom "2022-07-01"^^xsd:date .
<http://e/effect> a ckg:Effect ; ckg:inForceOn "2022" .
<http://e/said> a ckg:Statement ; ckg:statementKind <http://e/kind> ; ckg:paragraph -1 .
<http://e/finding> a ckg:Finding ; ckg:effectSize 1, 2 .
<http://e/paper> a fabio:JournalArticle ; prism:doi "https://doi.org/10.1/x" ; ckg:studyDesign "guess" .
"""


def shapes() -> Graph:
    """Every shape file as one graph."""
    graph = Graph()
    for path in locate("ontology/shapes").glob("*.ttl"):
        graph.parse(path)
    return graph


@pytest.fixture(scope="module")
def violations() -> list[Violation]:
    """What the shapes report for the bare and the wrong nodes."""
    store = Store()
    store.load(input=(PREAMBLE + BARE + WRONG).encode(), format=RdfFormat.TURTLE, to_graph=GRAPH)
    dataset = Dataset("http://e/d", "d", GRAPH, Path("/e/wrong.ttl"), "asserted", in_default=True)
    return list(check_shapes(store, Catalog(Path("/e/catalog.ttl"), (dataset,))))


def property_shapes() -> list[URIRef]:
    """Every property shape by name."""
    return sorted(shape for shape in shapes().subjects(RDF.type, SH.PropertyShape) if isinstance(shape, URIRef))


@pytest.mark.parametrize("shape", property_shapes(), ids=compress)
def test_a_shape_reports_what_breaks_it(shape: URIRef, violations: list[Violation]) -> None:
    reported = [violation for violation in violations if violation.rule == compress(shape)]
    assert reported
    assert all(violation.file == "wrong.ttl" and violation.message and violation.remedy for violation in reported)


def test_every_property_shape_has_a_message_and_a_remedy_in_plain_words() -> None:
    graph = shapes()
    for shape in property_shapes():
        assert graph.value(shape, SH.message), shape
        assert graph.value(shape, SH.description), shape


# What these say of a node is settled by its own triples and by the classes of what it points to.
ONE_STEP = {
    *(SH.path, SH.minCount, SH.maxCount, SH["class"], SH.datatype, SH.nodeKind, SH.pattern, SH.minLength, SH.hasValue),
    *(SH.minInclusive, SH.lessThan, SH["or"], SH["not"], SH.property, SH.targetClass, SH.targetSubjectsOf, SH["in"]),
    *(SH.message, SH.description, SH.name, SH.severity, SH.closed, SH.ignoredProperties, SH.maxInclusive, SH.flags),
}


def test_no_shape_looks_further_than_one_step() -> None:
    """A write is held against the shapes only around what it changes (carekg.build.revision), which relies on this."""
    every = shapes()
    used = {term for term in every.predicates() if term.startswith(str(SH))}
    assert used <= ONE_STEP, "a constraint that may look further: then a write must check all nodes"
    assert all(isinstance(path, URIRef) for path in every.objects(None, SH.path)), "a path of several steps"
    nested = [shape for shape in every.subjects(SH.property) if (shape, SH.path, None) in every]
    assert not nested, "a shape of a value's own properties"
