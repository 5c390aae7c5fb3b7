"""Long work tells how far it is, as JSON lines, and gives the same answer as without; CSV is the same everywhere."""

import json
import re
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from carekg import KnowledgeGraph
from carekg.analytics.catalogue import MEASURES
from carekg.analytics.tables import measure_table
from commands import run

LINES = {"Accept": "application/jsonl"}
ABOLISH = {
    "title": "a trial",
    "date": "2024-01-01",
    "layer": "membership",
    "measures": ["degree"],
    "steps": [{"abolish": "structure:local-healthwatch"}],
}


def told(text: str) -> tuple[list[str], dict[str, Any]]:
    """The stages that lines tell, each once, and the last line."""
    lines = [json.loads(line) for line in text.splitlines()]
    assert all(list(line) == ["progress"] for line in lines[:-1])
    assert all(0 <= line["progress"]["done"] < line["progress"]["of"] for line in lines[:-1])
    return list(dict.fromkeys(line["progress"]["stage"] for line in lines[:-1])), lines[-1]


@pytest.mark.parametrize(
    ("path", "parameters", "stages"),
    [
        ("analytics/degree", {"layer": "membership"}, ["project membership", r"degree of [\d,]+ nodes"]),
        ("compare", {"measure": "degree", "layer": "membership"}, ["project membership", "degree"]),
        ("brokers", {"of": "HWB"}, ["brokers of statutory"]),
    ],
)
def test_work_tells_its_stages_and_then_the_same_answer(
    server: str, path: str, parameters: dict[str, str], stages: list[str]
) -> None:
    address, parameters = f"{server}/api/v1/{path}", {"as_of": "2024-01-01", **parameters}
    answer = httpx.get(address, params=parameters, headers=LINES, timeout=60)
    assert answer.headers["content-type"] == "application/jsonl"
    assert answer.headers["cache-control"] == "no-store"
    found, last = told(answer.text)
    assert [bool(re.fullmatch(stage, each)) for stage, each in zip(stages, found[1:], strict=True)] == [True] * len(
        stages
    )
    assert last["result"] == httpx.get(address, params=parameters, timeout=60).json()


def test_a_scenario_tells_its_stages_as_they_come(server: str) -> None:
    came: dict[str, float] = {}
    with httpx.stream("POST", f"{server}/api/v1/scenarios", json=ABOLISH, headers=LINES, timeout=60) as answer:
        for line in answer.iter_lines():
            found = json.loads(line)
            came.setdefault(found["progress"]["stage"] if "progress" in found else "result", time.monotonic())
    assert list(came)[:3] == ["wait for a worker", "step 1", "derive again"]
    assert came["result"] - came["step 1"] > 0.05, "the stages come while the work is under way, not all at its end"
    assert found["result"]["title"] == ABOLISH["title"]
    assert found["result"]["lost"]


def test_a_problem_is_the_last_line(server: str) -> None:
    asked = {"layer": "memberships", "format": "jsonl"}
    _, last = told(httpx.get(f"{server}/api/v1/analytics/degree", params=asked, timeout=60).text)
    assert last["problem"]["status"] == 404
    assert "membership" in last["problem"]["detail"]


def test_who_stops_reading_stops_the_work(server: str) -> None:
    def killed() -> float:
        text = httpx.get(f"{server}/metrics").text
        found = re.search(r'carekg_tasks_total\{lane="own",outcome="killed"\} (\S+)', text)
        return float(found[1]) if found else 0.0

    before, asked = killed(), {"layer": "all", "as_of": "2020-03-04", "format": "jsonl"}
    with httpx.stream("GET", f"{server}/api/v1/analytics/closeness", params=asked, timeout=60) as answer:
        for line in answer.iter_lines():
            if json.loads(line)["progress"]["stage"] == "project all":
                break
    deadline = time.monotonic() + 5
    while killed() == before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert killed() == before + 1


@pytest.mark.parametrize(
    ("path", "parameters", "command"),
    [
        (
            "analytics/brokerage",
            {"layer": "membership", "sector": ["joint bodies", "NHS"]},
            ("analyse", "brokerage", "--layer", "membership", "--sector", "joint bodies", "--sector", "NHS"),
        ),
        ("analytics/bridges", {"layer": "membership"}, ("analyse", "bridges", "--layer", "membership")),
        ("brokers", {"of": "HWB"}, ("brokers", "--of", "HWB")),
    ],
)
def test_csv_is_the_same_over_http_and_on_the_command_line(
    server: str, store: Path, path: str, parameters: dict[str, Any], command: tuple[str, ...]
) -> None:
    asked = {**parameters, "as_of": "2024-01-01", "format": "csv", "top": 9}
    answer = httpx.get(f"{server}/api/v1/{path}", params=asked, timeout=60)
    assert answer.headers["content-type"].startswith("text/csv")
    ended = run(*command, "--as-of", "2024-01-01", "--top", "9", "--store", str(store), "-f", "csv")
    assert ended.stdout.splitlines() == answer.text.splitlines()
    assert len(answer.text.splitlines()) > 1


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_is_the_same_over_http_and_in_python(server: str, kg: KnowledgeGraph, measure: str) -> None:
    answer = httpx.get(f"{server}/api/v1/analytics/{measure}", params={"as_of": "2024-01-01", "top": 5}, timeout=60)
    table = measure_table(kg.graph("partnership", "2024-01-01"), measure, 5)
    told = answer.json()
    mine = json.loads(json.dumps(table.as_dict()))
    assert {name: told[name] for name in mine if name not in ("columns", "rows")} == {
        name: value for name, value in mine.items() if name not in ("columns", "rows")
    }
    assert [{name: row[name] for name in table.columns} for row in told["rows"]] == mine["rows"]
    assert table.rows


def test_an_unknown_format_is_a_problem(server: str) -> None:
    answer = httpx.get(f"{server}/api/v1/analytics/degree", params={"format": "xml"}, timeout=60)
    assert (answer.status_code, "json, csv, xlsx, parquet, jsonl" in answer.text) == (400, True)
    answer = httpx.get(f"{server}/api/v1/analytics/degree", headers={"Accept": "image/png"}, timeout=60)
    assert answer.status_code == 406
