"""Queries that nobody would write: none crashes the service, hangs it or gets a 500. `make fuzz` runs 10,000."""

# ruff: noqa: E501, RUF001 - queries are kept on one line, odd characters and all

import os
import time

import httpx
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

CASES = int(os.environ.get("CAREKG_FUZZ_CASES", "150"))
ALLOWED = {200, 400, 403, 406, 413, 503, 504}
QUERIES = [
    "SELECT ?label WHERE { structure:health-and-wellbeing-board skos:prefLabel ?label } ORDER BY ?label LIMIT 5",
    "PREFIX e: <http://e/> CONSTRUCT { ?s e:p [ e:q ?o ] } WHERE { ?s a/rdfs:subClassOf* ckg:Duty . OPTIONAL { ?s ?p ?o } }",
    "SELECT (COUNT(DISTINCT ?x) AS ?n) ?g FROM NAMED <http://e/g> { GRAPH ?g { ?x ^rdf:type ?c } } GROUP BY ?g HAVING(?n > 1)",
    'ASK { VALUES (?a ?b) { (1 "x"@en) (UNDEF "2020-01-01"^^xsd:date) } FILTER(REGEX(STR(?a), "^(a|b)+$", "i") || ?b IN (1)) }',
    "DESCRIBE ?x { { SELECT ?x { ?x a ckg:Barrier } LIMIT 1 } UNION { BIND(<http://e/x> AS ?x) } MINUS { ?x ?p 'z' } }",
    "SELECT * { << ?s ?p ?o >> ?q ?r . ?s (rdfs:label|!(rdf:type|^rdf:type))+ ?z } OFFSET 3",
]
PIECES = ["{", "}", "(", ")", "[", "]", "<", ">", '"', "'''", "\\", "\\u0041", "^^", "@en", "?x", "$y", "_:b", "#", "\n", "!", "|", "*",
          "SELECT", "UNION", "OPTIONAL", "FILTER", "SERVICE", "GRAPH", "LOAD", "VALUES", "<http://e/%00>", "1e999", "-", "\x00", "\ufffe", "𝕏"]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A good query with parts cut out, doubled, or put in."""
    text = draw(st.sampled_from(QUERIES))
    for _ in range(draw(st.integers(1, 4))):
        at, length = draw(st.integers(0, len(text))), draw(st.integers(0, 12))
        piece = draw(st.sampled_from(PIECES) | st.text(max_size=5))
        text = text[:at] + draw(st.sampled_from([piece, text[at : at + length] * 2, ""])) + text[at + length :]
    return text


nested = st.builds(
    lambda open_close, depth, closed: f"ASK {{ ?s ?p {open_close[0] * depth}{open_close[1] * depth if closed else ''} }}",
    st.sampled_from([("{", "}"), ("(", ")"), ("[", "]"), ("<<", ">>"), ("<<(", ")>>"), ("!", ""), ("^", ""), ("FILTER(", ")"), ("{ SELECT * ", "}")]),
    st.integers(1, 5000),
    st.booleans(),
)  # fmt: skip
huge = st.builds(
    lambda form, size: form.replace("~", "9" * size),
    st.sampled_from(["ASK { ?s ?p ~ }", "ASK { ?s ?p '~' }", "SELECT * { ?s <http://e/~> ?o } LIMIT ~", "SELECT (~ + 1 AS ?x) {}"]),
    st.integers(1, 20_000),
)  # fmt: skip
queries = st.one_of(st.binary(max_size=300), st.text(max_size=300), st.sampled_from(QUERIES).flatmap(
    lambda text: st.integers(0, len(text)).map(lambda end: text[:end])), mutated(), mutated(), nested, huge)  # fmt: skip


@settings(
    max_examples=CASES, deadline=None, database=None, derandomize=CASES < 1000,
    suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink],
)  # fmt: skip
@given(queries, st.sampled_from(["application/sparql-query", "application/x-www-form-urlencoded"]))
def test_no_query_breaks_the_service(limited_client: httpx.Client, query: str | bytes, kind: str) -> None:
    body = query if isinstance(query, bytes) else query.encode("utf-8", "surrogatepass")
    began = time.monotonic()
    answer = limited_client.post("/sparql", content=body, headers={"Content-Type": kind})
    assert answer.status_code in ALLOWED, (answer.status_code, answer.text[:500])
    assert time.monotonic() - began < 10
    if answer.status_code != 200:
        assert answer.json()["detail"]


def test_the_service_lives_after_it(limited_client: httpx.Client) -> None:
    answer = limited_client.get("/sparql", params={"query": QUERIES[0]})
    assert answer.json()["results"]["bindings"]
