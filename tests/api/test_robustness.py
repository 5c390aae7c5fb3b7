"""Whatever is sent, nobody gets a 500, and what is answered can be read."""

import importlib
import random
import xml.etree.ElementTree as ElementTree
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from rdflib import Graph

from support import few

ODD = [
    "a%20b",
    "a%00b",
    "%ff",
    "%",
    "%3Ca%3E",
    "a%22b",
    "a%7Cb",
    "%E2%80%A8",
    "[x]",
    "%0A",
    "a%5Cb",
    "%EF%BF%BE",
    "%C2%B2",
]
PLACES = (
    *("/api/v1/why?entity=structure:~", "/api/v1/locate/~", "/api/v1/entities/~"),
    *("/id/structure/~", "/doc/structure/~", "/def/~", "/graph/~", "/store?graph=http://e/~", "/sparql?query=~"),
    *("/sparql?query=ASK%20%7B%7D&default-graph-uri=~", "/static/~", "/api/v1/bodies?as_of=~", "/~"),
    *("/law/ukpga/2012/7/section/~", "/law/~.ttl", "/place/~", "/place/~.atom", "/ask/~", "/ask/seats?board=~"),
    *("/map?by=~", "/changes?part=~"),
)
LONG = ("/places?least=~", "/places?boards=~", "/ask/bodies?page=~")  # what most of the odd leave as it is
ASKED = list(product(ODD, ("text/html", "text/turtle", "*/*")))


@pytest.mark.parametrize("place", [*PLACES, *LONG])
def test_odd_names_are_refused_and_nothing_fails(server: str, place: str) -> None:
    with httpx.Client(base_url=server, timeout=30) as client:
        for odd, accept in few(ASKED, 13) if place in LONG else ASKED:
            answer = client.get(place.replace("~", odd), headers={"Accept": accept})
            is_led_on = answer.status_code == 303 and place.startswith("/place/")  # "a b" is Argyll and Bute
            assert is_led_on or answer.status_code in (200, 400, 404, 406), (place, odd, answer.text)


@pytest.mark.parametrize("value", ["9" * 5_000, "-1", "1e9", "\uff10", "1" + "0" * 4_400, " ", "NaN"])
@pytest.mark.parametrize("name", ["limit", "offset"])
def test_odd_numbers_are_refused(server: str, name: str, value: str) -> None:
    answer = httpx.get(f"{server}/api/v1/bodies", params={name: value, "kind": "ICB"}, timeout=30)
    assert answer.status_code in (200, 400), answer.text
    assert len(answer.content) < 200_000


def test_a_field_of_any_length_is_carried_over(server: str) -> None:
    table = f"code,note\nE06000001,{'x' * 140_000}\n"
    params = {"column": "code", "to": "2024-04-01"}
    headers = {"Content-Type": "text/csv"}
    answer = httpx.post(f"{server}/api/v1/recode", params=params, content=table, headers=headers, timeout=60)
    assert answer.status_code in (200, 400), answer.text[:500]


def test_a_table_in_xml_is_well_formed_whatever_it_holds(server: str) -> None:
    query = r'SELECT ?x { VALUES ?x { "a\u0001b" "a\rb" "\uFFFE" "]]>" "<&" } }'
    answer = httpx.get(f"{server}/sparql", params={"query": query, "format": "xml"})
    found = {each.text for each in ElementTree.fromstring(answer.content).iter() if each.tag.endswith("literal")}
    assert found == {"a\ufffdb", "a\rb", "\ufffd", "]]>", "<&"}


def test_a_graph_in_xml_is_well_formed_whatever_it_holds(server: str) -> None:
    query = r'CONSTRUCT { <http://e/a> <http://e/b> ?x } { VALUES ?x { "a\u0001b" "a\rb" } }'
    answer = httpx.get(f"{server}/sparql", params={"query": query, "format": "rdfxml"})
    assert {str(each) for each in Graph().parse(data=answer.content, format="xml").objects()} == {"a\ufffdb", "a\rb"}


def test_a_property_that_xml_cannot_name_is_told(server: str) -> None:
    query = "CONSTRUCT { <http://e/a> <http://e/1> 1 } {}"
    answer = httpx.get(f"{server}/sparql", params={"query": query, "format": "rdfxml"})
    assert (answer.status_code, "text/turtle" in answer.json()["offered"]) == (406, True)


READ = ["/", "/health", "/health/live", "/api/v1/bodies?kind=ICB", "/sparql", "/def/", "/openapi.json", "/catalog"]


@pytest.mark.parametrize("path", READ)
def test_head_answers_as_get_does_without_a_body(server: str, path: str) -> None:
    with httpx.Client(base_url=server, timeout=60) as client:
        headers = {"Accept": "*/*"}
        got, head = client.get(path, headers=headers), client.head(path, headers=headers)
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers["content-type"] == got.headers["content-type"]


def test_a_slash_at_the_end_of_the_endpoint_needs_no_redirect(server: str) -> None:
    for more in ({}, {"Origin": "http://elsewhere"}):
        for method in ("GET", "POST"):
            sent = {"params" if method == "GET" else "data": {"query": "ASK {}"}}
            answer = httpx.request(method, f"{server}/sparql/", headers=more, **sent)  # type: ignore[arg-type]
            assert (answer.status_code, answer.json()["boolean"]) == (200, True)


def test_health_answers_while_every_worker_is_busy(server: str) -> None:
    with httpx.Client(base_url=server, timeout=30) as client:
        assert client.get("/health/live").json() == {"status": "ok"}
        assert client.get("/health/live").elapsed.total_seconds() < 1


def test_odd_requests_are_told_what_is_wrong(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(Path(__file__).parents[2] / "benchmarks")
    odd, chosen, found = importlib.import_module("odd_requests"), random.Random(7), urlsplit(server)
    for _ in range(250):  # it sends ten thousand itself
        request = odd.draw(chosen)
        assert odd.send((found.hostname, found.port), request) in odd.NAMED, request
    assert httpx.get(f"{server}/health").is_success
