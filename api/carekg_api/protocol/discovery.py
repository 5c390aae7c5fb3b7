"""The service and its data, described in RDF: all of it counted or read from the graph, none written by hand.

Source: SPARQL 1.1 Service Description, 2013; Describing Linked Datasets with VoID, 2011; DCAT 3, 2024.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, QueryTriples, Triple

from carekg import KnowledgeGraph
from carekg.bulk.files import FILES
from carekg.bulk.listing import File
from carekg.store.results import GRAPH_FORMATS, RESULT_FORMATS, serialise_graph
from carekg.store.sparql import QueryFile, read
from carekg.terms.prefixes import PREFIXES
from carekg_api.http.content import Content, Wanted
from carekg_api.http.negotiation import choose_graph
from carekg_api.protocol.policy import Policy, policy_of

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
VOID: Final = "http://rdfs.org/ns/void#"
FORMATS: Final = "http://www.w3.org/ns/formats/"
_FEATURES: Final = "https://w3id.org/carekg/feature/"
_MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
_PREFIXES: Final = {
    "sd": SD,
    "void": VOID,
    "formats": FORMATS,
    **{name: PREFIXES[name] for name in ("ckg", "dcat", "dcterms", "graph", "rdf", "rdfs", "skos", "xsd", "dataset")},
}
_FORMAT_NAMES: Final = {
    "application/sparql-results+json": "SPARQL_Results_JSON",
    "application/sparql-results+xml": "SPARQL_Results_XML",
    "text/csv": "SPARQL_Results_CSV",
    "text/tab-separated-values": "SPARQL_Results_TSV",
    "text/turtle": "Turtle",
    "application/n-triples": "N-Triples",
    "application/rdf+xml": "RDF_XML",
    "application/ld+json": "JSON-LD",
    "application/trig": "TriG",
    "application/n-quads": "N-Quads",
    "text/n3": "N3",
}
assert set(_FORMAT_NAMES) == {*RESULT_FORMATS, *GRAPH_FORMATS}

_HERE: Final = Path(__file__).parent
Node = NamedNode | BlankNode
Triples = Iterator[Triple]


@cache
def query(path: Path) -> QueryFile:
    """Read one of the service's own queries."""
    return read(path)


def describe_service(graph: KnowledgeGraph, base: str, wanted: Wanted, writable: bool) -> Content:
    """Describe the SPARQL endpoint: languages, formats, features, and the graphs it holds."""
    return _write(_service(graph, base, writable), wanted)


def describe_data(graph: KnowledgeGraph, base: str, wanted: Wanted) -> Content:
    """Describe the data in VoID: sizes, with a partition for each class and each property."""
    return _write(_void(graph, base), wanted)


def describe_catalogue(graph: KnowledgeGraph, base: str, wanted: Wanted) -> Content:
    """Describe the datasets in DCAT, and the endpoint that serves them."""
    return _write(_dcat(graph, base), wanted)


def _write(triples: Triples, wanted: Wanted) -> Content:
    media_type = choose_graph(wanted.accept)
    return Content.of(serialise_graph(triples, media_type, prefixes=_PREFIXES), media_type)


def _service(graph: KnowledgeGraph, base: str, writable: bool) -> Triples:
    service, dataset, default = NamedNode(f"{base}/sparql"), BlankNode("dataset"), BlankNode("default")
    yield _is(service, f"{SD}Service")
    yield Triple(service, NamedNode(f"{SD}endpoint"), service)
    for language in ("Query", "Update") if writable else ("Query",):
        yield Triple(service, NamedNode(f"{SD}supportedLanguage"), NamedNode(f"{SD}SPARQL11{language}"))
    if writable:
        yield from _feature(service, policy_of(graph.store.version))
    for media_type in (*RESULT_FORMATS, *GRAPH_FORMATS):
        yield Triple(service, NamedNode(f"{SD}resultFormat"), NamedNode(FORMATS + _FORMAT_NAMES[media_type]))
    yield Triple(service, NamedNode(f"{SD}defaultDataset"), dataset)
    yield _is(dataset, f"{SD}Dataset")
    yield Triple(dataset, NamedNode(f"{SD}defaultGraph"), default)
    yield _is(default, f"{SD}Graph")
    (totals,) = graph.store.select(query(_HERE / "void-totals.rq").text)
    yield Triple(default, NamedNode(f"{VOID}triples"), totals["triples"])
    for number, row in enumerate(graph.store.select(query(_HERE / "graphs.rq").text)):
        named, content = BlankNode(f"named{number}"), BlankNode(f"content{number}")
        yield Triple(dataset, NamedNode(f"{SD}namedGraph"), named)
        yield _is(named, f"{SD}NamedGraph")
        yield Triple(named, NamedNode(f"{SD}name"), row["graph"])
        yield Triple(named, NamedNode(f"{SD}graph"), content)
        yield _is(content, f"{SD}Graph")
        yield Triple(content, NamedNode(f"{VOID}triples"), row["triples"])


