"""What is sent to another server, and what it answers that no server should: a stub says what each test tells it to."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from threading import Barrier, Thread
from typing import Any, Final
from urllib.parse import parse_qs

import pytest

from carekg.store.copies import make_folder
from carekg.store.remote import Remote
from carekg.terms.errors import BadParameter, QueryRefused, RemoteFailed

HELD: Final = "https://w3id.org/carekg/graph/d0"
UNNAMED: Final = "https://w3id.org/carekg/graph/unnamed"
VERSION: Final = {"derived": "2026-01-01", "built": "2026-01-01", "version": "v1", "quads": "0", "pushed": "now"}


class Stub(ThreadingHTTPServer):
    """A server that keeps what it is asked and answers it as `say` says."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.asked: list[dict[str, list[str]]] = []
        self.say: Callable[[str], Any] = well

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.server_port}/sparql?default-graph-uri={UNNAMED}"


class Asked(BaseHTTPRequestHandler):
    """One request to it."""

    server: Stub

    def do_POST(self) -> None:
        """Keep the form, and answer."""
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.asked.append(form)
        said = self.server.say(form["query"][0])
        said, name = said if isinstance(said, tuple) else (said, "")
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Type", self.headers["Accept"])
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-CareKG-Version", name)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


def table(*rows: dict[str, Any], kind: str = "literal") -> dict[str, Any]:
    """A table of such rows."""
    names = list(rows[0]) if rows else ["x"]
    bindings = [{name: {"type": kind, "value": value} for name, value in row.items()} for row in rows]
    return {"head": {"vars": names}, "results": {"bindings": bindings}}


def well(query: str) -> Any:
    """What a server in order would say."""
    if "CONSTRUCT" in query:
        return b""
    return table({"graph": HELD}, kind="uri") if "hasPart" in query else table(VERSION)


@pytest.fixture
def stub() -> Iterator[Stub]:
    """A stub of a server."""
    with Stub() as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        f"SELECT * FROM <{HELD}> FROM NAMED <http://10.0.0.1/> {{ ?s ?p ?o }}",
        "PREFIX graph: <file:///> SELECT * FROM # here\n graph:d0 { ?s ?p ?o }",
        "BASE <file:///etc/> ASK from <passwd> {}",
        r"ASK FROM <file:///\u0041> {}",
        "DESCRIBE <urn:x> FROM <file:///etc/passwd>",
    ],
)
@pytest.mark.parametrize("graphs", [None, [HELD]])
def test_a_query_cannot_name_what_the_store_does_not_hold(stub: Stub, query: str, graphs: list[str] | None) -> None:
    with pytest.raises(QueryRefused, match=r"FROM <.+> is not allowed here"):
        Remote(stub.address).query(query, default_graphs=graphs)
    assert all("hasPart" in form["query"][0] for form in stub.asked), "it is asked only which graphs there are"


def test_a_graph_that_is_held_may_be_named(stub: Stub) -> None:
    query = f"ASK FROM graph:d0 FROM NAMED <{UNNAMED}> {{ ?s ?p 'FROM <file:///x>' }}"
    Remote(stub.address).query(query)
    assert "FROM graph:d0" in stub.asked[-1]["query"][0]
    assert "default-graph-uri" not in stub.asked[-1]


@pytest.mark.parametrize("which", ["default", "named"])
def test_a_parameter_that_names_another_is_not_sent(stub: Stub, which: str) -> None:
    given: dict[str, Any] = {f"{which}_graphs": ["file:///etc/passwd", HELD]}
    remote = Remote(stub.address)
    remote.query("SELECT * { ?s ?p ?o }", **given)
    assert stub.asked[-1][f"{which}-graph-uri"] == [HELD]
    remote.query("SELECT * { ?s ?p ?o }", **{f"{which}_graphs": ["file:///etc/passwd"]})
    sent = stub.asked[-1]
    assert sent["default-graph-uri"] == sent["named-graph-uri"] == ["urn:carekg:no-graph"]


def test_a_function_that_nobody_knows_is_refused(stub: Stub) -> None:
    with pytest.raises(BadParameter, match="<urn:f>"):
        Remote(stub.address).query("SELECT (<urn:f>() AS ?x) {}")
    assert not stub.asked


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT * {}", table({"x": "a"}, kind="odd")),
        ("SELECT * {}", table({"x": "not an iri"}, kind="uri")),
        ("SELECT * {}", json.dumps(table({"x": "a"}, {"x": "b"})).encode()[:-2]),
        ("SELECT * {}", {"head": {}, "boolean": True}),
        ("ASK {}", {"head": {"vars": ["x"]}, "results": {"bindings": [{}]}}),
        ("CONSTRUCT WHERE { ?s ?p ?o }", b"<http://e/> <http://e/> ."),
    ],
)
def test_an_answer_that_cannot_be_read_is_a_fault_of_the_server(stub: Stub, query: str, said: Any) -> None:
    stub.say = lambda asked: well(asked) if "hasPart" in asked else said
    with pytest.raises(RemoteFailed, match="its answer cannot be read"):
        Remote(stub.address).query(query)


def test_a_copy_of_what_cannot_be_read_is_a_fault_of_the_server(stub: Stub) -> None:
    stub.say = lambda asked: b"<http://e/> <http://e/> ." if "CONSTRUCT" in asked else well(asked)
    with pytest.raises(RemoteFailed, match="its answer cannot be read"):
        _ = Remote(stub.address).folder


@pytest.mark.parametrize(
    "said", [table(), table(VERSION, VERSION), table(VERSION | {"quads": "many"}), table({"other": "v1"})]
)
def test_a_version_that_cannot_be_read_is_a_fault_of_the_server(stub: Stub, said: Any) -> None:
    stub.say = lambda _: said
    with pytest.raises(RemoteFailed, match="what it says of its version cannot be read"):
        Remote(stub.address).look()


def test_a_look_has_the_name_of_its_own_answer(stub: Stub) -> None:
    """Two threads look at once, and each is answered with another name, as often as shows names that are mixed up."""
    remote, names, met = Remote(stub.address), count(), Barrier(2)

    def say(_: str) -> Any:
        name = next(names)
        met.wait(5)
        return table(VERSION | {"version": "", "built": str(name)}), str(name)

    stub.say = say
    with ThreadPoolExecutor(2) as pool:
        for looks in ([pool.submit(remote.look) for _ in range(2)] for _ in range(200)):
            for look in (each.result() for each in looks):
                assert look["hash"] == look["built_at"]


def test_two_who_need_a_copy_share_one(stub: Stub) -> None:
    def say(query: str) -> Any:
        if "CONSTRUCT" in query:
            time.sleep(0.05)
        return well(query)

    stub.say = say
    remote = Remote.connect(stub.address)
    with ThreadPoolExecutor(2) as pool:
        folders = [pool.submit(lambda: remote.folder) for _ in range(2)]
        assert folders[0].result() == folders[1].result()
    fetched = [form for form in stub.asked if "CONSTRUCT" in form["query"][0]]
    assert len(fetched) == 2, "the unnamed graph and the named one, once each"


def test_a_folder_of_no_process_is_cleared_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    left = tmp_path / "carekg-copy-9999999999999999999999999-x"
    left.mkdir()
    assert make_folder().is_dir()
    assert not left.exists()
