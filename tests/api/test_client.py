"""The client, against a real service: each question's answer is that of the library."""

import asyncio
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import zip_longest
from typing import Any

import httpx
import pandas as pd
import polars as pl
import pytest

import carekg
from carekg import AsyncClient, Client, KnowledgeGraph
from carekg.client import Retries
from carekg.knowledge_graph import REGISTRY
from carekg.questions.declaration import Question
from carekg.questions.receipt import make_receipt
from carekg.terms.errors import (
    AmbiguousName,
    BadParameter,
    QuerySyntaxError,
    RemoteFailed,
    RemoteSilent,
    RemoteSlow,
    ServiceBusy,
    UnknownName,
)
from support import few

PROBLEM = "application/problem+json"
LIGHT, HEAVY = ([each for each in REGISTRY.values() if each.is_heavy is heavy] for heavy in (False, True))
Reply = tuple[int, dict[str, str], bytes]


@pytest.fixture(scope="module")
def client(server: str) -> Iterator[Client]:
    with Client(server) as made:
        yield made


def in_one_order(told: Any) -> Any:
    """Put the words of every text into one order: an engine may join those of a group in any."""
    if isinstance(told, dict):
        return {name: in_one_order(each) for name, each in told.items()}
    if isinstance(told, list):
        return [in_one_order(each) for each in told]
    return sorted(re.findall(r"[^\s;.]+", told)) if isinstance(told, str) else told


@pytest.mark.parametrize("question", [*few(LIGHT, 18), *few(HEAVY, 2)], ids=lambda each: each.name)
def test_each_example_is_answered_as_the_library_answers_it(
    client: Client, kg: KnowledgeGraph, question: Question
) -> None:
    ours, theirs = kg.ask(question.name, **question.example), client.ask(question.name, **question.example)
    told = json.loads(ours.to_json())
    assert in_one_order(dict(theirs.told)) == in_one_order(told)
    assert theirs.receipt == make_receipt(ours).sha256 or theirs.told != told
    assert (theirs.outcome, theirs.as_of, theirs.version) == (ours.outcome, ours.as_of, ours.version)
    assert (theirs.columns, theirs.total, theirs.address) == (ours.columns, ours.table.total, ours.address)


def test_a_method_is_typed_as_the_library_has_it(client: Client, kg: KnowledgeGraph) -> None:
    ours = kg.successions(from_=date(2026, 4, 1), limit=3)
    theirs = client.successions(from_=date(2026, 4, 1), limit=3)
    assert dict(theirs.told) == json.loads(ours.to_json())
    assert repr(theirs).startswith(f"<Answer successions: {ours.table.total} rows; rows; as of ")


def test_the_asynchronous_client_gives_the_same(client: Client, server: str) -> None:
    async def talk() -> None:
        async with AsyncClient(server) as kg:
            bodies, area = await asyncio.gather(kg.bodies(kind="ICB", as_of="2024-04-01"), kg.area("Leeds"))
            assert dict(bodies.told) == dict(client.bodies(kind="ICB", as_of="2024-04-01").told)
            assert area.outcome.kind == "rows"
            assert len([row async for row in kg.rows("bodies", kind="ICB", as_of="2024-04-01", limit=20)]) == 42
            frames = [await bodies.to_polars(), await bodies.to_pandas(), await bodies.to_arrow()]
            assert {len(frame) for frame in frames} == {42}
            assert (await bodies.to("csv")).startswith(b"body,body_code,")
            assert (await kg.verify(await bodies.full_receipt()))["verdict"] == "same"
            assert (await kg.write("why", "text", entity="HWB")).strip()
            assert await kg.query("ASK { ?x a ckg:Barrier }") is True
            with pytest.raises(UnknownName):
                await kg.area("nowhere at all")

    asyncio.run(talk())


def test_pages_follow_each_other_and_are_of_one_version(client: Client) -> None:
    whole = client.bodies(kind="ICB", as_of="2024-04-01")
    pages = list(client.pages("bodies", kind="ICB", as_of="2024-04-01", limit=20))
    assert [len(page.rows) for page in pages] == [20, 20, 2]
    assert [row for page in pages for row in page.rows] == whole.rows
    assert {page.version for page in pages} == {whole.version}
    assert pages[1].asked.params["version"] == whole.version
    assert list(client.rows("bodies", kind="ICB", as_of="2024-04-01", limit=20)) == whole.rows


def test_frames_have_the_columns_and_types_that_are_declared(client: Client, kg: KnowledgeGraph) -> None:
    ours, theirs = kg.succession("body:ccg-15f"), client.succession("body:ccg-15f")
    assert theirs.to_polars().equals(ours.to_polars())
    pd.testing.assert_frame_equal(theirs.to_pandas(), ours.to_pandas())
    assert theirs.to_arrow().column_names == ours.to_polars().columns
    assert pl.Date in theirs.to_polars().dtypes
    none = client.delays("body:icb-qwo", month="1999-01-01")
    assert (len(none.to_pandas()), list(none.to_pandas().columns)) == (0, none.to_polars().columns)


def test_parts_are_told_apart(client: Client) -> None:
    answer = client.recode("CCG,beds\r\n03C,4\r\n", column="CCG", to="2022-07-01")
    assert list(answer.parts) == ["rows", "sums", "absent"]
    assert len(answer.records("rows")) == answer.parts["rows"]["total"]


