"""A server of plain RDF does as the standards say: a sample of what the W3C's suites ask, written by hand."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from rdflib import RDF, Graph, Namespace
from rdflib.compare import isomorphic

from carekg.build.candidate import build
from carekg.build.plain import revise_plain, start_plain
from carekg.build.revision import Update, Upload
from carekg.knowledge_graph import KnowledgeGraph
from carekg.store.backup import back_up, restore
from carekg.terms.errors import BadParameter, GraphProtected
from commands import run
from support import listening, serving

TOKEN = "0123456789abcdef-anna"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
ENVIRONMENT = {"CAREKG_WRITE_TOKENS": f"anna:{TOKEN}", "CAREKG_FAST_WORKERS": "1", "CAREKG_SLOW_WORKERS": "1"}
TURTLE, UPDATE = {"Content-Type": "text/turtle"}, {"Content-Type": "application/sparql-update"}
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
G, H = "http://e/g", "http://e/h"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client, with a token, of a lenient server whose folder was not there."""
    store = tmp_path_factory.mktemp("lenient") / "store"
    with (
        serving(store, "--writable", "--lenient", environment=ENVIRONMENT) as (address, _),
        httpx.Client(base_url=address, timeout=30, headers=BEARER) as client,
    ):
        yield client


@pytest.fixture
def client(server: httpx.Client) -> httpx.Client:
    """The same, its store empty."""
    assert server.post("/sparql", content="DROP ALL", headers=UPDATE).status_code == 204
    return server


def update(client: httpx.Client, text: str, **parameters: str | list[str]) -> int:
    return client.post("/sparql", params=parameters, content=text, headers=UPDATE).status_code


def asked(client: httpx.Client, text: str) -> bool:
    return bool(client.get("/sparql", params={"query": text}).json()["boolean"])


def held(client: httpx.Client) -> list[str]:
    """Every statement, with its graph, blank nodes without their names."""
    text = "SELECT ?g ?s ?p ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    rows = client.get("/sparql", params={"query": text}).json()["results"]["bindings"]
    return sorted(" ".join(_cell(row.get(name)) for name in "gspo").strip() for row in rows)


def _cell(term: dict[str, str] | None) -> str:
    return "" if term is None else "[]" if term["type"] == "bnode" else term["value"].removeprefix("http://e/")


def test_what_the_graph_would_refuse_is_taken(client: httpx.Client) -> None:
    assert update(client, "INSERT DATA { [] <http://e/p> [] . <http://e/a> a ckg:Duty }") == 204
    assert len(held(client)) == 2


def test_the_default_graph_is_one_of_its_own(client: httpx.Client) -> None:
    assert (
        update(client, f"INSERT DATA {{ <http://e/a> <http://e/p> 1 GRAPH <{G}> {{ <http://e/b> <http://e/p> 2 }} }}")
        == 204
    )
    assert held(client) == ["a p 1", "g b p 2"]
    assert update(client, f"COPY <{G}> TO DEFAULT ; MOVE <{G}> TO <{H}>") == 204
    assert held(client) == ["b p 2", "h b p 2"]
    default = client.get("/store?default", headers={"Accept": "text/turtle"})
    assert isomorphic(Graph().parse(data=default.text), Graph().parse(data="<http://e/b> <http://e/p> 2 ."))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("CLEAR NAMED", ["a p 1"]),
        ("DROP NAMED", ["a p 1"]),
        ("CLEAR DEFAULT", ["g b p 2", "h c p 3"]),
        ("DROP SILENT DEFAULT", ["g b p 2", "h c p 3"]),
        (f"DROP GRAPH <{G}>", ["a p 1", "h c p 3"]),
        ("CLEAR ALL", []),
        ("LOAD SILENT <http://127.0.0.1:9/>", ["a p 1", "g b p 2", "h c p 3"]),
        (f"DROP SILENT GRAPH <http://e/none> ; DELETE WHERE {{ GRAPH <{H}> {{ ?s ?p ?o }} }}", ["a p 1", "g b p 2"]),
        (f"PREFIX e: <http://e/> CLEAR GRAPH e:g ; PREFIX f: <{H}> CLEAR GRAPH f:", ["a p 1"]),
        ("BASE <http://e/> DELETE DATA { <a> <p> 1 GRAPH <g> { <b> <p> 2 } GRAPH <h> { <c> <p> 3 } }", []),
    ],
)
def test_an_operation_changes_what_it_names(client: httpx.Client, text: str, left: list[str]) -> None:
    put = "BASE <http://e/> INSERT DATA { <a> <p> 1 GRAPH <g> { <b> <p> 2 } GRAPH <h> { <c> <p> 3 } }"
    assert (update(client, put), update(client, text)) == (204, 204)
    assert held(client) == left


