"""Scenarios: what is lost is named with what would restore it, and the graph stays as it is."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carekg import KnowledgeGraph
from carekg.scenario.reading import load_scenario, make_scenario, read_scenario
from carekg.terms.errors import BadParameter, CarekgError, MalformedFile, MissingFile, UnknownName
from carekg.terms.prefixes import compress
from kept import begin_store
from trials import gone, tried

FACTS = """
seat:a a ckg:SeatRule ; rdfs:label "a seat" ; ckg:seatOn structure:health-and-wellbeing-board ;
    ckg:seatFor structure:local-healthwatch ; ckg:seatBasis seat-basis:appointed ; ckg:minimumSeats 1 ;
    ckg:validFrom "2013-04-01"^^xsd:date ; ckg:endStatus end-status:ongoing ;
    ckg:page <https://example.org/act> ;
    ckg:knowledgeLevel knowledge-level:statute ; ckg:verification verification:from-memory .
seat:b a ckg:SeatRule ; rdfs:label "another seat" ; ckg:seatOn structure:health-and-wellbeing-board ;
    ckg:seatFor structure:local-authority ; ckg:seatBasis seat-basis:appointed ; ckg:minimumSeats 1 ;
    ckg:validFrom "2013-04-01"^^xsd:date ; ckg:endStatus end-status:ongoing ;
    ckg:page <https://example.org/act> ;
    ckg:knowledgeLevel knowledge-level:statute ; ckg:verification verification:from-memory .
"""
Make = Callable[[str], KnowledgeGraph]


@pytest.fixture(scope="module")
def seats(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """A graph of two seats on one board; a scenario leaves it as it is, so all tests share it."""
    return KnowledgeGraph.open(begin_store(tmp_path_factory.mktemp("seats"), FACTS))


def test_a_seat_empties_when_its_member_is_abolished(seats: KnowledgeGraph) -> None:
    outcome = tried(seats, {"abolish": "structure:local-healthwatch"})
    assert gone(outcome) == {("seat:a", "member", "structure:local-healthwatch", 0)}
    assert outcome.lost[0].restore == "name another member: the graph names no successor"
    assert outcome.summary == {"seat: member lost": 1, "seat: no member left": 1}
    assert outcome.measures[0].edges == {"ended": 1, "stayed": 1}


def test_the_graph_that_serves_stays_as_it_is(seats: KnowledgeGraph) -> None:
    before = set(seats.store.engine)
    tried(seats, {"abolish": "structure:local-healthwatch"})
    assert set(seats.store.engine) == before
    assert seats.graph("membership", "2024-01-01").number_of_edges() == 2


def test_a_successor_takes_the_seat(seats: KnowledgeGraph) -> None:
    outcome = tried(seats, {"abolish": "structure:local-healthwatch", "successor": "structure:voluntary-body"})
    assert gone(outcome) == {("seat:a", "member", "structure:local-healthwatch", 1)}
    assert [compress(each.party) for each in outcome.gained] == ["structure:voluntary-body"]


def test_bodies_merge_into_a_new_one(seats: KnowledgeGraph) -> None:
    step = {"merge": ["structure:local-healthwatch", "structure:local-authority"], "into": "new: One Body"}
    outcome = tried(seats, step)
    assert {each.party_label for each in outcome.gained} == {"One Body"}
    assert len(outcome.gained) == len(outcome.lost) == 2
    assert all(each.left == 1 for each in outcome.lost)


def test_a_body_splits_in_two(seats: KnowledgeGraph) -> None:
    step = {"split": "structure:local-healthwatch", "into": ["new: North", "new: South"]}
    assert sorted(each.party_label for each in tried(seats, step).gained) == ["North", "South"]


def test_a_later_step_can_use_a_body_that_an_earlier_one_made(seats: KnowledgeGraph) -> None:
    merge = {"merge": ["structure:local-healthwatch", "structure:local-authority"], "into": "new: One Body"}
    add = {"membership": "structure:integrated-care-partnership", "add": ["new: One Body"]}
    assert len(tried(seats, merge, add).gained) == 4  # two seats taken over; a new one, and its structure


def test_a_membership_rule_changes(seats: KnowledgeGraph) -> None:
    board = "structure:health-and-wellbeing-board"
    outcome = tried(
        seats,
        {"membership": board, "add": ["structure:voluntary-body"], "remove": ["structure:local-healthwatch"]},
    )
    assert {each.party_label for each in outcome.gained} == {"health and wellbeing board", "voluntary body"} or {
        compress(each.party) for each in outcome.gained
    } == {board, "structure:voluntary-body"}
    assert {statement for statement, *_ in gone(outcome)} == {"seat:a"}
    assert "keep or re-enact the statement" in outcome.lost[0].restore


BOARDS = """
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
    outcome = tried(small(BOARDS), {"move": area, "from": "body:old", "to": "body:new"}, layer="bodies")
    (place,) = outcome.places
    assert (place.label, place.before, place.after) == ("Council", ("Old Board",), ("New Board",))


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
        ({"title": "t", "date": "2024-01-01", "steps": [{"merge": ["x", "y"], "into": "z"}], "layer": 5}, "write text"),
        ({"title": "t", "date": "2024-01-01", "steps": [{"merge": ["x", "x"], "into": "y"}]}, "named twice"),
        ({"title": "t", "date": "2024-01-01", "steps": [{"split": "x", "into": ["new: y", "new: y"]}]}, "named twice"),
        ({"title": "t", "date": "2024-01-01", "steps": [{**STEP, "successor": "new: "}]}, "name after new"),
        ({"title": "t", "date": "2024-01-01", "steps": [{"merge": ["x", "y"], "into": "y"}]}, "both ends it"),
        ({"title": "t", "date": "2024-01-01", "steps": [{"abolish": "x", "successor": "x"}]}, "both ends it"),
    ],
)
def test_what_is_not_a_scenario_is_refused(found: object, message: str) -> None:
    with pytest.raises(BadParameter, match=message):
        make_scenario(found)


