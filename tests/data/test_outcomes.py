"""No silent nothing: an answer without rows says what that means."""

import json
from datetime import date
from pathlib import Path

import httpx
import pytest
from pyoxigraph import NamedNode, Store

from carekg import KnowledgeGraph
from carekg.knowledge_graph import REGISTRY
from carekg.questions.outcome import EXIT_CODES, KINDS
from carekg.questions.settling import settle
from carekg.store.embedded import ENGINE_FOLDER, Embedded
from carekg.terms.errors import InputError
from commands import run

CLAIMS = """SELECT ?statement ?member ?scope ?question ?from WHERE {
  ?statement a ckg:CompletenessStatement ; ckg:claims ?member ; ckg:completeOf ?scope ; ckg:completeFor ?question ;
    ckg:validFrom ?from } ORDER BY ?statement ?member"""


@pytest.mark.parametrize(
    ("question", "given", "kind", "said"),
    [
        ("bodies", {"kind": "ICB", "as_of": "2024-04-01"}, "rows", "42 rows"),
        ("entities", {"type": "ICB"}, "rows", "rows"),
        ("entities", {"type": "ICB", "q": "Essex"}, "rows", "rows"),
        ("bodies", {"kind": "ICB", "as_of": "2020-01-01"}, "planned", "begins on 1 July 2022"),
        ("seats", {"board": "body:hwb-leeds-city-council", "as_of": "2013-03-31"}, "planned", "1 April 2013"),
        ("bodies", {"kind": "structure:clinical-commissioning-group", "as_of": "2022-07-01"}, "ended", "1 July 2022"),
        ("overlaps", {"council": "Glasgow City Council"}, "outside", "cover England"),
        ("overlaps", {"council": "Essex County Council", "as_of": "2012-01-01"}, "outside", "1 January 2012"),
        (
            "successions",
            {"body": "body:icb-qwo", "from": "2023-01-01", "to": "2025-01-01", "as_of": "2024-01-01"},
            "none",
            "every change of one integrated care board",
        ),
        ("delays", {"id": "body:icb-qwo", "month": "2031-01"}, "not-held", "does not say that there is nothing"),
        ("delays", {"id": "Leeds"}, "not-held", "about Leeds City Council here"),
        ("delays", {"id": "Leeds"}, "not-held", "of England by integrated care board"),
        ("delays", {"id": "NHS Essex ICB"}, "not-held", "followed NHS Hertfordshire and West Essex"),
        ("search", {"q": "qwertyzxcv"}, "not-held", "about “qwertyzxcv”"),
        ("locate", {"id": "Kettering;Corby", "as_of": "2024-01-01"}, "ended", "1 April 2021"),
    ],
)
def test_every_outcome_is_told(kg: KnowledgeGraph, question: str, given: dict[str, str], kind: str, said: str) -> None:
    answer = kg.asker.ask(question, given)
    assert (answer.outcome.kind, said in answer.outcome.sentence) == (kind, True), answer.outcome
    assert bool(answer.outcome.rests_on) == (kind == "none")


def test_each_of_several_has_a_row_though_nothing_is_held_of_it(kg: KnowledgeGraph) -> None:
    rows = kg.locate(id="Kettering;Leeds;Atlantis", as_of="2024-01-01").rows
    told = {row["asked"].rpartition("/")[2]: row["problem"] for row in rows if row["problem"]}
    assert told.keys() == {"E07000153", "Atlantis"}
    assert "ended on 1 April 2021" in told["E07000153"]
    assert {row["tense"] for row in rows if row["problem"]} == {None}


@pytest.mark.parametrize(
    ("question", "given", "said"),
    [
        ("succession", {"id": "NHS England"}, "ask planned or lineage or timeline or why about that"),
        ("delays", {"id": "HWB"}, "ask planned or lineage or timeline or why about that"),
        ("duties", {"modality": "power"}, "there are: is, may, must"),
        ("evidence", {"design": "Cardiff"}, "randomised trial"),
        ("evidence", {"population": "care home residents"}, "There are: autistic people, carers"),
    ],
)
def test_a_refusal_leads_on(kg: KnowledgeGraph, question: str, given: dict[str, str], said: str) -> None:
    with pytest.raises(InputError) as told:
        kg.asker.ask(question, given)
    assert said in str(told.value)


def test_what_nothing_is_held_of_in_one_way_is_told_in_others(kg: KnowledgeGraph) -> None:
    assert any("as their object" in note for note in kg.duties(bearer="DASS").notes)


def test_at_least_thirty_statements_of_completeness_are_held(kg: KnowledgeGraph) -> None:
    (row,) = kg.query("SELECT (COUNT(?s) AS ?n) { ?s a ckg:CompletenessStatement }")
    assert int(row["n"].value) >= 30


def test_what_is_taken_out_turns_none_into_not_held(kg: KnowledgeGraph, store: Path, tmp_path: Path) -> None:
    folder = kg.store.folder / ENGINE_FOLDER
    Store.read_only(str(folder)).backup(str(tmp_path / "copy"))
    engine = Store(str(tmp_path / "copy"))
    claims = kg.query(CLAIMS)
    taken = 0
    for row in claims:
        statement, member, scope, question, begins = (
            row[name].value for name in ("statement", "member", "scope", "question", "from")
        )
        day = date.fromisoformat(begins)
        asked = (REGISTRY[question], dict.fromkeys(("board", "kind"), scope), day, ())
        whole = settle(Embedded(engine, kg.store.version, tmp_path), *asked)
        assert (whole.kind, whole.rests_on) == ("none", statement)
        gone = list(engine.quads_for_pattern(NamedNode(member), None, None, None))
        for quad in gone:
            engine.remove(quad)
        broken = settle(Embedded(engine, {"hash": member}, tmp_path), *asked)
        assert broken.kind == "not-held", member
        engine.extend(gone)
        taken += 1
    assert taken >= 20


def test_headers_and_exit_codes_say_the_outcome(server: str, store: Path) -> None:
    asked = {"kind": "ICB", "as_of": "2020-01-01"}
    answer = httpx.get(f"{server}/api/v1/bodies", params=asked, timeout=30)
    assert (answer.status_code, answer.headers["x-carekg-outcome"]) == (200, "planned")
    assert answer.json()["outcome"]["kind"] == "planned"
    done = run("bodies", "--kind", "ICB", "--as-of", "2020-01-01", "--store", str(store), "-f", "json")
    assert (done.returncode, json.loads(done.stdout)["outcome"]["kind"]) == (4, "planned")
    assert set(EXIT_CODES) == set(KINDS)
