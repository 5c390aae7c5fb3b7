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