@pytest.mark.parametrize("text", ["DROP GRAPH <http://e/none>", "LOAD <http://127.0.0.1:9/>", "CLEAR XYZ", "CLEAR"])
def test_what_fails_is_refused_and_nothing_lost(client: httpx.Client, text: str) -> None:
    assert update(client, "INSERT DATA { <http://e/a> <http://e/p> 1 }") == 204
    assert update(client, f"INSERT DATA {{ <http://e/b> <http://e/p> 2 }} ; {text}") in (400, 403)
    assert held(client) == ["a p 1"]


def test_a_dataset_of_the_request_is_what_where_reads(client: httpx.Client) -> None:
    update(client, "BASE <http://e/> INSERT DATA { GRAPH <g> { <b> <p> 2 } GRAPH <h> { <c> <p> 3 } }")
    into = "INSERT { GRAPH <http://e/new> { ?s ?p ?o } } WHERE { ?s ?p ?o }"
    assert update(client, into, **{"using-graph-uri": G}) == 204
    assert held(client) == ["g b p 2", "h c p 3", "new b p 2"]
    both = "INSERT { ?s ?p ?o } WHERE { ?s ?p 2 . GRAPH ?g { ?s2 ?p ?o } }"
    assert update(client, both, **{"using-graph-uri": [G], "using-named-graph-uri": [H]}) == 204
    assert "b p 3" in held(client)
    assert update(client, f"WITH <{G}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}", **{"using-graph-uri": H}) == 400


def test_relative_iris_are_relative_to_the_service(client: httpx.Client) -> None:
    assert update(client, "CLEAR SILENT GRAPH <g> ; INSERT DATA { GRAPH <g> { <a> <p> <o> } }") == 204
    assert asked(client, "ASK { GRAPH <g> { <a> <p> <o> } }")
    address = str(client.base_url).rstrip("/")
    assert asked(client, f"ASK {{ GRAPH <{address}/g> {{ <{address}/a> ?p ?o }} }}")
    here = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }", "default-graph-uri": "g", "format": "csv"})
    assert len(here.text.splitlines()) == 2
    assert client.put("/store?default", content="<a> <p> <> .", headers=TURTLE).status_code == 204
    assert asked(client, f"ASK {{ <{address}/a> <{address}/p> <{address}/store> }}")


def test_triple_terms_come_back(client: httpx.Client) -> None:
    assert (
        update(client, "BASE <http://e/> INSERT DATA { <x> <says> <<( <a> <p> 1 )>> . << <a> <p> 2 >> <by> <y> }")
        == 204
    )
    assert asked(
        client, "BASE <http://e/> ASK { <x> <says> <<( ?s <p> 1 )>> . << <a> <p> ?o >> <by> <y> FILTER(?o = 2) }"
    )


@pytest.mark.parametrize("path", ["/store?graph=http%3A%2F%2Fe%2Fg", "/store?graph=http://e/%67", "/graph/e/g"])
def test_a_graph_is_put_read_added_to_and_removed(client: httpx.Client, path: str) -> None:
    first, second = '<http://e/a> <http://e/p> [ <http://e/q> "1" ] .', '<http://e/a> <http://e/p> "2" .'
    accept = {"Accept": "text/turtle"}

    def read() -> Graph:
        return Graph().parse(data=client.get(path, headers=accept).text)

    assert (client.head(path, headers=accept).status_code, client.get(path, headers=accept).status_code) == (404, 404)
    assert client.put(path, content=first, headers=TURTLE).status_code == 201
    assert isomorphic(read(), Graph().parse(data=first))
    assert client.post(path, content=second, headers=TURTLE).status_code == 204
    assert isomorphic(read(), Graph().parse(data=first + second))
    assert client.put(path, content=second, headers=TURTLE).status_code == 204
    assert isomorphic(read(), Graph().parse(data=second))
    assert client.head(path, headers=accept).headers["content-type"].startswith("text/turtle")
    assert [client.delete(path).status_code, client.get(path).status_code, client.delete(path).status_code] == [
        204,
        404,
        404,
    ]


def test_a_form_adds_the_documents_in_it(client: httpx.Client) -> None:
    form = {
        "one": ("one.ttl", "<http://e/a> <http://e/p> 1 .", "text/turtle; charset=utf-8"),
        "two": ("two.json", json.dumps({"@id": "http://e/b", "http://e/p": {"@id": "c"}}), "application/ld+json"),
    }
    assert client.post("/store", params={"graph": G}, files=form).status_code == 201
    assert held(client) == ["g a p 1", "g b p c"]
    form["two"] = ("two.txt", "b", "text/plain")
    assert client.post("/store", params={"graph": H}, files=form).status_code == 415
    cut = {"Content-Type": "multipart/form-data; boundary=x"}
    assert client.post("/store", params={"graph": H}, content="--x\r\nb", headers=cut).status_code == 400
    assert held(client) == ["g a p 1", "g b p c"]


