"""The SPARQL Protocol over a real server: every way to ask, and what each mistake is told."""

import socket
from urllib.parse import unquote_plus

import pytest
from httpx import Client, Response
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, Graph, Namespace, URIRef

from carekg.terms.errors import InputError
from carekg_api.protocol.operation import FORM, QUERY, read_operation, unquote

SELECT = "SELECT ?label { structure:health-and-wellbeing-board skos:prefLabel ?label }"
CONSTRUCT = "CONSTRUCT { ?s skos:prefLabel ?l } WHERE { ?s skos:prefLabel ?l } LIMIT 5"
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
HWB = "https://w3id.org/carekg/id/structure/health-and-wellbeing-board"


def send(server: str, method: str, path: str = "/sparql", **more: object) -> Response:
    with Client(base_url=server, timeout=30) as client:
        return client.request(method, path, **more)  # type: ignore[arg-type]


def test_more_parameters_than_anybody_needs_are_refused(server: str) -> None:
    answer = send(server, "POST", content="query=ASK%7B%7D" + "&%" * 1_000, headers={"Content-Type": FORM})
    assert (answer.status_code, "more than 1,000" in answer.json()["detail"]) == (400, True)


def test_a_request_for_the_server_itself_is_told_that_there_is_nothing(server: str) -> None:
    host, port = server.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 10) as caller:
        caller.sendall(b"OPTIONS * HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: caller.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 404"), answer
    assert b"x-request-id" in answer


@pytest.mark.parametrize("method", ["POST", "QUERY"])
@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (QUERY, SELECT),
        (FORM, "query=" + SELECT.replace(" ", "+").replace("?", "%3F")),
        (f"{QUERY};charset=UTF-8", SELECT),
    ],
)
def test_a_query_in_the_body(server: str, method: str, content_type: str, body: str) -> None:
    answer = send(server, method, content=body, headers={"Content-Type": content_type})
    assert answer.json()["results"]["bindings"][0]["label"]["value"] == "health and wellbeing board"


def test_head_is_get_without_the_body(server: str) -> None:
    head, get = (send(server, method, params={"query": SELECT}) for method in ("HEAD", "GET"))
    assert head.content == b""
    for name in ("content-type", "content-length", "etag"):
        assert head.headers[name] == get.headers[name]


def test_options_tells_the_methods(server: str) -> None:
    answer = send(server, "OPTIONS")
    assert answer.status_code == 204
    assert answer.headers["allow"] == "GET, HEAD, POST, QUERY, OPTIONS"
    assert answer.headers["accept-query"] == QUERY


@pytest.mark.parametrize(
    ("form", "media_type"),
    [
        ("json", "application/sparql-results+json"),
        ("XML", "application/sparql-results+xml"),
        ("csv", "text/csv; charset=utf-8"),
        ("tsv", "text/tab-separated-values; charset=utf-8"),
        ("text/csv", "text/csv; charset=utf-8"),
    ],
)
def test_format_goes_before_accept(server: str, form: str, media_type: str) -> None:
    answer = send(server, "GET", params={"query": SELECT, "format": form}, headers={"Accept": "image/png"})
    assert answer.headers["content-type"] == media_type


@pytest.mark.parametrize(
    ("form", "parser"),
    [("turtle", "turtle"), ("nt", "nt"), ("xml", "xml"), ("json", "json-ld"), ("trig", "trig"), ("nquads", "nt")],
)
def test_triples_in_every_format(server: str, form: str, parser: str) -> None:
    answer = send(server, "GET", params={"query": CONSTRUCT, "format": form})
    assert len(Graph().parse(data=answer.text, format=parser)) == 5


def test_accept_is_weighed(server: str) -> None:
    accept = "text/csv;q=0.2, application/sparql-results+xml;q=0.7, */*;q=0.1"
    answer = send(server, "GET", params={"query": SELECT}, headers={"Accept": accept})
    assert answer.headers["content-type"] == "application/sparql-results+xml"


@pytest.mark.parametrize(
    ("method", "more", "status", "named"),
    [
        ("GET", {"params": [("query", "ASK {}"), ("query", "ASK {}")]}, 400, "query"),
        ("GET", {"params": {"query": ""}}, 400, "line 1"),
        ("GET", {"params": {"query": "ASK {}", "format": "pdf"}}, 406, "csv"),
        ("GET", {"params": {"query": "ASK {}", "format": "turtle"}}, 406, "json"),
        ("GET", {"params": {"query": "ASK {}", "timeout": "soon"}}, 400, "timeout"),
        ("GET", {"params": {"query": "ASK {}", "timeout": "nan"}}, 400, "timeout"),
        ("GET", {"params": {"query": "ASK {}", "default-graph-uri": "not an iri"}}, 400, "default-graph-uri"),
        ("GET", {"params": {"query": "ASK {}", "using-graph-uri": "http://e/"}}, 400, "using-graph-uri"),
        ("GET", {"params": {"update": "CLEAR ALL"}}, 403, "read-only"),
        ("POST", {"data": {"update": "CLEAR ALL"}}, 403, "read-only"),
        ("POST", {"content": "CLEAR ALL", "headers": {"Content-Type": "application/sparql-update"}}, 403, "read-only"),
        ("POST", {"content": "ASK {}"}, 415, QUERY),
        ("POST", {"content": "ASK {}", "headers": {"Content-Type": "text/plain"}}, 415, "text/plain"),
        ("POST", {"content": "ASK {}", "headers": {"Content-Type": f"{QUERY}; charset=utf-16"}}, 400, "UTF-8"),
        ("POST", {"content": b"query=%FF", "headers": {"Content-Type": FORM}}, 400, "UTF-8"),
        ("POST", {"content": b"", "headers": {"Content-Type": FORM}}, 400, "query"),
        ("POST", {"content": "x" * 500_000, "headers": {"Content-Type": QUERY}}, 413, "400,000 bytes"),
        ("PUT", {"content": "ASK {}"}, 405, "Method Not Allowed"),
        ("PATCH", {}, 405, "Method Not Allowed"),
        ("GET", {"params": {"query": "SELECT * {\n ?s ?p }"}}, 400, "line 2, column"),
    ],
)
def test_a_mistake_is_a_problem_that_names_it(
    server: str, method: str, more: dict[str, object], status: int, named: str
) -> None:
    answer = send(server, method, **more)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert named in answer.json()["detail"] + str(answer.json().get("offered", ""))


