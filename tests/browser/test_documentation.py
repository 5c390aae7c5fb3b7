"""The documentation site, built whole, and read from its folder: axe finds nothing, search works, nobody is asked."""

import re
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from browser.test_every_page import AXE
from site_built import build, loads_from_elsewhere

PAGES = (
    "index.html",
    "model.html",
    "tested.html",
    "tutorials/find-your-area.html",
    "explanations/overlaps.html",
    "notebooks/a-network.html",
    "reference/questions/law.html",
    "reference/classes.html",
    "reference/metagraph.html",
)


@pytest.fixture(scope="module")
def site(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documentation")
    build(store, folder)
    return folder


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(browser: Chrome, site: Path, path: str) -> None:
    browser.get(f"file://{site}/{path}")
    browser.execute_script(AXE)
    # axe itself would ask for the page's styles, which no page of a folder may
    report = browser.execute_async_script("axe.run(document, {preload: false}).then(arguments[0])")
    assert len(report["passes"]) > 10
    assert [(each["id"], [node["html"][:200] for node in each["nodes"]][:3]) for each in report["violations"]] == []
    faults = [entry["message"] for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]
    assert faults == []


def test_search_works_from_the_folder(browser: Chrome, site: Path) -> None:
    browser.get(f"file://{site}/index.html?q=receipt")
    found = "return [...document.querySelectorAll('.md-search-result__item a')].map(each => each.href)"
    WebDriverWait(browser, 30).until(lambda seen: seen.execute_script(found))
    assert all(link.startswith(f"file://{site}/") for link in browser.execute_script(found))
    asked = {
        url for entry in browser.get_log("performance") for url in re.findall(r'"url":"(http[^"]+)"', entry["message"])
    }
    assert asked == set()


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    assert list(loads_from_elsewhere(site)) == []


def test_every_picture_is_there(browser: Chrome, site: Path) -> None:
    browser.get(f"file://{site}/model.html")
    WebDriverWait(browser, 30).until(lambda seen: len(seen.find_elements(By.CSS_SELECTOR, "img")) >= 15)
    broken = "return [...document.images].filter(each => each.complete && !each.naturalWidth).map(each => each.src)"
    assert browser.execute_script(broken) == []
