"""Scenarios: what is lost is named with what would restore it, and the graph stays as it is."""

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carekg import KnowledgeGraph
from carekg.errors import BadParameter, CarekgError, MalformedFile, MissingFile, UnknownName
from carekg.layers import holds
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


@cache
def example(graph: KnowledgeGraph, name: str) -> Outcome:
    return run(graph.store, graph.names, load_scenario(ROOT / f"scenarios/{name}.yaml"), top=5)


def test_the_end_of_the_partnership_requirement(kg: KnowledgeGraph) -> None:
    outcome = example(kg, "end-of-integrated-care-partnerships")
    strategy = [each for each in outcome.lost if "integrated care strategy" in each.label and not each.left]
    assert any(compress(each.provision).startswith("leg:ukpga/2007/28/section/116ZB") for each in strategy)
    assert "statutory-tie" in outcome.derived_again
    assert "step-between-documents" in outcome.not_derived_again


COVERS = """SELECT ?place ?cover ?certain ?from ?until {
    ?x ckg:relevantTo ?place ; ckg:relevantBody ?board ; ckg:certain ?certain .
    ?board rdfs:label ?cover ; org:classification structure:integrated-care-board .
    OPTIONAL { ?x ckg:validFrom ?from } OPTIONAL { ?x ckg:validUntil ?until } }"""


def test_the_mergers_of_april_2026_give_the_relations_that_they_really_gave(kg: KnowledgeGraph) -> None:
    def boards(on: date, *, certain: bool) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for row in kg.store.select(COVERS):
            if holds(row, on) and (not certain or row["certain"].value == "true"):
                found.setdefault(row["place"].value, set()).add(row["cover"].value)
        return found

    outcome = example(kg, "icb-mergers-2026")
    before, really = boards(date(2026, 3, 31), certain=False), boards(date(2026, 4, 1), certain=True)
    tried = {each.place: {name for name in each.after if "Integrated Care Board" in name} for each in outcome.places}
    assert {place: tried.get(place, names) for place, names in before.items()} == really
    assert sum(before[place] != really[place] for place in before) > 30, "most of the east and south changed"


def test_a_county_becomes_two_councils_place_by_place(kg: KnowledgeGraph) -> None:
    places = {each.label: each for each in example(kg, "surrey-into-unitaries").places}
    assert places["Elmbridge Borough Council"].before == ("Surrey County Council",)
    assert places["Elmbridge Borough Council"].after == ("East Surrey Council",)
    assert places["Woking Borough Council"].after == ("West Surrey Council",)
    assert "NHS Surrey and Sussex Integrated Care Board" in places["East Surrey Council"].after
    assert places["East Surrey Council"].uncertain == ("NHS Thames Valley Integrated Care Board",)
    assert places["Surrey County Council"].after == ()


def test_a_transfer_leaves_no_duty_without_a_bearer(kg: KnowledgeGraph) -> None:
    outcome = example(kg, "end-of-nhs-england")
    assert not [each for each in outcome.lost if each.part == "bearer" and not each.left]
    minister = expand("structure:secretary-of-state")
    assert any(each.party == minister and each.part == "bearer" for each in outcome.gained)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_a_scenario_that_runs(kg: KnowledgeGraph, path: Path) -> None:
    outcome = example(kg, path.stem)
    assert outcome.version == kg.version
    assert outcome.measures
    assert outcome.lost


def test_an_amended_provision_ties_those_who_hold_the_role_it_then_names(kg: KnowledgeGraph) -> None:
    board, role = "structure:health-and-wellbeing-board", "role:care-act-6-relevant-partner"
    step = {"amend": "leg:ukpga/2012/7/section/194/10", "replace": board, "by": role}
    outcome = tried(kg, step, layer="statutory")
    rule = "rule:hsca2012-194-10-icb-cooperates"
    assert (rule, "counterparty", board) in {each[:3] for each in gone(outcome)}
    parties = {compress(each.party) for each in outcome.gained if compress(each.statement) == rule}
    assert {role, "structure:nhs-trust"} <= parties, "the role, and who holds it"
    assert outcome.measures[0].edges["began"] > 0
    assert "statutory-tie" in outcome.derived_again


def test_repealing_what_defines_a_role_ends_the_parts_of_those_who_held_it(kg: KnowledgeGraph) -> None:
    outcome = tried(kg, {"repeal": "leg:ukpga/2014/23/section/6/7"}, layer="statutory")
    elsewhere = {
        compress(each.party)
        for each in outcome.lost
        if each.part == "counterparty" and not each.provision.endswith("section/6/7")
    }
    assert {"structure:district-council", "structure:chief-officer-of-police"} <= elsewhere
    assert outcome.measures[0].edges["ended"] > 0


PLACES = """
body:one a org:FormalOrganization ; rdfs:label "Council" ; org:classification structure:upper-tier-local-authority ;
    ckg:governs gss:E92000001 ; ckg:sector sector:local-government ;
    ckg:knowledgeLevel knowledge-level:statute ; ckg:verification verification:from-memory .
body:old a org:FormalOrganization ; rdfs:label "Old Board" ; ckg:sector sector:nhs ;
    ckg:knowledgeLevel knowledge-level:statute ; ckg:verification verification:from-memory .
body:new a org:FormalOrganization ; rdfs:label "New Board" ; ckg:sector sector:nhs ;
    ckg:knowledgeLevel knowledge-level:statute ; ckg:verification verification:from-memory .
relevance:one a ckg:Relevance ; rdfs:label "Old is relevant" ; ckg:relevantBody body:old ; ckg:relevantTo body:one ;
    ckg:certain true ; ckg:overlapBasis overlap-basis:best-fit ; ckg:knowledgeLevel knowledge-level:inferred .
"""


@pytest.mark.parametrize("area", ["gss:E92000001", "body:one"])
def test_a_boundary_moves_by_area_or_by_the_council_that_governs_it(small: Make, area: str) -> None:
    outcome = tried(small(PLACES), {"move": area, "from": "body:old", "to": "body:new"}, layer="bodies")
    (place,) = outcome.places
    assert (place.label, place.before, place.after) == ("Council", ("Old Board",), ("New Board",))


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
    with pytest.raises(BadParameter, match="no statement of the graph stands on it"):
        tried(graph, {"repeal": "structure:voluntary-body"})
    with pytest.raises(BadParameter, match="no statement under"):
        tried(
            graph,
            {
                "amend": "structure:voluntary-body",
                "replace": "structure:local-healthwatch",
                "by": "structure:local-authority",
            },
        )
    with pytest.raises(BadParameter, match="nothing in the graph relates it"):
        tried(
            graph,
            {
                "move": "structure:voluntary-body",
                "from": "structure:local-healthwatch",
                "to": "structure:local-authority",
            },
        )
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
