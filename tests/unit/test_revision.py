"""A caller's change, without a server: what is checked of it, what waits, and what an older carekg left."""

import json
import resource
import shutil
import tarfile
import threading
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from carekg import KnowledgeGraph
from carekg.build.candidate import Candidate, build
from carekg.build.check import check_shapes
from carekg.build.revision import LOCAL, Change, Removal, Update, Upload, _focus, revise
from carekg.store.backup import back_up, restore
from carekg.store.versions import locked
from carekg.terms.errors import (
    BadParameter,
    GraphProtected,
    InvalidGraph,
    MalformedFile,
    StoreLocked,
    StoreUnwritable,
    UnknownName,
)
from carekg.terms.prefixes import GRAPH, ID
from kept import begin_store

FACT = b'<urn:x:a> <http://www.w3.org/2000/01/rdf-schema#label> "a"@en .'
MINE, OTHER = "urn:x:mine", "urn:x:other"
COPIES = ("COPY", "COPY SILENT", "ADD", "ADD SILENT")
SHIPPED, DERIVED = f"{GRAPH}d0", f"{GRAPH}derived-type"


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """The store of an empty catalogue."""
    (tmp_path / "catalog.ttl").write_text("<http://e/c> a <http://www.w3.org/ns/dcat#Catalog> .", encoding="utf-8")
    build(tmp_path / "catalog.ttl", tmp_path / "store")
    return tmp_path / "store"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that ships one graph and the ontology, with what rules derived, and a graph of a caller's."""
    fact = 'structure:x a skos:Concept ; skos:prefLabel "x"@en ; rdfs:label "x"@en .'
    store = begin_store(tmp_path_factory.mktemp("written"), fact)
    revise(store, Upload(MINE, FACT, "text/turtle", replace=True), "")
    return store


@pytest.fixture
def own(written: Path, tmp_path: Path) -> Path:
    """A copy of that store."""
    shutil.copytree(written, tmp_path / "own", symlinks=True)
    return tmp_path / "own"


def sizes(store: Path) -> dict[str, int]:
    counted = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    return Counter({row["g"].value: int(row["n"].value) for row in KnowledgeGraph.open(store).store.select(counted)})


def test_what_is_near_a_node_is_enough_to_check_it(small: Callable[..., KnowledgeGraph], tmp_path: Path) -> None:
    small('structure:x a skos:Concept ; skos:prefLabel "x"@en ; rdfs:label "x"@en .')
    candidate = Candidate.revise(tmp_path / "store", derived=False)
    broken = """
        INSERT DATA { GRAPH graph:mine {
          rule:broken a ckg:Duty ; rdfs:label "broken"@en ; ckg:bearer structure:none ; ckg:modality structure:x ;
            ckg:verification structure:x .
          event:late a ckg:RoleHolding ; rdfs:label "late"@en ; ckg:validFrom "2020-01-01"^^xsd:date ;
            ckg:validUntil "2019-01-01"^^xsd:date ; ckg:role structure:x .
        } }"""
    Update(broken).carry_out(candidate.engine)
    candidate.list_local()
    whole = set(check_shapes(candidate.engine, candidate.catalog))
    found = {each.subject for each in whole}
    assert len(found) == 2
    assert len(whole) > 8
    assert set(check_shapes(candidate.engine, candidate.catalog, focus=found)) == whole


def test_what_a_change_takes_from_others_is_found(small: Callable[..., KnowledgeGraph], tmp_path: Path) -> None:
    small('structure:x a skos:Concept ; skos:prefLabel "x"@en ; rdfs:label "x"@en .')
    mine = """INSERT DATA { GRAPH graph:mine {
        structure:mine a skos:Concept ; skos:prefLabel "m"@en ; rdfs:label "m"@en .
        rule:points a ckg:Duty ; rdfs:label "points"@en ; ckg:bearer structure:mine } }"""
    candidate = Candidate.revise(tmp_path / "store", derived=False)
    Update(mine).carry_out(candidate.engine)
    assert "https://w3id.org/carekg/id/rule/points" in (
        _focus(candidate.engine, set(candidate.engine.quads_for_pattern(NamedNode(f"{ID}structure/mine"), None, None)))
        or ()
    )