def test_the_endpoint_describes_itself(server: str) -> None:
    graph = Graph().parse(data=send(server, "GET", headers={"Accept": "text/turtle"}).text)
    (service,) = graph.subjects(RDF.type, SD.Service)
    assert service == graph.value(service, SD.endpoint)
    assert service == URIRef(f"{server}/sparql")
    dataset = graph.value(service, SD.defaultDataset)
    assert len(list(graph.objects(dataset, SD.namedGraph))) > 10
    counted = send(server, "GET", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "format": "csv"})
    default = graph.value(dataset, SD.defaultGraph)
    assert str(graph.value(default, VOID.triples)) == counted.text.split()[1]
    page = send(server, "GET", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")


def test_void_has_a_partition_for_each_class_and_property(server: str) -> None:
    graph = Graph().parse(data=send(server, "GET", "/.well-known/void").text)
    (dataset,) = graph.subjects(VOID.sparqlEndpoint)
    for kind, count in ((VOID.classPartition, VOID.classes), (VOID.propertyPartition, VOID.properties)):
        partitions = list(graph.objects(dataset, kind))
        assert len(partitions) == int(str(graph.value(dataset, count))) > 20
    summed = sum(int(str(graph.value(part, VOID.triples))) for part in graph.objects(dataset, VOID.propertyPartition))
    assert summed == int(str(graph.value(dataset, VOID.triples)))


@pytest.mark.parametrize("path", ["/sparql", "/.well-known/void", "/catalog"])
def test_a_description_that_is_made_twice_is_the_same(server: str, path: str) -> None:
    made = [send(server, "GET", path, headers={"Accept": f"text/turtle;q=0.{each}"}) for each in (8, 9)]
    assert made[0].text == made[1].text
    assert all("miss" in each.headers["server-timing"] for each in made)


def test_the_catalogue_is_dcat_with_the_endpoint(server: str) -> None:
    graph = Graph().parse(
        data=send(server, "GET", "/catalog", headers={"Accept": "application/ld+json"}).text, format="json-ld"
    )
    (service,) = graph.subjects(RDF.type, DCAT.DataService)
    assert graph.value(service, DCAT.endpointURL) == URIRef(f"{server}/sparql")
    assert len(list(graph.subjects(RDF.type, DCAT.Dataset))) > 10


def test_the_graph_store_gives_a_graph_or_the_default_one(server: str) -> None:
    name = "https://w3id.org/carekg/graph/vocabulary-benefits"
    named = send(server, "GET", "/store", params={"graph": name}, headers={"Accept": "application/n-triples"})
    direct = send(server, "GET", "/graph/vocabulary-benefits", headers={"Accept": "application/n-triples"})
    assert len(Graph().parse(data=named.text, format="nt")) > 0
    assert sorted(named.text.splitlines()) == sorted(direct.text.splitlines())
    whole = send(server, "GET", "/store?default", params={"default": "", "format": "nt"})
    count = send(server, "GET", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "format": "csv"})
    assert len(whole.text.splitlines()) == int(count.text.split()[1])
    assert send(server, "HEAD", "/store", params={"graph": name}).status_code == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/store", 400),
        ("/store?graph=http://e/none", 404),
        ("/store?default&graph=http://e/g", 400),
        ("/store?graph=x y", 400),
    ],
)
def test_the_graph_store_says_what_is_wrong(server: str, address: str, status: int) -> None:
    assert send(server, "GET", address).status_code == status


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_the_graph_store_is_read_only(server: str, method: str) -> None:
    answer = send(server, method, "/store?default")
    assert (answer.status_code, set(answer.headers["allow"].split(", "))) == (405, {"GET", "HEAD"})


@given(
    st.text(),
    st.none() | st.binary(),
    st.sampled_from(["", QUERY, FORM, f"{FORM}; charset=utf-8", "a;b;c="]) | st.text(),
)
def test_any_request_is_read_or_refused(address: str, body: bytes | None, content_type: str) -> None:
    try:
        operation = read_operation(address, body, content_type)
    except InputError:
        return
    assert isinstance(operation.query, str)


@given(
    st.text(st.sampled_from("aZ09%=+&_ \n\réA\x00"), max_size=12)
    | st.lists(st.sampled_from(["%41", "%e9", "%C3%A9", "%", "%4", "%%", "=", "+", "x", "\n", "=41", "%0A"])).map(
        "".join
    )
)
def test_percent_encoding_is_decoded_as_the_standard_library_does(text: str) -> None:
    try:
        expected: str | None = unquote_plus(text, errors="strict")
    except UnicodeDecodeError:
        expected = None
    if expected is None:
        with pytest.raises(UnicodeDecodeError):
            unquote(text)
    else:
        assert unquote(text) == expected
