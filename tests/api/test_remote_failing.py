"""A service over a server that fails: each way has its status, and what is kept is not served as if it were fresh."""

import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Final

import httpx
import pytest
from test_remote_servers import reading

VERSION: Final = {"derived": "2026-01-01", "built": "2026-01-01", "version": "v1", "quads": "0", "pushed": "now"}
ASK: Final = {"query": "SELECT * { ?s ?p ?o }", "format": "csv"}


class Failing(BaseHTTPRequestHandler):
    """A server that is well, gives pages, is slow, cuts its answers, or says they are cut off, as it is told."""

    mood = "well"

    def do_POST(self) -> None:
        """Answer every query with the version, or fail."""
        self.rfile.read(int(self.headers["Content-Length"]))
        row = {name: {"type": "literal", "value": value} for name, value in VERSION.items()}
        table = {"head": {"vars": list(VERSION)}, "results": {"bindings": [row]}}
        kind = "application/sparql-results+json"
        body = json.dumps(table).encode()
        if self.mood == "page":
            kind, body = "text/html", b"<p>hello"
        elif self.mood == "slow":
            time.sleep(2.5)
        elif self.mood == "broken":
            body = body[:-9]
        self.send_response(500 if self.mood == "fault" else 200)
        if self.mood == "cut":
            self.send_header("X-SPARQL-MaxRows", "10000")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def failing() -> Iterator[ThreadingHTTPServer]:
    """A server whose mood a test may set."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Failing) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def client(failing: ThreadingHTTPServer) -> Iterator[httpx.Client]:
    """A client of a service over it."""
    address = f"http://127.0.0.1:{failing.server_port}/sparql"
    with reading(address, remote_age="0", deadline="1", fast_workers="1", slow_workers="1") as client:
        yield client


@pytest.mark.parametrize(
    ("mood", "status", "kind", "said"),
    [
        ("page", 502, "RemoteFailed", "text/html instead of"),
        ("fault", 502, "RemoteFailed", "it answers 500"),
        ("cut", 502, "RemoteFailed", "cuts its answers at 10000 rows"),
        ("broken", 502, "RemoteFailed", "cannot be read"),
        ("slow", 504, "RemoteSlow", "no answer came in time, which is 1 s"),
    ],
)
def test_each_fault_has_its_status(client: httpx.Client, mood: str, status: int, kind: str, said: str) -> None:
    well = _when_well(client)
    assert well.status_code == 200, well.text
    Failing.mood = mood
    for path in ("/sparql", "/api/v1/claims", "/health"):
        answer = client.get(path, params=ASK if path == "/sparql" else None)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), path
        assert (answer.json()["type"].rpartition("/")[2], said in answer.json()["detail"]) == (kind, True), answer.text
    assert client.get("/health/live").status_code == client.get("/metrics").status_code == 200


def _when_well(client: httpx.Client) -> httpx.Response:
    """Ask once the server is well again: for a second after a fault it is not asked."""
    Failing.mood = "well"
    time.sleep(1.1)
    return client.get("/sparql", params=ASK)


def test_a_server_that_goes_down_is_named_and_found_again(failing: ThreadingHTTPServer) -> None:
    Failing.mood = "well"
    gone = ThreadingHTTPServer(("127.0.0.1", 0), Failing)
    thread = Thread(target=gone.serve_forever)
    thread.start()
    with reading(f"http://127.0.0.1:{gone.server_port}/sparql", remote_age="0", fast_workers="1") as client:
        kept = client.get("/sparql", params=ASK)
        assert kept.status_code == 200
        gone.shutdown()
        gone.server_close()
        thread.join()
        answer = client.get("/sparql", params=ASK, headers={"If-None-Match": kept.headers["etag"]})
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5"), answer.text
        assert "cannot be reached" in answer.json()["detail"]
        with ThreadingHTTPServer(gone.server_address[:2], Failing) as back:  # type: ignore[arg-type]
            thread = Thread(target=back.serve_forever)
            thread.start()
            assert _when_well(client).status_code == 200
            back.shutdown()
            thread.join()
