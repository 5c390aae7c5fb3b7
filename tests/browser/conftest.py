"""A real browser, at the two widths that pages are made for."""

import shutil
from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService

WIDTHS = (1280, 375)


def open_browser() -> Chrome:
    """A browser without a window, which keeps what it was asked to load and what went wrong."""
    program, driver = shutil.which("chromium") or shutil.which("google-chrome"), shutil.which("chromedriver")
    if not program or not driver:
        pytest.skip("chromium and chromedriver are not installed: `make test-browser` installs them")
    options = ChromeOptions()
    options.binary_location = program
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    chrome = Chrome(options=options, service=ChromeService(driver))
    chrome.set_page_load_timeout(60)
    return chrome


def widen(chrome: Chrome, width: int, height: int = 900) -> None:
    """Give the page this width, which a window's own limits would not allow."""
    chrome.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600},
    )


@pytest.fixture(scope="session")
def chrome() -> Iterator[Chrome]:
    """One browser for all tests of a process."""
    found = open_browser()
    yield found
    found.quit()


@pytest.fixture
def browser(chrome: Chrome) -> Chrome:
    """The browser at the width of a desk, with empty logs."""
    widen(chrome, WIDTHS[0])
    chrome.get_log("browser")
    chrome.get_log("performance")
    return chrome
