"""What changed between two dates, and what that did to the network."""

import json
from pathlib import Path

import httpx

from commands import run

DATES = {"from": "2022-06-30", "to": "2022-07-01", "part": "kind"}


def test_the_network_before_and_after_is_the_same_by_service_and_command(server: str, store: Path) -> None:
    asked = {**DATES, "measure": "degree", "layer": "membership", "top": "3"}
    answer = httpx.get(f"{server}/api/v1/diff", params=asked, timeout=60).json()
    compared = {"measure": "degree", "layer": "membership", "top": 3, "first": DATES["from"], "second": DATES["to"]}
    beside = httpx.get(f"{server}/api/v1/compare", params=compared, timeout=60).json()
    assert answer["network"]["rows"]
    assert answer["network"] == {name: beside[name] for name in answer["network"]}
    assert answer["network"]["edges"]["began"] > 0
    arguments = ("--part", "kind", "--measure", "degree", "--layer", "membership", "--top", "3", "-f", "json")
    told = run("diff", DATES["from"], DATES["to"], *arguments, "--store", str(store))
    assert json.loads(told.stdout) == answer


def test_without_a_measure_there_is_no_network_and_a_wrong_one_is_named(server: str) -> None:
    assert "network" not in httpx.get(f"{server}/api/v1/diff", params=DATES, timeout=60).json()
    wrong = httpx.get(f"{server}/api/v1/diff", params={**DATES, "measure": "degre"}, timeout=60)
    assert wrong.status_code == 400
    assert "degree" in wrong.json()["detail"]
    layer = httpx.get(f"{server}/api/v1/diff", params={**DATES, "measure": "degree", "layer": "no"}, timeout=60)
    assert layer.status_code == 404