@pytest.mark.parametrize(
    ("ask", "kind", "facts"),
    [
        (lambda kg: kg.area("Leedz"), UnknownName, {"name": "Leedz"}),
        (lambda kg: kg.entity("Oxford"), AmbiguousName, {"name": "Oxford"}),
        (lambda kg: kg.bodies(limit=-1), BadParameter, {"name": "limit", "value": "-1"}),
        (lambda kg: kg.ask("bodies", nonsense=1), BadParameter, {"name": "nonsense"}),
        (lambda kg: kg.ask("boddies"), UnknownName, {"kind": "question", "name": "boddies"}),
        (lambda kg: kg.query("SELECT * { ?x a "), QuerySyntaxError, {"line": 1}),
        (lambda kg: kg.query("DESCRIBE fund:better-care-fund"), BadParameter, {"name": "query"}),
    ],
)
def test_errors_are_those_of_the_library_with_their_facts(
    client: Client, ask: Callable[[Client], Any], kind: type[Exception], facts: dict[str, Any]
) -> None:
    with pytest.raises(kind) as caught:
        ask(client)
    assert facts.items() <= vars(caught.value).items()
    assert str(caught.value).strip()


def test_a_wrong_name_is_refused_with_what_is_near(client: Client) -> None:
    with pytest.raises(UnknownName) as caught:
        client.area("Leedz")
    assert any("Leeds" in each for each in caught.value.candidates)
    with pytest.raises(BadParameter) as wrong:
        client.bodies(limit=-1)
    assert wrong.value.expected


def test_what_is_kept_is_confirmed_and_not_sent_again(client: Client) -> None:
    seen: list[int] = []
    client._http.event_hooks["response"].append(lambda response: seen.append(response.status_code))
    try:
        first, again = client.area("Leeds"), client.area("Leeds")
    finally:
        client._http.event_hooks["response"].clear()
    assert seen[-1] == 304
    assert dict(first.told) == dict(again.told)
    assert first.receipt == again.receipt


@contextmanager
def answering(*replies: Reply) -> Iterator[tuple[str, list[str]]]:
    """A service that gives replies in turn, the last one from then on, and the paths it was asked for."""
    asked: list[str] = []
    left = list(replies)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            status, headers, body = left.pop(0) if len(left) > 1 else left[0]
            self.send_response(status)
            for name, value in (headers | {"Content-Length": str(len(body))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as service:
        threading.Thread(target=service.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{service.server_port}", asked
        service.shutdown()


def busy(**more: str) -> bytes:
    said = {"type": "https://w3id.org/carekg/problem/ServiceBusy", "detail": "busy", "limit": "queue", "value": 1}
    return json.dumps(said | more).encode()


def good(server: str) -> Reply:
    found = httpx.get(f"{server}/api/v1/bodies", params={"kind": "ICB", "format": "json"})
    return 200, {name: found.headers[name] for name in ("content-type", "x-carekg-receipt")}, found.content


def test_a_busy_service_is_asked_again_when_it_says(server: str) -> None:
    told = {"Retry-After": "0", "Content-Type": PROBLEM}
    with answering((503, told, busy()), (429, told, busy()), good(server)) as (address, asked), Client(address) as kg:
        assert kg.bodies(kind="ICB").outcome.kind == "rows"
    assert len(asked) == 3


def test_a_gateway_is_asked_again_with_longer_and_longer_waits(server: str) -> None:
    gone: Reply = (502, {"Content-Type": "text/html"}, b"<h1>Bad gateway</h1>")
    quick = Retries(most=2, first=0.01)
    with answering(gone, gone, good(server)) as (address, asked), Client(address, retries=quick) as kg:
        assert kg.bodies(kind="ICB").outcome.kind == "rows"
    assert len(asked) == 3
    with answering(gone) as (address, asked), Client(address, retries=quick) as kg, pytest.raises(RemoteFailed):
        kg.bodies()
    assert len(asked) == 3


def test_what_another_try_would_not_mend_is_not_tried() -> None:
    lasting: Reply = (503, {"Content-Type": PROBLEM}, busy(type="https://w3id.org/carekg/problem/MemoryExceeded"))
    tomorrow: Reply = (503, {"Content-Type": PROBLEM, "Retry-After": "86400"}, busy())
    for reply, kind in ((lasting, carekg.CarekgError), (tomorrow, ServiceBusy)):
        with answering(reply) as (address, asked), Client(address) as kg, pytest.raises(kind):
            kg.bodies()
        assert len(asked) == 1


def test_nobody_there_and_nobody_in_time() -> None:
    with Client("http://127.0.0.1:9", retries=Retries(most=1, first=0.01)) as kg, pytest.raises(RemoteSilent):
        kg.bodies()
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as mute:
        address = f"http://127.0.0.1:{mute.server_port}"
        with Client(address, timeout=0.2) as kg, pytest.raises(RemoteSlow, match=r"0\.2 s"):
            kg.bodies()


def test_what_is_no_carekg_service_is_told() -> None:
    html: Reply = (404, {"Content-Type": "text/html"}, b"")
    told = pytest.raises(RemoteFailed, match="it answered 404")
    with answering(html) as (address, _), Client(address) as kg, told:
        kg.bodies()


def test_waits_double_and_end() -> None:
    retries = Retries(most=3, first=1, longest=3)
    waits = [retries.wait(tried, httpx.Response(502)) for tried in range(4)]
    for wait, (least, most) in zip_longest(waits[:3], [(0.75, 1.25), (1.5, 2.5), (3, 3)]):
        assert wait is not None
        assert least <= wait <= most
    assert waits[3] is None
    past = httpx.Response(503, headers={"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"})
    assert retries.wait(0, past) == 0
