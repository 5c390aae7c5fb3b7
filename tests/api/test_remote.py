"""The graph on another server: the same answers from there, and clear errors when it fails."""

import gc
import http.server
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import QueryTriples

import remote_servers
from carekg import KnowledgeGraph
from carekg.store.embedded import Embedded
from carekg.store.push import push
from carekg.store.remote import Remote
from carekg.terms.errors import QuerySyntaxError, RemoteFailed
from commands import run
from support import free_port, in_one_order

FACTS = """
structure:health-and-wellbeing-board rdfs:label "board" ; skos:altLabel "HWB" .
barrier:b a ckg:Barrier ; rdfs:label "Überraschung"@de .
"""


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an empty Oxigraph server."""
    with remote_servers.oxigraph(tmp_path_factory.mktemp("oxigraph")) as server:
        yield server.store.removesuffix("/store")


@pytest.fixture
def html() -> Iterator[str]:
    """The address of a server that answers every request with a page."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", "9")
            self.end_headers()
            self.wfile.write(b"<p>hello\n")

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as page:
        thread = threading.Thread(target=page.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{page.server_port}/sparql"
        page.shutdown()
        thread.join()


def test_what_is_pushed_is_read_back(small: Callable[..., KnowledgeGraph], tmp_path: Path, oxigraph: str) -> None:
    local = small(FACTS)
    sent = run("push", f"{oxigraph}/store", "--store", str(tmp_path / "store"))
    assert sent.returncode == 0, sent.stderr
    remote = KnowledgeGraph.open(f"{oxigraph}/query")
    count = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } FILTER(?g != graph:build) } }"
    assert remote.store.select(count) == local.store.select(count)
    assert remote.resolve("HWB") == local.resolve("HWB")
    assert remote.describe("HWB").rows == local.describe("HWB").rows
    assert remote.store.is_described("https://w3id.org/carekg/id/barrier/b")
    assert not remote.store.is_described("https://w3id.org/carekg/id/barrier/none")
    assert remote.store.version["built_at"] == local.store.version["built_at"]
    triples = remote.query("CONSTRUCT { ?b rdfs:label ?l } { GRAPH graph:d0 { ?b a ckg:Barrier ; rdfs:label ?l } }")
    assert isinstance(triples, QueryTriples)
    assert [each.object.value for each in triples] == ["Überraschung"]
    asked = "SELECT ?s { GRAPH graph:d0 { ?s a ckg:Barrier } }"
    assert list(remote.query(asked, named_graphs=["https://w3id.org/carekg/graph/d0"]))
    assert not list(remote.query(asked, named_graphs=["https://w3id.org/carekg/graph/d1"]))


def test_a_push_takes_the_place_of_what_was_there(
    small: Callable[..., KnowledgeGraph], tmp_path: Path, oxigraph: str
) -> None:
    small("barrier:first a ckg:Barrier ; rdfs:label 'first' .")
    push(tmp_path / "store", f"{oxigraph}/store")
    small("barrier:second a ckg:Barrier ; rdfs:label 'second' .")
    push(tmp_path / "store", f"{oxigraph}/store")
    asked = (
        "SELECT ?b { VALUES ?b { barrier:first barrier:second } GRAPH graph:d0 { ?b a ckg:Barrier } ?b a ckg:Barrier }"
    )
    found = Remote(f"{oxigraph}/query").select(asked)
    assert [row["b"].value for row in found] == ["https://w3id.org/carekg/id/barrier/second"]


@pytest.mark.parametrize(
    "command",
    [
        ["show", "HWB", "--format", "json"],
        ["ask", "claims", "fact=S78", "--format", "json"],
        ["why", "HWB", "--format", "json"],
        ["paths", "HWB", "ICB", "--layer", "statutory", "--k", "1"],
        ["query", "SELECT ?b { ?b a ckg:Barrier } ORDER BY ?b", "--format", "csv"],
    ],
    ids=lambda command: command[0],
)
def test_another_carekg_gives_the_same_answers(
    server: str, store: Path, kg: KnowledgeGraph, command: list[str]
) -> None:
    here, there = (run(*command, "--store", where) for where in (str(store), f"{server}/sparql"))
    assert there.returncode == 0, there.stderr
    named = kg.version[:16]  # as the server says in its header
    assert in_one_order(there.stdout) == in_one_order(here.stdout.replace(kg.version, named)) != ""


def test_a_limit_of_the_other_server_is_quoted(server: str) -> None:
    long = "ASK { # " + "x" * 100_001 + "\n}"
    with pytest.raises(RemoteFailed, match=r"it answers 403: .*the limit is 100,000"):
        Remote(f"{server}/sparql").select(long)


def test_a_fault_of_syntax_has_its_place(server: str) -> None:
    with pytest.raises(QuerySyntaxError, match="line 1, column 15: the prefix ex: is not declared"):
        Remote(f"{server}/sparql").query("ASK { ?s ex:p 1 }")


def test_a_server_that_is_down_is_named() -> None:
    address = f"http://127.0.0.1:{free_port()}/sparql"
    failed = run("query", "ASK {}", "--store", address)
    assert failed.returncode == 6
    assert f"The server at {address} failed: it cannot be reached" in failed.stderr


def test_a_server_that_answers_html_is_named(html: str) -> None:
    with pytest.raises(RemoteFailed, match="text/html instead of application/sparql-results"):
        KnowledgeGraph.open(html)


def test_a_server_that_refuses_is_quoted(server: str) -> None:
    with pytest.raises(RemoteFailed, match=r"it answers 40[45]"):
        Remote(f"{server}/nothing").query("ASK {}")


def test_a_silent_server_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        with pytest.raises(RemoteFailed, match="no answer came in time"):
            Remote.connect(f"http://127.0.0.1:{silent.getsockname()[1]}/sparql", seconds=0.3)
        assert time.monotonic() - began < 3


def test_a_copy_goes_with_its_process_or_after_it(
    small: Callable[..., KnowledgeGraph], tmp_path: Path, oxigraph: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    small(FACTS)
    push(tmp_path / "store", f"{oxigraph}/store")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    dead = subprocess.Popen(["true"])
    dead.wait()
    (tmp_path / f"carekg-copy-{dead.pid}-killed").mkdir()
    remote = Remote.connect(f"{oxigraph}/query")
    count = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    assert Embedded.open_version(remote.folder).select(count) == remote.select(count)
    assert [path.name.split("-")[2] for path in tmp_path.glob("carekg-copy-*")] == [str(os.getpid())]
    del remote
    gc.collect()
    assert not list(tmp_path.glob("carekg-copy-*"))
