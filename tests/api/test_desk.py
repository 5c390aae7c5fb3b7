"""The desk of a real server answers as the app does, byte for byte; and what is not for it, the app answers."""

import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from support import serving

LOOK_UP = "SELECT%%20*%%20%%7B%%20%%3Chttp%%3A%%2F%%2Fe%%2F%s%%3E%%20%%3Fp%%20%%3Fo%%20%%7D"
CHANGING = re.compile(rb"(date|server-timing|age|x-request-id): [^\r]*\r\n")
HEAD = b"GET /sparql?query=%b HTTP/1.1\r\nHost: h\r\n%b\r\n"


@pytest.fixture(scope="module")
def address(little: Path) -> Iterator[str]:
    with serving(little) as (address, _):
        yield address


def look_up(name: str) -> bytes:
    return (LOOK_UP % name).encode()


def send(address: str, *requests: bytes, closed: bool = False) -> bytes:
    """Send requests on one connection, all at once; give what comes back until as many answers are there."""
    url = httpx.URL(address)
    with socket.create_connection((url.host, url.port or 80), timeout=20) as sent:
        sent.sendall(b"".join(requests))
        if not closed:
            sent.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: sent.recv(65_536), b""))


def prove(address: str) -> None:
    """Have the shape of a look-up be known to be short."""
    for number in range(3):
        send(address, HEAD % (look_up(f"proof-{number}-{time.monotonic_ns()}"), b"Connection: close\r\n"), closed=True)


def parts(answer: bytes) -> tuple[list[bytes], bytes]:
    """Give the lines of an answer's head, without what differs from one to the next, and its body."""
    head, _, body = answer.partition(b"\r\n\r\n")
    return sorted(CHANGING.sub(b"", head + b"\r\n").splitlines()), body


def ask(address: str, query: bytes, *fields: bytes) -> bytes:
    return send(address, HEAD % (query, b"Connection: close\r\n" + b"".join(fields)), closed=True)


def test_a_look_up_is_answered_as_the_app_answers_it(address: str) -> None:
    prove(address)
    for number, more in enumerate((b"", b"Accept: text/csv\r\n", b"Accept: text/html, */*;q=0.1\r\n")):
        query = look_up(f"same-{number}")
        by_app = parts(ask(address, query, b"X-Forwarded-Proto: http\r\n", more))
        assert parts(ask(address, query, more)) == by_app, "kept"
        assert parts(ask(address, query + b"%20", more))[0] == by_app[0], "asked for the first time"


def test_the_desk_takes_what_proved_short_and_counts_it(address: str) -> None:
    prove(address)
    before, handed = counted(address), handed_over(address)
    made = [ask(address, look_up(f"new-{number}")) for number in range(5)]
    kept = [ask(address, look_up(f"new-{number}")) for number in range(5)]
    assert all(b"server-timing: cache;desc=miss, app;dur=" in each for each in made)
    assert all(b"server-timing: cache;desc=hit" in each for each in kept)
    assert counted(address) == before + 10
    assert handed_over(address) == handed + 5


def counted(address: str) -> float:
    told = httpx.get(f"{address}/metrics").text
    lines = re.findall(r'carekg_requests_total\{method="GET",room="sparql",status="200"\} (\S+)', told)
    return float(lines[0]) if lines else 0.0


def handed_over(address: str) -> float:
    """How many queries the desk gave to workers."""
    lines = re.findall(r'carekg_cache_requests_total\{outcome="handed"\} (\S+)', httpx.get(f"{address}/metrics").text)
    return float(lines[0]) if lines else 0.0


def test_who_has_an_answer_is_told_so(address: str) -> None:
    prove(address)
    etag = re.search(rb"etag: ([^\r]+)", ask(address, look_up("held")))
    assert etag
    again = ask(address, look_up("held"), b"If-None-Match: %b\r\n" % etag[1])
    assert again.startswith(b"HTTP/1.1 304 ")
    assert b"content-length" not in again
    assert again.endswith(b"\r\n\r\n")


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        (b"SELECT%20*%20%7B%20%3Chttp%3A%2F%2Fe%2Fx%3E%20%3Fp%20%7D", 400, b"QuerySyntaxError"),
        (LOOK_UP.encode() % b"a" + b"&format=unheard", 406, b"NotAcceptable"),
        (LOOK_UP.encode() % b"a" + b"&timeout=0", 400, b"timeout"),
        (LOOK_UP.encode() % b"a" + b"&query=ASK%7B%7D", 400, b"query"),
        (LOOK_UP.encode() % b"a" + b"&receipt=1", 200, b"sha256"),
    ],
)
def test_what_is_wrong_or_more_is_told_by_the_app(address: str, query: bytes, status: int, said: bytes) -> None:
    prove(address)
    answer = ask(address, query)
    assert answer.startswith(b"HTTP/1.1 %d " % status)
    assert said in answer


def test_an_error_of_a_known_shape_is_told_by_the_app(address: str) -> None:
    prove(address)
    answer = ask(address, look_up("a%25zz"))
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"application/problem+json" in answer


def test_an_old_client_is_left_and_another_kept(address: str) -> None:
    prove(address)
    old = send(address, b"GET /sparql?query=%b HTTP/1.0\r\nHost: h\r\n\r\n" % look_up("old"), closed=True)
    assert b"connection: close\r\n" in old
    both = send(address, HEAD % (look_up("one"), b""), HEAD % (look_up("two"), b"Connection: close\r\n"), closed=True)
    assert both.count(b"HTTP/1.1 200 OK") == 2
    assert b"connection: close" in both.rpartition(b"HTTP/1.1 200 OK")[2]


def test_many_requests_at_once_on_one_connection_are_answered_in_turn(address: str) -> None:
    prove(address)
    names = [f"turn-{number}" for number in range(300)] + [f"turn-{number}" for number in range(300)]
    requests = [HEAD % (look_up(name), b"X-Request-ID: %b\r\n" % name.encode()) for name in names]
    answered = send(address, *requests, HEAD % (look_up("last"), b"Connection: close\r\n"), closed=True)
    assert re.findall(rb"x-request-id: (turn-\d+)", answered) == [name.encode() for name in names]


def test_who_leaves_disturbs_nobody(address: str) -> None:
    prove(address)
    url = httpx.URL(address)
    for number in range(50):
        with socket.create_connection((url.host, url.port or 80), timeout=20) as sent:
            sent.sendall(HEAD % (look_up(f"left-{number}"), b""))
    assert ask(address, look_up("after")).startswith(b"HTTP/1.1 200 OK")
    assert httpx.get(f"{address}/health").json()


def test_a_page_of_another_origin_may_read_it(address: str) -> None:
    prove(address)
    for _ in range(2):
        answer = ask(address, look_up("origin"), b"Origin: https://example.org\r\n")
        assert b"access-control-allow-origin: *" in answer
