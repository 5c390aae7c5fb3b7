"""What is said beside every answer: how a body ended, what is announced, from when it may act, and where files end."""

import csv
import json
from pathlib import Path

import httpx
import pytest

from carekg import KnowledgeGraph
from commands import run

ANNOUNCED = "Surrey County Council: announced to end on 1 April 2027; East Surrey Council and West Surrey Council to "
UPPER = "structure:upper-tier-local-authority"
COUNTS = Path(__file__).parents[2] / "benchmarks/published_counts.csv"  # dated_counts.py looks at all
APART = "primary-care-network"  # of other lists of other days: named there


@pytest.mark.parametrize(
    ("question", "given"),
    [
        ("area", {"id": "Surrey"}),
        ("duties", {"bearer": "body:surrey-county-council", "action": "cooperate"}),
        ("locate", {"id": "E10000030"}),
        ("overlaps", {"council": "Surrey County Council"}),
        ("seats", {"board": "body:hwb-surrey-county-council"}),
        ("succession", {"id": "Surrey County Council"}),
        ("timeline", {"entity": "Surrey County Council"}),
        ("why", {"entity": "Surrey County Council"}),
    ],
)
def test_every_question_says_what_is_announced(kg: KnowledgeGraph, question: str, given: dict[str, str]) -> None:
    after, before = (kg.ask(question, **given, as_of=day).notes for day in ("2027-05-01", "2024-05-01"))
    assert any(
        note.startswith(ANNOUNCED) and "the day is beyond the files, whose newest is of " in note for note in after
    )
    assert not any("announced" in note for note in before)


def test_every_face_says_it(kg: KnowledgeGraph, server: str, store: Path) -> None:
    given = {"board": "body:hwb-surrey-county-council", "as_of": "2027-05-01"}
    notes = list(kg.ask("seats", **given).notes)
    typed = run("seats", "--board", given["board"], "--as-of", given["as_of"], "-f", "json", "--store", str(store))
    assert json.loads(typed.stdout)["notes"] == notes
    assert httpx.get(f"{server}/api/v1/seats", params=given, timeout=60).json()["notes"] == notes
    for path, asked in (("/ask/seats", given), ("/doc/body/surrey-county-council", {"as_of": given["as_of"]})):
        page = httpx.get(f"{server}{path}", params=asked, headers={"accept": "text/html"}, timeout=60)
        assert ANNOUNCED in page.text, path


def test_the_page_of_changes_tells_of_days_to_come(server: str) -> None:
    def changes(first: str, second: str) -> str:
        return httpx.get(f"{server}/changes", params={"from": first, "to": second}, timeout=60).text

    assert "East Surrey Council is to take over" in changes("2026-11-29", "2027-04-01")
    then = changes("2026-03-31", "2026-04-01")
    assert all(
        each in then for each in ("Successions: merged", "Sub-board locations that moved", "relevant to councils")
    )


def test_what_is_announced_to_follow_is_a_step_that_is_planned(kg: KnowledgeGraph) -> None:
    rows = kg.ask("succession", id="Surrey County Council", as_of="2026-11-29").rows
    assert {(row["after"].rpartition("/")[2], row["tense"]) for row in rows} == {
        ("east-surrey-council", "is planned"),
        ("west-surrey-council", "is planned"),
    }


@pytest.mark.parametrize(("day", "contested"), [("2026-04-30", False), ("2026-06-24", True)])
def test_a_decision_is_contested_from_the_day_it_was_taken_to_court(
    kg: KnowledgeGraph, day: str, contested: bool
) -> None:
    (note,) = kg.ask("timeline", entity="body:suffolk-county-council", as_of=day).notes[:1]
    assert ("contested in court" in note) == contested


