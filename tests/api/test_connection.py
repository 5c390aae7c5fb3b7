"""What a request may be before the app sees it, and how long it may take: told by name, with others undisturbed."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from carekg.workers.lent import Note
from carekg.workers.loans import Lendable
from carekg_api.http.attended import connection_within
from carekg_api.http.connection import Bounds
from support import serving

BOUNDS = {
    "CAREKG_HEAD_SECONDS": "1",
    "CAREKG_BODY_SECONDS": "2",
    "CAREKG_CONNECTIONS": "40",
    "CAREKG_FAST_WORKERS": "1",
    "CAREKG_DEADLINE": "4",
}
HEAD = b"GET /health/live HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture(scope="module")
def bounded(little: Path) -> Iterator[str]:
    """The address of a server that waits for nobody long."""
    with serving(little, environment=BOUNDS) as (address, _):
        yield address


def open_to(address: str) -> socket.socket:
    return socket.create_connection((httpx.URL(address).host, httpx.URL(address).port or 80), timeout=20)


def send(address: str, *parts: bytes) -> bytes:
    """Send some bytes, and give all that comes back until the other end closes."""
    with open_to(address) as sent:
        for part in parts:
            sent.sendall(part)
        return b"".join(iter(lambda: sent.recv(65_536), b""))


@pytest.mark.parametrize(
    ("request_", "status", "said"),
    [
        (HEAD + b"X: " + b"a" * 70_000 + b"\r\n\r\n", 431, b"65,536 bytes"),
        (HEAD + b"X: " + b"a" * 50_000_000, 431, b"65,536 bytes"),
        (HEAD + b"X: a\r\n" * 100 + b"\r\n", 431, b"101 header fields"),
        (b"GET /sparql?query=" + b"a" * 65_536 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414, b"POST"),
        (b"GET /" + b"a" * 100_000, 414, b"POST"),
        (b"nonsense\r\n\r\n", 400, b"HTTP/1.1"),
        (HEAD + b"Content-Length: a\r\n\r\n", 400, b"HTTP/1.1"),
        (HEAD, 408, b"header"),
        (b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc", 408, b"body"),
        (b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", 408, b"body"),
    ],
)
def test_what_is_over_a_bound_is_told_by_name(bounded: str, request_: bytes, status: int, said: bytes) -> None:
    answer = send(bounded, request_)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert b"application/problem+json" in head
    assert said in body


def test_nobody_leaves_http_and_its_bounds(bounded: str) -> None:
    upgrade = b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    answered = send(bounded, HEAD + b"Connection: Upgrade, close\r\n" + upgrade + b"\r\n")
    assert answered.startswith(b"HTTP/1.1 200 OK")


OFFERS = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n"
ASK = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nAccept: text/boolean, */*\r\n"
LAST = b"GET /health/ready HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize("offer", [OFFERS, OFFERS.replace(b"h2c", b"websocket")])
@pytest.mark.parametrize(
    "first",
    [
        HEAD + b"%b\r\n",
        ASK + b"%bContent-Length: 5\r\n\r\nASK{}",
        ASK + b"%bTransfer-Encoding: chunked\r\n\r\n3\r\nASK\r\n2\r\n{}\r\n0\r\n\r\n",
        HEAD + b"%bContent-Length: 0\r\n\r\n",
    ],
)
@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_what_comes_behind_a_request_that_offers_another_protocol_is_answered(
    bounded: str, first: bytes, offer: bytes, size: int
) -> None:
    whole = (first % offer) * 3 + LAST
    answered = send(bounded, *(whole[at : at + size] for at in range(0, len(whole), size)))
    assert answered.count(b"HTTP/1.1 200 OK") == 4
    assert answered.endswith(b'{"status":"ready"}')


def test_a_thousand_offers_in_a_row_are_answered(bounded: str) -> None:
    answered = send(bounded, (HEAD + OFFERS + b"\r\n") * 1_000 + LAST)
    assert answered.count(b"HTTP/1.1 200 OK") == 1_001


@pytest.mark.parametrize("framing", [b"Transfer-Encoding: gzip\r\n", b"Content-Length: a\r\n"])
def test_an_offer_with_a_body_that_cannot_be_read_is_refused(bounded: str, framing: bytes) -> None:
    assert send(bounded, ASK + OFFERS + framing + b"\r\nASK{}").startswith(b"HTTP/1.1 400 ")


def test_who_says_nothing_is_left(bounded: str) -> None:
    began = time.monotonic()
    assert send(bounded) == b""
    assert time.monotonic() - began < 3


def test_a_body_that_says_it_is_too_long_is_refused_before_it_comes(bounded: str) -> None:
    with open_to(bounded) as sent:
        sent.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 60000000\r\n\r\n")
        assert sent.recv(1000).startswith(b"HTTP/1.1 413 ")


def test_a_second_request_on_a_connection_is_timed_too(bounded: str) -> None:
    answer = send(bounded, HEAD + b"\r\n" + HEAD)
    assert [part.partition(b"\r\n")[0] for part in answer.split(b"HTTP/1.1 ")[1:]] == [
        b"200 OK",
        b"408 Request Timeout",
    ]


def test_a_refusal_is_not_taken_for_the_answer_to_a_request_before(bounded: str) -> None:
    slow = b"SELECT(COUNT(*)AS?n)%7B" + b"?a?b?c.?d?e?f.?g?h?i.?j?k?l." + b"FILTER(?a!=?d)%7D"
    half = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf"
    assert send(bounded, b"GET /sparql?query=%b HTTP/1.1\r\nHost: x\r\n\r\n" % slow, half) == b""


def test_five_hundred_half_sent_requests_keep_nobody_waiting(bounded: str) -> None:
    opened = []
    try:
        for _ in range(500):
            opened.append(open_to(bounded))
            opened[-1].sendall(HEAD)
        began = time.monotonic()
        assert httpx.get(f"{bounded}/health/live").status_code == 200
        assert httpx.get(f"{bounded}/sparql", params={"query": "ASK {}"}).status_code == 200
        assert time.monotonic() - began < 1
    finally:
        for each in opened:
            each.close()


def test_who_leaves_with_requests_in_a_row_is_no_error(little: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    asked = [b"GET /sparql?query=ASK%%7B?s%d%%20?p%%20?o%%7D HTTP/1.1\r\nHost: x\r\n\r\n" % each for each in range(300)]
    with serving(little, log=str(log)) as (address, _):
        for _ in range(5):
            with open_to(address) as sent:
                sent.sendall(b"".join(asked))
        assert httpx.get(f"{address}/health/live").status_code == 200
    assert log.read_text(encoding="utf-8") == ""


def test_a_connection_at_work_is_not_closed_for_another(bounded: str) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . FILTER(?a != ?d) }"
    found: list[int] = []
    asking = threading.Thread(
        target=lambda: found.append(httpx.get(f"{bounded}/sparql", params={"query": slow}, timeout=30).status_code)
    )
    asking.start()
    time.sleep(0.3)
    opened = [open_to(bounded) for _ in range(60)]
    asking.join()
    assert found[0] in (200, 504)
    for each in opened:
        each.close()


class Desk:
    """A desk that has no answer to what has `later` in its address; for all else it has a bug."""

    def take(self, scope: Any) -> None:
        if b"later" not in scope["query_string"]:
            raise LookupError("a bug of ours")

    def short(self, scope: Any) -> None:
        pass

    def lend(self, connection: Lendable, shape: str) -> bool:
        raise AssertionError("nothing is short")

    def call_back(self) -> None:
        pass

    def note(self, notes: list[Note]) -> None:
        raise AssertionError("nothing was lent")


async def say_ok(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


def test_what_the_desk_cannot_answer_the_app_answers(caplog: pytest.LogCaptureFixture) -> None:
    async def ask() -> list[httpx.Response]:
        with socket.create_server(("127.0.0.1", 0)) as at:
            made = connection_within(Bounds(), Desk())
            server = uvicorn.Server(uvicorn.Config(say_ok, http=made, lifespan="off", log_config=None))
            serving = asyncio.create_task(server.serve(sockets=[at]))
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{at.getsockname()[1]}") as client:
                answers = [await client.get(f"/?{each}") for each in ("bug", "later", "bug")]
            server.should_exit = True
            await serving
            return answers

    assert [(each.status_code, each.text) for each in asyncio.run(ask())] == [(200, "ok")] * 3
    assert caplog.text.count("LookupError: a bug of ours") == 2
