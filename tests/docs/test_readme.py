"""The README tells every command, and names targets that are there."""

import re
from pathlib import Path

from commands import run

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_is_in_the_readme() -> None:
    commands = re.findall(r"^│ ([a-z][\w-]*)  ", run("--help").stdout, re.MULTILINE)
    assert len(commands) >= 9
    assert all(f"`carekg {command}`" in README for command in commands)


def test_the_two_commands_are_targets() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in re.findall(r"^make (\w+)", README, re.MULTILINE):
        assert re.search(rf"^{command}:", makefile, re.MULTILINE)
