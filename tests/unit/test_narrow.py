"""The narrow way of a write makes what the whole way makes: the same quads, the same reports, the same name."""

import os
import shutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from carekg import KnowledgeGraph
from carekg.build.candidate import Candidate
from carekg.build.check import check, check_rules
from carekg.build.narrow import Narrow, is_ready
from carekg.build.report import Report, Violation
from carekg.build.revision import Removal, Update, Upload, _difference, _focus, _revise_narrowly, revise
from carekg.knowledge_graph import MAKERS
from carekg.store import digests
from carekg.store.embedded import CURRENT, ENGINE_FOLDER, Embedded
from carekg.store.reader import read_query
from carekg.store.sparql import read_folder
from carekg.store.versions import BUILD_GRAPH, content_hash
from carekg.store.view import Unbounded
from carekg.terms.errors import GraphProtected, InvalidGraph
from carekg.terms.files import locate
from indexed import indexed
from kept import begin_store
from narrowing import FILE
from support import PREAMBLE, write_catalogue

MINE = NamedNode("urn:x:mine")
POOL = [Quad(each.subject, each.predicate, each.object, MINE) for each in parse(path=FILE, format=RdfFormat.N_TRIPLES)]
CHECKS = {rule.name for rule in read_folder(locate("ontology/checks"))}
EXAMPLES = 60 if "CAREKG_TEST_WHOLE" in os.environ else 6
SLOWLY = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
FACTS = 'structure:x a skos:Concept ; skos:prefLabel "x"@en ; rdfs:label "x"@en ; skos:definition "what x is"@en .'


