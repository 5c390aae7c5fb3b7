"""The desk of a real server, and the clerks of its workers, answer as the app does, byte for byte."""

import json
import re
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
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


def counted(address: str) -> float:
    told = httpx.get(f"{address}/metrics").text
    lines = re.findall(r'carekg_requests_total\{method="GET",room="sparql",status="200"\} (\S+)', told)
    return float(lines[0]) if lines else 0.0


def done_by_tasks(address: str) -> float:
    """How many tasks workers were handed: none for what they answer on connections that they were lent."""
    return sum(
        float(each)
        for each in re.findall(r'carekg_tasks_total\{lane="fast",.*\} (\S+)', httpx.get(f"{address}/metrics").text)
    )


class Session:
    """One connection that stays."""

    def __init__(self, address: str) -> None:
        url = httpx.URL(address)
        self._socket = socket.create_connection((url.host, url.port or 80), timeout=20)
        self._file = self._socket.makefile("rb")

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def read(self, *, has_body: bool = True) -> bytes:
        lines = list(iter(self._file.readline, b"\r\n"))
        size = int(re.search(rb"content-length: (\d+)", b"".join(lines) or b"content-length: 0")[1]) if has_body else 0  # type: ignore[index]
        return b"".join([*lines, b"\r\n", self._file.read(size)])

    def ask(self, query: bytes, *fields: bytes) -> bytes:
        self.send(HEAD % (query, b"".join(fields)))
        return self.read()

    def rest(self) -> bytes:
        """What comes until the other end closes."""
        return self._file.read()

    def close(self) -> None:
        self._file.close()
        self._socket.close()


@contextmanager
def lent(address: str) -> Iterator[Session]:
    """A connection that was lent to a worker."""
    prove(address)
    session = Session(address)
    for attempt in range(100):
        before = done_by_tasks(address)
        for number in range(8):
            session.ask(look_up(f"lent-{attempt}-{number}-{time.monotonic_ns()}"))
        if done_by_tasks(address) < before + 8:
            break
    else:
        raise AssertionError("it was never lent")
    with closing(session):
        yield session


def test_a_worker_answers_on_its_own_as_the_app_does(address: str) -> None:
    with lent(address) as session:
        for number, more in enumerate((b"", b"Accept: text/csv\r\n", b"Accept: text/html, */*;q=0.1\r\n")):
            query = look_up(f"alike-{number}")
            with closing(Session(address)) as other:
                by_app = other.ask(query, b"X-Forwarded-Proto: http\r\n", more)
            for timing in (b"cache;desc=miss, app;dur=", b"cache;desc=miss, app;dur=", b"cache;desc=hit"):
                answer = session.ask(query, more)
                assert parts(answer) == parts(by_app)
                assert b"server-timing: " + timing in answer, "what is asked twice is kept"


def test_what_a_worker_answers_alone_is_counted(address: str) -> None:
    with lent(address) as session:
        time.sleep(0.3)
        before, tasks = counted(address), done_by_tasks(address)
        for number in range(20):
            assert session.ask(look_up(f"counted-{number}")).startswith(b"HTTP/1.1 200 OK")
        time.sleep(0.3)
        assert counted(address) == before + 20
        assert done_by_tasks(address) == tasks


