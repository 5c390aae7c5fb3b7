"""Every kind of page in a real browser: axe finds nothing, nobody else is asked, nothing scrolls sideways."""

import re
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.support.ui import WebDriverWait

from browser.conftest import WIDTHS, widen
from browser.kinds import BY_OTHERS, KINDS

AXE = (Path(__file__).parents[2] / "api/web/node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
EXPECTED_TROUBLE = ("/nothing-here", "nothingness")


@pytest.mark.parametrize("path", KINDS)
def test_axe_finds_nothing_and_nothing_is_blocked(browser: Chrome, server: str, path: str) -> None:
    browser.get(f"{server}{path}")
    browser.execute_script(AXE)
    report = browser.execute_async_script("axe.run().then(arguments[0])")
    assert len(report["passes"]) > 10
    assert [(each["id"], [node["html"][:200] for node in each["nodes"]][:3]) for each in report["violations"]] == []
    faults = [entry["message"] for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]
    assert [each for each in faults if not any(known in each for known in EXPECTED_TROUBLE)] == []


@pytest.mark.parametrize("path", [*KINDS, *BY_OTHERS])
def test_nobody_else_is_asked(browser: Chrome, server: str, path: str) -> None:
    browser.get(f"{server}{path}")
    asked = {
        url for entry in browser.get_log("performance") for url in re.findall(r'"url":"(http[^"]+)"', entry["message"])
    }
    assert asked
    assert {url for url in asked if not url.startswith(server)} == set()


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_scrolls_sideways(browser: Chrome, server: str, width: int) -> None:
    widen(browser, width)
    wide = []
    for path in KINDS:
        browser.get(f"{server}{path}")
        if browser.execute_script("return document.documentElement.scrollWidth") > width:
            wide.append(path)
    assert wide == []


def test_what_others_made_opens_under_the_policy(browser: Chrome, server: str) -> None:
    browser.get(f"{server}/sparql")
    assert browser.execute_script("return document.querySelectorAll('.CodeMirror').length") > 0
    browser.get(f"{server}/api")
    found = "return document.querySelectorAll('.opblock').length"
    WebDriverWait(browser, 120).until(lambda seen: seen.execute_script(found) > 20)


def test_the_style_is_the_readers_own_font(browser: Chrome, server: str) -> None:
    browser.get(server)
    assert browser.execute_script("return getComputedStyle(document.body).fontFamily") == "arial, sans-serif"


def test_what_is_folded_is_printed(browser: Chrome, server: str) -> None:
    browser.get(f"{server}/doc/body/icb-qh8")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    hidden = browser.execute_script("return getComputedStyle(document.querySelector('.carekg-nav')).display")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert browser.execute_script("return getComputedStyle(document.querySelector('header')).display") != "none"
    assert hidden in ("none", "flex")
