"""The blocks of a page of the documentation: code, and what it prints."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def examples(name: str) -> list[tuple[str, str]]:
    """Give each example of a page that is to be run, with what the page says that it prints."""
    text = (DOCS / name).read_text(encoding="utf-8")
    found = re.findall(r"<!-- executed -->\n```python\n(.*?)```\n\nprints\n\n```\n(.*?)```", text, re.DOTALL)
    assert len(found) == text.count("<!-- executed -->") > 0
    return [(str(code), str(printed)) for code, printed in found]


def blocks(name: str, language: str) -> list[str]:
    """Give the blocks of a page in a language."""
    text = (DOCS / name).read_text(encoding="utf-8")
    return [str(each) for each in re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)]
