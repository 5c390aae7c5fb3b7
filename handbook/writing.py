"""Markdown, as the written pages need it."""

import re
from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a table; what would break a cell is written otherwise."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(cell, line))} |" for line in lines) + "\n"


def cell(value: object) -> str:
    """Write a value so that it stays in its cell."""
    return re.sub(r"\s+", " ", str(value)).replace("|", "\\|").strip()


def fenced(text: str, language: str = "") -> str:
    """Write a block of code."""
    return f"```{language}\n{text.rstrip()}\n```\n"


def upper_first(text: str) -> str:
    """Begin a text with a capital."""
    return text[:1].upper() + text[1:]