def _feature(service: Node, policy: Policy) -> Triples:
    """Say which of its policies a writable service has."""
    feature = NamedNode(_FEATURES + policy.name)
    yield Triple(service, NamedNode(f"{SD}feature"), feature)
    yield _is(feature, f"{SD}Feature")
    yield Triple(feature, NamedNode(f"{PREFIXES['rdfs']}label"), Literal(policy.label, language="en"))
    yield Triple(feature, NamedNode(f"{PREFIXES['rdfs']}comment"), Literal(policy.comment, language="en"))


def _void(graph: KnowledgeGraph, base: str) -> Triples:
    dataset = NamedNode(f"{base}/.well-known/void#dataset")
    yield _is(dataset, f"{VOID}Dataset")
    yield Triple(dataset, NamedNode(f"{VOID}sparqlEndpoint"), NamedNode(f"{base}/sparql"))
    yield Triple(dataset, NamedNode(f"{VOID}uriSpace"), Literal(PREFIXES["graph"].removesuffix("graph/")))
    yield Triple(dataset, NamedNode(f"{PREFIXES['dcterms']}identifier"), Literal(graph.version))
    for file in FILES.values():
        if file.holds:
            yield Triple(dataset, NamedNode(f"{VOID}dataDump"), NamedNode(f"{base}/data/{file.name}"))
    for row in graph.store.select(query(_HERE / "dcat-catalogues.rq").text):
        yield Triple(dataset, NamedNode(f"{PREFIXES['dcterms']}title"), row["title"])
        yield Triple(dataset, NamedNode(f"{PREFIXES['dcterms']}license"), row["licence"])
    (totals,) = graph.store.select(query(_HERE / "void-totals.rq").text)
    yield from _sizes(dataset, totals)
    classes = graph.store.select(query(_HERE / "void-classes.rq").text)
    yield Triple(dataset, NamedNode(f"{VOID}classes"), Literal(len(classes)))
    for number, row in enumerate(classes):
        yield from _partition(dataset, "class", number, row["class"], {"entities": row["things"]})
    properties = graph.store.select(query(_HERE / "void-properties.rq").text)
    yield Triple(dataset, NamedNode(f"{VOID}properties"), Literal(len(properties)))
    for number, row in enumerate(properties):
        yield from _partition(dataset, "property", number, row["property"], row)


def _partition(dataset: Node, kind: str, number: int, of: Node, sizes: dict[str, Any]) -> Triples:
    part = BlankNode(f"{kind}{number}")  # not by chance: the same is written the same, and has one entity tag
    yield Triple(dataset, NamedNode(f"{VOID}{kind}Partition"), part)
    yield Triple(part, NamedNode(f"{VOID}{kind}"), of)
    yield from _sizes(part, sizes)


def _sizes(thing: Node, row: dict[str, Any]) -> Triples:
    terms = {"triples": "triples", "subjects": "distinctSubjects", "objects": "distinctObjects", "entities": "entities"}
    for name, term in terms.items():
        if name in row:
            yield Triple(thing, NamedNode(f"{VOID}{term}"), row[name])


def _dcat(graph: KnowledgeGraph, base: str) -> Triples:
    dcat, service = PREFIXES["dcat"], NamedNode(f"{base}/sparql")
    result = graph.query(query(_HERE / "dcat.rq").text)
    assert isinstance(result, QueryTriples), "a CONSTRUCT query"
    yield from result
    yield _is(service, f"{dcat}DataService")
    yield Triple(service, NamedNode(f"{dcat}endpointURL"), service)
    yield Triple(service, NamedNode(f"{dcat}endpointDescription"), NamedNode(f"{base}/openapi.json"))
    for row in graph.store.select(query(_HERE / "dcat-catalogues.rq").text):
        yield Triple(row["catalogue"], NamedNode(f"{dcat}service"), service)
        yield Triple(service, NamedNode(f"{dcat}servesDataset"), row["catalogue"])
        for file in FILES.values():
            yield Triple(row["catalogue"], NamedNode(f"{dcat}distribution"), NamedNode(f"{base}/data/{file.name}"))
            yield from _distribution(file, base, row["licence"])


def _distribution(file: File, base: str, licence: Node) -> Triples:
    dcat, dcterms = PREFIXES["dcat"], PREFIXES["dcterms"]
    address = NamedNode(f"{base}/data/{file.name}")
    yield _is(address, f"{dcat}Distribution")
    yield Triple(address, NamedNode(f"{dcterms}title"), Literal(file.title, language="en"))
    yield Triple(address, NamedNode(f"{dcterms}license"), licence)
    yield Triple(address, NamedNode(f"{dcat}downloadURL"), address)
    yield Triple(address, NamedNode(f"{dcat}mediaType"), NamedNode(_MEDIA_TYPES + (file.holds or file.media_type)))
    if file.holds:
        yield Triple(address, NamedNode(f"{dcat}compressFormat"), NamedNode(_MEDIA_TYPES + file.media_type))


def _is(thing: Node, kind: str) -> Triple:
    return Triple(thing, NamedNode(f"{PREFIXES['rdf']}type"), NamedNode(kind))
