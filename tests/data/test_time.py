"""True on its date: past, present, planned and uncertain told apart, by library, command and address alike."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from carekg import KnowledgeGraph
from carekg.terms.errors import AmbiguousName, BadParameter
from commands import run
from support import HTML

UPPER, FOUNDATION = "structure:upper-tier-local-authority", "structure:nhs-foundation-trust"
SURREY = "body:surrey-county-council"
ANNOUNCED = "announced to end on 1 April 2027; East Surrey Council and West Surrey Council to follow"


def last(iri: str | None) -> str:
    return (iri or "").rpartition("/")[2]


def section(kg: KnowledgeGraph, name: str, day: str, wanted: str) -> list[Any]:
    return [row for row in kg.ask("area", id=name, as_of=day).rows if row["section"] == wanted]


# Tense


@pytest.mark.parametrize(
    ("day", "by_the_files", "if_all"),
    [
        ("2024-04-01", 153, 153),
        ("2026-11-28", 153, 153),
        ("2027-03-31", 153, 153),
        ("2027-04-01", 153, 154),
        ("2028-05-01", 153, 161),
    ],
)
def test_what_is_announced_is_counted_apart(kg: KnowledgeGraph, day: str, by_the_files: int, if_all: int) -> None:
    answer = kg.ask("bodies", kind=UPPER, as_of=day)
    counts = {"by_the_files": by_the_files, "if_all_announced_is_carried_out": if_all}
    assert answer.members["counts"] == counts
    assert len({row["body"] for row in answer.rows}) == by_the_files
    assert bool(answer.notes) == (by_the_files != if_all)


def test_a_planned_end_is_told_before_and_after_its_day_by_every_face(
    kg: KnowledgeGraph, server: str, store: Path
) -> None:
    for day in ("2026-11-28", "2027-04-01", "2027-05-01", "2028-01-01"):
        detail = section(kg, "Surrey", day, "authority")[0]["detail"]
        assert ANNOUNCED in detail, day
        assert {last(row["item"]) for row in section(kg, "Surrey", day, "planned")} >= {
            "east-surrey-2027",
            "west-surrey-2027",
        }
    asked = {"id": "Surrey", "as_of": "2027-05-01"}
    by_address = httpx.get(f"{server}/api/v1/areas/Surrey", params={"as_of": "2027-05-01"}, timeout=60).json()
    typed = run("area", "Surrey", "--as-of", "2027-05-01", "-f", "json", "--store", str(store))
    rows = kg.ask("area", **asked).rows
    for told in (by_address, json.loads(typed.stdout)):
        assert ANNOUNCED in told["rows"][0]["detail"]
        assert len(told["rows"]) == len(rows)


def test_before_it_was_announced_nobody_knew(kg: KnowledgeGraph) -> None:
    assert "announced" not in section(kg, "Surrey", "2024-04-01", "authority")[0]["detail"]
    assert not any(row["announced"] for row in kg.ask("bodies", kind=UPPER, as_of="2024-04-01").rows)


@pytest.mark.parametrize(
    ("council", "said"),
    [
        ("body:suffolk-county-council", "the decision is contested in court"),
        ("body:essex-county-council", "the decision is contested in court"),
        ("body:hampshire-county-council", "announced to end in April 2028"),
        ("body:kent-county-council", "no proposal is the plan"),
        ("body:brighton-and-hove-city-council", "no proposal is the plan"),
        ("body:guildford-borough-council", "West Surrey Council to follow"),
        ("body:basildon-borough-council", "announced to end in April 2028"),
    ],
)
def test_contested_and_undecided_plans_are_told_as_such(kg: KnowledgeGraph, council: str, said: str) -> None:
    assert said in " ".join(kg.ask("timeline", entity=council, as_of="2026-11-29").notes)
    assert any(said in (row["announced"] or "") for row in kg.ask("locate", id=council, as_of="2026-11-29").rows)


def test_timeline_and_difference_agree_about_a_day_to_come(kg: KnowledgeGraph) -> None:
    for day in ("2026-11-29", "2027-04-01", "2028-01-01"):
        rows = [row for row in kg.ask("timeline", entity=SURREY, as_of=day).rows if row["date"] == "2027-04-01"]
        assert rows
        assert {row["tense"] for row in rows} == {"is planned"}
    planned = kg.ask("diff", **{"from": "2026-11-22", "to": "2027-04-01"}).rows
    assert {last(row["thing"]) for row in planned} >= {"east-surrey-2027", "west-surrey-2027", "east-surrey-council"}
    assert {row["change"] for row in planned} == {"is planned"}


def test_an_election_whose_day_has_passed_is_no_longer_announced(kg: KnowledgeGraph) -> None:
    rows = kg.ask("timeline", entity=SURREY, as_of="2026-11-29").rows
    assert {row["tense"] for row in rows if "surrey-elections" in row["thing"]} == {"was planned"}
    assert {row["tense"] for row in rows if "surrey-reorganisation-decision" in row["thing"]} == {"happened"}


def test_labels_of_relations_carry_no_tense(kg: KnowledgeGraph) -> None:
    query = "SELECT ?label { ?r a ckg:Relevance ; rdfs:label ?label }"
    labels = [row["label"].value for row in kg.store.select(query)]
    assert labels
    assert not [label for label in labels if " is " in label or " was " in label]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("body:ccg-02v", "ended on 1 April 2018: it was merged into NHS Leeds CCG"),
        ("body:ccg-15f", "ended on 1 July 2022: NHS West Yorkshire Integrated Care Board took its place"),
        ("body:cumbria-county-council", "ended on 1 April 2023: it was split into"),
        ("body:northamptonshire-county-council", "ended on 1 April 2021: it was split into"),
        ("body:forest-heath-district-council", "ended on 1 April 2019: it was merged into West Suffolk"),
        ("body:icb-qnq", "parts of it passed to"),
        ("Leeds PCT", "ended on 1 April 2013, by s. 34 of the Health and Social Care Act 2012; which bodies took its"),
        ("East Leeds PCT", "(England) Order 2006: it was merged into Leeds Primary Care Trust"),
        ("Poole PCT", "parts of it passed to Bournemouth and Poole Teaching Primary Care Trust and Dorset Primary"),
        ("London SHA", "ended on 1 April 2013, by s. 33 of the Health and Social Care Act 2012; which bodies took its"),
        ("Essex SHA", "Order 2006: it was merged into East of England Strategic Health Authority"),
    ],
)
def test_an_ended_body_says_first_how_it_ended(kg: KnowledgeGraph, body: str, said: str) -> None:
    assert said in kg.ask("succession", id=body).notes[0]
    assert said in kg.ask("why", entity=body).text.partition("\n")[0]


@pytest.mark.parametrize(
    ("kind", "day", "count"),
    [
        *(("PCT", "2006-09-30", 303), ("PCT", "2006-10-01", 152), ("PCT", "2010-01-01", 152)),
        *(("PCT", "2010-04-01", 151), ("PCT", "2013-03-31", 151), ("PCT", "2013-04-01", 0)),
        *(("SHA", "2002-09-30", 0), ("SHA", "2002-10-01", 28), ("SHA", "2006-06-30", 28)),
        *(("SHA", "2006-07-01", 10), ("SHA", "2013-03-31", 10), ("SHA", "2013-04-01", 0)),
    ],
)
def test_primary_care_trusts_and_strategic_health_authorities_are_those_of_the_day(
    kg: KnowledgeGraph, kind: str, day: str, count: int
) -> None:
    assert kg.ask("bodies", kind=kind, as_of=day, limit=0).members["counts"]["by_the_files"] == count


@pytest.mark.parametrize("name", ["Leeds", "Surrey", "Poole", "Essex", "Torbay", "Great Yarmouth"])
def test_no_ended_body_of_the_nhs_takes_the_name_of_a_place(kg: KnowledgeGraph, name: str) -> None:
    with pytest.raises(AmbiguousName) as told:
        kg.resolve(name)
    assert not [each for each in told.value.candidates if each.startswith(("body:pct-", "body:sha-"))]


def test_a_primary_care_trust_is_found_by_name_acronym_and_code(kg: KnowledgeGraph) -> None:
    for name in ("Leeds Primary Care Trust", "Leeds PCT", "NHS Leeds PCT", "5N1"):
        assert kg.resolve(name).endswith("/body/pct-5n1"), name
    assert kg.resolve("West Midlands SHA").endswith("/body/sha-west-midlands")


# What is sure


def test_a_map_of_best_fit_makes_no_unmarked_right(kg: KnowledgeGraph, server: str) -> None:
    counts = kg.ask("overlaps", as_of="2024-04-01").members["counts"]
    assert counts == {"all": 166, "certain": 165, "councils_with_several": 10, "councils_with_several_certain": 10}
    now = httpx.get(f"{server}/api/v1/overlaps", params={"as_of": "2026-11-28"}, timeout=60).json()
    assert now["counts"]["councils_with_several"] == 6
    assert now["counts"]["councils_with_several_certain"] == 5
    doubtful = {(last(row["council"]), last(row["body"])) for row in now["rows"] if not row["certain"]}
    assert doubtful == {("surrey-county-council", "icb-s0e4d"), ("oxfordshire-county-council", "icb-qpm")}


def test_whatever_rests_on_an_uncertain_overlap_says_so(kg: KnowledgeGraph) -> None:
    rows = kg.ask("area", id="Surrey", as_of="2026-11-28").rows
    named = [row for row in rows if "icb-s0e4d" in (row["item"] or "") or "icb-s0e4d" in (row["other"] or "")]
    told = {row["section"] for row in named if row["certain"] is False}
    assert told == {"NHS body", "seat", "duty"}
    assert not [row for row in named if row["section"] in told and row["certain"] is not False]
    assert [row["certain"] for row in rows if row["section"] == "partnership"] == [False, True]
    seats = kg.ask("seats", board="body:hwb-surrey-county-council", as_of="2026-11-28").rows
    assert {last(row["body"]): row["certain"] for row in seats if row["body"]} == {
        "icb-s9b9j": True,
        "icb-s0e4d": False,
    }


@pytest.mark.parametrize(
    ("council", "boards"),
    [("North Yorkshire", 3), ("Cumberland", 2), ("Buckinghamshire", 2), ("Westmorland and Furness", 2)],
)
def test_a_small_overlap_that_is_real_is_a_full_right(kg: KnowledgeGraph, council: str, boards: int) -> None:
    rows = section(kg, council, "2026-11-28", "NHS body")
    assert (len(rows), {row["certain"] for row in rows}, {row["basis"] for row in rows}) == (boards, {True}, {"legal"})


# Place at its own grain


@pytest.mark.parametrize(
    ("district", "day", "boards"),
    [
        ("E07000066", "2026-03-31", {"icb-qh8"}),
        ("E07000066", "2026-08-01", {"icb-d7t5g"}),
        ("E07000071", "2024-04-01", {"icb-qjg"}),
        ("E07000072", "2024-04-01", {"icb-qm7"}),
        ("E07000216", "2024-04-01", {"icb-qxu", "icb-qnq"}),
        ("E07000090", "2024-04-01", {"icb-qrl"}),
        ("E07000153", "2021-01-15", {"ccg-78h"}),  # its group began after the last map before it ended
        ("E07000163", "2020-06-01", {"ccg-01k", "ccg-36j"}),  # one of its groups became another, one did not
    ],
)
def test_a_district_lies_where_it_lies(
    kg: KnowledgeGraph, server: str, district: str, day: str, boards: set[str]
) -> None:
    def overlapping(rows: list[Any]) -> list[Any]:
        return [row for row in rows if row["relation"] == "overlaps"]

    rows = overlapping(list(kg.ask("locate", id=district, as_of=day).rows))
    assert {last(row["cover"]) for row in rows} == boards
    assert all(row["share"] and row["basis"] and row["map_date"] <= day for row in rows)
    address = httpx.get(f"{server}/api/v1/locate/{district}", params={"as_of": day}, timeout=60).json()
    assert {last(row["cover"]) for row in overlapping(address["rows"])} == boards


def test_former_districts_stand_in_their_right_county(kg: KnowledgeGraph) -> None:
    rows = kg.ask("locate", id="body:forest-heath-district-council", as_of="2018-06-01").rows
    assert {last(row["cover"]) for row in rows if row["relation"] == "belongs to"} >= {"suffolk-county-council"}
    assert "ccg-07k" not in {last(row["item"]) for row in section(kg, "Surrey", "2018-06-01", "NHS body")}


# Codes, names and kinds of the date


def test_codes_are_those_of_the_date(kg: KnowledgeGraph) -> None:
    for day, codes in (("2024-04-01", {"E08000016", "E08000019"}), ("2025-04-01", {"E08000038", "E08000039"})):
        rows = kg.ask("bodies", kind=UPPER, as_of=day).rows
        found = {last(row["area"]) for row in rows if last(row["body"])[:6] in ("barnsl", "sheffi")}
        assert found == codes


@pytest.mark.parametrize(
    ("name", "day", "then"),
    [
        ("body:trust-rbn", "2020-06-01", "St Helens and Knowsley Teaching Hospitals NHS Trust"),
        ("body:trust-ra7", "2025-06-01", "University Hospitals Bristol and Weston NHS Foundation Trust"),
        ("body:trust-rww", "2025-06-01", "Warrington and Halton Teaching Hospitals NHS Foundation Trust"),
        ("body:sicbl-92a", "2024-04-01", "NHS Surrey Heartlands ICB - 92A"),
    ],
)
def test_names_are_those_of_the_date_with_todays_beside_them(
    kg: KnowledgeGraph, name: str, day: str, then: str
) -> None:
    iri = kg.resolve(name)
    before = kg.ask("locate", id=name, as_of=day).labels[iri]
    now = kg.ask("locate", id=name, as_of="2026-11-28").labels[iri]
    assert before == f"{then} (now {now})"


@pytest.mark.parametrize(("day", "known"), [("2003-01-01", None), ("2004-04-01", 10), ("2017-05-01", 147)])
def test_no_foundation_trust_before_the_first_and_what_is_not_held_is_marked(
    kg: KnowledgeGraph, day: str, known: int | None
) -> None:
    rows = kg.ask("bodies", kind=FOUNDATION, as_of=day).rows
    assert sum(row["kind_known"] for row in rows) == (known or 0)
    assert bool(rows) == (known is not None)


@pytest.mark.parametrize(
    ("name", "day", "kinds"),
    [
        ("Leeds", "2013-03-31", ["primary care trusts", "strategic health authorities"]),
        ("Leeds", "2002-09-30", ["primary care trusts"]),
        ("Leeds", "2013-04-01", []),
        ("Leeds", "1999-01-01", []),
        ("Cardiff", "2012-06-01", []),
    ],
)
def test_who_was_there_before_the_groups_is_told_where_a_place_is_located(
    kg: KnowledgeGraph, name: str, day: str, kinds: list[str]
) -> None:
    notes = kg.ask("locate", id=name, as_of=day).notes
    told = [each for each in notes if "which of them covered a place is not held" in each]
    assert [kind for kind, note in zip(kinds, told, strict=True) if kind in note and "1 April 2013" in note] == kinds
    assert not kinds or "s. 34 of the Health and Social Care Act 2012" in told[0]
    for note in told:
        assert kg.names.resolve(note.partition("kind=")[2].strip(")."), ("kind",))


def test_a_page_of_2012_says_what_it_does_not_hold(kg: KnowledgeGraph) -> None:
    rows = kg.ask("area", id="Leeds", as_of="2012-06-01").rows
    assert any("primary care trusts" in row["detail"] for row in rows if row["section"] == "not held")
    assert not [row for row in rows if row["section"] == "trust"]


# Law


def test_a_provision_applies_where_it_says_not_where_its_act_extends(kg: KnowledgeGraph) -> None:
    rows = kg.ask("duties", applies_in="gss:W92000004", as_of="2026-11-22").rows
    assert rows
    own = "SELECT ?area { <%s> ckg:appliesIn ?area }"
    wales = {"W92000004", "K02000001", "K04000001", "K03000001"}
    for provision in {row["provision"] for row in rows}:
        areas = {last(row["area"].value) for row in kg.store.select(own % provision)}
        assert not areas or areas & wales, provision
    assert not [row for row in rows if "2004/31/section/16E" in row["provision"]]


def test_extent_is_not_application(kg: KnowledgeGraph) -> None:
    care = "leg:ukpga/2014/23/section/6"
    found = {
        name: len(kg.ask("duties", provision=care, as_of="2026-11-22", **{name: "gss:W92000004"}).rows)
        for name in ("extends_to", "applies_in")
    }
    assert found["extends_to"] > 0
    assert found["applies_in"] == 0
    scotland = kg.ask("duties", extends_to="gss:S92000003", provision="leg:ukpga/2014/23").rows
    assert {row["provision"].rpartition("/23/")[2].split("/")[0] for row in scotland} <= {"schedule"}


def test_every_duty_to_cooperate_is_found_by_the_verb(kg: KnowledgeGraph) -> None:
    found = {last(row["statement"]) for row in kg.ask("duties", action="cooperate", as_of="2026-11-22").rows}
    assert found >= {
        "care-act-7-1-partner-complies",
        "care-act-7-2-council-complies",
        "children-act-10-1-promote-cooperation",
        "sswwa-164-1-cooperate",
    }


def test_duties_are_found_by_what_they_are_about(kg: KnowledgeGraph) -> None:
    rows = kg.ask("duties", object="document:joint-strategic-needs-assessment", as_of="2026-11-22").rows
    assert rows
    assert all("needs assessment" in row["object"] for row in rows if row["object"])


def test_what_one_body_exercises_for_another_covers_every_subsection(kg: KnowledgeGraph) -> None:
    for section_ in ("116", "116A"):
        rows = kg.ask("duties", provision=f"leg:ukpga/2007/28/section/{section_}", as_of="2026-11-22").rows
        bound = [row for row in rows if last(row["bearer"]) == "lgpiha2007-responsible-local-authority"]
        assert bound
        assert {row["exercised_by"] for row in bound if row["kind"] in ("duty", "power")} == {
            "health and wellbeing board"
        }
    own = kg.ask("duties", bearer="HWB", as_of="2026-11-22").rows
    assert {row["capacity"] for row in own} >= {"bears it", "exercises it in the place of those who bear it"}
    assert any(row["section"] == "s. 116(5)" for row in own)


def test_seats_are_those_of_partnerships_and_boards_too(kg: KnowledgeGraph) -> None:
    kinds = Counter(last(row["kind"]) for row in kg.ask("seats", as_of="2026-11-28", limit=100_000).rows)
    real = {"health-and-wellbeing-board", "integrated-care-partnership", "integrated-care-board"}
    assert set(kinds) == real | {"safeguarding-adults-board", "public-services-board", "strategic-planning-group"}
    assert min(kinds[each] for each in real) > 200
    rows = kg.ask("seats", board="body:icp-qwo", as_of="2026-11-28").rows
    councils = {last(row["body"]) for row in rows if last(row["holder"]) == "upper-tier-local-authority"}
    assert len(councils) == 6
    assert last(kg.ask("seats", board="Leeds City Council").rows[0]["board"]) == "hwb-leeds-city-council"


def test_why_of_a_provision_tells_of_that_provision(kg: KnowledgeGraph) -> None:
    answer = kg.ask("why", entity="leg:ukpga/2006/41/section/75")
    assert "It is established by" not in answer.text
    assert {row["part"] for row in answer.rows} >= {"Act", "provision", "law"}
    assert {last(row["thing"]) for row in answer.rows if row["part"] == "Act"} == {"41"}
    assert any(row["qualifier"] or row["condition"] for row in answer.rows)
    members = [row for row in kg.ask("why", entity="HWB").rows if row["part"] == "member"]
    assert any(row["nominated_by"] for row in members)
    assert kg.ask("why", entity="Health Bill").rows


def test_what_a_bill_would_change_says_so(kg: KnowledgeGraph) -> None:
    answer = kg.ask("why", entity="structure:integrated-care-partnership", as_of="2026-11-28")
    rows = [row for row in answer.rows if row["part"] == "planned"]
    assert rows
    assert {row["tense"] for row in rows} <= {"would, under a Bill", "is planned", "happened"}


def test_a_difference_tells_of_moves_successions_and_codes(kg: KnowledgeGraph) -> None:
    rows = kg.ask("diff", **{"from": "2026-03-31", "to": "2026-04-01"}).rows
    assert {row["part"] for row in rows} >= {"body", "relevance", "location", "succession"}
    codes = kg.ask("diff", **{"from": "2025-03-31", "to": "2025-04-01", "part": "code"}).rows
    assert {(last(row["thing"]), last(row["replaced"])) for row in codes} == {
        ("E08000038", "E08000016"),
        ("E08000039", "E08000019"),
    }


def test_what_a_bill_does_to_healthwatch_is_on_a_councils_page(kg: KnowledgeGraph) -> None:
    rows = section(kg, "Leeds", "2026-11-28", "planned")
    assert any("Healthwatch" in row["detail"] for row in rows)


def test_what_is_planned_is_said_to_be_planned_by_search_and_by_its_list(kg: KnowledgeGraph) -> None:
    for name in ("East Surrey Council", "West Surrey Council"):
        found = kg.ask("search", q=name, as_of="2026-11-28").rows[0]
        assert found["context"] == "planned upper-tier local authority, from 1 April 2027"
    assert kg.ask("planned", as_of="2015-01-01").table.total == 0, "nobody had announced any of it"
    assert kg.ask("planned", as_of="2026-11-28").table.total > 100


def test_what_ended_is_explained_as_having_been(kg: KnowledgeGraph) -> None:
    told = kg.why("PCT", as_of="2026-11-29").text
    assert "It was established by" in told
    assert "The documents that it made, received or was bound by" in told
    assert "It is " not in told
    assert "what followed is not held" not in kg.why("CCG", as_of="2026-11-29").text
    assert {row["part"] for row in kg.why("NHS Surrey Heartlands ICB", as_of="2026-11-29").rows}.isdisjoint({"planned"})


def test_a_search_of_ours_is_no_part_of_the_history_of_what_it_was_for(kg: KnowledgeGraph) -> None:
    assert not [row for row in kg.lineage("HWB").rows if "/search/" in row["via"]]
    assert not [row for row in kg.timeline("HWB").rows if "/search/" in row["thing"]]


def test_what_was_announced_before_there_was_a_bill_was_announced(kg: KnowledgeGraph, server: str) -> None:
    day = "2026-11-29"
    told = {last(row["plan"]): last(row["stage"]) for row in kg.planned(about="NHS England", as_of=day).rows}
    introduced = "2026-05-14"
    bills = [row for row in kg.planned(stage="bill", as_of=day).rows if row["day"] and row["day"] < introduced]
    assert not bills
    assert told["health-bill-introduced-2026"] == "bill"
    page = httpx.get(f"{server}/doc/event/nhs-england-abolition-announced-2025?as_of={day}", timeout=60, headers=HTML)
    assert "Planned for 13 March 2025" not in page.text


def test_what_is_announced_to_follow_is_among_what_follows(kg: KnowledgeGraph) -> None:
    rows = kg.successions(from_="2028-04-01", to="2028-04-30", body="Basildon", as_of="2026-11-28").rows
    assert {(last(row["stage"]), row["precision"]) for row in rows} == {("announced", "month")}
    assert all(row["how"].startswith("not settled") for row in rows)
    with pytest.raises(BadParameter, match="on or after"):
        kg.successions(from_="2028-04-01", to="2027-04-30")


def test_no_label_is_a_part_of_an_address(kg: KnowledgeGraph) -> None:
    slug = r"(^|[ (,])(icb|trust|pcn|ccg|stp|sicbl|hwb)-[a-z0-9]|[a-z]-(council|board)($|[^a-z])"
    slugs = kg.query(
        "SELECT ?label { ?thing rdfs:label ?label . FILTER NOT EXISTS { ?thing a dcat:Distribution } "
        f'FILTER(REGEX(STR(?label), "{slug}") || STRSTARTS(STR(?label), "NHS area")) }} LIMIT 5'
    )
    assert [row["label"].value for row in slugs] == []
