"""Tables whose names are found by the command: they come back whole, with what is certain told apart."""

import csv
import io
from pathlib import Path

import pytest
from typer.testing import CliRunner

from carekg import KnowledgeGraph
from carekg.cli.app import app
from carekg.names.reconciliation import Reconciler
from carekg.names.rows import ADDED, Matcher
from carekg.terms.errors import BadParameter, CarekgError, UnknownName
from commands import run

TABLE = (
    "org,when,region,match\r\n"
    'Leeds City Council,,,"a ""b"", c"\r\n'
    "NHS Leeds CCG,2022/23,,kept\r\n"
    "NHS Leeds CCG,2024,,\r\n"
    "QE1,2021-06-30,,\r\n"
    "QE1,1/8/2026,,\r\n"
    "Northumberland County Coucil,,,\r\n"
    "Leeds City Council,,London,\r\n"
    "Leeds City Council,soon,,\r\n"
    ",,,nobody\r\n"
    '"s.75 NHS Act 2006",,,\r\n'
    "xqzw vbnm,,,\r\n"
    "\r\n"
)
EXPECTED = [
    ("certain", "body:leeds-city-council"),
    ("certain", "body:ccg-15f"),
    ("candidates", ""),
    ("certain", "body:stp-qe1"),
    ("certain", "body:icb-qe1"),
    ("candidates", ""),
    ("candidates", ""),
    ("nothing", ""),
    ("nothing", ""),
    ("certain", "leg:ukpga/2006/41/section/75"),
    ("nothing", ""),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "orgs.csv"
    path.write_text(TABLE, encoding="utf-8", newline="")
    return path


def reconcile(store: Path, file: Path, *options: str, typed: str | None = None) -> list[list[str]]:
    """The rows that the command gives, its heading first."""
    words = ["reconcile", str(file), "--column", "org", *options, "--store", str(store)]
    done = CliRunner().invoke(app, words, input=typed)
    assert done.exit_code == 0, done.output
    return list(csv.reader(io.StringIO(done.stdout, newline="")))


def test_each_row_is_certain_or_has_candidates_or_nothing(store: Path, file: Path) -> None:
    head, *rows = reconcile(store, file, "--date-column", "when", "--within-column", "region")
    assert head == ["org", "when", "region", "match", "match_2", *ADDED[1:]]
    own = list(csv.reader(io.StringIO(TABLE, newline="")))[1:-1]
    assert [row[:4] for row in rows] == own
    assert [(row[4], row[5]) for row in rows] == EXPECTED


def test_why_a_row_is_not_certain_is_said(store: Path, file: Path) -> None:
    _, *rows = reconcile(store, file, "--date-column", "when", "--within-column", "region")
    why = {number: row[-1] for number, row in enumerate(rows) if row[-1]}
    assert why == {
        2: "NHS Leeds CCG is of another time: 1 April 2018 to 30 June 2022",
        5: "nothing is called just so: these are like it",
        6: "Leeds City Council is called so, but what it belongs to is another",
        7: "date = 'soon' cannot be used: write a date as YYYY-MM-DD, for example 2022-07-01.",
        8: "there is no name",
        10: "nothing is called so",
    }
    assert rows[5][-2].startswith("Northumberland County Council (body:northumberland-county-council); ")


def test_a_kind_and_a_day_are_said_of_all_rows(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "names.csv"
    file.write_text("org\nEssex\nQE1\nLeeds\n", encoding="utf-8")
    alone = [row[1] for row in reconcile(store, file)[1:]]
    assert alone == ["candidates", "certain", "candidates"]
    kinds = reconcile(store, file, "--kind", "council", "--kind", "STP", "--as-of", "2021-06-01")
    assert [row[2] for row in kinds[1:]] == ["body:essex-county-council", "body:stp-qe1", "body:leeds-city-council"]


def test_a_code_finds_what_has_no_name_and_settles_namesakes(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "codes.csv"
    file.write_text("org;code\nGrand Union PCN;U41025\n;RR8\nGrand Union PCN;\n", encoding="utf-8")
    rows = reconcile(store, file, "--code-column", "code")[1:]
    assert [row[3] for row in rows] == ["body:pcn-u41025", "body:trust-rr8", ""]
    assert rows[2][-1] == "several are called so: a kind, a date, a code or a place may tell which"


def test_a_file_is_written_and_the_given_one_stays(store: Path, file: Path, tmp_path: Path) -> None:
    printed = run("reconcile", str(file), "--column", "org", "--date-column", "when", "--store", str(store))
    assert printed.returncode == 0
    assert "Of 11 rows: 6 certain, 2 candidates, 3 nothing." in printed.stderr
    assert "The table has a column match of its own: the new one is match_2." in printed.stderr
    output = tmp_path / "found.csv"
    words = ["reconcile", str(file), "--column", "org", "--date-column", "when", "--store", str(store)]
    assert run(*words, "--output", str(output)).stdout == ""
    assert output.read_text(encoding="utf-8").splitlines() == printed.stdout.splitlines()
    over = run(*words, "--output", str(file))
    assert over.returncode == 2
    assert "another file" in over.stderr
    assert file.read_bytes() == TABLE.encode()


def test_a_table_comes_by_the_standard_input(store: Path) -> None:
    done = CliRunner().invoke(app, ["reconcile", "-", "--column", "org", "--store", str(store)], input="org\nRR8\n")
    assert done.exit_code == 0, done.output
    assert "body:trust-rr8" in done.stdout


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        (["--column", "no such"], BadParameter),
        (["--column", "org", "--kind", "no such kind"], UnknownName),
        (["--column", "org", "--as-of", "soon"], BadParameter),
        (["--column", "org", "--date-column", "no such"], BadParameter),
        (["--column", "org", "--date-column", "when", "--as-of", "2020"], BadParameter),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(
    store: Path, file: Path, options: list[str], kind: type[CarekgError]
) -> None:
    done = CliRunner().invoke(app, ["reconcile", str(file), *options, "--store", str(store)])
    assert isinstance(done.exception, kind)
    assert done.stdout == ""


def test_rows_are_found_as_they_are_asked_for(kg: KnowledgeGraph) -> None:
    matcher = Matcher(Reconciler(kg.store, kg.names.index), ["council"], 0, {}, None)
    endless = iter(lambda: ["Leeds City Council"], None)
    found = matcher.find(endless)
    assert [next(found).id for _ in range(3)] == ["body:leeds-city-council"] * 3
