"""What the pages on other tools say: examples in Python are run; those in tools that are not here are read.

There is no R, Excel or Power BI here. Of their recipes this only holds that each address answers, that each column
that is named is there, and that brackets and quotes are closed.
"""

import json
import re
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest

import carekg.client
from documented import DOCS, blocks, examples
from support import CAREKG

HERE = "http://127.0.0.1:8000"
TABLES = "tables-in-other-tools.md"
ASKED = {  # what the recipes in R and Power Query put together themselves
    "bodies": {"kind": "ICB", "as_of": "2024-04-01"},
    "overlaps": {"council": "Oxfordshire County Council", "as_of": "2024-04-01"},
}


def play(name: str, changes: dict[str, str], known: dict[str, Any]) -> None:
    for code, printed in examples(name):
        for old, new in changes.items():
            code = code.replace(old, new)
        told = StringIO()
        with redirect_stdout(told):
            exec(compile(code, name, "exec"), known)
        assert told.getvalue() == printed


def test_the_examples_of_the_client_print_what_is_printed(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "carekg_client", carekg.client)  # the same files, as its wheel has them
    play("client.md", {HERE: server}, {})


def test_the_example_of_the_assistant_prints_what_is_printed(store: Path) -> None:
    play("assistant.md", {'"carekg"': repr(CAREKG), '"carekg-store"': repr(str(store))}, {})


def test_the_configuration_of_an_assistant_is_json_of_commands_that_are_there() -> None:
    (text,) = blocks("assistant.md", "json")
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
    (r,) = blocks(TABLES, "r")
    (m,) = blocks(TABLES, "m")
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


@pytest.mark.parametrize("language", ["r", "m"])
def test_brackets_and_quotes_of_the_recipes_are_closed(language: str) -> None:
    for text in blocks(TABLES, language):
        assert text.count('"') % 2 == 0
        bare = re.sub(r'"[^"]*"', "", text)
        for opens, closes in ("()", "[]", "{}"):
            assert bare.count(opens) == bare.count(closes)


def test_the_page_says_that_nobody_ran_the_recipes() -> None:
    assert "checked by their text only" in (DOCS / TABLES).read_text(encoding="utf-8")
