"""The essay as data, held side by side with checklists that were written by hand."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from carekg import KnowledgeGraph

HERE = Path(__file__).parent


def table(name: str) -> list[dict[str, str]]:
    """A checklist, row by row."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


STATEMENTS = table("essay_checklist.csv")
CORRECTIONS = table("correction_checklist.csv")
ESSAY = "<https://w3id.org/carekg/id/publication/seed-essay>"


@pytest.fixture(scope="module")
def said(kg: KnowledgeGraph) -> dict[str, dict[str, set[str]]]:
    """What the graph has for each S id: paragraph, kind, hedges and citations."""
    rows = kg.store.select(f"""
        SELECT ?id ?paragraph ?kind ?hedge ?citation WHERE {{
          ?statement ckg:statedIn {ESSAY} ; dcterms:identifier ?id ; ckg:paragraph ?paragraph ;
                     ckg:statementKind ?kind ; ckg:hedge ?hedge ; ckg:citationStatus ?status .
          OPTIONAL {{ ?statement cito:citesAsEvidence/dcterms:identifier ?printed }}
          BIND(COALESCE(?printed, REPLACE(STR(?status), ".*/", "")) AS ?citation)
          FILTER(STRSTARTS(?id, "S"))
        }}""")
    found: dict[str, dict[str, set[str]]] = {}
    for row in rows:
        facts = found.setdefault(row["id"].value, {})
        for name in ("paragraph", "kind", "hedge", "citation"):
            facts.setdefault(name, set()).add(row[name].value.rpartition("/")[2])
    return found


def test_the_checklists_are_whole() -> None:
    numbers = [int(match[1]) for row in STATEMENTS if (match := re.fullmatch(r"S(\d+)", row["id"]))]
    assert sorted(numbers) == list(range(1, 129))
    assert {row["id"] for row in CORRECTIONS} == {f"X{number}" for number in range(1, 21)}
    assert Counter(row["citation"] == "uncited" for row in STATEMENTS if row["id"][-1].isdigit()) == {
        True: 97,
        False: 31,
    }


@pytest.mark.parametrize("row", STATEMENTS, ids=lambda row: row["id"])
def test_each_statement_is_where_and_as_the_essay_says_it(
    row: dict[str, str], said: dict[str, dict[str, set[str]]]
) -> None:
    assert said[row["id"]] == {name: {row[name]} for name in ("paragraph", "kind", "hedge", "citation")}


def test_the_graph_has_no_other_statement_of_the_essay(said: dict[str, dict[str, set[str]]]) -> None:
    assert set(said) == {row["id"] for row in STATEMENTS}


@pytest.mark.parametrize("row", CORRECTIONS, ids=lambda row: row["id"])
def test_each_correction_annotates_what_it_corrects(row: dict[str, str], kg: KnowledgeGraph) -> None:
    found = kg.store.select(f"""
        SELECT ?corrected WHERE {{
          ?correction a ckg:Correction ; dcterms:identifier "{row["id"]}" ; ckg:corrects/dcterms:identifier ?corrected
        }}""")
    assert {each["corrected"].value for each in found} == set(row["corrects"].split())


@pytest.mark.parametrize(
    ("relation", "paragraph", "number"),
    [("has-benefit", 3, 5), ("has-barrier", 4, 5), ("depends-on", 1, 3), ("is-remedied-by", 4, 3)],
)
def test_counts_of_benefits_barriers_enablers_and_remedies(
    kg: KnowledgeGraph, relation: str, paragraph: int, number: int
) -> None:
    (row,) = kg.store.select(f"""
        SELECT (COUNT(DISTINCT ?object) AS ?count) WHERE {{
          ?claim ckg:statedIn {ESSAY} ; ckg:paragraph {paragraph} ; ckg:object ?object ;
                 ckg:subject <https://w3id.org/carekg/id/activity/partnership-working> ;
                 ckg:relation <https://w3id.org/carekg/id/relation/{relation}>
        }}""")
    assert int(row["count"].value) == number


def test_six_references_and_nine_marks(kg: KnowledgeGraph) -> None:
    (row,) = kg.store.select(f"""
        SELECT (COUNT(DISTINCT ?reference) AS ?references) (COUNT(DISTINCT ?mark) AS ?marks) WHERE {{
          {{ ?reference a ckg:Reference ; ckg:statedIn {ESSAY} }}
          UNION {{ ?mark a ckg:CitationMark ; ckg:statedIn {ESSAY} }}
        }}""")
    assert (int(row["references"].value), int(row["marks"].value)) == (6, 9)


def test_what_the_essay_says_is_said_and_not_fact(kg: KnowledgeGraph) -> None:
    assert not kg.store.select(f"""
        SELECT ?statement WHERE {{
          ?statement ckg:statedIn {ESSAY} ; ckg:statementKind ?kind ; ckg:verification ?status .
          FILTER(?status != <https://w3id.org/carekg/id/verification/said>)
        }}""")


def test_a_reference_that_was_not_found_resolves_to_nothing(kg: KnowledgeGraph) -> None:
    assert not bool(kg.query('ASK { ?reference dcterms:identifier "R5" ; ckg:resolvesTo ?work }'))
    assert bool(
        kg.query(
            'ASK { ?r dcterms:identifier "R5" ; ckg:verification <https://w3id.org/carekg/id/verification/not-found> }'
        )
    )


def test_no_two_labels_of_the_essay_are_the_same(kg: KnowledgeGraph) -> None:
    rows = kg.store.select(
        f"SELECT ?label WHERE {{ ?statement ckg:statedIn {ESSAY} ; ckg:statementKind ?k ; rdfs:label ?label }}"
    )
    repeated = [label for label, count in Counter(row["label"].value for row in rows).items() if count > 1]
    assert not repeated


def test_a_contested_claim_shows_its_citation_and_what_stands_against_it(kg: KnowledgeGraph) -> None:
    (row,) = kg.ask("claims", fact="S78").rows
    assert row["cites"].startswith("Glasby, J. and Dickinson, H. 2014: Printed reference 2")
    assert row["rests_on"] == "https://w3id.org/carekg/id/publication/glasby-dickinson-2014"
    assert row["corrected_by"].startswith("X14")
    assert row["disputed_by"]


def test_claims_are_found_by_concept_and_by_whether_they_are_contested(kg: KnowledgeGraph) -> None:
    about = {row["fact"] for row in kg.ask("claims", concept="barrier:data-sharing").rows}
    assert "S97" in about
    contested = {row["fact"] for row in kg.ask("claims", contested="true").rows}
    rest = {row["fact"] for row in kg.ask("claims", contested="false").rows}
    assert {"S78", "S113", "S115"} <= contested
    assert not contested & rest
    assert contested | rest == {row["id"] for row in STATEMENTS}
