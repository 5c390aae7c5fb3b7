"""Building: all or nothing, from exactly what the catalogue lists, the same each time."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import URIRef

from carekg import KnowledgeGraph
from carekg.build.candidate import build
from carekg.terms.errors import InvalidGraph, MalformedFile, MissingFile, StoreMissing, UnlistedFile
from carekg.terms.prefixes import expand
from commands import run
from support import PREAMBLE, write_catalogue

GOOD = """structure:x a ckg:StructureKind ; skos:prefLabel "x"@en ; skos:inScheme scheme:structure ;
    skos:definition "X."@en ."""


def count(folder: Path) -> int:
    """How many versions a store folder holds."""
    return len(list((folder / "versions").iterdir()))


def test_a_build_publishes_one_version_and_leaves_nothing_else(tmp_path: Path) -> None:
    name, report = build(write_catalogue(tmp_path, {"a.ttl": PREAMBLE + GOOD}), tmp_path / "store")
    assert report.conforms
    assert KnowledgeGraph.open(tmp_path / "store").version == name
    assert sorted(path.name for path in (tmp_path / "store").iterdir()) == ["current", "versions"]


def test_the_same_files_give_the_same_version(tmp_path: Path) -> None:
    catalogue = write_catalogue(tmp_path, {"a.ttl": PREAMBLE + GOOD})
    first, _ = build(catalogue, tmp_path / "one")
    second, _ = build(catalogue, tmp_path / "two")
    assert first == second
    metadata = json.loads((tmp_path / "two/current/version.json").read_text(encoding="utf-8"))
    assert metadata["hash"] == second


def test_another_fact_gives_another_version_and_the_old_ones_are_pruned(tmp_path: Path) -> None:
    names = set()
    for number in range(5):
        catalogue = write_catalogue(tmp_path, {"a.ttl": f'{PREAMBLE}{GOOD}\nstructure:x skos:note "{number}" .'})
        names.add(build(catalogue, tmp_path / "store")[0])
    assert len(names) == 5
    assert count(tmp_path / "store") == 3


def test_an_empty_catalogue_gives_an_empty_store(tmp_path: Path) -> None:
    (tmp_path / "catalog.ttl").write_text(
        f'{PREAMBLE}dataset:all a dcat:Catalog ; dcterms:title "all" .', encoding="utf-8"
    )
    build(tmp_path / "catalog.ttl", tmp_path / "store")
    graph = KnowledgeGraph.open(tmp_path / "store")
    assert not bool(graph.query("ASK { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"))


def test_a_malformed_file_is_named_with_line_and_column(tmp_path: Path) -> None:
    catalogue = write_catalogue(tmp_path, {"broken.ttl": "<http://e/a> <http://e/b>\n\n  .\n"})
    with pytest.raises(MalformedFile, match=r"broken\.ttl, line 3, column 3"):
        build(catalogue, tmp_path / "store")
    assert not list((tmp_path / "store").iterdir()), "nothing half-made is left"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    catalogue = write_catalogue(tmp_path, {"gone.ttl": GOOD})
    (tmp_path / "gone.ttl").unlink()
    with pytest.raises(MissingFile, match=r"gone\.ttl"):
        build(catalogue, tmp_path / "store")


def test_a_file_that_is_not_listed_is_named(tmp_path: Path) -> None:
    catalogue = write_catalogue(tmp_path, {"a.ttl": PREAMBLE + GOOD})
    (tmp_path / "stray.ttl").write_text("", encoding="utf-8")
    with pytest.raises(UnlistedFile, match=r"stray\.ttl"):
        build(catalogue, tmp_path / "store")


@pytest.mark.parametrize("lacking", ["dcterms:publisher", "dcterms:license", "ckg:namedGraph", "ckg:path"])
def test_a_dataset_that_lacks_something_is_named(tmp_path: Path, lacking: str) -> None:
    catalogue = write_catalogue(tmp_path, {"a.ttl": PREAMBLE + GOOD}, ontology=False)
    text = catalogue.read_text(encoding="utf-8").replace(lacking, "skos:note", 1)
    catalogue.write_text(text, encoding="utf-8")
    with pytest.raises(MalformedFile, match=r"dataset/d0> has no"):
        build(catalogue, tmp_path / "store")


def test_two_files_may_not_share_a_graph(tmp_path: Path) -> None:
    catalogue = write_catalogue(tmp_path, {"a.ttl": "", "b.ttl": ""}, ontology=False)
    catalogue.write_text(catalogue.read_text(encoding="utf-8").replace("graph:d1", "graph:d0"), encoding="utf-8")
    with pytest.raises(MalformedFile, match="one graph a file"):
        build(catalogue, tmp_path / "store")


def test_a_violation_stops_the_build_and_the_old_version_keeps_serving(tmp_path: Path) -> None:
    good, _ = build(write_catalogue(tmp_path, {"a.ttl": PREAMBLE + GOOD}), tmp_path / "store")
    open_graph = KnowledgeGraph.open(tmp_path / "store")
    bad = 'seat:x a ckg:SeatRule ; rdfs:label "x" ; ckg:seatOn stakeholder:carers .'
    with pytest.raises(InvalidGraph) as raised:
        build(write_catalogue(tmp_path, {"a.ttl": PREAMBLE + bad}), tmp_path / "store")
    shown = str(raised.value)
    assert "a.ttl: seat:x: It does not say which structure the seat is on" in shown
    assert "shape:seat-on" in shown
    assert "Add one ckg:seatOn" in shown
    assert KnowledgeGraph.open(tmp_path / "store").version == good
    assert bool(open_graph.query("ASK { structure:x ?p ?o }")), "a reader that was open still reads"
    assert count(tmp_path / "store") == 1


def test_the_command_line_reports_a_violation_with_exit_code_1(tmp_path: Path) -> None:
    catalogue = write_catalogue(tmp_path, {"a.ttl": f"{PREAMBLE}structure:x a ckg:StructureKind ."})
    result = run("build", "--catalog", str(catalogue), "--output", str(tmp_path / "store"))
    assert result.returncode == 1
    assert "structure:x: It has no label" in result.stderr
    checked = run("validate", "--catalog", str(catalogue), "--format", "json")
    assert checked.returncode == 1
    assert json.loads(checked.stdout)["conforms"] is False


def test_progress_is_told(tmp_path: Path) -> None:
    steps: list[str] = []
    build(write_catalogue(tmp_path, {}), tmp_path / "store", progress=lambda step, *_: steps.append(step))
    assert {"load carekg.ttl", "derive part-of", "check", "merge"} <= set(steps)


def test_a_graph_that_is_not_in_the_default_graph_is_asked_for_by_name(tmp_path: Path) -> None:
    catalogue = write_catalogue(tmp_path, {"a.ttl": PREAMBLE + GOOD})
    text = catalogue.read_text(encoding="utf-8").replace(
        "ckg:namedGraph graph:d0", "ckg:inDefaultGraph false ; ckg:namedGraph graph:d0"
    )
    catalogue.write_text(text, encoding="utf-8")
    build(catalogue, tmp_path / "store")
    graph = KnowledgeGraph.open(tmp_path / "store")
    assert not bool(graph.query("ASK { structure:x skos:prefLabel ?label }"))
    assert bool(graph.query("ASK { GRAPH graph:d0 { structure:x skos:prefLabel ?label } }"))


def test_opening_what_is_no_store_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="carekg build --output"):
        KnowledgeGraph.open(tmp_path)


def test_rules_derive_what_they_say(small: Callable[[str], KnowledgeGraph]) -> None:
    graph = small(
        """<http://www.legislation.gov.uk/id/act> a eli:LegalResource ; dcterms:title "Act" ;
            ckg:knowledgeLevel knowledge-level:statute ; ckg:verification verification:from-memory .
        <http://www.legislation.gov.uk/id/act/1> a ckg:Provision ; dcterms:title "Section" ;
            eli:is_part_of <http://www.legislation.gov.uk/id/act> ;
            ckg:knowledgeLevel knowledge-level:statute ; ckg:verification verification:from-memory .
        <http://www.legislation.gov.uk/id/act/1/1> a ckg:Provision ; dcterms:title "Subsection" ;
            eli:is_part_of <http://www.legislation.gov.uk/id/act/1> ;
            ckg:knowledgeLevel knowledge-level:statute ; ckg:verification verification:from-memory .
        structure:monitor ckg:foundedBy <http://www.legislation.gov.uk/id/act/1/1> ."""
    )
    for derived in (
        "structure:monitor ckg:establishedBy <http://www.legislation.gov.uk/id/act>",
        "<http://www.legislation.gov.uk/id/act> dcterms:hasPart <http://www.legislation.gov.uk/id/act/1/1>",
        '<http://www.legislation.gov.uk/id/act> rdfs:label "Act"',
        "structure:monitor a skos:Concept, ckg:PartyKind",
        "structure:clinical-commissioning-group skos:broaderTransitive structure:nhs-body",
    ):
        assert bool(graph.query(f"ASK {{ {derived} }}")), derived


def test_the_same_store_is_an_rdflib_dataset(small: Callable[[str], KnowledgeGraph]) -> None:
    graph = small("").dataset
    nhs, label = expand("sector:nhs"), expand("skos:prefLabel")
    assert [str(row[0]) for row in graph.query(f"SELECT ?label {{ <{nhs}> <{label}> ?label }}")] == ["NHS"]
    derived = URIRef(expand("graph:derived-type"))
    assert list(graph.query(f"SELECT ?s {{ GRAPH <{derived}> {{ ?s ?p ?o }} }} LIMIT 1"))
    with pytest.raises(RuntimeError):
        graph.graph(derived)  # it would add the graph, and a version is never changed
