"""Writing over a real server: who may, what is refused, what is published, and what a crash leaves."""

import json
import shutil
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from pathlib import Path

import httpx
import pytest

from carekg.build.candidate import build
from carekg.store.versions import locked
from commands import Started, run
from kept import begin_store
from support import listening, serving

TOKEN = "0123456789abcdef-anna"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
GRAPH = "https://w3id.org/carekg/graph/"
FACTS = 'structure:x a skos:Concept ; skos:prefLabel "x"@en ; rdfs:label "x"@en .'
ENVIRONMENT = {
    "CAREKG_WRITE_TOKENS": f"anna:{TOKEN}",
    "CAREKG_WRITE_DEADLINE": "4",
    "CAREKG_FAST_WORKERS": "1",
    "CAREKG_SLOW_WORKERS": "1",
}


def writing(store: Path) -> AbstractContextManager[tuple[str, Started]]:
    """A writable server over a store folder."""
    return serving(store, "--writable", environment=ENVIRONMENT)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of one fact and the ontology, with its catalogue beside it."""
    folder = tmp_path_factory.mktemp("writable")
    begin_store(folder, FACTS)
    return folder


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[httpx.Client]:
    """A client of a writable server, with a token."""
    with (
        writing(folder / "store") as (address, _),
        httpx.Client(base_url=address, timeout=30, headers=BEARER) as client,
    ):
        yield client


def update(client: httpx.Client, text: str, **form: str) -> httpx.Response:
    return client.post("/sparql", data={"update": text, **form})


def rows(client: httpx.Client, text: str) -> list[str]:
    return client.get("/sparql", params={"query": text, "format": "csv"}).text.split()[1:]


def label(name: str) -> str:
    return f'INSERT DATA {{ <http://e/{name}> rdfs:label "{name}"@en }}'


def test_a_write_lands_in_the_local_graph_and_the_next_read_sees_it(client: httpx.Client) -> None:
    question = "SELECT ?g { GRAPH ?g { <http://e/first> rdfs:label ?o } }"
    before = client.get("/sparql", params={"query": question, "format": "csv"})
    answer = update(client, label("first"))
    assert (answer.status_code, answer.text) == (204, "")
    assert answer.headers["x-carekg-version"] != before.headers["x-carekg-version"]
    assert rows(client, question) == [f"{GRAPH}local"]
    assert rows(client, "SELECT ?o { <http://e/first> rdfs:label ?o }") == ["first"]
    assert "<http://e/first>" in client.get("/store", params={"default": "", "format": "nt"}).text
    assert client.get("/health").json()["version"].startswith(answer.headers["x-carekg-version"])


def test_who_asks_on_a_connection_that_was_lent_sees_each_write_at_once(client: httpx.Client) -> None:
    with httpx.Client(base_url=client.base_url, timeout=30) as reader:
        for number in range(4):
            for again in range(12):
                assert rows(reader, f"SELECT ?o {{ <http://e/lent-{number}> rdfs:label ?o }} #{again}") == []
            told = update(client, label(f"lent-{number}")).headers["x-carekg-version"]
            answer = reader.get("/sparql", params={"query": f"SELECT ?o {{ <http://e/lent-{number}> rdfs:label ?o }}"})
            assert answer.headers["x-carekg-version"] == told
            assert f"lent-{number}" in answer.text


@pytest.mark.parametrize("header", ["", "Bearer wrong-0123456789abcdef", f"Basic {TOKEN}", f"Bearer {TOKEN[:-1]}"])
def test_a_write_needs_a_token(client: httpx.Client, header: str) -> None:
    for method, path, more in (
        ("POST", "/sparql", {"data": {"update": "CLEAR ALL"}}),
        ("POST", "/sparql", {"content": "CLEAR ALL", "headers": {"Content-Type": "application/sparql-update"}}),
        ("PUT", "/store?default", {"content": "", "headers": {"Content-Type": "text/turtle"}}),
        ("DELETE", "/graph/mine", {}),
    ):
        headers = {"Authorization": header, **more.pop("headers", {})}  # type: ignore[attr-defined]
        answer = client.request(method, path, headers=headers, **more)  # type: ignore[arg-type]
        assert (answer.status_code, answer.headers["www-authenticate"].split()[0]) == (401, "Bearer")
        assert TOKEN not in answer.text


def test_an_invalid_write_changes_nothing_and_is_told_why(client: httpx.Client) -> None:
    answer = update(client, "INSERT DATA { <http://e/duty> a ckg:Duty }")
    assert answer.status_code == 422
    report = answer.json()["report"]
    assert not report["conforms"]
    assert {"shape:deontic-action", "missing-label"} <= {each["rule"] for each in report["violations"]}
    assert {each["subject"] for each in report["violations"]} == {"http://e/duty"}
    assert rows(client, "SELECT ?o { <http://e/duty> ?p ?o }") == []


@pytest.mark.parametrize(
    ("text", "graph"),
    [
        ("CLEAR ALL", "d0"),
        ("DROP GRAPH graph:d0", "d0"),
        ("DROP GRAPH graph:derived-type", "derived-type"),
        ("INSERT DATA { GRAPH graph:d0 { <http://e/x> rdfs:label 'x' } }", "d0"),
        ("DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o FILTER(?s = structure:x) } }", "d0"),
        ("INSERT DATA { GRAPH graph:derived-new { <http://e/x> rdfs:label 'x' } }", "derived-new"),
        ("INSERT DATA { GRAPH graph:build { <http://e/x> rdfs:label 'x' } }", "build"),
    ],
)
def test_what_is_shipped_or_derived_is_not_written(client: httpx.Client, text: str, graph: str) -> None:
    answer = update(client, text)
    assert answer.status_code == 403
    assert f"{GRAPH}{graph}" in answer.json()["graphs"]


@pytest.mark.parametrize(
    ("text", "more", "status", "named"),
    [
        ("LOAD <http://127.0.0.1/>", {}, 403, "LOAD"),
        ("INSERT { ?s ?p 1 } WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", {}, 403, "SERVICE"),
        ("INSERT DATA {", {}, 400, "line 1"),
        ("DROP GRAPH <http://e/none>", {}, 400, "does not exist"),
        ("CLEAR DEFAULT", {"query": "ASK {}"}, 400, "query"),
        ("CLEAR DEFAULT", {"default-graph-uri": "http://e/"}, 400, "default-graph-uri"),
        ("CLEAR DEFAULT", {"using-graph-uri": "http://no iri"}, 400, "using-graph-uri"),
        ("INSERT { ?s ?p 1 } USING <http://e/> WHERE { ?s ?p 2 }", {"using-graph-uri": "http://e/"}, 400, "USING"),
        ("WITH <http://e/> DELETE { ?s ?p 1 } WHERE { ?s ?p 2 }", {"using-named-graph-uri": "http://e/"}, 400, "WITH"),
    ],
)
def test_a_mistake_is_named(client: httpx.Client, text: str, more: dict[str, str], status: int, named: str) -> None:
    answer = update(client, text, **more)
    assert (answer.status_code, named in answer.json()["detail"]) == (status, True), answer.text


def test_an_update_may_do_nothing(client: httpx.Client) -> None:
    for text in ("", "# nothing", "PREFIX e: <http://e/>"):
        kind = {"Content-Type": "application/sparql-update"}
        assert client.post("/sparql", content=text, headers=kind).status_code == 204, text


def test_an_update_is_sent_by_post_once(client: httpx.Client) -> None:
    assert client.get("/sparql", params={"update": "CLEAR DEFAULT"}).status_code == 403
    assert client.post("/sparql?update=CLEAR+DEFAULT", data={"x": "y"}).status_code == 400
    assert client.post("/sparql", content="update=CLEAR+DEFAULT&update=CLEAR+ALL", headers={
        "Content-Type": "application/x-www-form-urlencoded"}).status_code == 400  # fmt: skip


def test_using_is_what_where_reads(client: httpx.Client) -> None:
    text = "INSERT { <http://e/copied> rdfs:label ?l } WHERE { structure:x rdfs:label ?l }"
    kind = {"Content-Type": "application/sparql-update"}
    assert client.post("/sparql", content=text, headers=kind).status_code == 204
    assert rows(client, "SELECT ?l { <http://e/copied> rdfs:label ?l }") == [], "only the local graph is unnamed"
    answer = client.post("/sparql", params={"using-graph-uri": f"{GRAPH}d0"}, content=text, headers=kind)
    assert answer.status_code == 204
    assert rows(client, "SELECT ?l { <http://e/copied> rdfs:label ?l }") == ["x"]


def test_the_graph_store_is_written(client: httpx.Client) -> None:
    turtle, mine = {"Content-Type": "text/turtle"}, "/graph/mine"
    assert client.put(mine, content="<http://e/one> rdfs:label 'one' .", headers=turtle).status_code == 400
    put = client.put(mine, content="<http://e/one> <http://e/p> <other> .", headers=turtle)
    assert put.status_code == 201
    two = "<http://e/two> <http://e/p> 2 ."
    posted = client.post("/store", params={"graph": f"{GRAPH}mine"}, content=two, headers=turtle)
    assert posted.status_code == 204
    held = client.get(mine, headers={"Accept": "application/n-triples"}).text
    assert f"<http://e/one> <http://e/p> <{GRAPH}other>" in held
    assert "<http://e/two>" in held
    for graph in ("d0", "derived-type"):
        assert client.put(f"/graph/{graph}", content="", headers=turtle).status_code == 403
        refused = client.delete("/store", params={"graph": GRAPH + graph})
        assert (refused.status_code, refused.json()["graphs"]) == (403, [GRAPH + graph])
    assert client.put(mine, content="", headers={"Content-Type": "application/n-quads"}).status_code == 415
    assert client.delete(mine).status_code == 204
    assert client.delete(mine).status_code == 404


def test_a_triple_term_is_written_read_and_shown(client: httpx.Client) -> None:
    said = "<http://e/says> <<( <http://e/a> <http://e/p> 1 )>>"
    assert update(client, f'INSERT DATA {{ <http://e/term> rdfs:label "term"@en ; {said} }}').status_code == 204
    assert rows(client, f"SELECT ?l {{ ?t rdfs:label ?l ; {said} }}") == ["term"]
    thing = client.get("/api/v1/entities/http%3A%2F%2Fe%2Fterm")
    assert (thing.status_code, "<<( <http://e/a> <http://e/p> " in thing.text) == (200, True)
    assert client.get("/store", params={"default": "", "format": "nt"}).text.count("<<(") == 1
    assert client.get("/store", params={"default": "", "format": "jsonld"}).status_code == 406
    assert update(client, f"DELETE DATA {{ <http://e/term> {said} }}").status_code == 204


def test_what_is_posted_to_no_graph_becomes_one(client: httpx.Client) -> None:
    content = "<http://e/new> <http://e/p> <> ."
    answer = client.post("/store", content=content, headers={"Content-Type": "text/turtle"})
    name = answer.headers["location"]
    assert (answer.status_code, name.startswith(GRAPH)) == (201, True)
    assert name in client.get("/store", params={"graph": name, "format": "nt"}).text
    assert client.delete("/store", params={"graph": name}).status_code == 204


def test_json_ld_of_several_graphs_is_refused(client: httpx.Client) -> None:
    content = json.dumps({"@id": "http://e/other", "@graph": [{"@id": "http://e/in-other", "http://e/p": 1}]})
    answer = client.put("/graph/mine", content=content, headers={"Content-Type": "application/ld+json"})
    assert (answer.status_code, "of one graph" in answer.json()["detail"]) == (400, True)
    assert rows(client, "SELECT ?o { <http://e/in-other> ?p ?o }") == []


def test_no_upload_reaches_the_network(client: httpx.Client) -> None:
    with listening() as (port, heard):
        place = f"http://127.0.0.1:{port}/"
        content = json.dumps({"@context": place, "@id": "http://e/a", "http://e/p": "1"})
        answer = client.put("/graph/mine", content=content, headers={"Content-Type": "application/ld+json"})
        assert answer.status_code == 400
        assert update(client, f"LOAD SILENT <{place}>").status_code == 403
        assert heard == []


def test_a_runaway_write_is_ended_and_leaves_nothing(client: httpx.Client) -> None:
    everything = " ".join(f"GRAPH ?g{n} {{ ?s{n} ?p{n} ?o{n} }}" for n in range(4))
    answer = update(client, f"INSERT {{ ?s0 <http://e/p> ?o1 }} WHERE {{ {everything} FILTER(?s0 = ?o3) }}")
    assert (answer.status_code, answer.json()["limit"] in ("deadline", "memory")) == (504, True)
    assert update(client, label("after")).status_code == 204


def test_writes_at_the_same_time_are_all_there(client: httpx.Client) -> None:
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda number: update(client, label(f"same{number}")).status_code, range(2)))
    assert done == [204, 204]
    assert len(rows(client, 'SELECT ?l { ?s rdfs:label ?l FILTER(STRSTARTS(STR(?s), "http://e/same")) }')) == 2


def test_a_build_in_the_way_is_named_at_once(client: httpx.Client, folder: Path) -> None:
    with locked(folder / "store", "carekg build"):
        answer = update(client, label("blocked"))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30"), answer.text
    assert answer.json()["holder"].startswith("carekg build, process ")
    assert "Nothing was written" in answer.json()["detail"]
    assert update(client, label("blocked")).status_code == 204


def test_the_record_says_who_wrote_what_when(client: httpx.Client, folder: Path) -> None:
    update(client, label("recorded"))
    update(client, "INSERT DATA { <http://e/duty> a ckg:Duty }")
    text = (folder / "store/audit.jsonl").read_text(encoding="utf-8")
    asked, published, refused_ask, refused = [json.loads(line) for line in text.splitlines()][-4:]
    assert (asked["who"], "http://e/recorded" in asked["what"]) == ("anna", True)
    assert asked["write"] == published["write"]
    assert len(published["published"]) == 64
    assert refused_ask["write"] == refused["write"]
    assert refused["refused"].startswith("InvalidGraph")
    assert TOKEN not in text


def test_it_describes_itself_as_writable(client: httpx.Client) -> None:
    described = client.get("/sparql", headers={"Accept": "text/turtle"}).text
    assert all(each in described for each in ("SPARQL11Update", "feature/checked-writes"))


def test_without_a_token_it_does_not_start(folder: Path) -> None:
    answer = run("serve", "--store", str(folder / "store"), "--writable")
    assert (answer.returncode, "CAREKG_WRITE_TOKENS" in answer.stderr) == (2, True)


def test_a_killed_server_keeps_what_it_acknowledged(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    shutil.copytree(folder / "store", store, symlinks=True)
    with writing(store) as (address, process), httpx.Client(base_url=address, timeout=30, headers=BEARER) as client:
        assert update(client, label("kept")).status_code == 204
        with ThreadPoolExecutor(1) as pool:
            job = pool.submit(update, client, label("half"))
            time.sleep(0.1)
            process.send_signal(signal.SIGKILL)
            acknowledged = False
            with suppress(httpx.HTTPError):
                acknowledged = job.result().status_code == 204
    with writing(store) as (address, _), httpx.Client(base_url=address, timeout=30, headers=BEARER) as client:
        assert rows(client, "SELECT ?l { <http://e/kept> rdfs:label ?l }") == ["kept"]
        if acknowledged:
            assert rows(client, "SELECT ?l { <http://e/half> rdfs:label ?l }") == ["half"]
        assert update(client, label("next")).status_code == 204
    assert not list(store.glob("candidate-*"))


def test_a_build_and_a_restored_backup_keep_what_was_written(
    client: httpx.Client, folder: Path, tmp_path: Path
) -> None:
    update(client, label("lasting"))
    store, file, other = tmp_path / "store", tmp_path / "kept.tar.gz", tmp_path / "other"
    shutil.copytree(folder / "store", store, symlinks=True)
    query = ("query", "SELECT ?l { GRAPH graph:local { <http://e/lasting> rdfs:label ?l } }", "-f", "csv", "--store")
    assert run("build", "--catalog", str(folder / "catalog.ttl"), "--output", str(store)).returncode == 0
    assert run(*query, str(store)).stdout == "l\nlasting\n"
    saved = run("backup", str(file), "--store", str(store))
    back = run("restore", str(file), "--store", str(other))
    assert (saved.returncode, back.stdout) == (0, saved.stdout)
    assert run(*query, str(other)).stdout == "l\nlasting\n"
    file.write_bytes(file.read_bytes()[:-3000])
    broken = run("restore", str(file), "--store", str(other))
    assert (broken.returncode, "not a whole backup" in broken.stderr) == (3, True)
    assert run(*query, str(other)).stdout == "l\nlasting\n"


def test_a_store_of_an_empty_catalogue_can_be_written_and_cleared(tmp_path: Path) -> None:
    (tmp_path / "catalog.ttl").write_text("<http://e/c> a <http://www.w3.org/ns/dcat#Catalog> .", encoding="utf-8")
    build(tmp_path / "catalog.ttl", tmp_path / "store")
    with writing(tmp_path / "store") as (address, _), httpx.Client(base_url=address, timeout=30, headers=BEARER) as own:
        assert update(own, label("only")).status_code == 204
        assert rows(own, "SELECT ?o { ?s ?p ?o }") == ["only"]
        put = own.put("/graph/mine", content="<http://e/a> <http://e/p> 1 .", headers={"Content-Type": "text/turtle"})
        assert (put.status_code, update(own, "CLEAR NAMED").status_code) == (201, 204)
        assert rows(own, "SELECT ?o { ?s ?p ?o }") == ["only"], "the default graph is no named one"
        assert update(own, "CLEAR ALL").status_code == 204
        assert rows(own, "SELECT ?o { ?s ?p ?o }") == []
