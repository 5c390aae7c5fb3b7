"""Linked data over a real server: names lead to documents, as pages or as RDF, with every label."""

import asyncio
import re
from collections.abc import Callable

import httpx
import pytest
from lxml import html
from rdflib import RDFS, Graph, URIRef

from carekg import KnowledgeGraph
from carekg_api.app import create_app

BOARD = "/structure/health-and-wellbeing-board"
BASE = "https://w3id.org/carekg"


def get(server: str, path: str, accept: str = "*/*") -> httpx.Response:
    return httpx.get(f"{server}{path}", headers={"Accept": accept}, timeout=30)


@pytest.mark.parametrize(("name", "document"), [(f"/id{BOARD}", f"/doc{BOARD}"), ("/def/Duty", "/doc/def/Duty")])
def test_a_name_leads_to_its_document(server: str, name: str, document: str) -> None:
    answer = get(server, name)
    assert (answer.status_code, answer.headers["location"]) == (303, document)
    graph = Graph().parse(data=get(server, document).text)
    assert list(graph.predicate_objects(URIRef(BASE + name)))


@pytest.mark.parametrize(
    ("suffix", "media_type", "parser"),
    [
        (".ttl", "text/turtle", "turtle"),
        (".jsonld", "application/ld+json", "json-ld"),
        (".nt", "application/n-triples", "nt"),
        (".rdf", "application/rdf+xml", "xml"),
    ],
)
def test_the_same_triples_by_suffix_and_by_accept(server: str, suffix: str, media_type: str, parser: str) -> None:
    by_suffix = get(server, f"/doc{BOARD}{suffix}", "image/png")
    by_accept = get(server, f"/doc{BOARD}", media_type)
    for answer in (by_suffix, by_accept):
        assert answer.headers["content-type"].partition(";")[0] == media_type
        assert "Accept" in answer.headers["vary"]
        assert f'<{BASE}/id{BOARD}>; rel="describes"' in answer.headers["link"]
    first, second = (Graph().parse(data=each.text, format=parser) for each in (by_suffix, by_accept))
    assert set(first) == set(second)


def test_every_iri_that_has_a_label_has_it_in_the_document(server: str, kg: KnowledgeGraph) -> None:
    graph = Graph().parse(data=get(server, f"/doc{BOARD}.nt").text, format="nt")
    mentioned = {term for triple in graph for term in triple if isinstance(term, URIRef)}
    labelled = kg.query("SELECT DISTINCT ?thing { ?thing rdfs:label ?label }")
    known = {URIRef(row["thing"].value) for row in labelled}  # type: ignore[union-attr]
    wanted = mentioned & known
    assert len(wanted) > 5
    assert wanted - {RDFS.label} <= set(graph.subjects(RDFS.label))


def test_a_page_reads_well_and_loads_nothing(server: str) -> None:
    answer = get(server, f"/doc{BOARD}", "text/html,application/xhtml+xml,*/*;q=0.8")
    assert answer.headers["content-type"].startswith("text/html")
    page = html.fromstring(answer.text)
    assert page.get("lang") == "en-GB"
    assert [each.text for each in page.iter("h1")] == ["Health and wellbeing board"]
    assert all(each.startswith("/") for each in page.xpath("//script/@src | //img/@src"))
    assert page.xpath("//link[@rel='stylesheet']/@href") == ["/static/style.css"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    local = [href for href in page.xpath("//a/@href") if href.startswith("/")]
    assert len(local) > 10
    for href in local[:12]:
        assert httpx.get(f"{server}{href}", follow_redirects=True, timeout=30).status_code == 200, href


def test_a_graph_is_a_page_or_its_content(server: str) -> None:
    page = get(server, "/graph/vocabulary-benefits", "text/html")
    assert "named graph" in page.text
    assert len(Graph().parse(data=get(server, "/graph/vocabulary-benefits", "text/turtle").text)) > 10


def test_the_ontology_lists_its_terms(server: str) -> None:
    page = get(server, "/def/", "text/html")
    assert re.search(r'href="/def/Duty"', page.text)
    assert len(Graph().parse(data=get(server, "/def/", "text/turtle").text)) > 3


@pytest.mark.parametrize(
    "path",
    [
        "/id/structure/nothing",
        "/doc/structure/nothing.ttl",
        "/def/Dutty",
        "/graph/none",
        "/id/%3Cx%3E",
        "/id/",
        "/doc/",
    ],
)
def test_what_is_not_there_is_404(server: str, path: str) -> None:
    answer = get(server, path, "text/turtle")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    page = get(server, path, "text/html")
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")


def test_a_reader_is_told_what_is_near_what_is_not_there(server: str) -> None:
    for path, near in [
        ("/id/structure/hwb", "/search?q=health+and+wellbeing+board"),
        ("/law/ukpga/2012/7/section/194/nothing", "/law/ukpga/2012/7/section/194"),
        ("/ask/seat", "/ask/seats"),
    ]:
        answer = get(server, path, "text/html")
        led = {each.get("href") for each in html.fromstring(answer.text).findall(".//main//a")}
        assert (answer.status_code, near in led) == (404, True), (path, led)


def test_pages_of_laws_and_places_are_rdf_too_where_that_is_accepted(server: str) -> None:
    for path in ("/law/ukpga/2012/7/section/194", "/place/E10000012"):
        kinds = [get(server, path, accept).headers["content-type"] for accept in ("text/turtle, */*;q=0.1", "*/*")]
        assert [kind.partition(";")[0] for kind in kinds] == ["text/turtle", "text/html"]


def test_an_unsupported_accept_is_406(server: str) -> None:
    assert get(server, f"/doc{BOARD}", "image/png").status_code == 406


def test_any_origin_may_read_and_none_with_credentials(server: str) -> None:
    headers = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    preflight = httpx.options(f"{server}/sparql", headers=headers)
    answer = httpx.get(f"{server}/doc{BOARD}.ttl", headers={"Origin": "https://example.org"})
    for each in (preflight, answer):
        assert each.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in each.headers


def test_a_retired_thing_is_gone_or_leads_to_its_successor(small: Callable[..., KnowledgeGraph]) -> None:
    graph = small(
        """
        action:old a skos:Concept ; rdfs:label "old" ; owl:deprecated true ; dcterms:isReplacedBy action:cooperate .
        action:older a skos:Concept ; rdfs:label "older" ; owl:deprecated true .
        """
    )
    asked = (("/id/action/old", "*/*"), ("/doc/action/old.ttl", "*/*"), ("/doc/action/older", "text/html"))

    async def ask() -> list[httpx.Response]:
        app = create_app(graph)
        transport = httpx.ASGITransport(app)
        async with app.state.pool, httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return [await client.get(path, headers={"Accept": accept}) for path, accept in asked]

    moved, suffixed, gone = asyncio.run(ask())
    assert (moved.status_code, moved.headers["location"]) == (308, "/id/action/cooperate")
    assert suffixed.status_code == 308
    assert gone.status_code == 410
    assert "older" in gone.text


@pytest.mark.parametrize("path", ["/nothing", "/graph/vocabulary-benefits", f"/doc{BOARD}", "/api/v1/bodies"])
@pytest.mark.parametrize("accept", ["Text/HTML", "APPLICATION/JSON"])
def test_a_media_type_may_be_written_in_any_case(server: str, path: str, accept: str) -> None:
    told, usual = get(server, path, accept), get(server, path, accept.lower())
    kinds = [each.headers["content-type"] for each in (told, usual)]
    assert (told.status_code, kinds[0]) == (usual.status_code, kinds[1])