def test_a_node_without_a_name_is_checked(small: Callable[..., KnowledgeGraph], tmp_path: Path) -> None:
    small('structure:x a skos:Concept ; skos:prefLabel "x"@en ; rdfs:label "x"@en .')
    with pytest.raises(InvalidGraph, match="shape:deontic"):
        revise(tmp_path / "store", Update('INSERT DATA { [] a ckg:Duty ; rdfs:label "nameless"@en }'), "")


def test_a_write_does_not_wait_for_long_and_says_for_what(empty: Path) -> None:
    with locked(empty, "carekg build"), pytest.raises(StoreLocked, match=r"changed by carekg build, process \d+"):
        revise(empty, Update("INSERT DATA { <http://e/a> <http://e/b> 1 }"), "")
    assert not list(empty.glob("candidate-*"))
    revise(empty, Update("INSERT DATA { <http://e/a> <http://e/b> 1 }"), "")


def test_whoever_has_the_lock_need_not_have_said_so(tmp_path: Path) -> None:
    holder, end, said = tmp_path / "holder", threading.Event(), set[str]()

    def come_and_go() -> None:
        while not end.is_set():
            holder.write_text("a", encoding="utf-8")
            holder.unlink()

    with locked(tmp_path, "a test"):
        holder.unlink()
        other = threading.Thread(target=come_and_go)
        other.start()
        try:
            for _ in range(3_000):
                with pytest.raises(StoreLocked) as refused, locked(tmp_path, "another", -1):
                    pass
                said.add(refused.value.holder)
        finally:
            end.set()
            other.join()
        holder.write_text("", encoding="utf-8")
        with pytest.raises(StoreLocked, match="another process"), locked(tmp_path, "another", -1):
            pass
    assert said <= {"a", "another process"}


def graphs_in(backup: bytes) -> bytes:
    """Give the quads of a backup."""
    with tarfile.open(fileobj=BytesIO(backup)) as archive:
        found = archive.extractfile("graphs.nq")
        assert found is not None
        return found.read()


def test_only_what_is_no_whole_backup_is_said_to_be_none(empty: Path, tmp_path: Path) -> None:
    revise(empty, Update("INSERT DATA { <http://e/a> rdfs:label 'a' }"), "")
    file, other = tmp_path / "kept.tar.gz", tmp_path / "other"
    name, whole = back_up(empty, file), file.read_bytes()
    middle = len(whole) // 2
    for broken in (b"", b"no archive", whole[:-40], whole[:middle] + b"\xff" * 40 + whole[middle + 40 :]):
        file.write_bytes(broken)
        with pytest.raises(MalformedFile, match="not a whole backup"):
            restore(file, other)
    record = json.loads((empty / "current" / "version.json").read_text(encoding="utf-8"))
    for said in ([], {"hash": name}, record | {"graphs": None}, record | {"graphs": [{}]}, record | {"reserved": [5]}):
        with tarfile.open(file, "w:gz") as archive:
            for member, content in (("version.json", json.dumps(said).encode()), ("graphs.nq", graphs_in(whole))):
                about = tarfile.TarInfo(member)
                about.size = len(content)
                archive.addfile(about, BytesIO(content))
        with pytest.raises(MalformedFile, match="not a whole backup"):
            restore(file, other)
    file.write_bytes(whole)
    (other / "versions").write_text("where the version is to be put", encoding="utf-8")
    with pytest.raises(FileExistsError):
        restore(file, other)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50, hard))  # as full as a disk may be
    try:
        with pytest.raises(StoreUnwritable, match="File too large"):
            restore(file, other)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    (other / "versions").unlink()
    assert restore(file, other) == name


def test_a_store_of_an_older_carekg_says_what_to_do(empty: Path) -> None:
    file = empty / "current/version.json"
    version = json.loads(file.read_text(encoding="utf-8"))
    del version["graphs"]
    file.write_text(json.dumps(version), encoding="utf-8")
    with pytest.raises(MalformedFile, match="an older carekg wrote it, without its graphs: build anew"):
        revise(empty, Update("INSERT DATA { <http://e/a> <http://e/b> 1 }"), "")
    assert KnowledgeGraph.open(empty).version == version["hash"], "it still can be read"
    build(empty.parent / "catalog.ttl", empty)
    revise(empty, Update("INSERT DATA { <http://e/a> <http://e/b> 1 }"), "")