def test_no_update_reaches_the_network(client: httpx.Client) -> None:
    with listening() as (port, heard):
        place = f"<http://127.0.0.1:{port}/>"
        for silent, status in (("", 403), ("SILENT ", 204)):
            assert update(client, f"LOAD {silent}{place}") == status
            assert update(client, f"INSERT {{ ?s ?p 1 }} WHERE {{ SERVICE {silent}{place} {{ ?s ?p ?o }} }}") == status
        assert client.get("/sparql", params={"query": f"ASK {{ SERVICE {place} {{ ?s ?p ?o }} }}"}).status_code == 403
        assert heard == []


def test_what_is_posted_to_no_graph_becomes_one(client: httpx.Client) -> None:
    answer = client.post("/store", content="[] <http://e/p> 1 .", headers=TURTLE)
    assert answer.status_code == 201
    made = client.get("/store", params={"graph": answer.headers["location"], "format": "nt"})
    assert len(made.text.splitlines()) == 1
    assert client.put("/store", content="", headers=TURTLE).status_code == 400


def test_a_document_of_several_graphs_belongs_to_none(client: httpx.Client) -> None:
    both = json.dumps(
        [{"@id": "http://e/a", "http://e/p": 1}, {"@id": H, "@graph": [{"@id": "http://e/b", "http://e/p": 2}]}]
    )
    answer = client.put("/store", params={"graph": G}, content=both, headers={"Content-Type": "application/ld+json"})
    assert (answer.status_code, "of one graph" in answer.json()["detail"]) == (400, True)
    assert held(client) == []


def test_the_description_says_what_is_taken(client: httpx.Client) -> None:
    graph = Graph().parse(data=client.get("/sparql", headers={"Accept": "text/turtle"}).text)
    (service,) = graph.subjects(RDF.type, SD.Service)
    assert [str(each) for each in graph.objects(service, SD.feature)] == ["https://w3id.org/carekg/feature/plain-rdf"]
    assert (service, SD.supportedLanguage, SD.SPARQL11Update) in graph


def test_a_folder_is_of_one_kind(tmp_path: Path) -> None:
    (tmp_path / "catalog.ttl").write_text("<http://e/c> a <http://www.w3.org/ns/dcat#Catalog> .", encoding="utf-8")
    build(tmp_path / "catalog.ttl", tmp_path / "built")
    start_plain(tmp_path / "plain")
    for options, told in (
        (("serve", "--store", str(tmp_path / "plain"), "--writable"), "add --lenient"),
        (("serve", "--store", str(tmp_path / "built"), "--writable", "--lenient"), "name another folder"),
        (("serve", "--store", str(tmp_path / "plain"), "--lenient"), "add --writable"),
    ):
        answer = run(*options)
        assert (answer.returncode, told in answer.stderr) == (2, True), answer.stderr
    with pytest.raises(BadParameter, match="plain RDF"):
        build(tmp_path / "catalog.ttl", tmp_path / "plain")


def test_plain_rdf_is_kept_in_a_backup(tmp_path: Path) -> None:
    start_plain(tmp_path / "one")
    revise_plain(tmp_path / "one", Upload(None, b"[] <http://e/p> 1 .", "text/turtle", replace=False), "")
    back_up(tmp_path / "one", tmp_path / "kept.tar.gz")
    assert restore(tmp_path / "kept.tar.gz", tmp_path / "two") == KnowledgeGraph.open(tmp_path / "one").version
    revise_plain(tmp_path / "two", Update("INSERT DATA { <http://e/a> <http://e/p> 2 }"), "")
    assert len(KnowledgeGraph.open(tmp_path / "two").store.engine) == 2


def test_a_blank_node_stays_one_through_writes(client: httpx.Client) -> None:
    assert update(client, "INSERT DATA { _:b <http://e/p> 1 GRAPH <http://e/g> { _:b <http://e/p> 2 } }") == 204
    assert update(client, "INSERT DATA { <http://e/a> <http://e/p> 3 }") == 204
    assert asked(client, "ASK { ?b <http://e/p> 1 GRAPH <http://e/g> { ?b <http://e/p> 2 } }")


def test_the_record_of_a_build_is_not_for_callers(tmp_path: Path) -> None:
    start_plain(tmp_path)
    with pytest.raises(GraphProtected):
        revise_plain(tmp_path, Update("INSERT DATA { GRAPH graph:build { <http://e/a> <http://e/p> 2 } }"), "")
    with pytest.raises(BadParameter):
        revise_plain(tmp_path, Upload("no iri", b"", "text/turtle", replace=True), "")
    assert not list(tmp_path.glob("candidate-*"))
