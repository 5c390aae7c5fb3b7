"""The audit of sentences: the eighty that were frozen before it, what it reads, and the addresses that take it."""

import io
import re
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest

from carekg import KnowledgeGraph
from carekg.narrative.sentences.given import MOST, read_sentences
from carekg.narrative.sentences.held import load
from carekg.narrative.sentences.verdicts import judge
from carekg.terms.errors import BadParameter

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/audit.md"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SENTENCE = "The health and wellbeing board has its own budget."


@pytest.fixture(scope="module")
def measured(kg: KnowledgeGraph) -> list[Any]:
    found: list[Any] = runpy.run_path(str(ROOT / "benchmarks/audited_sentences.py"))["measure"](kg)
    return found


def test_every_verdict_on_the_eighty_is_right_and_what_is_held_is_found(measured: list[Any]) -> None:
    assert len(measured) == 80
    assert [each for each in measured if each.given not in ("none", each.wanted)] == []
    held = [each for each in measured if each.held != "nothing held"]
    assert sum(each.is_found for each in held) * 2 >= len(held)
    assert all(each.given == "none" for each in measured if each.held == "nothing held")


def test_the_misses_are_listed(measured: list[Any]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    for each in measured:
        if each.given != each.wanted or (each.held != "nothing held" and not each.is_found):
            assert each.sentence in page


def _judged(kg: KnowledgeGraph, sentence: str) -> str:
    return judge(sentence, load(kg.store), "2026-11-29", lambda _: None).verdict


@pytest.mark.parametrize(
    "sentence",
    [
        "The ICP sets the strategy.",  # which of three, one of them ended, is not told
        "Lessons from primary care trusts inform our plan.",
        "Clinical commissioning groups no longer exist.",
        "Clinical commissioning groups were abolished.",
        "There is no evidence that social prescribing reduces loneliness.",
        "Does social prescribing reduce loneliness?",
        "Social prescribing may reduce loneliness.",
        "Virtual wards reduce travel costs.",
        "Virtual wards reduce costs in Leeds.",
        "Virtual wards reduce costs without harming user satisfaction.",
        "Morality is improved by integrated care.",
        "Partnership working worsens health inequalities.",
        "Two councils must appoint a director of adult social services.",
        "The integrated care board must publish the joint strategic needs assessment.",
    ],
)
def test_what_might_mean_something_else_gets_no_verdict(kg: KnowledgeGraph, sentence: str) -> None:
    assert _judged(kg, sentence) == "no matching claim held"


def test_a_passive_says_the_same_and_a_slip_is_told(kg: KnowledgeGraph) -> None:
    assert _judged(kg, "Loneliness is reduced by social prescribing.") == "both ways"
    assert _judged(kg, "HWBs have no legal personality.") == "the law says so"
    found = judge("Social prescribing reduces lonliness.", load(kg.store), "2026-11-29", lambda _: None)
    assert (found.verdict, "lonliness (read as loneliness)" in found.reason) == ("no matching claim held", True)


def test_law_is_that_of_the_day(kg: KnowledgeGraph) -> None:
    sentence = "The CCG appoints a representative to the health and wellbeing board."
    assert kg.audit_sentences(text=sentence, as_of="2026-01-01").rows[0]["verdict"] == "no longer the law"
    assert kg.audit_sentences(text=sentence, as_of="2020-01-01").rows[0]["verdict"] != "no longer the law"


def test_text_is_split_and_sheets_are_read() -> None:
    text = "Under s. 31 of the Health Act 1999 we pool. Costs fell by 5.2 per cent.\n\n* an item of a list\n"
    assert [each.text for each in read_sentences(text)] == [
        "Under s. 31 of the Health Act 1999 we pool.",
        "Costs fell by 5.2 per cent.",
        "an item of a list",
    ]
    assert read_sentences("id;Sentence\n1;One, two.\n2;\n3;Three.") == [("One, two.", 1), ("Three.", 3)]
    assert read_sentences("id,words\n1,Costs fall.", column="words") == [("Costs fall.", 1)]


@pytest.mark.parametrize(
    ("text", "said"), [("  \n", "no sentences"), ("It is. " * (MOST + 1), "at most 1,000 sentences")]
)
def test_what_cannot_be_read_is_said(text: str, said: str) -> None:
    with pytest.raises(BadParameter, match=said):
        read_sentences(text)


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    assert book.active
    for row in (["n", "Sentence"], [1, SENTENCE]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/plain", lambda: SENTENCE.encode()),
        ("text/csv", lambda: f'id,sentence\n1,"{SENTENCE}"\n'.encode()),
        (XLSX, _workbook),
        ("application/x-www-form-urlencoded", lambda: f"text={SENTENCE.replace(' ', '+')}".encode()),
        ("application/json", lambda: f'{{"text": "{SENTENCE}"}}'.encode()),
    ],
)
def test_the_address_takes_text_sheets_and_forms(server: str, kind: str, body: Callable[[], bytes]) -> None:
    answer = httpx.post(f"{server}/api/v1/evidence/audit", content=body(), headers={"Content-Type": kind}, timeout=30)
    assert answer.status_code == 200, answer.text
    (row,) = answer.json()["parts"]["rows"]["rows"]
    assert (row["says"], row["verdict"]) == (SENTENCE, "the law says otherwise")
    assert httpx.get(f"{server}/api/v1/evidence/audit", timeout=30).json()["question"] == "audit"


def test_the_page_takes_what_is_pasted_or_a_file(server: str) -> None:
    address = f"{server}/ask/audit-sentences"
    assert 'type="file"' in httpx.get(address).text
    pasted = httpx.post(address, data={"text": SENTENCE}, timeout=30)
    sent = httpx.post(address, data={"text": ""}, files={"text_file": ("a.xlsx", _workbook(), XLSX)}, timeout=30)
    for answer in (pasted, sent):
        assert answer.status_code == 200
        assert re.search("the law says otherwise", answer.text)


def test_what_is_no_workbook_is_refused(server: str) -> None:
    answer = httpx.post(f"{server}/api/v1/evidence/audit", content=b"PK\x03\x04 none", headers={"Content-Type": XLSX})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