@pytest.mark.parametrize("source", [DERIVED, SHIPPED, MINE])
def test_any_graph_is_copied_and_added_whole(own: Path, source: str) -> None:
    before = sizes(own)
    texts = (f"{verb} <{source}> TO <urn:x:{number}>" for number, verb in enumerate(COPIES))
    revise(own, Update(" ; ".join(texts)), "")
    after = sizes(own)
    assert [after[f"urn:x:{number}"] for number in range(len(COPIES))] == [before[source]] * len(COPIES)
    assert after[source] == before[source] > 0


def test_a_copy_takes_the_place_of_what_a_caller_wrote(own: Path) -> None:
    revise(own, Update(f"COPY SILENT <{DERIVED}> TO <{MINE}>"), "")
    assert sizes(own)[MINE] == sizes(own)[DERIVED] > 1


@pytest.mark.parametrize(
    "text",
    [
        "MOVE <{graph}> TO <urn:x:mine>",
        "MOVE SILENT <{graph}> TO <urn:x:mine>",
        "MOVE SILENT <urn:x:mine> TO <{graph}>",
        "COPY SILENT <urn:x:mine> TO <{graph}>",
        "ADD <urn:x:mine> TO <{graph}>",
        "CLEAR GRAPH <{graph}>",
        "CLEAR SILENT GRAPH <{graph}>",
        "DROP GRAPH <{graph}>",
        "DROP SILENT GRAPH <{graph}>",
        "DROP SILENT ALL",
    ],
)
@pytest.mark.parametrize("graph", [DERIVED, SHIPPED])
def test_no_operation_writes_what_is_shipped_or_derived(written: Path, graph: str, text: str) -> None:
    before = sizes(written)
    with pytest.raises(GraphProtected) as refused:
        revise(written, Update(text.format(graph=graph)), "")
    assert graph in refused.value.graphs
    assert sizes(written) == before


@pytest.mark.parametrize("graph", [DERIVED, SHIPPED])
def test_no_data_is_put_into_or_taken_from_what_is_shipped_or_derived(written: Path, graph: str) -> None:
    engine = KnowledgeGraph.open(written).store.engine
    there = next(engine.quads_for_pattern(None, None, None, NamedNode(graph))).triple
    changes: list[Change] = [
        Update(f"DELETE DATA {{ GRAPH <{graph}> {{ {there} }} }}"),
        Update(f"INSERT DATA {{ GRAPH <{graph}> {{ {FACT.decode()} }} }}"),
        Removal(graph),
        Upload(graph, b"", "text/turtle", replace=True),
        Upload(graph, FACT, "text/turtle", replace=True),
        Upload(graph, FACT, "text/turtle", replace=False),
    ]
    for change in changes:
        with pytest.raises(GraphProtected) as refused:
            revise(written, change, "")
        assert refused.value.graphs == (graph,)


@pytest.mark.parametrize("silent", ["", "SILENT "])
def test_what_a_caller_wrote_is_moved_cleared_and_dropped(own: Path, silent: str) -> None:
    revise(own, Update(f"MOVE {silent}<{MINE}> TO <{OTHER}> ; COPY {silent}<{OTHER}> TO DEFAULT"), "")
    assert [sizes(own)[graph] for graph in (MINE, OTHER, LOCAL.value)] == [0, 1, 1]
    revise(own, Update(f"CLEAR {silent}GRAPH <{OTHER}> ; DROP {silent}GRAPH <{OTHER}> ; DROP {silent}DEFAULT"), "")
    assert [sizes(own)[graph] for graph in (OTHER, LOCAL.value)] == [0, 0]


def test_a_graph_that_is_not_there_is_not_taken_for_a_derived_one(written: Path) -> None:
    with pytest.raises(UnknownName, match="derived-none"):
        revise(written, Removal(f"{GRAPH}derived-none"), "")
    with pytest.raises(BadParameter, match="derived-none"):
        revise(written, Update("DROP GRAPH graph:derived-none"), "")


def test_only_data_that_is_put_in_depends_on_nothing() -> None:
    blind = 'PREFIX e: <http://e/where> # DROP\nINSERT DATA { e:a e:where "CLEAR ALL" } ; INSERT DATA { e:b e:p 1 }'
    assert not Update(blind).reads
    assert Update(f"{blind} ; COPY e:a TO e:b").reads
