"""Scenarios: what is lost is named with what would restore it, and the graph stays as it is."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from carekg import KnowledgeGraph
from carekg.errors import BadParameter, CarekgError, MalformedFile, MissingFile, UnknownName
from carekg.namespaces import CKG
from carekg.prefixes import compress, expand
from carekg.scenario import Outcome, load_scenario, make_scenario, read_scenario, run

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "scenarios").glob("*.yaml"))
FACTS = """
seat:a a ckg:SeatRule ; rdfs:label "a seat" ; ckg:seatOn structure:health-and-wellbeing-board ;
    ckg:seatFor structure:local-healthwatch ; ckg:seatBasis seat-basis:appointed ; ckg:minimumSeats 1 ;
    ckg:validFrom "2013-04-01"^^xsd:date ; ckg:endStatus end-status:ongoing ;
    ckg:knowledgeLevel knowledge-level:statute ; ckg:verification verification:from-memory .
seat:b a ckg:SeatRule ; rdfs:label "another seat" ; ckg:seatOn structure:health-and-wellbeing-board ;
    ckg:seatFor structure:local-authority ; ckg:seatBasis seat-basis:appointed ; ckg:minimumSeats 1 ;
    ckg:validFrom "2013-04-01"^^xsd:date ; ckg:endStatus end-status:ongoing ;
    ckg:knowledgeLevel knowledge-level:statute ; ckg:verification verification:from-memory .
