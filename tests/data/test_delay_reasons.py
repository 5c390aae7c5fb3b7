"""Reasons for delayed discharge: every published number, under one concept a reason."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from carekg import KnowledgeGraph
from carekg.build.candidate import build
from carekg.sources.command import import_files
from carekg.terms.errors import MalformedFile
from carekg.terms.files import locate
from carekg.terms.namespaces import CKG
from support import write_national

NATIONAL = locate("data/national")
TOTAL = 163  # counted from the published file: Cardiff and Vale, March 2025


@pytest.mark.parametrize(
    ("name", "counts", "patients", "missing"),
    [("delay-reasons-2025-05", 24_559, 106_752, 259), ("welsh-delays-2025-03", 5_220, 37_510, 0)],
)
def test_every_number_that_was_published_is_there(name: str, counts: int, patients: int, missing: int) -> None:
    found, total = Counter[str](), 0
    for triple in parse(path=NATIONAL / f"{name}.ttl", format=RdfFormat.TURTLE):
        found[triple.predicate.value] += 1
        if triple.predicate == NamedNode(CKG.delayedPatients):
            total += int(triple.object.value)
    assert (found[str(CKG.delayedPatients)], total, found[str(CKG.reasonNotGiven)]) == (counts, patients, missing)


def test_a_wording_that_is_not_known_is_named_and_odd_dashes_are_nothing(tmp_path: Path) -> None:
    trusts, file, out = NATIONAL / "trusts-2026-07.ttl", tmp_path / "in.csv", tmp_path / "out.ttl"
    head = "nhs_trust22_code,date,Hospital process\u00a0- Awaiting medical review of need for supported discharge?"
    file.write_text(f"{head}\nRR8,2024-06-01,7\nRAE,2024-06-01,\n", encoding="utf-8")
    assert not import_files("nhs-delay-reasons", [file, trusts], date(2025, 5, 31), out).rejects
    said = out.read_text(encoding="utf-8")
    assert "delayedPatients 7" in said
    assert said.count("ckg:reasonNotGiven delay-reason:hospital") == 1
    file.write_text(f"{head},Capacity - Weather\nRR8,2024-06-01,7,1\n", encoding="utf-8")
    with pytest.raises(MalformedFile, match="column 4, 'Capacity - Weather'"):
        import_files("nhs-delay-reasons", [file, trusts], date(2025, 5, 31), out)
    assert out.read_text(encoding="utf-8") == said


@pytest.mark.parametrize("day", ["2024-06-30", "01/06/2024"])
@pytest.mark.parametrize(
    ("source", "companion", "head", "rest", "column"),
    [
        (
            "nhs-delay-reasons",
            "trusts-2026-07",
            "nhs_trust22_code,date,Hospital process - Awaiting medical review of need for supported discharge",
            "RR8,{},7",
            "trust",
        ),
        (
            "welsh-delays",
            "welsh-health-boards-2022",
            "lhb22_code,date,delay_reason,delay_count",
            "W11000029,{},Awaiting acute bed,7",
            "area",
        ),
    ],
)
def test_a_month_is_counted_once_whatever_its_day(
    tmp_path: Path, day: str, source: str, companion: str, head: str, rest: str, column: str
) -> None:
    file, out = tmp_path / "in.csv", tmp_path / "out.ttl"
    lines = [head, rest.format("2024-05-01"), rest.format("2024-06-01"), rest.format(day)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = import_files(source, [file, NATIONAL / f"{companion}.ttl"], date(2025, 5, 31), out)
    assert [(each.file, each.line, each.column) for each in done.rejects] == [("in.csv", 4, column)]
    assert "2024-06-01" in done.rejects[0].value
    assert "twice, first on line 3" in done.rejects[0].reason
    assert out.read_text(encoding="utf-8").count("delayedPatients 7") == 2


def test_a_board_and_a_council_say_why_discharges_are_delayed(tmp_path: Path) -> None:
    names = ("welsh-delays-2025-03", "welsh-health-boards-2022", "councils")
    build(write_national(tmp_path, names), tmp_path / "store")
    kg = KnowledgeGraph.open(tmp_path / "store")
    rows = kg.ask("delays", id="body:cardiff-and-vale-university-health-board", month="2025-03-15").rows
    assert sum(row["patients"] for row in rows) == TOTAL
    page = kg.ask("area", id="Cardiff", as_of="2025-06-01").rows
    assert sum(row["amount"] for row in page if row["section"] == "reason for delay") == TOTAL
    assert not kg.ask("delays", id="body:cardiff-and-vale-university-health-board", as_of="2022-01-01").rows