def test_what_a_worker_answers_alone_is_logged_with_its_id(little: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with (
        serving(little, environment={"CAREKG_LOG_LEVEL": "info"}, log=str(log)) as (address, _),
        lent(address) as session,
    ):
        session.ask(look_up("logged"), b"X-Request-ID: logged-1\r\n")
        time.sleep(0.3)
    (line,) = (line for line in log.read_text(encoding="utf-8").splitlines() if "logged-1" in line)
    assert {"event": "request", "path": "/sparql", "status": 200}.items() <= json.loads(line).items()


ELSE: dict[str, tuple[bytes, int]] = {
    "another path": (b"GET /health/live HTTP/1.1\r\nHost: h\r\n\r\n", 200),
    "a page": (b"GET /nowhere HTTP/1.1\r\nHost: h\r\n\r\n", 404),
    "another shape": (HEAD % (b"ASK%7B%3Fnever%20%3Fasked%20%22before%22%7D", b""), 200),
    "a syntax error": (HEAD % (look_up("a%25zz"), b""), 400),
    "a format that is not offered": (HEAD % (look_up("a") + b"&format=unheard", b""), 406),
    "a deadline": (HEAD % (look_up("a") + b"&timeout=5", b""), 200),
    "a receipt": (HEAD % (look_up("a") + b"&receipt=1", b""), 200),
    "an origin": (HEAD % (look_up("a"), b"Origin: https://example.org\r\n"), 200),
    "a body": (
        b"POST /sparql HTTP/1.1\r\nHost: h\r\n"
        b"Content-Type: application/sparql-query\r\nContent-Length: 6\r\n\r\nASK {}",
        200,
    ),
    "no host": (b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\n\r\n", 200),
    "the clock": (HEAD % (b"SELECT%20(NOW()%20AS%20%3Fx)%7B%7D", b""), 200),
    "a long head": (HEAD % (look_up("a"), b"X-Long: " + b"x" * 70_000 + b"\r\n"), 431),
    "many fields": (HEAD % (look_up("a"), b"".join(b"X-%d: 1\r\n" % each for each in range(200))), 431),
    "no HTTP": (b"\x16\x03\x01\r\n\r\n", 400),
}


@pytest.mark.parametrize("name", ELSE)
def test_whatever_else_comes_on_it_the_app_answers(address: str, name: str) -> None:
    sent, status = ELSE[name]
    with lent(address) as session:
        session.send(sent)
        assert session.read().startswith(b"HTTP/1.1 %d " % status)
        if status not in (400, 431) or name == "a syntax error":
            assert session.ask(look_up("after")).startswith(b"HTTP/1.1 200 OK")


@pytest.mark.parametrize("field", [b"Connection: close", b"connection: Keep-Alive, Close", b"Proxy-Connection: close"])
def test_a_connection_that_is_to_close_is_closed(address: str, field: bytes) -> None:
    with lent(address) as session:
        assert b"\r\nconnection: close\r\n" in session.ask(look_up(f"last-{time.monotonic_ns()}"), field + b"\r\n")
        assert session.rest() == b""


def test_the_bounds_that_are_set_are_those_of_a_worker_too(little: Path) -> None:
    bounds = {"CAREKG_ADDRESS_BYTES": "1000", "CAREKG_HEAD_BYTES": "2000"}
    with serving(little, environment=bounds) as (address, _):
        for query, field, status in ((b"%20" * 400, b"", 414), (b"", b"X-Long: " + b"x" * 3_000 + b"\r\n", 431)):
            with lent(address) as session:
                assert session.ask(look_up("long") + query, field).startswith(b"HTTP/1.1 %d " % status)


def test_what_a_worker_declines_again_and_again_is_answered(address: str) -> None:
    with lent(address) as session:
        for number in range(60):
            assert session.ask(look_up(f"declined-{number}") + b"&format=unheard").startswith(b"HTTP/1.1 406 ")
            assert session.ask(look_up(f"taken-{number}")).startswith(b"HTTP/1.1 200 OK")


def test_halves_and_heaps_of_requests_are_answered_in_turn(address: str) -> None:
    requests = [HEAD % (look_up(f"half-{each}"), b"X-Request-ID: half-%d\r\n" % each) for each in range(40)]
    with lent(address) as session:
        for request in requests[:10]:
            session.send(request[:60])
            time.sleep(0.01)
            session.send(request[60:])
            assert b"200 OK" in session.read()
        session.send(b"".join(requests[10:]))
        answers = [session.read() for _ in requests[10:]]
    assert [re.findall(rb"x-request-id: half-(\d+)", each)[0] for each in answers] == [
        b"%d" % each for each in range(10, 40)
    ]


def test_a_head_and_one_that_has_the_answer_are_told_no_body(address: str) -> None:
    with lent(address) as session:
        etag = re.search(rb"etag: ([^\r]+)", session.ask(look_up("mine")))
        assert etag
        session.send(HEAD % (look_up("mine"), b"If-None-Match: %b\r\n" % etag[1]))
        assert session.read(has_body=False).startswith(b"HTTP/1.1 304 ")
        session.send(b"HEAD" + (HEAD % (look_up("mine"), b""))[3:])
        assert session.read(has_body=False).startswith(b"HTTP/1.1 200 ")
        assert session.ask(look_up("mine")).startswith(b"HTTP/1.1 200 OK")


def test_the_service_ends_though_connections_are_lent(little: Path) -> None:
    with serving(little) as (address, process), lent(address) as session:
        began = time.monotonic()
        process.terminate()
        assert process.wait(timeout=20) == -signal.SIGTERM, "as it ends without"
        assert time.monotonic() - began < 4
        assert session._file.read() == b""


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
