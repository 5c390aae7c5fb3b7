"""A private overlay: checked row by row, made whole or not at all, in every answer that takes it in and in no other."""

import io
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from carekg import KnowledgeGraph
from carekg.build.candidate import build
from carekg.overlay.making import add
from carekg.overlay.reading import read_workbook
from carekg.overlay.sheets import SHEETS
from carekg.overlay.template import make_template
from carekg.questions.receipt import make_receipt
from carekg.questions.verifying import verify
from carekg.store.backup import back_up
from carekg.store.embedded import Embedded
from carekg.store.push import push
from carekg.store.remote import open_store
from carekg.terms.errors import BadParameter, InvalidSheet, MalformedFile, MissingFile
from commands import run
from overlays import ROWS, SECRETS, Made, fill, with_faults

DAY = "2026-11-29"


_FAULTS = (
    (
        "sheet agreements, row 3, column partners",
        "'Mid and South Sussex Integrated Care Board' is not known",
        "NHS Mid and South Essex Integrated Care Board",
    ),
    ("sheet end dates, row 5, column last day", "'2027-02-30' is no day that exists", "write it as 2026-04-01."),
    (
        "sheet posts, row 2, column post",
        "'Jo Grindylow' does not read as a post",
        "write the post, such as Head of integrated commissioning, and never who holds it.",
    ),
)


@pytest.fixture(scope="module")
def own(made: Made) -> KnowledgeGraph:
    return KnowledgeGraph.open(made.store, made.overlay)


@pytest.fixture(scope="module")
def public(made: Made) -> KnowledgeGraph:
    return KnowledgeGraph.open(made.store)


def test_the_template_says_what_each_column_holds() -> None:
    book = openpyxl.load_workbook(io.BytesIO(make_template()))
    assert book.sheetnames[1:] == [sheet.name for sheet in SHEETS]
    for sheet in SHEETS:
        heads = next(book[sheet.name].iter_rows(max_row=1))
        assert [head.value for head in heads] == [column.heading for column in sheet.columns]
        assert all(head.comment and head.comment.text for head in heads)


def test_three_wrong_rows_of_forty_are_named_and_nothing_is_made(made: Made, tmp_path: Path) -> None:
    wrong = fill(tmp_path / "wrong.xlsx", with_faults())
    done = run("overlay", "check", str(wrong), "--store", str(made.store))
    told = done.stderr.splitlines()
    assert (done.returncode, len(told)) == (3, 4), done.stderr
    for line, (place, fault, right) in zip(told[1:], _FAULTS, strict=True):
        assert line.startswith(f"  {place}: {fault}: "), line
        assert right in line
    with pytest.raises(InvalidSheet):
        add(wrong, made.store, tmp_path / "none")
    assert not (tmp_path / "none").exists()
    done = run("overlay", "check", str(made.home / "own.xlsx"), "--store", str(made.store))
    assert (done.returncode, done.stdout) == (0, "40 rows, and nothing wrong with any\n")


@pytest.mark.parametrize(
    ("sheet", "row", "column", "value", "said"),
    [
        ("agreements", 0, 0, None, "column agreement: it is empty: write what you call it"),
        ("agreements", 1, 0, "KELPIE equipment pool", "stands twice"),
        ("agreements", 0, 1, "song", "column kind: 'song' is not known"),
        ("agreements", 0, 4, "April 2024", "column first day: 'April 2024' is no day that exists"),
        ("hosts", 0, 0, "Kelpie equipment pond", "the nearest that are: Kelpie equipment pool"),
        ("hosts", 0, 1, "integrated care board", "a body is wanted"),
        ("hosts", 3, 3, "2024-01-01", "2024-01-01 is before the first day, 2025-04-01"),
        ("pooled amounts", 0, 2, "lots", "'lots' is no amount: write pounds in digits"),
        ("pooled amounts", 0, 2, -5, "'-5' is no amount of pounds"),
        ("pooled amounts", 0, 3, "2026", "'2026' is no financial year: write it as 2026/27"),
        ("end dates", 1, 1, "2015-01-01", "is before the agreement begins, 2016-04-01"),
        ("posts", 0, 0, "Dr Foster, director", "does not read as a post"),
        ("committees", 0, 1, "x" * 501, "write at most 500 characters"),
    ],
)  # fmt: skip
def test_each_fault_is_named(
    public: KnowledgeGraph, tmp_path: Path, sheet: str, row: int, column: int, value: Any, said: str
) -> None:
    rows = deepcopy(ROWS)
    rows[sheet][row][column] = value
    faults = [str(fault) for fault in read_workbook(fill(tmp_path / "one.xlsx", rows), public.names).faults]
    assert any(said in fault for fault in faults), faults


def test_what_is_no_workbook_is_refused(public: KnowledgeGraph, tmp_path: Path) -> None:
    with pytest.raises(MissingFile):
        read_workbook(tmp_path / "none.xlsx", public.names)
    (tmp_path / "text.xlsx").write_text("agreement,host", encoding="utf-8")
    with pytest.raises(MalformedFile, match="save it as XLSX"):
        read_workbook(tmp_path / "text.xlsx", public.names)
    for change, said in (({"title": "people"}, "no sheet 'people'"), ({"A1": "holder"}, "no column 'holder'")):
        book = openpyxl.load_workbook(fill(tmp_path / "other.xlsx", {}))
        if "title" in change:
            book["posts"].title = change["title"]
        else:
            book["posts"]["A1"] = change["A1"]
        book.save(tmp_path / "other.xlsx")
        with pytest.raises(MalformedFile, match=said):
            read_workbook(tmp_path / "other.xlsx", public.names)
    with pytest.raises(InvalidSheet, match="no rows"):
        read_workbook(fill(tmp_path / "empty.xlsx", {}), public.names).raise_for_faults()


