"""Bulk files: made once a version, the same from the command and over HTTP, whole or a range, never held in memory."""

import asyncio
import gzip
import hashlib
import io
import json
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import polars
import pytest
from pyoxigraph import RdfFormat, Store
from rdflib import Graph, URIRef

from carekg import KnowledgeGraph
from carekg.bulk.files import FILES, make
from carekg.bulk.listing import packed
from carekg.store.results import GRAPH_FORMATS
from carekg.store.xml import Mender, make_well_formed
from carekg.terms.errors import NotAcceptable
from carekg_api.http.heavy import to_the_end
from commands import run
from kept import begin_store
from support import serving

FACTS = 'structure:x a skos:Concept ; skos:prefLabel "x"@en ; rdfs:label "x\\u0001\\uFFFE"@en .' + "".join(
    f'structure:y{number} a skos:Concept ; skos:prefLabel "y {number}"@en ; rdfs:label "y {number}"@en .\n'
    for number in range(3000)
)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store whose graph of facts is too large to be written at once."""
    return begin_store(tmp_path_factory.mktemp("large"), FACTS)


@pytest.fixture(scope="module")
def files(large: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the command wrote."""
    folder = tmp_path_factory.mktemp("files") / "deep"
    done = run("dump", "--store", str(large), "--output", str(folder))
    assert done.returncode == 0, done.stderr
    assert [Path(line).name for line in done.stdout.splitlines()] == list(FILES)
    return folder


@pytest.fixture(scope="module")
def bulk(large: Path, files: Path) -> Iterator[httpx.Client]:
    """A client of a server over that store."""
    with serving(large) as (address, _), httpx.Client(base_url=address, timeout=60) as client:
        yield client


