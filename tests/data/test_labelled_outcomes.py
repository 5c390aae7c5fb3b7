"""Fifty questions without rows come to what somebody who had not seen the code had written down for each beforehand."""

import csv
from pathlib import Path

import pytest

from carekg import KnowledgeGraph
from carekg.terms.errors import InputError

TEXT = (Path(__file__).parent / "labelled_outcomes.csv").read_text(encoding="utf-8")
LABELLED = list(csv.DictReader(TEXT.splitlines()))


def test_there_are_fifty_and_ten_of_them_are_traps() -> None:
    assert len(LABELLED) == 50
    assert sum(bool(row["trap"]) for row in LABELLED) >= 10
    assert len({row["question"] for row in LABELLED}) >= 12


@pytest.mark.parametrize("row", LABELLED, ids=lambda row: f"{row['question']} {row['parameters']}")
def test_the_outcome_is_the_one_that_was_written_down(kg: KnowledgeGraph, row: dict[str, str]) -> None:
    given = dict(part.split("=", 1) for part in row["parameters"].split("; "))
    try:
        outcome = kg.asker.ask(row["question"], given).outcome
    except InputError:
        assert "refused" in row["outcome"].split("|")
    else:
        assert outcome.kind in row["outcome"].split("|"), outcome.sentence
        assert outcome.sentence


@pytest.mark.parametrize(
    ("question", "given", "rows"),
    [
        ("seats", {"board": "SAB", "as_of": "2024-06-01"}, 3),
        ("seats", {"board": "public services board", "as_of": "2024-06-01"}, 4),
        ("duties", {"bearer": "CCG", "as_of": "2015-06-01"}, 100),
        ("footprints", {"as_of": "2024-05-01"}, 100),
    ],
)
def test_what_is_held_is_given(kg: KnowledgeGraph, question: str, given: dict[str, str], rows: int) -> None:
    answer = kg.asker.ask(question, given)
    assert answer.outcome.kind == "rows"
    assert answer.table.total >= rows


def test_an_acronym_of_a_kind_goes_before_the_code_of_a_council(kg: KnowledgeGraph) -> None:
    assert kg.resolve("CCG").endswith("/structure/clinical-commissioning-group")
    assert kg.resolve("CCG", "council").endswith("/body/causeway-coast-and-glens-borough-council")
