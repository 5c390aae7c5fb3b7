"""The difference of two dates is a graph that every format writes; a path takes several layers and says what it saw."""

import csv
import io
import json
import zipfile
from pathlib import Path

import httpx
import pytest

from carekg import KnowledgeGraph
from carekg.analytics.paths import searched
from carekg.terms.errors import BadParameter
from commands import run

DATES = {"since": "2022-06-30", "as_of": "2022-07-01"}


def test_a_difference_keeps_both_dates_and_what_is_near(kg: KnowledgeGraph) -> None:
    whole = kg.difference("partnership", **DATES)
    assert {change for *_, change in whole.edges(data="change")} == {"began", "ended", "stayed"}
    near = kg.difference("partnership", **DATES, focus="ICB", depth=1)
    assert 1 < len(near) < len(whole)
    assert near.nodes[kg.resolve("ICB")]["change"] == "began"
    with pytest.raises(BadParameter, match="2022-06-31"):
        kg.difference("partnership", "2022-06-31")


def test_the_difference_is_the_same_by_service_and_command(kg: KnowledgeGraph, server: str, store: Path) -> None:
    answer = httpx.get(f"{server}/api/v1/graph", params={"format": "csv", **DATES}, timeout=30)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("edges.csv").decode())))
    whole = kg.difference("partnership", **DATES)
    assert {(row["Source"], row["Target"]) for row in rows} == set(whole.edges())
    assert {row["Change"] for row in rows} == {"began", "ended", "stayed"}
    dates = ("--since", DATES["since"], "--as-of", DATES["as_of"])
    written = json.loads(run("export", "-f", "cytoscape", *dates, "--store", str(store)).stdout)
    assert len(written["elements"]["edges"]) == len(rows)
    assert {each["data"]["change"] for each in written["elements"]["edges"]} == {"began", "ended", "stayed"}


def test_paths_take_several_layers_and_say_what_was_searched(kg: KnowledgeGraph, server: str) -> None:
    asked = {"source": "HWB", "target": "ICB", "layer": "membership,money", "as_of": "2024-01-01"}
    found = httpx.get(f"{server}/api/v1/paths", params=asked, timeout=30).json()
    assert found["paths"]
    assert all(step["statement"] or step["authority"] for path in found["paths"] for step in path["steps"])
    nowhere = httpx.get(
        f"{server}/api/v1/paths", params={**asked, "target": "Birmingham City Council"}, timeout=30
    ).json()
    assert nowhere["paths"] == []
    assert nowhere["searched"] == searched(kg.graph("membership,money", "2024-01-01"))
    assert "membership,money, as of 2024-01-01" in nowhere["searched"]


@pytest.mark.parametrize(
    ("path", "asked", "status"),
    [
        ("/analytics/betweeness", {}, 404),
        ("/analytics/degree", {"layer": "memberships"}, 404),
        ("/analytics/degree", {"as_of": "2024-02-30"}, 400),
        ("/paths", {"source": "HWB", "target": "nobody at all"}, 404),
        ("/paths", {"source": "HWB", "target": "leg:ukpga/2012/7", "layer": "money"}, 404),
        ("/compare", {"measure": "degree", "first": "1 July"}, 400),
        ("/graph", {"since": "never"}, 400),
    ],
)
def test_an_unknown_measure_layer_node_or_date_is_a_problem(
    server: str, path: str, asked: dict[str, str], status: int
) -> None:
    answer = httpx.get(f"{server}/api/v1{path}", params=asked, timeout=30)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_an_empty_projection_has_no_rows_and_says_so(kg: KnowledgeGraph, server: str) -> None:
    asked = {"layer": "money", "as_of": "1066-10-14"}
    assert len(kg.graph(**asked)) == 0
    for measure in ("betweenness", "brokerage", "communities", "coterminosity"):
        found = httpx.get(f"{server}/api/v1/analytics/{measure}", params=asked, timeout=30).json()
        assert (found["rows"], found["nodes"], found["edges"]) == ([], 0, 0)
    assert httpx.get(f"{server}/api/v1/brokers", params=asked, timeout=30).json()["between"] == []
