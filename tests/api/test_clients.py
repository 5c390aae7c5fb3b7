"""The field's own clients, as they are: what each sends works as it is sent."""

import base64
import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pandas as pd
import pytest
from rdflib import Dataset, Graph, Literal, URIRef
from rdflib.namespace import RDFS
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import BASIC, CSV, JSON, JSONLD, N3, POST, RDF, RDFXML, TSV, TURTLE, XML, SPARQLWrapper

from support import serving

TOKEN = "0123456789abcdef-anna"
ENVIRONMENT = {"CAREKG_FAST_WORKERS": "1", "CAREKG_WRITE_TOKENS": f"anna:{TOKEN}"}
LABELS = "SELECT ?label WHERE { ?x <http://www.w3.org/2000/01/rdf-schema#label> ?label } ORDER BY ?label LIMIT 4"
TRIPLES = "CONSTRUCT { ?x a ?c } WHERE { ?x a ?c } LIMIT 5"
X, LOCAL = "https://w3id.org/carekg/id/structure/x", "https://w3id.org/carekg/graph/local"


@pytest.fixture(scope="module")
def writable(little: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a writable server over a store of its own."""
    store = tmp_path_factory.mktemp("clients") / "store"
    shutil.copytree(little, store, symlinks=True)
    with serving(store, "--writable", environment=ENVIRONMENT) as (address, _):
        yield address


def ask(address: str, query: str, accept: str = "*/*", **more: Any) -> httpx.Response:
    return httpx.get(f"{address}/sparql", params={"query": query, **more}, headers={"Accept": accept})


def wrapped(address: str, query: str, form: str) -> Any:
    client = SPARQLWrapper(f"{address}/sparql")
    client.setQuery(query)
    client.setReturnFormat(form)
    return client.query().convert()


@pytest.mark.parametrize("form", [JSON, XML, CSV, TSV])
def test_sparqlwrapper_reads_a_table_in_each_of_its_formats(writable: str, form: str) -> None:
    found = wrapped(writable, LABELS, form)
    if form == JSON:
        assert len(found["results"]["bindings"]) == 4
    elif form == XML:
        assert len(found.getElementsByTagName("result")) == 4
    else:
        assert len(found.decode().strip().splitlines()) == 5


@pytest.mark.filterwarnings("ignore:Sending Accept header")  # SPARQLWrapper's own, of its format "rdf"
@pytest.mark.parametrize("form", [TURTLE, N3, RDF, RDFXML, JSONLD, XML])
def test_sparqlwrapper_reads_a_graph_in_each_of_its_formats(writable: str, form: str) -> None:
    found = wrapped(writable, TRIPLES, form)
    graph = found if isinstance(found, Graph) else Graph().parse(data=found, format="turtle")
    assert len(graph) == 5


def test_sparqlwrapper_writes_with_the_token_as_password(writable: str) -> None:
    client = SPARQLWrapper(f"{writable}/sparql")
    client.setHTTPAuth(BASIC)
    client.setCredentials("anybody", TOKEN)
    client.setMethod(POST)
    client.setQuery('INSERT DATA { <http://e/wrapped> rdfs:label "wrapped"@en }')
    client.query()
    assert ask(writable, "ASK { <http://e/wrapped> rdfs:label ?l }").json()["boolean"] is True


def test_a_wrong_password_is_told_which_ways_there_are(writable: str) -> None:
    wrong = base64.b64encode(b"anna:wrong").decode()
    for header in (f"Basic {wrong}", "Basic nonsense", f"Digest {TOKEN}", "Basic"):
        sent = {"update": "CLEAR DEFAULT"}
        answer = httpx.post(f"{writable}/sparql", data=sent, headers={"Authorization": header})
        assert answer.status_code == 401
        assert {"Bearer", "Basic"} <= set(answer.headers["www-authenticate"].replace(",", " ").split())


def test_rdflib_asks_a_dataset_of_the_default_graph(writable: str) -> None:
    found = list(Dataset(SPARQLStore(f"{writable}/sparql")).query(LABELS))
    assert len(found) == 4
    graph = Dataset(SPARQLStore(f"{writable}/sparql")).default_graph
    assert (URIRef(X), RDFS.label, Literal("x", lang="en")) in graph


@pytest.mark.parametrize("autocommit", [True, False])
def test_rdflib_writes(writable: str, autocommit: bool) -> None:
    endpoint = f"{writable}/sparql"
    store = SPARQLUpdateStore(endpoint, endpoint, autocommit=autocommit, auth=("anna", TOKEN))
    graph = Dataset(store).default_graph
    name = URIRef(f"http://e/rdflib-{autocommit}")
    graph.add((name, RDFS.label, Literal("one", lang="en")))
    graph.update(f'PREFIX e: <http://e/> INSERT DATA {{ <{name}> e:said "two" }}')
    store.commit()
    assert len(ask(writable, f"SELECT ?o {{ <{name}> ?p ?o }}").json()["results"]["bindings"]) == 2
    graph.remove((name, None, None))
    store.commit()
    assert ask(writable, f"ASK {{ <{name}> ?p ?o }}").json()["boolean"] is False


def test_pandas_keeps_the_rows_whose_only_value_is_unbound(writable: str) -> None:
    query = 'SELECT ?x { VALUES ?x { 1 UNDEF "a\\n\\nb" UNDEF UNDEF "" "c\\"" } }'
    table = pd.read_csv(io.BytesIO(ask(writable, query, "text/csv").content))
    assert len(table) == 7
    assert table["x"].tolist()[0] == "1"
    assert table["x"].tolist()[2] == "a\n\nb"


def test_a_byte_order_mark_does_no_harm(writable: str) -> None:
    assert ask(writable, "\ufeffASK {}").status_code == 200
    for kind, text in (("sparql-query", "ASK {}"), ("sparql-update", "INSERT DATA { <http://e/m> rdfs:label 'm'@en }")):
        headers = {"Content-Type": f"application/{kind}", "Authorization": f"Bearer {TOKEN}"}
        answer = httpx.post(f"{writable}/sparql", content=f"\ufeff{text}".encode(), headers=headers)
        assert answer.status_code in (200, 204), answer.text
    turtle = "\ufeff<http://e/t> <http://www.w3.org/2000/01/rdf-schema#label> 't'@en .".encode()
    headers = {"Content-Type": "text/turtle", "Authorization": f"Bearer {TOKEN}"}
    assert httpx.post(f"{writable}/store?default", content=turtle, headers=headers).status_code == 204


@pytest.mark.parametrize(
    ("given", "status", "kind"),
    [
        ("format=csv&output=csv&results=csv", 200, "text/csv"),
        ("output=xml", 200, "application/sparql-results+xml"),
        ("format=JSON&format=json", 200, "application/sparql-results+json"),
        ("results=text%2Fcsv&output=unknown", 200, "application/sparql-results+json"),
        ("format=csv&format=xml", 400, "application/problem+json"),
        ("format=nonsense", 406, "application/problem+json"),
    ],
)
def test_a_format_may_be_named_in_several_ways(writable: str, given: str, status: int, kind: str) -> None:
    answer = httpx.get(f"{writable}/sparql?query=SELECT%20%2A%20%7B%7D&{given}")
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (status, kind)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/sparql-results+json", "application/ld+json"),
        ("application/sparql-results+xml", "application/rdf+xml"),
        ("text/csv", "application/n-triples"),
        ("text/rdf+n3", "text/n3"),
        ("application/sparql-results+json, application/n-triples;q=0.5", "application/n-triples"),
    ],
)
def test_a_graph_is_given_to_who_accepts_tables_alone(writable: str, accept: str, kind: str) -> None:
    answer = ask(writable, TRIPLES, accept)
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, kind)


@pytest.mark.parametrize(
    ("query", "more", "absent"),
    [
        ("SELECT * { GRAPH <http://e/none> { ?s ?p ?o } }", {}, "<http://e/none>"),
        ("SELECT * FROM graph:none FROM NAMED <http://e/é> { ?s ?p ?o }", {}, "graph/none>, <http://e/%C3%A9>"),
        ("SELECT * { ?s ?p ?o }", {"default-graph-uri": "http://e/none"}, "<http://e/none>"),
        ("SELECT * { ?s ?p ?o }", {"default-graph-uri": ""}, "/sparql>"),
        ("SELECT * { GRAPH <none> { ?s ?p ?o } }", {}, "/none>"),
        ("SELECT * { GRAPH graph:d0 { ?s ?p ?o } } LIMIT 1", {}, ""),
        ("PREFIX graph: <http://e/> SELECT * { ?s ?p ?o } LIMIT 1", {}, ""),
    ],
)
def test_a_graph_that_is_not_there_is_told(writable: str, query: str, more: dict[str, str], absent: str) -> None:
    answer = ask(writable, query, **more)
    assert answer.status_code == 200, answer.text
    told = answer.headers.get("x-carekg-absent-graph", "")
    assert absent in told if absent else told == ""


def test_the_columns_of_a_star_stand_as_written(writable: str) -> None:
    for query, columns in (
        ("SELECT * { ?thing a ?kind ; rdfs:label ?label } LIMIT 1", ["thing", "kind", "label"]),
        ("SELECT DISTINCT * { ?z a ?y . FILTER NOT EXISTS { ?z <http://e/no> ?x } } LIMIT 1", ["z", "y"]),
        ("select reduced * # ?a\n{ { SELECT ?o ?s { ?s ?p ?o } LIMIT 1 } BIND('?c' AS ?b) }", ["o", "s", "b"]),
        ("SELECT * { ?s ?p ?o OPTIONAL { ?o ?q ?r } } LIMIT 1", ["s", "p", "o", "q", "r"]),
    ):
        assert ask(writable, query).json()["head"]["vars"] == columns
        assert ask(writable, query, "text/csv").text.splitlines()[0] == ",".join(columns)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT ?x { ?x a ", "the query ends too early; expected: a variable, an IRI"),
        ("SELECT * { leg:uksi/2000/617 ?p ?o }", r"leg:uksi\/2000\/617"),
        ("SELECT ?x ?x a ?z }", "'}' cannot stand here"),
        ("ASK { ex:a ?p _:b }", "the prefix ex: is not declared"),
    ],
)
def test_a_query_that_does_not_parse_is_explained_in_a_line(writable: str, query: str, said: str) -> None:
    answer = ask(writable, query)
    assert answer.status_code == 400
    assert said in answer.json()["detail"]
    assert len(answer.json()["detail"]) < 250


def test_a_relative_iri_is_relative_to_the_endpoint(writable: str) -> None:
    answer = ask(writable, "SELECT (<a> AS ?x) {}")
    assert answer.json()["results"]["bindings"][0]["x"]["value"] == f"{writable}/a"
    text = 'INSERT DATA { <relative> rdfs:label "relative"@en }'
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert httpx.post(f"{writable}/sparql", data={"update": text}, headers=headers).status_code == 204
    assert ask(writable, f"ASK {{ <{writable}/relative> rdfs:label ?l }}").json()["boolean"] is True