@pytest.fixture(scope="module")
def half(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with three of four triples on which rules turn, in a caller's graph; it need not be valid."""
    folder = tmp_path_factory.mktemp("half")
    candidate = Candidate.start(write_catalogue(folder, {"facts.ttl": PREAMBLE}), folder / "store")
    candidate.load(lambda *_: None)
    candidate.engine.extend(quad for number, quad in enumerate(POOL) if number % 4)
    candidate.list_local()
    candidate.derive(lambda *_: None)
    candidate.merge()
    candidate.publish(makers=MAKERS)
    return folder / "store"


@pytest.fixture(scope="module")
def valid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small store that is valid, with its index of names."""
    return begin_store(tmp_path_factory.mktemp("valid"), FACTS, named=True)


@cache
def faults(store: Path) -> set[Violation]:
    """What the checks find in a store that need not be valid."""
    candidate = Candidate.revise(store, derived=True)
    try:
        candidate.list_local()
        return set(check_rules(candidate.engine, candidate.catalog))
    finally:
        candidate.discard()


def content(engine: Store) -> set[bytes]:
    """The quads, as lines; read one by one, they would take most of the time of these tests."""
    lines = (engine.dump(format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
    return {line for line in lines if not line.endswith(b" <%s> .\n" % BUILD_GRAPH.encode())}


def whole(store: Path, came: set[Quad], gone: set[Quad]) -> tuple[set[bytes], Report]:
    candidate = Candidate.revise(store, derived=False)
    try:
        for quad in gone:
            candidate.engine.remove(quad)
        candidate.engine.extend(came)
        candidate.list_local()
        candidate.derive(lambda *_: None)
        report = check(candidate.engine, candidate.catalog, _focus(candidate.engine, came | gone))
        candidate.merge()
        return content(candidate.engine), report
    finally:
        candidate.discard()


def narrow(store: Path, came: set[Quad], gone: set[Quad]) -> tuple[set[bytes], Report, str]:
    made = Narrow.start(store)
    try:
        made.write(came, gone)
        made.derive()
        report = made.check(_focus(made.candidate.engine, came | gone) or set())
        kept = digests.read(made.former)
        assert kept is not None
        data = digests.keep_up(kept, *(made._named(quads) for quads in (made.came, made.gone)))
        return content(made.candidate.engine), report, digests.name_of(data)
    finally:
        made.candidate.discard()


@SLOWLY
@given(places=st.lists(st.integers(0, len(POOL) - 1), min_size=1, max_size=25, unique=True), things=st.booleans())
def test_quads_and_name_are_those_of_the_whole_way(half: Path, places: Sequence[int], things: bool) -> None:
    held = set(Store.read_only(str(half / CURRENT / ENGINE_FOLDER)).quads_for_pattern(None, None, None, MINE))
    drawn = {POOL[place] for place in places}
    if things:  # all that is known of a few things, so that what was derived of them goes or comes
        subjects = {quad.subject for quad in list(drawn)[:3]}
        drawn = {quad for quad in POOL if quad.subject in subjects}
    came, gone = drawn - held, drawn & held
    expected, reported = whole(half, came, gone)
    found, told, name = narrow(half, came, gone)
    assert (found - expected, expected - found) == (set(), set())
    assert name == content_hash(expected)
    assert set(told.violations) <= set(reported.violations)
    fresh = {each for each in reported.violations if each.rule in CHECKS} - faults(half)
    assert fresh <= set(told.violations), "of what it did not find before, it tells all"


PARTS = (
    'a prov:Activity ; rdfs:label "e"@en',
    'rdfs:label "e"@en',
    'rdfs:label " untidy"@en',
    "a ckg:Unheard",
    "ckg:unheard 1",
    "ckg:validFrom '2020-01-01'^^xsd:date",
    "ckg:validUntil '2019-01-01'^^xsd:date",
    "ckg:verification verification:verified",
    "ckg:readAt <https://example.org/page> ; ckg:readOn '2026-01-01'^^xsd:date",
    "skos:broader structure:x",
    "skos:broader <http://e/a>",
    "rdfs:seeAlso structure:nowhere",
    "skos:inScheme <http://e/b> ; skos:prefLabel 'x'@en",
    "ckg:bearer structure:x",
    "a ckg:Duty",
    "ckg:sourceVersion <http://e/b>",
    "org:classification structure:x",
    "ckg:claims <http://e/b> ; a ckg:CompletenessStatement",
)


@SLOWLY
@given(
    changes=st.lists(
        st.tuples(st.sampled_from(["INSERT DATA", "DELETE DATA"]), st.sampled_from("ab"), st.sampled_from(PARTS)),
        min_size=1,
        max_size=3,
    )
)
def test_reports_are_those_of_the_whole_way(
    valid: Path, tmp_path_factory: pytest.TempPathFactory, changes: Sequence[tuple[str, str, str]]
) -> None:
    own = tmp_path_factory.mktemp("own") / "store"
    shutil.copytree(valid, own, symlinks=True)
    for verb, thing, part in changes:
        update = Update(f"{verb} {{ <http://e/{thing}> {part} }}")
        came, gone = _difference((own / CURRENT).resolve(), update)
        found, report, name = narrow(own, came, gone)
        expected, reported = whole(own, came, gone)
        assert (found - expected, expected - found) == (set(), set())
        assert report == reported
        if report.conforms:
            assert revise(own, update, "", MAKERS) == name == KnowledgeGraph.open(own).version
            continue
        with pytest.raises(InvalidGraph) as refused:
            revise(own, update, "", MAKERS)
        assert refused.value.report == report
    shutil.rmtree(own.parent)


def names_of(store: Path) -> Path:
    return next((store / CURRENT / "made").glob("names-*")) / "names.sqlite"


def test_a_row_of_writes_leaves_what_the_whole_way_leaves(valid: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for each in (one, other):
        shutil.copytree(valid, each, symlinks=True)
    remark = b'<http://e/r> <http://www.w3.org/2000/01/rdf-schema#comment> "remark"@en .'
    for change in (
        Update('INSERT DATA { <http://e/a> rdfs:label "A name"@en ; skos:altLabel "other" ; rdfs:comment "c" }'),
        Upload("urn:x:up", remark, "text/turtle", replace=True),
        Update('DELETE DATA { <http://e/a> skos:altLabel "other" } ; INSERT DATA { <http://e/b> rdfs:label "B"@en }'),
        Update('INSERT DATA { GRAPH <urn:x:two> { <http://e/a> rdfs:label "A name"@en } }'),
        Update("DELETE WHERE { <http://e/a> ?p ?o }"),
        Removal("urn:x:up"),
        Update("DELETE WHERE { GRAPH <urn:x:two> { ?s ?p ?o } } ; DELETE WHERE { ?s ?p ?o }"),
    ):
        assert revise(one, change, "n", MAKERS) == revise(other, change, "n", MAKERS, full=True)
        assert indexed(names_of(one)) == indexed(names_of(other))
        found = Embedded.open(one)
        quads = (found.engine.dump(format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
        assert content_hash(quads) == found.version["hash"]
        assert len(quads) == found.version["quads"]
        assert set(found.engine.named_graphs()) == set(Embedded.open(other).engine.named_graphs())


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <http://e/a> rdfs:subClassOf <http://e/b> }",
        "INSERT { <http://e/a> rdfs:label ?l } WHERE { GRAPH ?g { structure:x rdfs:label ?l } }",
        "INSERT { <http://e/a> rdfs:label ?l } WHERE { GRAPH graph:d0 { structure:x rdfs:label ?l } }",
        "CLEAR ALL",
        "COPY <urn:x:a> TO <urn:x:b>",
    ],
)
def test_what_may_touch_more_goes_the_whole_way(valid: Path, text: str) -> None:
    with pytest.raises(Unbounded):
        _revise_narrowly(valid, Update(text), "", ())


def test_a_version_that_was_made_by_other_rules_is_no_beginning(valid: Path, tmp_path: Path) -> None:
    shutil.copytree(valid, tmp_path / "own", symlinks=True)
    file = tmp_path / "own/current/version.json"
    assert is_ready(file.parent)
    file.write_text(file.read_text(encoding="utf-8").replace('"ways": "', '"ways": "x'), encoding="utf-8")
    assert not is_ready(file.parent)
    revise(tmp_path / "own", Update("INSERT DATA { <http://e/a> rdfs:comment 'a' }"), "", MAKERS)
    assert is_ready((tmp_path / "own/current").resolve())


def test_a_shipped_graph_is_protected_in_the_narrow_way_too(valid: Path) -> None:
    with pytest.raises(GraphProtected):
        revise(valid, Update("INSERT DATA { GRAPH graph:d0 { <http://e/a> <http://e/b> 1 } }"), "")


@pytest.mark.parametrize("folder", ["ontology/rules", "ontology/checks"])
def test_every_rule_and_check_can_be_read(folder: str) -> None:
    for query in read_folder(locate(folder)):
        reading = read_query(query.text)
        assert any(True for _ in reading.patterns)
        assert folder == "ontology/rules" or "subject" in reading.root.binds
