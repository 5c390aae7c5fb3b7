"""Every fenced block of the documentation does what its page says, or is read by its language's own parser.

`python tests/documented.py` prints how many there are of each. Heavy ones are run by `make acceptance NAME=documented`.
"""

import os
import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer._click.exceptions import BadOptionUsage, MissingParameter

import carekg.client
from carekg import KnowledgeGraph
from carekg.build.candidate import build
from documented import ROOT, blocks, pages, tally
from sessions import Session, read_command
from support import PREAMBLE, serving, write_catalogue

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
    with _service(page, server, tmp_path, monkeypatch) as address:
        _go_through(page, Session(tmp_path, kg, address))


@contextmanager
def _service(page: Path, server: str, folder: Path, patch: pytest.MonkeyPatch) -> Iterator[str]:
    """The service that a page speaks of: the page on writing has one of its own, where it is run whole."""
    if not (IS_WHOLE and page.name == "writing.md"):
        yield server
        return
    fact = 'structure:x a skos:Concept ; skos:prefLabel "x"@en ; rdfs:label "x"@en .'
    (folder / "little").mkdir()
    build(write_catalogue(folder / "little", {"facts.ttl": PREAMBLE + fact}), folder / "little/store")
    patch.setenv("TOKEN", token := "a" * 48)
    written = {"CAREKG_WRITE_TOKENS": f"anna:{token}"}
    with serving(folder / "little/store", "--writable", environment=written) as (address, _):
        yield address


def _go_through(page: Path, session: Session) -> None:
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


COMMAND = re.compile(r"(?<!`)`carekg ([a-z][^`]*)`(?!`)")


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_within_sentences_are_commands(page: Path) -> None:
    if page.name == "CHANGELOG.md":  # tells of those of its time
        return
    for command in COMMAND.findall(page.read_text(encoding="utf-8")):
        if page.name == "CONTRIBUTING.md" and command.startswith("funds "):  # the question that it shows how to add
            continue
        try:
            read_command([word for word in shlex.split(command) if "…" not in word])
        except (BadOptionUsage, MissingParameter):  # its arguments are left to the reader
            continue
