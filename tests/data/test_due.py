"""What must be produced in a place, and what passes on when its council ends."""

from datetime import date

import pytest
from icalendar import Calendar

from carekg import KnowledgeGraph
from carekg.questions.formats import write


def test_what_names_a_day_comes_first_and_stands_in_the_calendar(kg: KnowledgeGraph) -> None:
    answer = kg.due(id="Leeds", as_of="2026-11-28")
    dated = [row for row in answer.rows if row["due"]]
    assert {row["document"].rpartition("/")[2] for row in dated} == {
        "joint-forward-plan",
        "joint-capital-resource-use-plan",
    }
    assert {row["due"] for row in dated} == {"2027-03-31"}
    assert list(answer.rows[: len(dated)]) == dated
    calendar = Calendar.from_ical(write(answer, "ics"))
    assert {event["dtstart"].dt for event in calendar.walk("VEVENT")} == {date(2027, 3, 31)}


def test_what_a_board_without_a_list_must_produce_is_due_where_the_council_must_set_it_up(kg: KnowledgeGraph) -> None:
    rows = [row for row in kg.due(id="Leeds", as_of="2026-11-28").rows if (row["post"] or "").endswith("adults-board")]
    assert {row["document"].rpartition("/")[2] for row in rows} == {"safeguarding-adults-board-annual-report"}
    assert {row["who"].rpartition("/")[2] for row in rows} == {"leeds-city-council"}
    assert not [row for row in kg.due(id="Leeds").rows if (row["post"] or "").endswith("health-and-wellbeing-board")]


@pytest.mark.parametrize(("place", "nation"), [("Leeds", "England"), ("Cardiff", "Wales")])
def test_what_applies_elsewhere_is_not_due_here(kg: KnowledgeGraph, place: str, nation: str) -> None:
    bound = {row["statement"] for row in kg.due(id=place, as_of="2026-11-28").rows}
    applying = {row["statement"] for row in kg.duties(applies_in=nation, as_of="2026-11-28").rows}
    assert bound
    assert bound <= applying


def test_what_the_law_gives_to_each_council_of_a_kind_passes_and_the_rest_is_not_settled(kg: KnowledgeGraph) -> None:
    rows = kg.passing(id="Surrey County Council", as_of="2026-11-28").rows
    assert {(row["what"], row["settled"]) for row in rows} == {
        *((what, "in law") for what in ("duty", "power", "seat")),
        *((what, "not yet settled") for what in ("plan", "fund")),
    }
    assert {row["passes_to"] for row in rows} == {"East Surrey Council; West Surrey Council"}
    assert "fund:better-care-fund" in {row["item"].replace("https://w3id.org/carekg/id/fund/", "fund:") for row in rows}


@pytest.mark.parametrize(("council", "day"), [("Leeds", "2026-11-28"), ("Surrey County Council", "2024-01-01")])
def test_nothing_passes_where_no_end_is_announced(kg: KnowledgeGraph, council: str, day: str) -> None:
    assert not kg.passing(id=council, as_of=day).rows


_SEVERAL = [
    ("QWO", {"icb-qwo", "icp-qwo"}),
    ("West Yorkshire Integrated Care Partnership", {"icb-qwo", "icp-qwo"}),
    ("West Yorkshire Combined Authority", {"west-yorkshire-combined-authority"}),
]


@pytest.mark.parametrize(("name", "whose"), _SEVERAL)
def test_of_a_board_of_several_councils_its_own_is_due_and_its_councils_are_named(
    kg: KnowledgeGraph, name: str, whose: set[str]
) -> None:
    answer = kg.due(id=name, as_of="2026-11-28")
    assert {row["who"].rpartition("/")[2] for row in answer.rows} == whose
    (told,) = [note for note in answer.notes if "councils" in note]
    assert "Leeds City Council" in told
    assert len(kg.due(id="Leeds City Council", as_of="2026-11-28").rows) > 0


def test_what_passes_in_the_area_of_a_board_is_that_of_each_of_its_councils_that_is_to_end(kg: KnowledgeGraph) -> None:
    rows = kg.passing(id="NHS Norfolk and Suffolk ICB", as_of="2026-11-28").rows
    for council in ("Norfolk County Council", "Suffolk County Council"):
        own = kg.passing(id=council, as_of="2026-11-28")
        (iri,) = {row["council"] for row in own.rows}
        assert [row for row in rows if row["council"] == iri] == list(own.rows)
    told = kg.passing(id="NHS Norfolk and Suffolk ICB", as_of="2026-11-28").notes
    assert any(note.startswith("Norfolk County Council: announced to end") for note in told)


@pytest.mark.parametrize("name", ["West Yorkshire Combined Authority", "QWO"])
def test_of_an_authority_or_board_none_of_whose_councils_is_to_end_that_is_said(kg: KnowledgeGraph, name: str) -> None:
    answer = kg.passing(id=name, as_of="2026-11-28")
    assert not answer.rows
    assert answer.notes == ("No end of a council of its area is announced on this day, as far as is recorded.",)


def test_the_councils_of_a_board_that_has_ended_are_no_longer_its_own(kg: KnowledgeGraph) -> None:
    answer = kg.passing(id="NHS Frimley Integrated Care Board", as_of="2026-11-28")
    assert (answer.outcome.kind, len(answer.rows)) == ("ended", 0)


def test_the_overlaps_of_a_combined_authority_are_those_of_its_councils(kg: KnowledgeGraph) -> None:
    rows = kg.overlaps(council="West Yorkshire Combined Authority", as_of="2026-11-28").rows
    named = ("Bradford", "Calderdale", "Kirklees", "Leeds", "Wakefield")
    assert list(rows) == sorted(
        (row for name in named for row in kg.overlaps(council=name, as_of="2026-11-28").rows),
        key=lambda row: row["council"],
    )
    assert not kg.overlaps(council="North of Tyne Combined Authority", as_of="2026-11-28").rows


def test_a_partnership_stands_for_its_board(kg: KnowledgeGraph) -> None:
    named = "West Yorkshire Integrated Care Partnership"
    assert kg.area(id=named).rows == kg.area(id="QWO").rows
    assert kg.area(id="Integrated care partnership of NHS Lincolnshire Integrated Care Board").rows == (
        kg.area(id="Lincolnshire County Council").rows
    )
