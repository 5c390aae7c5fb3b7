"""The SPARQL endpoint of a real server, by a real client and by hand."""

import csv
import io
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from rdflib import Graph
from SPARQLWrapper import JSON, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

SELECT = "SELECT ?label WHERE { structure:health-and-wellbeing-board skos:prefLabel ?label }"
CONSTRUCT = "CONSTRUCT { ?s skos:prefLabel ?l } WHERE { ?s skos:prefLabel ?l } LIMIT 5"


def ask(server: str, query: str, accept: str | None = None) -> httpx.Response:
    """Send a query by GET."""
    headers = {"Accept": accept} if accept else {}
    return httpx.get(f"{server}/sparql", params={"query": query}, headers=headers)


def test_the_query_of_the_mission_is_answered(server: str) -> None:
    query = 'ASK { ?hwb a ?anything . FILTER(CONTAINS(LCASE(STR(?hwb)), "health-and-wellbeing-board")) }'
    answer = ask(server, query)
    assert answer.headers["content-type"] == "application/sparql-results+json"
    assert answer.json()["boolean"] is True


def test_a_sparql_client_reads_it(server: str) -> None:
    client = SPARQLWrapper(f"{server}/sparql")
    client.setReturnFormat(JSON)
    client.setQuery("PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n" + SELECT.replace("structure:", "").replace(
        "health-and-wellbeing-board", "<https://w3id.org/carekg/id/structure/health-and-wellbeing-board>"
    ))  # fmt: skip
    found = client.queryAndConvert()
    assert found["results"]["bindings"][0]["label"]["value"] == "health and wellbeing board"
    client.setQuery("SELECT nonsense")
    with pytest.raises(QueryBadFormed):
        client.query()


@pytest.mark.parametrize("content_type", ["application/sparql-query", "application/sparql-query; charset=utf-8"])
def test_post_of_a_query(server: str, content_type: str) -> None:
    answer = httpx.post(f"{server}/sparql", content=SELECT, headers={"Content-Type": content_type})
    assert answer.json()["results"]["bindings"][0]["label"]["value"] == "health and wellbeing board"


def test_post_of_a_form_decodes_once(server: str) -> None:
    query = 'SELECT ?x { BIND("100%25 +é" AS ?x) }'
    answer = httpx.post(f"{server}/sparql", data={"query": query})
    assert answer.json()["results"]["bindings"][0]["x"]["value"] == "100%25 +é"


def test_select_in_every_format(server: str) -> None:
    assert ask(server, SELECT, "application/sparql-results+json").json()["head"]["vars"] == ["label"]
    xml = ElementTree.fromstring(ask(server, SELECT, "application/sparql-results+xml").content)
    assert xml.tag == "{http://www.w3.org/2005/sparql-results#}sparql"
    rows = list(csv.reader(io.StringIO(ask(server, SELECT, "text/csv").text)))
    assert rows == [["label"], ["health and wellbeing board"]]
    assert ask(server, SELECT, "text/tab-separated-values").text.splitlines()[0] == "?label"


@pytest.mark.parametrize(
    ("media_type", "parser"),
    [
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
    ],
)
def test_construct_and_describe_in_every_format(server: str, media_type: str, parser: str) -> None:
    for query in (CONSTRUCT, "DESCRIBE structure:health-and-wellbeing-board"):
        answer = ask(server, query, media_type)
        assert answer.headers["content-type"].startswith(media_type)
        assert len(Graph().parse(data=answer.text, format=parser)) >= 5


@pytest.mark.parametrize("accept", ["text/csv", "text/tab-separated-values"])
def test_ask_as_text(server: str, accept: str) -> None:
    assert ask(server, "ASK {}", accept).text == "true\n"


def test_a_syntax_error_is_a_problem_with_line_and_column(server: str) -> None:
    answer = ask(server, "SELECT ?x\nWHERE { ?x nope:p 1 }")
    problem = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert (problem["status"], problem["line"]) == (400, 2)
    assert "nope:" in problem["detail"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 403),
        ("INSERT DATA { <http://e/a> <http://e/b> 1 }", 400),
        ("ASK " + "{" * 4000 + "}" * 4000, 403),
        ("", 400),
    ],
)
def test_what_is_not_allowed_is_refused_and_the_server_lives(server: str, query: str, status: int) -> None:
    assert ask(server, query).status_code == status
    assert httpx.get(f"{server}/health").json()["status"] == "ok"


def test_from_never_reads_a_file(server: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    canary = tmp_path_factory.mktemp("canary") / "canary.ttl"
    canary.write_text("<http://e/canary> <http://e/is> <http://e/read> .", encoding="utf-8")
    answer = ask(server, f"SELECT * FROM <{canary.as_uri()}> WHERE {{ ?s ?p ?o }}")
    assert answer.json()["results"]["bindings"] == []


@pytest.mark.parametrize("accept", ["image/png", "nonsense"])
def test_an_unsupported_accept_is_406_with_what_is_on_offer(server: str, accept: str) -> None:
    answer = ask(server, SELECT, accept)
    assert answer.status_code == 406
    assert "text/csv" in answer.json()["offered"]


def test_an_unsupported_body_is_415(server: str) -> None:
    answer = httpx.post(f"{server}/sparql", content="x", headers={"Content-Type": "application/pdf"})
    assert (answer.status_code, answer.headers["content-type"]) == (415, "application/problem+json")


@pytest.mark.parametrize("params", [{"format": "csv"}, [("query", "ASK {}"), ("query", "ASK {}")]])
def test_exactly_one_query_is_needed(server: str, params: dict[str, str]) -> None:
    assert httpx.get(f"{server}/sparql", params=params).status_code == 400


def test_a_body_that_is_not_utf_8_is_refused(server: str) -> None:
    for body, kind in (
        (b"ASK { ?s ?p '\xff' }", "application/sparql-query"),
        (b"ASK {}", "application/sparql-query; charset=latin-1"),
    ):
        assert httpx.post(f"{server}/sparql", content=body, headers={"Content-Type": kind}).status_code == 400


def test_the_dataset_of_a_query_can_be_chosen(server: str) -> None:
    def count(**params: str) -> int:
        query = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
        rows = httpx.get(f"{server}/sparql", params={"query": query, **params}).json()["results"]["bindings"]
        return int(rows[0]["n"]["value"])

    graph = "https://w3id.org/carekg/graph/vocabulary-benefits"
    assert 0 < count(**{"default-graph-uri": graph}) < count()
    assert count(**{"named-graph-uri": graph}) == 0, "a named graph alone leaves the default graph empty"


def test_a_slow_query_does_not_hold_up_others(server: str) -> None:
    some = "{ SELECT ?%s WHERE { ?thing rdfs:label ?%s } LIMIT 700 }"
    slow = (
        f"SELECT (COUNT(*) AS ?n) WHERE {{ {some % ('x', 'x')} {some % ('y', 'y')} FILTER(STRLEN(?x) = STRLEN(?y)) }}"
    )
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(lambda: httpx.get(f"{server}/sparql", params={"query": slow}, timeout=60))
        answered = 0
        while not running.done():
            assert httpx.get(f"{server}/health", timeout=5).status_code == 200
            answered += 1
        assert running.result().status_code == 200
    assert answered > 3


def test_a_function_that_nobody_knows_is_named(server: str) -> None:
    answer = httpx.get(f"{server}/sparql", params={"query": "SELECT (<urn:f>(1) AS ?x) {}"})
    assert (answer.status_code, "<urn:f>" in answer.json()["detail"]) == (400, True)
