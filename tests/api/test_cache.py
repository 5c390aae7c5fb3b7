"""The answer cache of a real server: the same bytes sooner, one computation for equals, never the clock or chance."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from carekg_api.http.cache import AnswerCache

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o . FILTER(STRLEN(STR(?o)) > %d) }"


def ask(server: str, query: str, **headers: str) -> httpx.Response:
    return httpx.get(f"{server}/sparql", params={"query": query}, headers=headers, timeout=30)


def outcome(answer: httpx.Response) -> str:
    match = re.match(r"cache;desc=(\w+)", answer.headers.get("server-timing", ""))
    return match[1] if match else "passed"


def test_a_repeated_query_is_given_again(server: str) -> None:
    first, second = ask(server, COUNT % 1), ask(server, COUNT % 1)
    assert (outcome(first), outcome(second)) == ("miss", "hit")
    assert (first.content, first.headers["etag"]) == (second.content, second.headers["etag"])
    assert int(second.headers["age"]) >= 0
    assert "app;dur=" in first.headers["server-timing"]


def test_what_the_client_has_is_not_sent_again(server: str) -> None:
    etag = ask(server, COUNT % 2).headers["etag"]
    assert not etag.startswith("W/")
    for held in (etag, f'"other", {etag}', "*"):
        again = ask(server, COUNT % 2, **{"If-None-Match": held})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert ask(server, COUNT % 2, **{"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("form", ["jsonld", "turtle"])
def test_a_graph_is_kept_by_get_and_head_alike(server: str, form: str) -> None:
    query = "CONSTRUCT { ?s a ?c } { ?s a ?c } LIMIT 6"
    answers = [
        httpx.request(method, f"{server}/sparql", params={"query": query, "format": form}) for method in ("GET", "HEAD")
    ]
    assert [outcome(each) for each in answers] == ["miss", "hit"]
    assert answers[0].headers["etag"] == answers[1].headers["etag"]


@pytest.mark.parametrize(
    "query", ["SELECT ?s { ?s a ckg:Barrier } ORDER BYRAND()", "SELECT ?s { ?s a ckg:Barrier } ORDER BY RAND #x\n()"]
)
def test_chance_is_seen_without_space_and_behind_a_comment(server: str, query: str) -> None:
    assert [outcome(ask(server, query)) for _ in range(2)] == ["passed", "passed"]


def test_format_dataset_and_body_are_told_apart(server: str) -> None:
    one = ask(server, COUNT % 3, Accept="text/csv")
    assert one.headers["content-type"] != ask(server, COUNT % 3, Accept="application/json").headers["content-type"]
    graph = "https://w3id.org/carekg/graph/vocabulary-benefits"
    other = httpx.get(f"{server}/sparql", params={"query": COUNT % 3, "default-graph-uri": graph})
    assert outcome(other) == "miss"
    for number in (4, 5):
        answer = httpx.post(f"{server}/sparql", data={"query": f"SELECT ({number} AS ?n) {{}}"})
        assert answer.json()["results"]["bindings"][0]["n"]["value"] == str(number)


@pytest.mark.parametrize(
    "query",
    ["SELECT (NOW() AS ?x) {}", "SELECT (rand() AS ?x) {}", "SELECT (STRUUID() AS ?x) {}", "SELECT (uuid() AS ?x) {}"],
)
def test_the_clock_and_chance_are_never_kept(server: str, query: str) -> None:
    first, second = ask(server, query), ask(server, query)
    assert (outcome(first), outcome(second)) == ("passed", "passed")
    assert first.json()["results"] != second.json()["results"]
    for _ in range(2):
        posted = httpx.post(f"{server}/sparql", content=query, headers={"Content-Type": "application/sparql-query"})
        assert outcome(posted) == "passed"


@pytest.mark.parametrize(
    "hidden", ["%4eOW()", "n%6Fw()", "no%77()", "N%4FW%28)", "%52%41%4e%44()", "%5Cu004eOW()", "%5cu004eOW()"]
)
def test_the_clock_is_seen_behind_an_escape(server: str, hidden: str) -> None:
    answers = [httpx.get(f"{server}/sparql?query=SELECT%20({hidden}%20AS%20?x)%20%7B%7D") for _ in range(2)]
    assert [outcome(answer) for answer in answers] == ["passed", "passed"]


@pytest.mark.parametrize("name", [b"accept", b"host", b"content-type"])
def test_a_repeated_header_is_kept_under_the_one_that_answers_go_by(name: bytes) -> None:
    kept = AnswerCache(_empty, lambda: "1", 10_000, 10_000)
    for values in ((b"first", b"second"), (b"second",), (b"first",)):
        asyncio.run(_pass(kept, [(name, value) for value in values]))
    assert kept.kept.events == {"miss": 2, "hit": 1}


def test_what_was_asked_counts_as_kept() -> None:
    kept = AnswerCache(_empty, lambda: "1", 10_000, 10_000)
    sizes = []
    for number in range(9):
        asyncio.run(_pass(kept, [], b"ASK {} #" + b"x" * 1_000 * number))
        sizes.append(kept.kept.bytes)
    assert sizes[1] > sizes[0] + 1_000
    assert max(sizes) <= 10_000


async def _empty(_: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body"})


async def _pass(through: AnswerCache, headers: list[tuple[bytes, bytes]], body: bytes = b"") -> None:
    async def receive() -> Message:
        return {"type": "http.request", "body": body}

    async def send(_: Message) -> None:
        pass

    asked = {"type": "http", "scheme": "http", "method": "POST", "path": "/sparql", "query_string": b""}
    await through({**asked, "headers": headers}, receive, send)


def test_who_asks_from_another_origin_has_an_answer_that_may_be_read_there(server: str) -> None:
    for _ in range(2):
        assert "access-control-allow-origin" not in ask(server, COUNT % 6).headers
        assert ask(server, COUNT % 6, Origin="https://e.example").headers["access-control-allow-origin"] == "*"


def test_simultaneous_equals_are_computed_once(server: str) -> None:
    query = "SELECT (COUNT(*) AS ?n) WHERE { ?a rdfs:label ?x . ?b rdfs:label ?y . FILTER(?x < ?y && ?x > 'zzzz') }"
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: ask(server, query), range(6)))
    assert sorted(outcome(answer) for answer in answers).count("miss") == 1
    assert len({answer.content for answer in answers}) == 1


def test_a_problem_is_not_kept(server: str) -> None:
    assert [outcome(ask(server, "SELECT nonsense")) for _ in range(2)] == ["miss", "miss"]


def test_questions_are_kept_by_their_date(server: str) -> None:
    def claims(as_of: str) -> httpx.Response:
        return httpx.get(f"{server}/api/v1/claims", params={"fact": "S12", "as_of": as_of})

    assert claims("2020-01-01").json()["as_of"] == "2020-01-01"
    assert claims("2021-01-01").json()["as_of"] == "2021-01-01"
    assert outcome(claims("2020-01-01")) == "hit"


def test_the_cache_is_bounded(limited: "object") -> None:
    address = limited.address  # type: ignore[attr-defined]
    for number in range(120):
        assert ask(address, f"SELECT ?s ({number} AS ?n) {{ ?s ?p ?o }} LIMIT 50").status_code == 200
    metrics = httpx.get(f"{address}/metrics").text
    (held,) = re.findall(r"^carekg_cache_bytes (\S+)$", metrics, re.MULTILINE)
    assert 0 < float(held) <= 100_000


async def _ask_in_the_middle_of_a_write(versions: list[str]) -> list[bytes]:
    """Ask thrice: as a new version is published under way, when the old one is back, and once more."""
    sent: list[bytes] = []

    async def work(_: Scope, _receive: Receive, send: Send) -> None:
        versions[:] = versions[1:] or versions
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": versions[0].encode()})

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message.get("body", b""))

    cache = AnswerCache(work, lambda: versions[0], 10_000, 100)
    scope = {"type": "http", "method": "GET", "path": "/api/v1/x", "query_string": b"", "headers": [], "scheme": "http"}
    for _ in range(3):
        await cache(scope, receive, send)
    return [each for each in sent if each]


def test_what_a_later_version_answered_is_not_kept_for_an_earlier_one() -> None:
    answers = asyncio.run(_ask_in_the_middle_of_a_write(["one", "two", "one"]))
    assert answers == [b"two", b"one", b"one"]


@pytest.mark.parametrize(
    ("path", "is_kept"),
    [
        ("/api/v1/overlaps?council=Leeds&format=jsonl", True),
        ("/api/v1/overlaps.jsonl?council=Essex", True),
        ("/api/v1/analytics/degree?layer=memberships&format=jsonl", False),  # it tells how far the work is
    ],
)
def test_of_lines_too_head_says_what_get_does_and_whoever_has_them_is_told_so(
    server: str, path: str, is_kept: bool
) -> None:
    names = ("cache-control", "etag", "content-type", "vary", "link")
    get, head = (httpx.request(method, f"{server}{path}", timeout=60) for method in ("GET", "HEAD"))
    assert [[each.headers.get(name) for name in names] for each in (get, head)] == [
        [get.headers.get(name) for name in names]
    ] * 2
    assert ("no-store" not in get.headers["cache-control"]) is is_kept
    if is_kept:
        again = httpx.get(f"{server}{path}", headers={"If-None-Match": get.headers["etag"]})
        assert (again.status_code, outcome(again)) == (304, "hit")


def test_a_query_that_speaks_of_lines_is_kept(server: str) -> None:
    query = {"query": "SELECT ('jsonl' AS ?x) ('&format=jsonl' AS ?y) {}"}
    assert [outcome(httpx.get(f"{server}/sparql", params=query)) for _ in range(2)] == ["miss", "hit"]
    head = httpx.head(
        f"{server}/api/v1/analytics/degree", params={"layer": "memberships", "format": "jsonl"}, timeout=60
    )
    assert head.status_code == 200
