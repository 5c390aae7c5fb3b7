"""Every fenced block of the documentation does what its page says, or is read by its language's own parser.

`python tests/documented.py` prints how many there are of each. Heavy ones are run by `make acceptance NAME=documented`.
"""

import os
import sys
from pathlib import Path

import pytest

import carekg.client
from carekg import KnowledgeGraph
from documented import ROOT, blocks, pages, tally
from sessions import Session

PAGES = [page for page in pages() if blocks(page)]
BESIDE = ("client", "deploy", "docs", "scenarios")  # what a reader in a checkout has
IS_WHOLE = bool(os.environ.get("CAREKG_DOCS_WHOLE"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_block_does_what_its_page_says(
    page: Path, store: Path, kg: KnowledgeGraph, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "carekg-store").symlink_to(store)
    for name in BESIDE:
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setitem(sys.modules, "carekg_client", carekg.client)  # the same files, as its wheel has them
    session = Session(tmp_path, kg, server)
    for block in blocks(page):
        try:
            session.do(block, is_whole=IS_WHOLE)
        except BaseException as error:
            error.add_note(f"{page.relative_to(ROOT)}, line {block.line}")
            raise


def test_few_blocks_are_not_run() -> None:
    found = tally()
    by_text = sum(number for (_, how), number in found.items() if how == "checked by its text")
    read = sum(number for (_, how), number in found.items() if how == "read by its own parser")
    assert by_text <= 2
    assert read < found.total() / 3
