"""Every link of the documentation leads to a file, and to a heading that is there."""

import re
from pathlib import Path

import pytest
from markdown.extensions.toc import slugify

from documented import DOCS, ROOT, pages

LINK = re.compile(r"\]\(([^)\s]+)\)")
WRITTEN = ("reference/", "notebooks/")  # folders of pages that the build of the site writes, and its own check holds
PAGES = [*pages(), *sorted((DOCS / "decisions").glob("*.md"))]


def anchors(text: str) -> set[str]:
    bare = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    heads = (re.sub(r"[`*]", "", head) for head in re.findall(r"^#+ (.+)$", bare, re.MULTILINE))
    return {slugify(head, "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for link in LINK.findall(text):
        path, _, anchor = link.partition("#")
        if ":" in path or _is_written(page, path):
            continue
        target = page.parent / path if path else page
        assert target.exists(), f"{link} leads nowhere"
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target.read_text(encoding="utf-8")), f"{link}: no such heading"


def _is_written(page: Path, path: str) -> bool:
    target = (page.parent / path).resolve()
    return target.is_relative_to(DOCS) and str(target.relative_to(DOCS)).startswith(WRITTEN)
