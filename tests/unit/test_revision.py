"""A caller's change, without a server: what is checked of it, what waits, and what an older carekg left."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from carekg import KnowledgeGraph
from carekg.candidate import Candidate, build
from carekg.check import check_shapes
from carekg.errors import InvalidGraph, MalformedFile, StoreLocked
from carekg.prefixes import ID
from carekg.revision import Update, _focus, revise
from carekg.versions import locked


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """The store of an empty catalogue."""
    (tmp_path / "catalog.ttl").write_text("<http://e/c> a <http://www.w3.org/ns/dcat#Catalog> .", encoding="utf-8")
    build(tmp_path / "catalog.ttl", tmp_path / "store")
    return tmp_path / "store"


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