def test_the_checksums_are_those_of_the_files(files: Path) -> None:
    lines = (files / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    told = {name: each for each, name in (line.split("  ") for line in lines)}
    assert set(told) == set(FILES) - {"SHA256SUMS"}
    assert all(hashlib.sha256((files / name).read_bytes()).hexdigest() == each for name, each in told.items())


def test_the_quads_are_those_of_the_store(files: Path, large: Path) -> None:
    kept = Store()
    kept.load(gzip.decompress((files / "carekg.nq.gz").read_bytes()), RdfFormat.N_QUADS)
    told = Store()
    told.load(gzip.decompress((files / "carekg.trig.gz").read_bytes()), RdfFormat.TRIG)
    assert set(kept) == set(told) == set(KnowledgeGraph.open(large).store.engine)


def test_the_tables_are_described(files: Path) -> None:
    package = json.loads((files / "datapackage.json").read_text(encoding="utf-8"))
    assert {each["path"] for each in package["resources"]} <= set(FILES)
    for resource in package["resources"]:
        assert resource["bytes"] == (files / resource["path"]).stat().st_size
        if "schema" in resource:
            head = (files / resource["path"]).read_text(encoding="utf-8").splitlines()[0]
            assert [field["name"] for field in resource["schema"]["fields"]] == head.split(",")
    described = json.loads((files / "csv-metadata.json").read_text(encoding="utf-8"))
    assert [table["url"] for table in described["tables"]] == [name for name in FILES if name.endswith(".csv")]


def test_one_file_holds_every_table_and_the_names(files: Path) -> None:
    frame = polars.read_parquet(files / "entities.parquet")
    with closing(sqlite3.connect(files / "carekg.sqlite")) as base:
        rows = base.execute("SELECT COUNT(*), COUNT(DISTINCT entity) FROM entities").fetchone()
        found = base.execute("SELECT COUNT(*) FROM texts WHERE texts MATCH 'y'").fetchone()
        tables = {name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert rows == (len(frame), len(set(frame["entity"])))
    assert rows[0] > 3000, "more than one page of an answer has unless it is asked for more"
    assert found[0] >= 3000
    assert {path.stem.replace("-", "_") for path in files.glob("*.parquet")} <= tables


def test_only_some_are_written(large: Path, tmp_path: Path) -> None:
    assert run("dump", "--store", str(large), "--output", str(tmp_path), "--only", "seats.*").returncode == 0
    assert {path.name for path in tmp_path.iterdir()} == {"seats.csv", "seats.parquet"}
    refused = run("dump", "--store", str(large), "--only", "none")
    assert (refused.returncode, "carekg.nq.gz" in refused.stderr) == (2, True)


@pytest.mark.parametrize("name", FILES)
def test_the_service_gives_the_same(bulk: httpx.Client, files: Path, name: str) -> None:
    whole = bulk.get(f"/data/{name}")
    assert (whole.status_code, whole.content) == (200, (files / name).read_bytes())
    assert whole.headers["content-length"] == str(len(whole.content))
    assert whole.headers["content-type"].partition(";")[0] == FILES[name].media_type
    head = bulk.head(f"/data/{name}")
    assert (head.content, head.headers["content-length"]) == (b"", whole.headers["content-length"])
    again = bulk.get(f"/data/{name}", headers={"If-None-Match": whole.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    part = bulk.get(f"/data/{name}", headers={"Range": "bytes=5-14"})
    assert (part.status_code, part.content) == (206, whole.content[5:15])
    beyond = bulk.get(f"/data/{name}", headers={"Range": f"bytes={len(whole.content)}-"})
    assert beyond.status_code == 416
    assert bulk.get(f"/data/{name}", headers={"Range": "lines=1-2"}).status_code == 200


def test_there_are_no_other_files(bulk: httpx.Client) -> None:
    assert bulk.get("/data/none").status_code == 404
    assert bulk.get("/data/..%2Fversion.json").status_code == 404


def test_the_page_lists_each_file(bulk: httpx.Client, files: Path) -> None:
    page = bulk.get("/data", headers={"Accept": "text/html"}).text
    sums = dict(reversed(line.split("  ")) for line in (files / "SHA256SUMS").read_text(encoding="ascii").splitlines())
    for name in FILES:
        assert f'href="/data/{name}"' in page
        assert sums.get(name, "")[:16] in page
    assert "made when first asked for" not in page


def test_the_page_says_what_is_not_made(little: Path) -> None:
    with serving(little) as (address, _):
        page = httpx.get(f"{address}/data", timeout=30)
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    assert "made when first asked for" in page.text


def test_the_description_names_the_files(bulk: httpx.Client) -> None:
    dumps = Graph().parse(data=bulk.get("/.well-known/void").text, format="turtle")
    named = {str(each) for each in dumps.objects(None, URIRef("http://rdfs.org/ns/void#dataDump"))}
    assert named == {str(bulk.base_url.join(f"/data/{name}")) for name in FILES if FILES[name].holds}
    assert all(bulk.head(each).status_code == 200 for each in named)


@pytest.mark.parametrize("media_type", GRAPH_FORMATS)
@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_a_large_graph_comes_in_parts(bulk: httpx.Client, large: Path, media_type: str, coding: str) -> None:
    headers = {"Accept": media_type, "Accept-Encoding": coding}
    answer = bulk.get("/store?default", headers=headers)
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, media_type)
    assert answer.headers.get("content-encoding", "identity") == coding
    assert {each.strip() for each in answer.headers["vary"].split(",")} >= {"Accept", "Accept-Encoding"}
    given = Store()
    given.load(answer.content, GRAPH_FORMATS[media_type])
    (count,) = KnowledgeGraph.open(large).store.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert len(given) == int(count["n"].value)
    head = bulk.head("/store?default", headers=headers)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", answer.headers["etag"])
    again = bulk.get("/store?default", headers={**headers, "If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_a_large_named_graph_comes_in_parts(bulk: httpx.Client) -> None:
    name = "https://w3id.org/carekg/graph/d0"
    one = bulk.get("/store", params={"graph": name, "format": "nt"})
    other = bulk.get("/graph/d0", headers={"Accept": "application/n-triples"})
    assert len(one.text.splitlines()) == len(FACTS.split(" ;")) - 1 + 3001
    assert one.content == other.content
    few = bulk.get("/store", params={"graph": "https://w3id.org/carekg/graph/catalogue", "format": "nt"})
    assert few.status_code in (200, 404)


def test_many_who_ask_at_once_share_one_making(tmp_path: Path) -> None:
    with serving(begin_store(tmp_path, FACTS)) as (address, _), ThreadPoolExecutor(8) as many:
        got = list(many.map(lambda _: httpx.get(f"{address}/store?default&format=nt", timeout=60).content, range(8)))
    assert len(set(got)) == 1
    made = [*(tmp_path / "store/current/made").iterdir()]
    assert not [path for path in made if path.name.startswith(".")]


def test_what_a_caller_left_is_made_to_its_end() -> None:
    made = []

    async def make_slowly() -> None:
        await asyncio.sleep(0.05)
        made.append(1)

    async def leave() -> None:
        caller = asyncio.create_task(to_the_end(make_slowly()))
        await asyncio.sleep(0.01)
        caller.cancel()
        await asyncio.gather(caller, return_exceptions=True)
        assert not made
        await asyncio.sleep(0.2)

    asyncio.run(leave())
    assert made == [1]


def test_what_a_killed_maker_left_is_cleared(large: Path) -> None:
    store = KnowledgeGraph.open(large).store
    left = store.folder / "made/.part-left"
    left.mkdir(parents=True)
    make(packed("https://w3id.org/carekg/graph/d1", "text/turtle"), store)
    assert not left.exists()


def test_a_property_that_has_no_name_in_xml_is_refused(small: Callable[..., KnowledgeGraph]) -> None:
    graph = small(FACTS.replace(" .", " ; <http://e/> 1 .", 1))
    with pytest.raises(NotAcceptable):
        make(packed(None, "application/rdf+xml"), graph.store)


def test_xml_is_mended_whatever_the_parts(tmp_path: Path) -> None:
    text = ("\ufffe\x01a\r\u00e9" * 40_000).encode()
    for size in (1, 7, 65_536, len(text)):
        sink = io.BytesIO()
        mender = Mender(sink)
        for start in range(0, len(text), size):
            mender.write(text[start : start + size])
        assert mender.end()
        assert sink.getvalue() == make_well_formed(text)


def test_the_whole_country_streams(server: str) -> None:
    """In little memory: the workers of a server may take far less than the default graph as N-Triples."""
    with httpx.stream("GET", f"{server}/store?default&format=nt", timeout=120) as answer:
        lines = sum(part.count(b"\n") for part in answer.iter_bytes())
    (row,) = httpx.post(
        f"{server}/sparql", data={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "format": "csv"}, timeout=60
    ).text.split()[1:]
    assert lines == int(row)


def test_the_catalogue_of_the_country_names_the_files(server: str) -> None:
    catalogue = Graph().parse(data=httpx.get(f"{server}/catalog", timeout=60).text, format="turtle")
    told = [str(each) for each in catalogue.objects(None, URIRef("http://www.w3.org/ns/dcat#downloadURL"))]
    assert {each for each in told if f"{server}/data/" in each} >= {f"{server}/data/{name}" for name in FILES}
