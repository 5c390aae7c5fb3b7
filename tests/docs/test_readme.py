"""What the README says is run."""

import re
import subprocess
import sys
from pathlib import Path

from commands import run
from support import CAREKG

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    """The executed block of a language."""
    found = re.findall(rf"<!-- executed -->\n```{language}\n(.*?)```", README, re.DOTALL)
    assert len(found) == 1
    return str(found[0])


def test_the_first_query_gives_the_output_that_is_printed(store: Path) -> None:
    command, _, expected = block("console").partition("\n")
    script = command.removeprefix("$ ").replace("carekg query", f"{CAREKG} query --store {store}", 1)
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.replace("\r\n", "\n") == expected


def test_the_library_example_prints_what_is_printed(store: Path) -> None:
    code = block("python").replace("carekg-store", str(store))
    printed = README.partition("prints\n\n```\n")[2].partition("```")[0]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == printed


def test_every_command_is_in_the_readme(store: Path) -> None:
    commands = re.findall(r"^│ ([a-z][\w-]*)  ", run("--help").stdout, re.MULTILINE)
    assert len(commands) >= 9
    assert all(f"`carekg {command}`" in README for command in commands)


def test_the_two_commands_are_targets() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in re.findall(r"^make (\w+)", README, re.MULTILINE):
        assert re.search(rf"^{command}:", makefile, re.MULTILINE)


def test_every_link_to_a_file_leads_somewhere() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name} links to {link}"
