"""Any answer as a dated brief for people, with a numbered note for each source and permanent addresses."""

import io
import re
from datetime import date

import docx
import httpx
import pytest

from carekg import KnowledgeGraph
from carekg.knowledge_graph import REGISTRY
from carekg.questions.brief import MOST_ROWS
from carekg.questions.declaration import BRIEFS, Question
from carekg.questions.formats import FORMATS
from carekg.questions.receipt import make_receipt
from support import few

QUICK = [question for question in REGISTRY.values() if not question.is_heavy and question.method == "GET"]
LINK = re.compile(r"\]\(<[^>]*>\)")


def test_every_question_gives_briefs() -> None:
    assert [each.name for each in REGISTRY.values() if not set(BRIEFS) <= set(each.formats)] == []


@pytest.mark.parametrize("question", few(QUICK, 8), ids=lambda question: question.name)
def test_a_brief_reads_alike_in_both_formats(kg: KnowledgeGraph, question: Question) -> None:
    answer = kg.asker.ask(question.name, question.example)
    told = answer.to_markdown()
    lines = told.splitlines()
    assert lines[0] == f"# {question.title}"
    assert f"As of {answer.as_of.day} {answer.as_of:%B %Y}." in lines
    rows = [line for line in lines if line.startswith("| ")]
    assert not [row for row in rows if "://" in LINK.sub("", row)], "no IRI is read as text"
    used = {int(number) for row in rows for number in re.findall(r"\[\^(\d+)\]", row)}
    notes = [line for line in lines if re.match(r"\[\^\d+\]: ", line)]
    assert used == set(range(1, len(notes) + 1)), "each note is used, each number has its note"
    assert all(f"version={answer.version[:16]}" in note for note in notes)
    for needed in (f"<{answer.address}>", answer.version, make_receipt(answer).sha256, "Creative Commons"):
        assert needed in told
    document = docx.Document(io.BytesIO(answer.to_docx()))
    cells = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert len(cells) == len(rows) - len(document.tables)  # Markdown has a line below each head
    assert not [cell for row in cells for cell in row if "://" in cell]
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[0] == document.core_properties.title == question.title
    assert len([text for text in texts if re.match(r"\d+\. .*Held at ", text)]) == len(notes)
    assert any(answer.address in text for text in texts)


def test_parts_come_one_after_another(kg: KnowledgeGraph) -> None:
    answer = kg.ask("graph", layer="partnership", focus="HWB", depth=1)
    heads = [line for line in answer.to_markdown().splitlines() if line.startswith("## ")]
    assert heads == ["## Nodes", "## Edges", "## About this answer"]
    assert len(docx.Document(io.BytesIO(answer.to_docx())).tables) == 2


def test_what_a_brief_leaves_out_is_said(kg: KnowledgeGraph) -> None:
    answer = kg.bodies(as_of="2024-01-01", limit=900)
    assert (
        f"{MOST_ROWS} of {answer.table.total:,} rows; the others are at the permanent address." in answer.to_markdown()
    )
    assert "Columns that stand at the permanent address alone:" in kg.duties(bearer="HWB").to_markdown()


def test_no_rows_are_told_in_a_sentence(kg: KnowledgeGraph) -> None:
    told = kg.delays("body:icb-qwo", month="1999-01-01").to_markdown()
    assert "| " not in told
    assert "**" in told


def test_what_is_no_markdown_is_not_read_as_any(kg: KnowledgeGraph) -> None:
    told = kg.search("a|b <b>*c*</b>\n# d").to_markdown()
    assert "a\\|b \\<b\\>\\*c\\*\\</b\\> \\# d" in told


def test_publications_come_as_references_too(kg: KnowledgeGraph, server: str) -> None:
    told = kg.evidence(concept="BCF").to_markdown()
    for form, sign in (("bibtex", "@"), ("ris", "TY  - ")):
        (address,) = re.findall(rf"<https://w3id.org/carekg(/api/v1/evidence/bibliography\S+format={form})>", told)
        assert sign in httpx.get(f"{server}{address}", timeout=60).raise_for_status().text
    assert "References" not in kg.duties(bearer="HWB").to_markdown()


def test_the_service_gives_the_same_brief_by_every_way(kg: KnowledgeGraph, server: str) -> None:
    path, given = f"{server}/api/v1/duties", {"bearer": "HWB", "as_of": "2022-07-01"}
    answer = kg.duties(bearer="HWB", as_of=date(2022, 7, 1))
    for form, expected in (("md", answer.to_markdown().encode()), ("docx", answer.to_docx())):
        kind = FORMATS[form].media_type
        ways = (
            httpx.get(path, params={**given, "format": form}, timeout=60),
            httpx.get(f"{path}.{form}", params=given, timeout=60),
            httpx.get(path, params=given, headers={"Accept": kind}, timeout=60),
        )
        for way in ways:
            assert (way.status_code, way.headers["content-type"].partition(";")[0]) == (200, kind)
            assert way.content == expected
            assert way.headers["content-disposition"].endswith(f'.{form}"')


def test_permanent_addresses_of_notes_answer(kg: KnowledgeGraph, server: str) -> None:
    told = kg.duties(bearer="HWB", as_of="2022-07-01").to_markdown()
    held = re.findall(r"Held at <https://w3id.org/carekg(\S+)>", told)
    assert len(held) > 20
    for address in held[::8]:
        assert httpx.get(f"{server}{address}", timeout=60).json()["rows"]


def test_pages_link_to_the_briefs(server: str) -> None:
    page = httpx.get(f"{server}/ask/duties", params={"bearer": "HWB", "as_of": "2022-07-01"}, timeout=60).text
    for form in BRIEFS:
        assert f"format={form}" in page