def test_every_question_takes_it_in_or_leaves_it_out(own: KnowledgeGraph, public: KnowledgeGraph) -> None:
    asked: tuple[tuple[str, dict[str, Any]], ...] = (
        ("bodies", {"kind": "s75", "as_of": DAY}),
        ("search", {"q": "Kelpie"}),
        ("entities", {"type": "org:Post"}),
        ("neighbours", {"id": "body:leeds"}),
        ("graph", {"layer": "bodies", "as_of": DAY}),
        ("analyse", {"measure": "degree", "layer": "bodies", "as_of": DAY}),
    )
    for name, given in asked:
        taken, left = (str([table.whole for table in kg.ask(name, **given).tables]) for kg in (own, public))
        assert any(secret in taken for secret in SECRETS), name
        assert not any(secret in left for secret in SECRETS), name
    assert len(own.bodies(kind="s75", as_of=DAY).rows) == 4  # one has ended
    assert len(own.bodies(kind="s75", as_of="2022-01-01").rows) == 1
    money = own.query("SELECT (SUM(?v) AS ?all) { ?a a own:Contribution ; ckg:period '2026/27' ; schema:value ?v }")
    assert next(iter(money))["all"].value == "51781987.5"  # type: ignore[union-attr, call-overload]
    hosts = (
        "SELECT ?who { ?t org:role own:host ; org:organization own:agreement-kelpie-reablement-fund ; org:member ?who }"
    )
    assert {row["who"].value.rpartition("/")[2] for row in own.query(hosts)} == {"icb-quy", "bristol"}  # type: ignore[union-attr, call-overload]


def test_both_hashes_name_it(own: KnowledgeGraph, public: KnowledgeGraph, made: Made) -> None:
    answer = own.bodies(kind="s75", as_of=DAY)
    below, _, mine = own.version.partition("-")
    assert (below, len(mine)) == (public.version, 64)
    receipt = make_receipt(answer)
    assert receipt.version == own.version
    assert f"version={below[:16]}-{mine[:16]}" in answer.address
    assert verify(own.asker, receipt).verdict == "same"
    assert verify(public.asker, receipt).verdict == "version not held"
    assert b"private overlay" in answer.to_json()
    assert "private overlay" in answer.to_markdown()
    assert b"private overlay" not in public.bodies(kind="ICB", as_of=DAY).to_json()
    name, _ = add(made.home / "own.xlsx", made.store, made.home / "again")
    assert name == own.version, "the same rows make the same overlay"


def test_pictures_mark_what_is_its_own(own: KnowledgeGraph, public: KnowledgeGraph) -> None:
    drawn = own.ask("graph", layer="bodies", focus="Kelpie equipment pool", as_of=DAY)
    svg = drawn.files["svg"]()["graph.svg"].decode()
    assert svg.count("(own record)") == sum(
        row["id"].startswith("https://w3id.org/carekg/id/own/") for row in drawn.rows
    )
    assert "of the ties: your own record, not public." in svg
    assert b"your own record" not in public.ask("graph", layer="bodies", as_of=DAY).files["svg"]()["graph.svg"]


def test_the_command_line_takes_it_in(made: Made) -> None:
    given = ("bodies", "--kind", "s75", "--as-of", DAY, "--store", str(made.store), "-f", "csv")
    assert "Kelpie" in run(*given, "--overlay", str(made.overlay)).stdout
    assert "Kelpie" not in run(*given).stdout
    done = run("query", "SELECT ?x { ?x a own:Tie }", "--store", str(made.store), "--overlay", str(made.overlay))
    assert "own:tie-host" in done.stdout


def test_it_is_never_opened_as_what_may_be_sent(made: Made, tmp_path: Path) -> None:
    done = run("dump", "--store", str(made.overlay), "--output", str(tmp_path / "files"))
    assert (done.returncode, "it is a private overlay" in done.stderr) == (2, True)
    sending: tuple[Callable[[], object], ...] = (
        lambda: open_store(made.overlay),  # by which every command and the assistant's server open theirs
        lambda: back_up(made.overlay, tmp_path / "backup.tar.gz"),
        lambda: push(made.overlay, "http://127.0.0.1:9/store"),
    )
    for send in sending:
        with pytest.raises(BadParameter, match="it is a private overlay"):
            send()
    assert list(tmp_path.iterdir()) == []


def test_folders_are_not_mixed_up(made: Made, tmp_path: Path) -> None:
    with pytest.raises(BadParameter, match="it is the folder of a public store"):
        add(made.home / "own.xlsx", made.store, made.store)
    with pytest.raises(BadParameter, match="it is the folder of a private overlay"):
        build(made.home / "catalog.ttl", made.overlay)
    with pytest.raises(BadParameter, match="it is a public store"):
        KnowledgeGraph.open(made.store, made.store)
    with pytest.raises(BadParameter, match=r"it lies over version .* run carekg overlay add again"):
        Embedded.open_overlay(made.overlay, {"hash": "0" * 64})
