"""The example of docs/reconciliation.md is run, and gives what the page says; what it lists is what there is."""

import re
from pathlib import Path

import httpx

from carekg.names.extension import PROPERTIES
from carekg.names.reconciliation import GIVEN
from carekg.names.rows import ADDED
from commands import run

PAGE = (Path(__file__).parents[2] / "docs/reconciliation.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    found = re.search(rf"<!-- {re.escape(name)} -->\n```\w*\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found[1]


def test_the_example_gives_what_is_printed(store: Path, tmp_path: Path) -> None:
    (tmp_path / "spending.csv").write_text(block("spending.csv"), encoding="utf-8")
    command, _, expected = block("executed").partition("\n")
    done = run(*command.removeprefix("$ carekg ").split(), "--store", str(store), cwd=tmp_path)
    assert done.stdout.replace("\r\n", "\n") == expected
    assert all(line in done.stderr.splitlines() for line in block("told").splitlines())


def test_every_property_and_column_is_told() -> None:
    assert all(f"| `{each.id}` |" in PAGE for each in GIVEN)
    assert all(f"`{each}`" in PAGE for each in ADDED)
    assert all(word in PAGE for each in PROPERTIES.values() for word in each.name.split())


def test_every_address_is_there(server: str) -> None:
    for path in re.findall(r"^\| `(/reconcile[^`]*)`", PAGE, re.MULTILINE):
        asked = {"prefix": "a", "id": "body:leeds-city-council"}
        assert httpx.get(server + path, params=asked, timeout=60).status_code == 200, path
