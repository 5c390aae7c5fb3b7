"""Law and history: who must do what on which date, what changed, and how the law leads from paper to paper."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from carekg import KnowledgeGraph
from carekg.terms.errors import AmbiguousName, BadParameter, UnknownName
from carekg.terms.prefixes import compress
from commands import run

MEMBERSHIP = "rule:hsca2012-194-2-membership-{}"
OPINION = "rule:nhsa2006-14z54-5-hwb-responds-with-opinion"
ENCOURAGES = "rule:hsca2012-195-1-hwb-encourages-integration"


def duties(kg: KnowledgeGraph, **parameters: str) -> dict[str, Any]:
    """The rows of the duty ledger, by the CURIE of the statement."""
    return {compress(row["statement"]): row for row in kg.ask("duties", **parameters).rows}


@pytest.mark.parametrize(
    ("as_of", "there", "missing"),
    [
        ("2012-06-01", [], [ENCOURAGES, OPINION]),
        ("2013-03-31", [], [ENCOURAGES]),
        ("2016-06-01", [ENCOURAGES, MEMBERSHIP.format("ccg")], [MEMBERSHIP.format("icb"), OPINION]),
        ("2022-06-30", [ENCOURAGES, MEMBERSHIP.format("ccg")], [MEMBERSHIP.format("icb"), OPINION]),
        ("2022-07-01", [ENCOURAGES, MEMBERSHIP.format("icb"), OPINION], [MEMBERSHIP.format("ccg")]),
    ],
)
def test_the_duties_of_a_board_are_those_of_the_day(
    kg: KnowledgeGraph, as_of: str, there: list[str], missing: list[str]
) -> None:
    found = duties(kg, bearer="HWB", as_of=as_of)
    assert set(there) <= set(found)
    assert not set(missing) & set(found)
    assert bool(found) == bool(there)


def test_a_bearer_is_found_under_its_roles_and_its_broader_kinds(kg: KnowledgeGraph) -> None:
    found = duties(kg, bearer="ICB", as_of="2022-07-01", action="action:cooperate")
    assert compress(found["rule:hsca2012-194-10-icb-cooperates"]["through"]) == "role:hsca2012-relevant-icb"
    assert found["rule:care-act-6-1-cooperate"]["section"] == "s. 6(1)"  # mutual: the partner bears it too
    assert any(compress(row["bearer"]) == "structure:nhs-body" for row in found.values())
    assert not duties(kg, bearer="ICB", as_of="2022-06-30")


def test_a_body_bears_what_its_kind_bears_while_it_exists(kg: KnowledgeGraph) -> None:
    assert "rule:hsca2012-194-10-icb-cooperates" in duties(kg, bearer="body:icb-qnq", as_of="2026-03-31")
    assert not duties(kg, bearer="body:icb-qnq", as_of="2026-04-01")


@pytest.mark.parametrize(
    ("parameters", "statement"),
    [
        ({"exercised_by": "HWB"}, "rule:lgpiha2007-116-4-prepare-jsna-icb"),
        ({"in_relation_to": "HWB", "action": "action:cooperate"}, "rule:hsca2012-194-10-icb-cooperates"),
        (
            {"modality": "modality:must-not", "provision": "leg:ukpga/2012/7"},
            "rule:hsca2012-196-4-no-delegation-of-scrutiny",
        ),
        ({"provision": "leg:ukpga/2006/41/section/14Z54"}, OPINION),
        ({"applies_in": "Scotland"}, "rule:pbjwsa-1-2-prepare-scheme"),
    ],
)
def test_the_ledger_is_cut_by_each_parameter(kg: KnowledgeGraph, parameters: dict[str, str], statement: str) -> None:
    found = duties(kg, as_of="2022-07-01", **parameters)
    assert statement in found
    assert len(found) < len(duties(kg, as_of="2022-07-01"))


def test_every_row_of_the_ledger_says_who_says_so(kg: KnowledgeGraph) -> None:
    rows = kg.ask("duties", as_of="2022-07-01").rows
    assert len(rows) > 300
    for row in rows:
        assert all(row[column] for column in ("provision", "valid_from", "knowledge_level"))
        assert row["verification"]
        assert row["verification"] != "verified" or (row["read_at"] and row["read_on"])


def test_the_seat_that_passed_from_group_to_board_is_seen_to_move(kg: KnowledgeGraph) -> None:
    rows = kg.diff("2022-06-30", "2022-07-01", part="seat").rows
    (seat,) = [row for row in rows if compress(row["thing"]) == "seat:hwb-integrated-care-board"]
    assert (seat["change"], seat["date"], seat["section"]) == ("moved", "2022-07-01", "s. 194(6)")
    assert compress(seat["holder"]) == "structure:integrated-care-board"
    assert compress(seat["replaced_holder"]) == "structure:clinical-commissioning-group"


def test_nothing_changes_between_a_day_and_itself(kg: KnowledgeGraph) -> None:
    assert not kg.diff("2022-07-01", "2022-07-01").rows


def test_boards_end_and_begin_in_2026_and_plans_change_nothing(kg: KnowledgeGraph) -> None:
    rows = kg.diff("2026-03-31", "2026-04-01", part="body").rows
    changes = [row["change"] for row in rows if "Integrated Care Board" in row["says"]]
    assert (changes.count("began"), changes.count("ended")) == (6, 12)


def test_the_chain_from_needs_to_judgement_is_one_way_with_a_section_at_every_step(kg: KnowledgeGraph) -> None:
    found = kg.chain("JSNA", "document:icb-performance-assessment", as_of="2022-07-01")
    assert all(row["section"] and row["act"] for row in found.rows)
    first = [row for row in found.rows if row["way"] == 1]
    way = [compress(row["earlier"]) for number in range(1, 6) for row in first if row["step"] == number]
    assert list(dict.fromkeys(way)) == [
        "document:joint-strategic-needs-assessment",
        "document:integrated-care-strategy",
        "document:joint-local-health-and-wellbeing-strategy",
        "document:joint-forward-plan",
        "document:opinion-on-joint-forward-plan",
    ]
    sections = {row["section"] for row in found.rows} | {row["handing_section"] for row in found.rows}
    assert sections >= {
        *("s. 116(5A)", "s. 116ZB(1)", "s. 116ZB(7)", "s. 116A(2)", "s. 116B(1)", "s. 14Z52(2)(c)"),
        *("s. 14Z54(5)", "s. 14Z55(1)(a)", "s. 14Z58(2)(b)", "s. 14Z59(4)"),
    }


def test_a_document_is_found_by_the_short_name_of_who_it_is_about(kg: KnowledgeGraph) -> None:
    found = kg.ask("resolve", id="ICB performance assessment;ICB annual report;SAB annual report").rows
    assert [compress(row["iri"]) for row in found] == [
        "document:icb-performance-assessment",
        "document:icb-annual-report",
        "document:safeguarding-adults-board-annual-report",
    ]


def test_before_the_2022_act_the_law_led_nowhere_near_it(kg: KnowledgeGraph) -> None:
    assert not kg.chain("JSNA", "document:icb-performance-assessment", as_of="2016-06-01").rows


def test_the_lineage_of_section_75_begins_in_1999(kg: KnowledgeGraph) -> None:
    rows = kg.ask("lineage", entity="leg:ukpga/2006/41/section/75").rows
    told = {(row["date"], row["relation"], compress(row["other"]) if row["other"] else None) for row in rows}
    assert ("2007-03-01", "re-enacts: done by it", "leg:ukpga/1999/8/section/31") in told
    assert ("2016-03-28", "amends: done to it", "leg:ukpga/2016/1/schedule/4") in told
    assert ("2022-07-01", "amends: done to it", "leg:ukpga/2022/31/section/71") in told
    assert "2000-04-01" in {row["date"] for row in rows}


def test_a_timeline_tells_past_from_what_is_to_come(kg: KnowledgeGraph) -> None:
    rows = kg.ask("timeline", entity="structure:integrated-care-partnership", as_of="2022-06-30").rows
    assert {row["tense"] for row in rows if row["date"] >= "2022-07-01"} <= {"is planned", "would, under a Bill"}
    assert [row["date"] for row in rows] == sorted(row["date"] for row in rows)


def test_a_timeline_tells_how_the_law_changed_on_which_a_thing_rests(kg: KnowledgeGraph) -> None:
    rows = kg.ask("timeline", entity="BCF", as_of="2026-11-29").rows
    changes = {(row["date"], row["relation"], row["tense"]) for row in rows if row["what"] == "takes effect"}
    assert ("2014-10-01", "changes the law that founds it", "happened") in changes


@pytest.mark.parametrize(
    "entity",
    ["HWB", "document:joint-forward-plan", "fund:better-care-fund", "leg:ukpga/2007/28/section/116ZA", "body:icb-qnq"],
)
def test_why_begins_with_the_act_and_cites_every_step(kg: KnowledgeGraph, entity: str) -> None:
    found = kg.why(entity, as_of="2022-07-01")
    parts = [row["part"] for row in found.rows]
    assert parts[:2] == ["Act", "provision"]
    assert ("It is part of: " if entity.startswith("leg:") else "It is established by: ") in found.text
    assert all(row["section"] or row["source"] or row["read_at"] or row["verification"] for row in found.rows)


def test_why_tells_of_what_a_board_publishes(kg: KnowledgeGraph) -> None:
    documents = [row for row in kg.why("SAB").rows if row["part"] == "document"]
    assert [(row["section"], row["valid_from"]) for row in documents] == [("Sch. 2 para. 4", "2015-04-01")]


def test_why_leaves_out_what_the_essay_says_unless_asked(kg: KnowledgeGraph) -> None:
    def said(**asked: bool) -> set[str]:
        rows = kg.why("HWB", as_of="2022-07-01", **asked).rows
        return {compress(row["source"]) for row in rows if row["source"]}

    assert "publication:seed-essay" in said(essay=True)
    assert "publication:seed-essay" not in said()
    assert said()


def test_why_says_so_where_there_is_nothing(kg: KnowledgeGraph) -> None:
    assert "holds no provision" in kg.why("sector:nhs", as_of="2022-07-01").text


@pytest.mark.parametrize(
    ("parameters", "error", "told"),
    [
        ({"as_of": "2022-02-30"}, BadParameter, "as_of"),
        ({"bearer": "Ministry of Silly Walks"}, UnknownName, "Ministry"),
        ({"bearer": "ICP"}, AmbiguousName, "integrated care pilot"),
        ({"provision": "leg:ukpga/2012/7/section/9999"}, UnknownName, "9999"),
        ({"holder": "ICB"}, BadParameter, "holder"),
    ],
)
def test_bad_input_is_refused(
    kg: KnowledgeGraph, parameters: dict[str, str], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        kg.ask("duties", **parameters)


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("duties?as_of=2022-02-30", 400, "as_of"),
        ("duties?bearer=Nobody+at+all", 404, "Nobody"),
        ("duties?provision=leg:ukpga/2012/7/section/9999", 404, "9999"),
        ("why?entity=ICP", 409, "integrated care partnership"),
        ("why?entity=HWB&as_of=yesterday", 400, "as_of"),
        ("diff?from=2022-07-01&to=2022-06-30", 400, "on or after"),
        ("diff?from=2022-07-01&to=2022-13-01", 400, "to"),
        ("diff?from=2022-06-30&to=2022-07-01&part=people", 400, "body"),
        ("chain?source=JSNA&target=nothing", 404, "nothing"),
    ],
)
def test_bad_requests_are_answered_with_a_problem(server: str, path: str, status: int, told: str) -> None:
    answer = httpx.get(f"{server}/api/v1/{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert told in answer.json()["detail"]


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("why?entity=HWB&as_of=2022-07-01", "s. 194(6)"),
        ("diff?from=2022-06-30&to=2022-07-01&part=seat", "moved"),
        ("chain?source=JSNA&target=document:icb-performance-assessment&as_of=2022-07-01", "s. 116(5A)"),
        ("lineage?entity=leg:ukpga/2006/41/section/75", "re-enacts"),
        ("timeline?entity=ICB", "2022-07-01"),
        ("duties?bearer=HWB&as_of=2022-07-01", "s. 195(1)"),
    ],
)
def test_the_service_answers_as_json_and_csv(server: str, path: str, told: str) -> None:
    as_json = httpx.get(f"{server}/api/v1/{path}", headers={"Accept": "application/json"})
    as_csv = httpx.get(f"{server}/api/v1/{path}", headers={"Accept": "text/csv"})
    assert as_json.status_code == as_csv.status_code == 200
    assert told in as_json.text
    assert told in as_csv.text
    assert as_json.json()["rows"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("why", "HWB", "--as-of", "2022-07-01"), "s. 194(6)"),
        (("diff", "2022-06-30", "2022-07-01", "--part", "seat", "-f", "csv"), "moved"),
        (("chain", "JSNA", "document:icb-performance-assessment", "--as-of", "2022-07-01", "-f", "csv"), "s. 116(5A)"),
    ],
)
def test_the_commands_answer(store: Path, arguments: tuple[str, ...], told: str) -> None:
    done = run(*arguments, "--store", str(store))
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0)
    assert told in done.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("diff", "2022-02-30", "2022-07-01"), "from = '2022-02-30'"),
        (("why", "ICP"), "stands for several things"),
        (("ask", "duties", "provision=leg:ukpga/2012/7/section/9999"), "9999"),
        (("why", "HWB", "-f", "poem"), "'poem' is not on offer"),
    ],
)
def test_the_commands_refuse_bad_input(store: Path, arguments: tuple[str, ...], told: str) -> None:
    done = run(*arguments, "--store", str(store))
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
