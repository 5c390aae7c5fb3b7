"""Recoding through library, command and address: the same answers, whatever the encoding, in every format."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import httpx
import polars
import pytest
from openpyxl import load_workbook
from recode_cases import CASES, REFUSED, SEEN_IN_USE, Case
from typer.testing import CliRunner

from carekg import KnowledgeGraph
from carekg.cli.app import app
from carekg.questions.answer import Answer
from carekg.questions.formats import write
from carekg.terms.errors import BadParameter
from commands import run
from support import CAREKG

MONEY = "CCG,spent\r\n03C,£4.50\r\n01Y,£1\r\n"


def table_of(codes: str) -> str:
    return "codes\r\n" + "".join(f"{code}\r\n" for code in codes.split())


def parameters(case: Case) -> dict[str, str]:
    wanted = {"column": "codes", "to": case.to, "from": case.since, "into": case.into}
    return {name: value for name, value in wanted.items() if value is not None}


def rows_of(written: str | bytes) -> list[str]:
    text = written.decode() if isinstance(written, bytes) else written
    return [
        f"{row['codes']}>{row['recoded'] or '-'} {row['status']}"
        for row in csv.DictReader(io.StringIO(text, newline=""))
    ]


def post(
    server: str, body: str | bytes, kind: str = "text/csv", accept: str = "text/csv", **wanted: str
) -> httpx.Response:
    headers = {"Content-Type": kind, "Accept": accept}
    return httpx.post(f"{server}/api/v1/recode", params=wanted, content=body, headers=headers, timeout=30)


@pytest.fixture(scope="module")
def money(kg: KnowledgeGraph) -> Answer:
    return kg.recode(table=MONEY, column="CCG", to="2022-07-01", value="spent")


@pytest.mark.parametrize(("kind", "case"), CASES)
def test_each_kind_is_right_from_the_library(kg: KnowledgeGraph, kind: str, case: Case) -> None:
    answer = kg.ask("recode", table=table_of(case.codes), **parameters(case))
    assert rows_of(answer.to_csv()) == case.rows, kind


@pytest.mark.parametrize(("kind", "case"), CASES)
def test_each_kind_is_right_at_its_address(server: str, kind: str, case: Case) -> None:
    answer = post(server, table_of(case.codes), **parameters(case))
    assert answer.status_code == 200, answer.text
    assert rows_of(answer.text) == case.rows, kind


@pytest.mark.parametrize("case", SEEN_IN_USE)
def test_what_was_seen_in_use_is_right_by_command(store: Path, tmp_path: Path, case: Case) -> None:
    file = tmp_path / "table.csv"
    file.write_text(table_of(case.codes), encoding="utf-8")
    options = [part for name, value in parameters(case).items() for part in (f"--{name}", value)]
    done = CliRunner().invoke(app, ["recode", str(file), *options, "--store", str(store)])
    assert done.exit_code == 0, done.output
    assert rows_of(done.stdout) == case.rows


@pytest.mark.parametrize(("codes", "to", "since", "into", "said"), REFUSED)
def test_what_cannot_be_is_refused_by_all(
    kg: KnowledgeGraph, server: str, codes: str, to: str, since: str | None, into: str | None, said: str
) -> None:
    wanted = parameters(Case(codes, to, "", since, into))
    with pytest.raises(BadParameter) as refused:
        kg.ask("recode", table=table_of(codes), **wanted)
    assert said in str(refused.value)
    answer = post(server, table_of(codes), **wanted)
    assert answer.status_code in (400, 422)
    assert said in answer.json()["detail"]


def test_every_format_has_the_table_whole(money: Answer) -> None:
    text = money.to_csv().decode()
    assert text.splitlines()[0] == "CCG,spent,recoded,share,basis,status,note"
    rows = list(csv.reader(io.StringIO(text, newline="")))
    book = load_workbook(io.BytesIO(money.to_xlsx()))
    assert book.sheetnames[:4] == ["table", "rows", "sums", "absent"]
    assert [[cell or "" for cell in row] for row in book["table"].iter_rows(values_only=True)] == rows
    frame = polars.read_parquet(io.BytesIO(money.to_parquet()))
    assert [list(frame.columns), *map(list, frame.rows())] == rows
    held = json.loads(money.to_json())
    assert [list(row.values()) for row in held["rows"]] == rows[1:]
    assert held["parts"]["sums"]["rows"][0]["before"] == held["parts"]["sums"]["rows"][0]["after"] == 5.5
    assert held["parts"]["rows"]["rows"][1]["basis"].startswith("small areas")
    assert [json.loads(line)["row"] for line in write(money, "jsonl", "rows").splitlines()] == [1, 2, 2]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_pound_stays_a_pound(store: Path, server: str, money: Answer, tmp_path: Path, encoding: str) -> None:
    right = money.to_csv().decode()
    assert "£4.50" in right
    wanted = {"column": "CCG", "to": "2022-07-01", "value": "spent"}
    for kind in ("text/csv", "application/octet-stream", "text/plain; charset=utf-8"):
        answer = post(server, MONEY.encode(encoding), kind, **wanted)
        assert (answer.status_code, answer.text) == (200, right)
    options = [part for name, value in wanted.items() for part in (f"--{name}", value)]
    (tmp_path / "money.csv").write_bytes(MONEY.encode(encoding))
    done = run("recode", "money.csv", *options, "--store", str(store), cwd=tmp_path)
    assert done.stdout.splitlines() == right.splitlines()
    assert "Sum of spent: 5.5 before, 5.5 after." in done.stderr


def test_the_command_reads_its_standard_input_as_bytes(store: Path, money: Answer) -> None:
    command = [
        CAREKG,
        "recode",
        "-",
        "--column",
        "CCG",
        "--to",
        "2022-07-01",
        "--value",
        "spent",
        "--store",
        str(store),
    ]
    done = subprocess.run(command, input=MONEY.encode("cp1252"), capture_output=True, check=True, timeout=60)
    assert done.stdout == money.to_csv()


def test_json_holds_the_table_and_may_hold_the_rest(server: str, money: Answer) -> None:
    whole = {"table": MONEY, "column": "CCG", "to": "2022-07-01", "value": ["spent"]}
    answer = post(server, json.dumps(whole), "application/json")
    assert (answer.status_code, answer.text) == (200, money.to_csv().decode())
    part = {"table": MONEY, "column": "CCG"}
    answer = post(server, json.dumps(part), "application/json", column="CCG", to="2022-07-01", value="spent")
    assert answer.text == money.to_csv().decode()
    for body, said in [
        ("[1]", "JSON object"),
        ("{", "not JSON"),
        (json.dumps(part | {"column": "x"}), "write it once"),
        (json.dumps(part | {"colour": "x"}), "the parameters of recode are"),
        (json.dumps({"column": "CCG"}), "it is needed"),
    ]:
        refused = post(server, body, "application/json", column="CCG", to="2022-07-01")
        assert refused.status_code in (400, 422), body
        assert said in refused.json()["detail"]
    workbook = post(server, b"PK\x03\x04rest", "application/octet-stream", column="CCG", to="2022-07-01")
    assert "it is a workbook" in workbook.json()["detail"]


def test_the_answer_is_the_same_whatever_the_order_of_sets(store: Path) -> None:
    script = (
        "import hashlib, sys; from carekg import KnowledgeGraph; kg = KnowledgeGraph.open(sys.argv[1])\n"
        "table = 'code,n\\n' + ''.join(f'{code},1.5\\n' for code in sys.argv[2].split())\n"
        "for to in ('2015-06-01', '2021-06-01', '2024-06-01', '2028-06-01'):\n"
        "    answer = kg.recode(table=table, column='code', to=to, value='n')\n"
        "    print(to, hashlib.sha256(answer.to_csv() + answer.to_json()).hexdigest())\n"
    )
    codes = " ".join(case.codes for _, case in CASES)
    seen = set()
    for seed in ("0", "1", "20261129"):
        settings = os.environ | {"PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", script, str(store), codes]
        seen.add(subprocess.run(command, env=settings, capture_output=True, check=True, timeout=120).stdout)
    assert len(seen) == 1