"""
Make = Callable[[str], KnowledgeGraph]


def tried(graph: KnowledgeGraph, *steps: dict[str, Any], **fields: Any) -> Outcome:
    body = {"title": "a trial", "date": "2024-01-01", "layer": "membership", "measures": ["degree"], **fields}
    return run(graph.store, graph.names, make_scenario({**body, "steps": list(steps)}))


def gone(outcome: Outcome) -> set[tuple[str, str, str, int]]:
    return {(compress(each.statement), each.part, compress(each.party), each.left) for each in outcome.lost}


def test_a_seat_empties_when_its_member_is_abolished(small: Make, tmp_path: Path) -> None:
    graph = small(FACTS)
    outcome = tried(graph, {"abolish": "structure:local-healthwatch"})
    assert gone(outcome) == {("seat:a", "member", "structure:local-healthwatch", 0)}
    assert outcome.lost[0].restore == "name another member: the graph names no successor"
    assert outcome.summary == {"seat: member lost": 1, "seat: no member left": 1}
    assert outcome.measures[0].edges == {"ended": 1, "stayed": 1}


def test_the_graph_that_serves_stays_as_it_is(small: Make) -> None:
    graph = small(FACTS)
    before = set(graph.store.engine)
    tried(graph, {"abolish": "structure:local-healthwatch"})
    assert set(graph.store.engine) == before
    assert graph.graph("membership", "2024-01-01").number_of_edges() == 2


def test_a_successor_takes_the_seat(small: Make) -> None:
    outcome = tried(small(FACTS), {"abolish": "structure:local-healthwatch", "successor": "structure:voluntary-body"})
    assert gone(outcome) == {("seat:a", "member", "structure:local-healthwatch", 1)}
    assert [compress(each.party) for each in outcome.gained] == ["structure:voluntary-body"]


def test_bodies_merge_into_a_new_one(small: Make) -> None:
    step = {"merge": ["structure:local-healthwatch", "structure:local-authority"], "into": "new: One Body"}
    outcome = tried(small(FACTS), step)
    assert {each.party_label for each in outcome.gained} == {"One Body"}
    assert len(outcome.gained) == len(outcome.lost) == 2
    assert all(each.left == 1 for each in outcome.lost)


def test_a_body_splits_in_two(small: Make) -> None:
    step = {"split": "structure:local-healthwatch", "into": ["new: North", "new: South"]}
    assert sorted(each.party_label for each in tried(small(FACTS), step).gained) == ["North", "South"]


def test_a_later_step_can_use_a_body_that_an_earlier_one_made(small: Make) -> None:
    merge = {"merge": ["structure:local-healthwatch", "structure:local-authority"], "into": "new: One Body"}
    add = {"membership": "structure:integrated-care-partnership", "add": ["new: One Body"]}
    assert len(tried(small(FACTS), merge, add).gained) == 4  # two seats taken over; a new one, and its structure


def test_a_membership_rule_changes(small: Make) -> None:
    board = "structure:health-and-wellbeing-board"
    outcome = tried(
        small(FACTS),
        {"membership": board, "add": ["structure:voluntary-body"], "remove": ["structure:local-healthwatch"]},
    )
    assert {each.party_label for each in outcome.gained} == {"health and wellbeing board", "voluntary body"} or {
        compress(each.party) for each in outcome.gained
    } == {board, "structure:voluntary-body"}
    assert {statement for statement, *_ in gone(outcome)} == {"seat:a"}
    assert "keep or re-enact the statement" in outcome.lost[0].restore


def test_the_end_of_the_partnership_requirement(kg: KnowledgeGraph) -> None:
    outcome = run(kg.store, kg.names, load_scenario(ROOT / "scenarios/end-of-integrated-care-partnerships.yaml"))
    strategy = [each for each in outcome.lost if "integrated care strategy" in each.label and not each.left]
    assert any(compress(each.provision).startswith("leg:ukpga/2007/28/section/116ZB") for each in strategy)


def test_a_merger_gives_the_relations_that_it_really_gave(kg: KnowledgeGraph) -> None:
    def councils(*boards: str, on: str) -> set[str]:
        rows = kg.store.select(
            f"""SELECT ?to {{ VALUES ?board {{ {" ".join(boards)} }} ?x ckg:relevantBody ?board ; ckg:relevantTo ?to .
            OPTIONAL {{ ?x ckg:validFrom ?f }} OPTIONAL {{ ?x ckg:validUntil ?u }}
            FILTER((!BOUND(?f) || STR(?f) <= "{on}") && (!BOUND(?u) || STR(?u) > "{on}")) }}"""
        )
        return {row["to"].value for row in rows}

    outcome = run(kg.store, kg.names, load_scenario(ROOT / "scenarios/icb-mergers-2026.yaml"))
    moved = {each.statement for each in outcome.gained if each.part == "relevant body"}
    found = {
        quad.object.value
        for statement in moved
        for quad in kg.store.engine.quads_for_pattern(NamedNode(statement), NamedNode(CKG.relevantTo), None, None)
    }
    assert found == councils("body:icb-z9b2z", on="2026-04-01") != set()
    assert found == councils("body:icb-qmj", "body:icb-qrv", on="2026-03-31")


def test_a_transfer_leaves_no_duty_without_a_bearer(kg: KnowledgeGraph) -> None:
    outcome = run(kg.store, kg.names, load_scenario(ROOT / "scenarios/end-of-nhs-england.yaml"))
    assert not [each for each in outcome.lost if each.part == "bearer" and not each.left]
    minister = expand("structure:secretary-of-state")
    assert any(each.party == minister and each.part == "bearer" for each in outcome.gained)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_a_scenario_that_runs(kg: KnowledgeGraph, path: Path) -> None:
    outcome = run(kg.store, kg.names, load_scenario(path), top=1)
    assert outcome.version == kg.version
    assert outcome.measures


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 5


STEP = {"abolish": "structure:local-healthwatch"}


@pytest.mark.parametrize(
    ("found", "message"),
    [
        ([], "mapping"),
        ({"title": "t", "date": "2024-01-01"}, "steps is missing"),
        ({"title": "t", "date": "2024-01-01", "steps": []}, "at least one"),
        ({"title": "t", "date": "2024-13-01", "steps": [STEP]}, "2024-13-01"),
        ({"title": "t", "date": "2024-01-01", "steps": [STEP], "colour": 1}, "colour"),
        ({"title": "t", "date": "2024-01-01", "steps": [{"explode": "x"}]}, "abolish"),
        ({"title": "t", "date": "2024-01-01", "steps": [{"abolish": "x", "merge": ["y", "z"]}]}, "one of"),
        ({"title": "t", "date": "2024-01-01", "steps": [{"transfer": "x"}]}, "to is missing"),
        ({"title": "t", "date": "2024-01-01", "steps": [{"merge": ["x"], "into": "y"}]}, "two bodies"),
        ({"title": "t", "date": "2024-01-01", "steps": [{"membership": "x"}]}, "add or to remove"),
        ({"title": "t", "date": "2024-01-01", "steps": [{**STEP, "for": "y"}]}, "for"),
        ({"title": "t", "date": "2024-01-01", "steps": [STEP, STEP]}, "earlier step ends it"),
        (
            {"title": "t", "date": "2024-01-01", "steps": [STEP, {"transfer": "x", "to": STEP["abolish"]}]},
            "earlier step ends it",
        ),
        ({"title": "t", "date": "2024-01-01", "steps": [{"merge": ["x", "y"], "into": "y"}]}, "both ends it"),
    ],
)
def test_what_is_not_a_scenario_is_refused(found: object, message: str) -> None:
    with pytest.raises(BadParameter, match=message):
        make_scenario(found)


def test_what_does_not_exist_or_changes_nothing_is_named(small: Make) -> None:
    graph = small(FACTS)
    with pytest.raises(UnknownName, match="structure:local-healtwatch"):
        tried(graph, {"abolish": "structure:local-healtwatch"})
    with pytest.raises(UnknownName, match="memberships"):
        tried(graph, STEP, layer="memberships")
    with pytest.raises(UnknownName, match="betweenness"):
        tried(graph, STEP, measures=["betweeness"])
    with pytest.raises(BadParameter, match="no function"):
        tried(graph, {"transfer": "structure:voluntary-body", "to": "structure:local-authority"})
    with pytest.raises(BadParameter, match="no seat"):
        tried(graph, {"membership": "structure:health-and-wellbeing-board", "remove": ["structure:voluntary-body"]})


def test_a_file_that_is_not_there_or_not_yaml_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFile, match="nowhere"):
        load_scenario(tmp_path / "nowhere.yaml")
    (tmp_path / "bad.yaml").write_text("title: [", encoding="utf-8")
    with pytest.raises(MalformedFile, match="line 1"):
        load_scenario(tmp_path / "bad.yaml")


@given(st.text())
def test_any_text_is_a_scenario_or_a_clear_error(text: str) -> None:
    with pytest.raises(CarekgError):
        read_scenario(text)
