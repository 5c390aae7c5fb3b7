"""Bibliographies are read back by parsers that did not write them."""

import bibtexparser
import orjson
import pytest
from citeproc.source.json import CiteProcJSON

from carekg import KnowledgeGraph
from carekg.export.bibliography import (
    Item,
    cite,
    cite_answer,
    find_bibliography_format,
    write_bibtex,
    write_csl,
    write_ris,
)
from carekg.terms.errors import NotAcceptable


@pytest.fixture(scope="module")
def items(kg: KnowledgeGraph) -> list[Item]:
    return cite_answer(kg.store, kg.ask("evidence", concept="BCF"))


def test_an_answer_cites_what_its_rows_rest_on_and_no_more(kg: KnowledgeGraph, items: list[Item]) -> None:
    behind = {str(row["publication"]).rpartition("/")[2] for row in kg.ask("evidence", concept="BCF").rows}
    cited = {item["id"] for item in items}
    assert "stokes-2019" in cited
    assert cited <= behind


def test_bibtex_is_read_back(items: list[Item]) -> None:
    library = bibtexparser.parse_string(write_bibtex(items).decode())
    assert not library.failed_blocks
    entries = library.entries_dict
    assert set(entries) == {item["id"] for item in items}
    assert entries["stokes-2019"]["pages"] == "382--388"
    assert entries["stokes-2019"]["journal"] == r"Social Science \& Medicine"
    assert entries["nao-2017"]["author"] == "{National Audit Office}"


def test_ris_is_read_back(items: list[Item]) -> None:
    """The reader is written here, from the format: two letters, two spaces, a hyphen, a space, a value."""
    records: list[dict[str, list[str]]] = [{}]
    for line in write_ris(items).decode().splitlines():
        if not line:
            continue
        tag, separator, value = line[:2], line[2:6], line[6:]
        assert separator == "  - ", line
        records[-1].setdefault(tag, []).append(value)
        if tag == "ER":
            records.append({})
    found = {record["ID"][0]: record for record in records if record}
    assert set(found) == {item["id"] for item in items}
    assert found["stokes-2019"]["AU"] == ["Stokes, J", "Lau, YS", "Kristensen, SR", "Sutton, M"]
    assert (found["stokes-2019"]["TY"], found["stokes-2019"]["SP"], found["stokes-2019"]["EP"]) == (
        ["JOUR"],
        ["382"],
        ["388"],
    )


def test_csl_is_read_back(items: list[Item]) -> None:
    source = CiteProcJSON(orjson.loads(write_csl(items)))
    assert set(source) == {item["id"] for item in items}
    assert str(source["stokes-2019"]["author"][0].family) == "Stokes"


def test_things_without_a_publication_cite_nothing(kg: KnowledgeGraph) -> None:
    assert cite(kg.store, []) == []
    assert cite(kg.store, ["not an IRI", "http://example.org/x", "http://example.org/<bad>"]) == []


def test_a_format_that_there_is_not() -> None:
    with pytest.raises(NotAcceptable, match="bibtex"):
        find_bibliography_format("doc")
