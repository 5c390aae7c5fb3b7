"""The example of docs/recode.md is run, and gives what the page says."""

import re
from pathlib import Path

from commands import run

PAGE = (Path(__file__).parents[2] / "docs/recode.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    found = re.search(rf"<!-- {re.escape(name)} -->\n```\w*\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found[1]


def test_the_example_gives_what_is_printed(store: Path, tmp_path: Path) -> None:
    (tmp_path / "beds.csv").write_text(block("beds.csv"), encoding="utf-8")
    command, _, expected = block("executed").partition("\n")
    done = run(*command.removeprefix("$ carekg ").split(), "--store", str(store), cwd=tmp_path)
    assert done.stdout.replace("\r\n", "\n") == expected
    told = done.stderr.splitlines()
    assert all(line in told for line in block("told").splitlines())
