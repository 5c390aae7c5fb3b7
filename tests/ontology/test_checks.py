"""Each quality rule is proven by a fixture that breaks it, and by the whole graph, which does not."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from carekg import KnowledgeGraph
from carekg.build.candidate import Candidate
from carekg.build.check import check_rules
from carekg.store.sparql import read_folder
from carekg.terms.files import locate
from carekg.terms.prefixes import expand
from support import PREAMBLE, write_catalogue

FAILING = Path(__file__).parent / "failing"
RULES = read_folder(locate("ontology/checks"))
WITHOUT_FILE = {"uncatalogued-graph"}  # a file is always in the catalogue: the fixture is made in the test below


def found(folder: Path, turtle: str) -> set[tuple[str, str]]:
    """The (rule, subject) pairs that the rules report for a few triples beside the ontology."""
    catalogue = write_catalogue(folder, {"facts.ttl": PREAMBLE + turtle})
    candidate = Candidate.start(catalogue, folder / "store")
    candidate.load(lambda *_: None)
    candidate.derive(lambda *_: None)
    return {(each.rule, each.subject) for each in check_rules(candidate.engine, candidate.catalog)}


def test_every_rule_has_a_failing_fixture() -> None:
    assert {path.stem for path in FAILING.glob("*.ttl")} | WITHOUT_FILE == {rule.name for rule in RULES}


@pytest.mark.parametrize("path", sorted(FAILING.glob("*.ttl")), ids=lambda path: path.stem)
def test_a_rule_reports_what_breaks_it(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    subject = text.partition("# subject: ")[2].partition("\n")[0]
    reported = {each for rule, each in found(tmp_path, text) if rule == path.stem}
    assert reported, f"{path.stem} reports nothing"
    if subject != "_":
        assert expand(subject) in reported


def test_the_ontology_alone_breaks_no_rule(tmp_path: Path) -> None:
    assert not found(tmp_path, "")


def test_a_graph_that_is_in_no_catalogue_is_reported(tmp_path: Path) -> None:
    candidate = Candidate.start(write_catalogue(tmp_path, {}), tmp_path / "store")
    candidate.load(lambda *_: None)
    stray = NamedNode(expand("graph:stray"))
    label = NamedNode(expand("rdfs:label"))
    candidate.engine.add(Quad(stray, label, Literal("stray"), stray))
    reported = {(each.rule, each.subject) for each in check_rules(candidate.engine, candidate.catalog)}
    assert ("uncatalogued-graph", stray.value) in reported


def test_rules_say_what_is_wrong_and_what_would_be_right() -> None:
    for rule in RULES:
        assert {"title", "problem", "solution", "severity"} <= set(rule.header), rule.name


def test_the_whole_graph_was_checked(kg: KnowledgeGraph) -> None:
    assert kg.store.version["quads"] > 50_000