@pytest.mark.parametrize(
    ("bearer", "day", "said", "tenses"),
    [
        (
            "body:cumberland-council",
            "2022-06-01",
            "it has no duties before 1 April 2023",
            set(),
        ),
        ("body:east-surrey-council", "2026-11-29", "to be shadow since 7 May 2026, which was not found", set()),
        ("K0N6A", "2027-01-31", "it has its functions from 1 February 2027", {"founded, not yet operating"}),
        ("K0N6A", "2027-02-01", "", {"holds"}),
        ("body:powys-teaching-health-board", "2009-07-01", "", {"holds"}),
        (
            "body:hywel-dda-university-health-board",
            "2009-07-01",
            "it has its functions from 1 October 2009",
            {"founded, not yet operating"},
        ),
    ],
)
def test_who_may_not_act_yet_says_so(kg: KnowledgeGraph, bearer: str, day: str, said: str, tenses: set[str]) -> None:
    answer = kg.ask("duties", bearer=bearer, as_of=day)
    assert any(said in note for note in answer.notes) if said else not answer.notes
    assert {row["tense"] for row in answer.rows} == tenses


@pytest.mark.parametrize(
    ("bearer", "none", "some"),
    [
        ("body:essex-county-council", ("asp/2014/9", "anaw/2014/4"), "ukpga/2014/23"),
        ("RR8", ("anaw/2014/4",), "ukpga/2006/41"),
        ("body:glasgow-city-council", ("ukpga/2014/23", "anaw/2014/4"), "asp/2014/9"),
        ("body:city-of-cardiff-council", ("asp/2014/9", "ukpga/2014/23/section/6"), "anaw/2014/4"),
    ],
)
def test_a_body_bears_nothing_that_applies_in_other_nations_only(
    kg: KnowledgeGraph, bearer: str, none: tuple[str, ...], some: str
) -> None:
    acts = {row["provision"] for row in kg.ask("duties", bearer=bearer, as_of="2026-11-29").rows}
    assert any(some in act for act in acts)
    assert not [act for act in acts if any(other in act for other in none)]


def test_a_bill_without_a_day_is_in_the_timeline_of_what_it_would_change(kg: KnowledgeGraph) -> None:
    def told(day: str) -> set[str]:
        rows = kg.ask("timeline", entity="structure:integrated-care-partnership", as_of=day).rows
        return {row["says"] for row in rows if row["date"] is None and row["tense"] == "would, under a Bill"}

    assert "The requirement to set up an integrated care partnership would go" in told("2026-11-29")
    assert not told("2024-01-01")


def test_a_plan_is_listed_on_its_day_and_after_it(kg: KnowledgeGraph) -> None:
    rows = kg.ask("planned", about="Surrey County Council", as_of="2027-05-01").rows
    assert {row["plan"].rpartition("/")[2] for row in rows} >= {"east-surrey-2027", "west-surrey-2027"}


def test_an_order_that_varied_an_area_gives_the_day(kg: KnowledgeGraph) -> None:
    for day, bodies in (("2023-03-31", {"icb-qnx", "icb-qxu"}), ("2023-04-01", {"icb-qnx"})):
        rows = kg.ask("overlaps", council="West Sussex County Council", as_of=day).rows
        assert {row["body"].rpartition("/")[2] for row in rows} == bodies


def test_what_differs_from_the_law_is_named(kg: KnowledgeGraph) -> None:
    (note,) = kg.ask("overlaps", as_of="2024-04-01", limit=0).notes
    assert "Oxfordshire County Council with NHS Northamptonshire Integrated Care Board." in note


def test_a_day_before_the_files_is_told_beside_rows(kg: KnowledgeGraph) -> None:
    early, covered = (kg.ask("bodies", kind=UPPER, as_of=day, limit=1).notes for day in ("2004-04-01", "2014-04-01"))
    assert any("outside the files" in note for note in early)
    assert not covered


def test_an_ended_council_has_no_trusts_of_today(kg: KnowledgeGraph) -> None:
    rows = kg.ask("area", id="body:cumbria-county-council", as_of="2026-11-29").rows
    assert not [row for row in rows if row["section"] == "trust"]


def test_counts_on_dates_are_those_that_were_published(kg: KnowledgeGraph) -> None:
    with COUNTS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kinds"] != APART]
    for row in rows[::3]:  # every third, from the first
        held = [
            kg.ask("bodies", kind=f"structure:{kind}", as_of=row["day"], limit=0).members["counts"]["by_the_files"]
            for kind in row["kinds"].split()
        ]
        assert sum(held) == int(row["published"]), row
