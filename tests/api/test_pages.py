"""Pages in a real browser: they load nothing from elsewhere, and axe finds no fault of accessibility in them."""

import asyncio
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.support.ui import WebDriverWait
from starlette.exceptions import HTTPException
from starlette.requests import Request

from carekg_api.pages import templates as pages

ASSETS = Path(__file__).parents[2] / "api/web"
PAGES = ("/", "/def/", "/def/Duty", "/doc/structure/health-and-wellbeing-board", "/graph/vocabulary-benefits")


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    """A browser without a window."""
    program, driver = shutil.which("chromium") or shutil.which("google-chrome"), shutil.which("chromedriver")
    if not program or not driver:
        pytest.skip("chromium and chromedriver are not installed: `make test-browser` installs them")
    options = ChromeOptions()
    options.binary_location = program
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    chrome = Chrome(options=options, service=ChromeService(driver))
    yield chrome
    chrome.quit()


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(browser: Chrome, server: str, path: str) -> None:
    browser.get(f"{server}{path}")
    browser.execute_script((ASSETS / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8"))
    report = browser.execute_async_script("axe.run().then(arguments[0])")
    assert len(report["passes"]) > 10
    assert [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in report["violations"]] == []


def test_a_page_is_styled_and_asks_nobody_else(browser: Chrome, server: str) -> None:
    browser.get_log("performance")
    browser.get(f"{server}{PAGES[3]}")
    asked = {
        url for entry in browser.get_log("performance") for url in re.findall(r'"url":"(http[^"]+)"', entry["message"])
    }
    assert f"{server}/static/style.css" in asked
    assert all(url.startswith(server) for url in asked)
    assert browser.execute_script("return getComputedStyle(document.body).fontFamily") == "arial, sans-serif"
    assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    assert not [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]


def test_the_styles_hold_no_mark_no_font_and_no_address(server: str) -> None:
    answer = httpx.get(f"{server}/static/style.css")
    assert answer.headers["content-type"].startswith("text/css")
    assert "nhsuk-summary-list" in answer.text
    assert not re.search(r"https?://|@font-face|frutiger|nhsuk-header__logo|@import", answer.text, re.IGNORECASE)


def test_a_narrow_screen_needs_no_scrolling_sideways(browser: Chrome, server: str) -> None:
    browser.set_window_size(500, 900)
    WebDriverWait(browser, 5).until(lambda seen: seen.execute_script("return innerWidth") <= 500)
    fits = "return document.documentElement.scrollWidth <= innerWidth"
    for path in PAGES:
        browser.get(f"{server}{path}")
        assert WebDriverWait(browser, 5).until(lambda seen: seen.execute_script(fits)), path


def test_without_the_style_sheet_it_is_not_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "STYLE_SHEET", tmp_path / "none.css")
    with pytest.raises(HTTPException, match="make assets"):
        asyncio.run(pages.style(Request({"type": "http"})))


def test_a_style_sheet_that_the_reader_has_is_not_sent_again(server: str) -> None:
    first = httpx.get(f"{server}/static/style.css")
    again = httpx.get(f"{server}/static/style.css", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_page_of_a_server_that_does_not_count_its_quads() -> None:
    version = {"hash": "http://127.0.0.1/sparql", "built_at": "unknown", "quads": None}
    text = bytes(pages.page("terms.html", terms=[], version=version).body).decode()
    assert "unknown" in text
    assert "quads" not in text
