"""Comparison and scenarios over HTTP, and on the command line."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from commands import run

TRIAL = {
    "title": "a trial",
    "date": "2024-01-01",
    "layer": "membership",
    "measures": ["degree"],
    "steps": [{"abolish": "structure:local-healthwatch"}],
}


def test_a_scenario_gives_the_same_over_http_and_on_the_command_line(server: str, store: Path, tmp_path: Path) -> None:
    answer = httpx.post(f"{server}/api/v1/scenarios", json=TRIAL, timeout=60)
    assert answer.status_code == 200
    (tmp_path / "trial.json").write_text(json.dumps(TRIAL), encoding="utf-8")
    ended = run("scenario", str(tmp_path / "trial.json"), "--store", str(store), "-f", "json")
    assert json.loads(ended.stdout) == answer.json()
    assert any(each["kind"] == "seat" and each["left"] == 0 for each in answer.json()["lost"])


def test_a_comparison_gives_the_same_over_http_and_on_the_command_line(server: str, store: Path) -> None:
    dates: dict[str, Any] = {"first": "2022-06-30", "second": "2022-07-01"}
    answer = httpx.get(f"{server}/api/v1/compare", params={"measure": "degree", "top": 3, **dates}, timeout=60).json()
    arguments = [part for name, value in dates.items() for part in (f"--{name}", value)]
    ended = run("compare", "degree", *arguments, "--top", "3", "--store", str(store), "-f", "json")
    assert json.loads(ended.stdout) == answer
    assert answer["rows"][0]["label"] == "integrated care board"


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({**TRIAL, "steps": []}, 400, "at least one"),
        ({**TRIAL, "steps": [{"abolish": "structure:no-such"}]}, 404, "structure:no-such"),
        ({**TRIAL, "layer": "memberships"}, 404, "membership"),
        ({**TRIAL, "date": "yesterday"}, 400, "YYYY-MM-DD"),
        ([], 400, "scenario"),
    ],
)
def test_a_bad_scenario_is_a_problem(server: str, body: object, status: int, said: str) -> None:
    answer = httpx.post(f"{server}/api/v1/scenarios", json=body, timeout=60)
    assert answer.status_code == status
    assert said in answer.text or body == []  # not an object at all: refused before it is read
    assert answer.headers["content-type"] == "application/problem+json"