def test_what_does_not_exist_or_changes_nothing_is_named(seats: KnowledgeGraph) -> None:
    with pytest.raises(UnknownName, match="structure:local-healtwatch"):
        tried(seats, {"abolish": "structure:local-healtwatch"})
    with pytest.raises(UnknownName, match="memberships"):
        tried(seats, STEP, layer="memberships")
    with pytest.raises(UnknownName, match="betweenness"):
        tried(seats, STEP, measures=["betweeness"])
    with pytest.raises(BadParameter, match="no function"):
        tried(seats, {"transfer": "structure:voluntary-body", "to": "structure:local-authority"})
    with pytest.raises(BadParameter, match="no statement of the graph stands on it"):
        tried(seats, {"repeal": "structure:voluntary-body"})
    with pytest.raises(BadParameter, match="no statement under"):
        tried(
            seats,
            {
                "amend": "structure:voluntary-body",
                "replace": "structure:local-healthwatch",
                "by": "structure:local-authority",
            },
        )
    with pytest.raises(BadParameter, match="nothing in the graph relates it"):
        tried(
            seats,
            {
                "move": "structure:voluntary-body",
                "from": "structure:local-healthwatch",
                "to": "structure:local-authority",
            },
        )
    with pytest.raises(BadParameter, match="no seat"):
        tried(seats, {"membership": "structure:health-and-wellbeing-board", "remove": ["structure:voluntary-body"]})


def test_a_file_that_is_not_there_or_not_yaml_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFile, match="nowhere"):
        load_scenario(tmp_path / "nowhere.yaml")
    (tmp_path / "bad.yaml").write_text("title: [", encoding="utf-8")
    with pytest.raises(MalformedFile, match="line 2"):
        load_scenario(tmp_path / "bad.yaml")


@given(st.text())
def test_any_text_is_a_scenario_or_a_clear_error(text: str) -> None:
    with pytest.raises(CarekgError):
        read_scenario(text)
