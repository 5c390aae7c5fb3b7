"""A sample of the documentation site, without what is written; `make acceptance NAME=documented` builds it whole."""

import re
from pathlib import Path

import pytest
from handbook import asked, interfaces, library, queries, written
from mkdocs.commands.build import build
from mkdocs.config import load_config
from starlette.applications import Starlette
from starlette.testclient import TestClient

from carekg import KnowledgeGraph, __version__
from carekg_api.pages import documentation
from documented import DOCS, ROOT
from site_built import loads_from_elsewhere

SAMPLE = ("index.md", "tested.md", "explanations/dates.md")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, store: Path) -> Path:
    """A few pages, as they are built."""
    folder = tmp_path_factory.mktemp("site")
    for name in (*SAMPLE, "assets/folder-worker.js", "assets/site.css"):
        (folder / "docs" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "docs" / name).write_text((DOCS / name).read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAREKG_STORE", str(store))
        patch.setattr(written, "pages", lambda kg: {"reference/queries.md": queries.page()})
        config = load_config(
            str(ROOT / "mkdocs.yml"), docs_dir=str(folder / "docs"), site_dir=str(folder / "site"), nav=None
        )
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
    return folder / "site"


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    assert list(loads_from_elsewhere(site)) == []
    assert 'src="assets/folder-worker.js"' in (site / "index.html").read_text(encoding="utf-8")


def test_the_service_shows_it_and_nothing_beside_it(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documentation, "locate", lambda name: site)
    (site.parent / "beside.txt").write_text("not of the site")
    client = TestClient(Starlette(routes=documentation.mounts()))
    page = client.get("/docs/tested.html")
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert client.get("/docs/").text == client.get("/docs/index.html").text
    for path in ("../beside.txt", "%2e%2e/beside.txt", "..%2fbeside.txt", "/etc/passwd", "%00", "a" * 5000):
        assert client.get(f"/docs/{path}").status_code == 404, path


def test_pages_tell_the_version_and_the_numbers_and_nothing_meant_for_tests(site: Path) -> None:
    text = (site / "tested.html").read_text(encoding="utf-8")
    assert f"carekg {__version__}" in text
    assert "read by its own parser" in text
    assert not [page for page in site.rglob("*.html") if "not run:" in page.read_text(encoding="utf-8")]


def test_search_knows_the_words_of_the_pages(site: Path) -> None:
    assert "half-open" not in (site / "search/search_index.js").read_text(encoding="utf-8")
    assert "sighting" in (site / "search/search_index.js").read_text(encoding="utf-8")


def test_the_reference_tells_every_question_command_and_method(kg: KnowledgeGraph) -> None:
    told = "\n".join(asked.pages().values())
    assert all(f"{{: #{name} }}" in told for name in kg.registry)
    commands = interfaces.commands()
    assert all(f"`carekg {name}`" in commands for name in ("serve", "build", "evidence add"))
    assert all(f"`{name}`" in library.page() for name in ("open", "resolve", "to_parquet", "verify"))
    assert "/health/ready" in interfaces.addresses(kg)


def test_every_query_of_the_workbench_has_rows(kg: KnowledgeGraph) -> None:
    found = queries.examples()
    assert len(found) == 20
    for each in found:
        assert next(iter(kg.query(each.text)), None) is not None, each.header["title"]


def test_every_page_of_docs_has_its_place_in_the_site() -> None:
    named = set(re.findall(r"[\w/-]+\.md", (ROOT / "mkdocs.yml").read_text(encoding="utf-8")))
    own = {str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md")}
    assert {page for page in own if not page.startswith("decisions/")} <= named
