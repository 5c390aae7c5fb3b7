"""Optional graphs: GP practices and small areas, which a build holds where it is asked for them."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from carekg import KnowledgeGraph
from carekg.build.candidate import build
from carekg.build.optional import OPTIONS
from carekg.build.revision import Update, revise
from carekg.store.catalog import read_catalog
from carekg.store.versions import recorded
from carekg.terms.errors import BadParameter, GraphProtected, UnknownName
from carekg.terms.files import locate
from carekg.terms.namespaces import CKG
from commands import run
from kept import begin
from support import PREAMBLE, write_catalogue, write_national

NATIONAL = locate("data/national")
SHIPPED = (
    *("icbs-2022-07", "icbs-2024-04", "icbs-2026-04", "networks-2026-08", "councils", "authorities-2023-04"),
    *("practices-2026-08", "lsoas-2024-04", "lsoas-2026-04"),
)


@pytest.fixture(scope="module")
def placed(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """A graph of part of England, with its optional graphs."""
    folder = begin(
        tmp_path_factory.mktemp("placed"),
        "placed",
        lambda folder: build(write_national(folder, SHIPPED), folder / "store"),
    )
    return KnowledgeGraph.open(folder / "store")


def covers(kg: KnowledgeGraph, code: str, day: str) -> set[tuple[str, str, bool | None]]:
    rows = kg.ask("locate", id=code, as_of=day).rows
    return {(row["relation"], row["cover"].rpartition("/")[2], row["certain"]) for row in rows}


def test_a_build_leaves_optional_graphs_out_unless_it_is_asked_for_them() -> None:
    catalogue = locate("data/catalog.ttl")
    plain = {dataset.path.stem for dataset in read_catalog(catalogue).datasets}
    options = ["practices", "lsoas", "delay-reasons"]
    full = {dataset.path.stem: dataset.option for dataset in read_catalog(catalogue, options).datasets}
    assert {name: option for name, option in full.items() if name not in plain} == {
        **{f"practices-{month}": "practices" for month in ("2020-09", "2023-01", "2026-08")},
        **{f"lsoas-{month}": "lsoas" for month in ("2018-04", "2021-04", "2022-07", "2024-04", "2026-04")},
        **dict.fromkeys(("delay-reasons-2025-05", "welsh-delays-2025-03"), "delay-reasons"),
    }
    with pytest.raises(UnknownName, match="lsoas"):
        read_catalog(catalogue, ["lsoa"])


def test_an_unknown_option_is_named_by_the_command(tmp_path: Path) -> None:
    done = run("build", "--with", "trees", "--output", str(tmp_path / "store"))
    assert done.returncode == 2
    assert "practices" in done.stderr
    assert not (tmp_path / "store/current").exists()


def said(name: str, term: str) -> dict[str, list[str]]:
    """Give what one file says by one property, by the last part of the subject."""
    found: dict[str, list[str]] = {}
    for triple in parse(path=NATIONAL / f"{name}.ttl", format=RdfFormat.TURTLE):
        if triple.predicate == NamedNode(term):
            found.setdefault(triple.subject.value.rpartition("/")[2], []).append(triple.object.value.rpartition("/")[2])
    return found


def test_small_areas_and_their_residents_add_up_and_the_uncertain_ones_are_marked() -> None:
    residents = said("lsoas-2024-04", CKG.residents)
    assert len(residents) == 33_755
    assert sum(int(number) for numbers in residents.values() for number in numbers) == 56_490_046
    places = said("lsoas-2024-04", CKG.placedIn)
    districts = Counter(
        place for lsoa in said("lsoas-2026-04", CKG.certain) for place in places[lsoa] if place.startswith("E07")
    )
    assert districts == {"E07000212": 6, "E07000209": 13}  # Runnymede and Guildford


def test_a_small_area_is_located_in_all_that_covers_it(placed: KnowledgeGraph) -> None:
    found = covers(placed, "E01030823", "2024-06-01")
    assert {
        ("lies in", "tandridge-district-council", True),
        ("lies in", "sicbl-92a", True),
        ("belongs to", "surrey-county-council", None),
        ("belongs to", "icb-qxu", None),
    } <= found
    assert ("belongs to", "icb-s9b9j", None) in covers(placed, "E01030823", "2026-08-01")


def test_what_is_uncertain_of_a_small_area_says_so(placed: KnowledgeGraph) -> None:
    uncertain = next(iter(said("lsoas-2026-04", CKG.certain)))
    boards = {each for each in covers(placed, uncertain, "2026-08-01") if each[1].startswith("icb-")}
    assert {sure for relation, _, sure in boards if relation == "lies in"} == {False}


def test_a_practice_is_located_in_its_network_location_and_board(placed: KnowledgeGraph) -> None:
    answer = placed.ask("locate", id="a81001", as_of="2026-08-15")
    assert answer.labels[answer.rows[0]["asked"]] == "The Densham Surgery"
    found = {(row["relation"], row["cover"].rpartition("/")[2]) for row in answer.rows}
    assert {("lies in", "pcn-u89141"), ("lies in", "sicbl-16c"), ("belongs to", "icb-qhm")} <= found


def test_a_code_that_no_file_lists_is_unknown(placed: KnowledgeGraph) -> None:
    for code in ("E01999999", "A99999"):
        with pytest.raises(UnknownName, match=code):
            placed.ask("locate", id=code)


def test_a_question_of_one_kind_of_thing_takes_no_practice_for_it(
    placed: KnowledgeGraph, small: Callable[..., KnowledgeGraph]
) -> None:
    assert placed.ask("delays", id="A81001").outcome.kind == "not-held"
    with pytest.raises(BadParameter, match="--with practices"):
        small("").ask("delays", id="A81001")


def test_a_code_of_a_form_that_no_optional_graph_holds_is_unknown(small: Callable[..., KnowledgeGraph]) -> None:
    kg = small("")
    for code in ("U99999", "u99999", "W01000001", "S01000001"):
        with pytest.raises(UnknownName, match=code):
            kg.ask("locate", id=code)
    with pytest.raises(BadParameter, match="--with practices"):
        kg.ask("locate", id="a81001")


@pytest.mark.parametrize(
    ("name", "option", "start"), [("practices-2026-08", "practices", "practice-"), ("lsoas-2024-04", "lsoas", "E01")]
)
def test_each_code_that_is_shipped_has_the_form_that_is_looked_for(name: str, option: str, start: str) -> None:
    form = next(each.code for each in OPTIONS if each.name == option)
    triples = parse(path=NATIONAL / f"{name}.ttl", format=RdfFormat.TURTLE)
    locals_ = {triple.subject.value.rpartition("/")[2] for triple in triples}
    codes = {each.removeprefix("practice-").upper() for each in locals_ if each.startswith(start)}
    assert len(codes) > 6_000
    assert [code for code in codes if not re.fullmatch(form, code)] == []


@pytest.mark.parametrize(("code", "option"), [("E01000001", "lsoas"), ("A81001", "practices")])
def test_without_the_optional_graph_it_is_said_what_to_build(kg: KnowledgeGraph, code: str, option: str) -> None:
    with pytest.raises(BadParameter, match=f"--with {option}"):
        kg.ask("locate", id=code)


def with_option(folder: Path) -> Path:
    """A catalogue of two files, one of them optional."""
    facts = {"more.ttl": f'{PREAMBLE}body:a rdfs:label "a"@en .', "base.ttl": f'{PREAMBLE}body:b rdfs:label "b"@en .'}
    catalogue = write_catalogue(folder, facts)
    text = catalogue.read_text(encoding="utf-8")
    catalogue.write_text(
        text.replace("ckg:namedGraph graph:d0", 'ckg:option "more" ; ckg:namedGraph graph:d0'), "utf-8"
    )
    return catalogue


def test_nobody_writes_under_the_name_of_an_optional_graph(tmp_path: Path) -> None:
    catalogue, store = with_option(tmp_path), tmp_path / "store"
    mine = Update('INSERT DATA { GRAPH graph:d0 { body:a rdfs:label "mine"@en } }')
    for options, seen in (([], False), (["more"], True), ([], False)):
        build(catalogue, store, options=options)
        revise(store, Update(f"INSERT DATA {{ <urn:x:{len(options)}> rdfs:label 'own' }}"), "")
        with pytest.raises(GraphProtected, match="graph/d0>"):
            revise(store, mine, "")
        kg = KnowledgeGraph.open(store)
        assert bool(kg.query('ASK { body:a rdfs:label "a"@en }')) is seen
        assert bool(kg.query("ASK { <urn:x:0> rdfs:label 'own' }"))


def test_a_version_records_its_options_and_the_next_build_may_leave_them_out(tmp_path: Path) -> None:
    catalogue = with_option(tmp_path)
    for options in (["more"], []):
        build(catalogue, tmp_path / "store", options=options)
        kg = KnowledgeGraph.open(tmp_path / "store")
        assert kg.store.version["options"] == options
        assert bool(kg.query('ASK { body:a rdfs:label "a"@en }')) is bool(options)
        assert bool(kg.query('ASK { body:b rdfs:label "b"@en }'))
        assert recorded((tmp_path / "store/current").resolve()).options == tuple(options)
