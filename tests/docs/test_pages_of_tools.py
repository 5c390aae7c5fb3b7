"""What the pages on other tools say, where the tools are not here.

There is no Excel or Power BI here. Of their recipes this holds that each address answers, and that each column that is
named is there; `test_documented.py` has the query read by its own parser, and runs R where it is installed.
"""

import json
import re
from pathlib import Path

import httpx
import pytest

from documented import DOCS, blocks_of
from sessions import HERE

TABLES = "tables-in-other-tools.md"
ASKED = {  # what the recipes in R and Power Query put together themselves
    "bodies": {"kind": "ICB", "as_of": "2024-04-01"},
    "overlaps": {"council": "Oxfordshire County Council", "as_of": "2024-04-01"},
}


def test_the_configuration_of_an_assistant_is_json_of_commands_that_are_there() -> None:
    (text,) = blocks_of("assistant.md", "json")
    told = json.loads(text)["mcpServers"]["carekg"]
    assert (Path(told["command"]).name, told["args"][:2]) == ("carekg", ["mcp", "--store"])


def test_each_address_of_the_recipes_answers(server: str) -> None:
    text = (DOCS / TABLES).read_text(encoding="utf-8")
    addresses = re.findall(rf"{HERE}(/api/v1/[\w.]+\?[^`\"\s]+)", text)
    assert len(addresses) >= 3
    for address in addresses:
        answer = httpx.get(f"{server}{address}")
        assert answer.status_code == 200, address
        assert len(answer.content) > 1000, address


@pytest.mark.parametrize("question", ASKED)
def test_each_column_that_the_recipes_name_is_there(server: str, question: str) -> None:
    table = httpx.get(f"{server}/api/v1/{question}", params={**ASKED[question], "format": "csv"})
    columns = table.text.splitlines()[0].split(",")
    (r,) = blocks_of(TABLES, "r")
    (m,) = blocks_of(TABLES, "m")
    variable = {"bodies": "boards", "overlaps": "overlaps"}[question]
    named = re.findall(rf"{variable}\$(\w+)", r)
    for inside in re.findall(rf"{variable}\[, c\((.*?)\)\]", r):
        named += re.findall(r'"(\w+)"', inside)
    if question == "bodies":
        named += re.findall(r'\{"(\w+)", type', m)
    assert named
    assert set(named) <= set(columns)
    for name, value in ASKED[question].items():
        assert f'{name} = "{value}"' in r


def test_the_page_says_that_nobody_ran_the_recipes() -> None:
    assert "checked by their text only" in (DOCS / TABLES).read_text(encoding="utf-8")
