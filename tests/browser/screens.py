"""Pictures of one page of each kind at both widths, to be looked at: `make screens` writes them to build/screens."""

import re
from pathlib import Path

from selenium.webdriver import Chrome

from browser.conftest import WIDTHS, widen
from browser.kinds import BY_OTHERS, KINDS

FOLDER = Path(__file__).parents[2] / "build/screens"
HIGHEST = 6_000


def test_pictures_are_taken(chrome: Chrome, server: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        for path in (*KINDS, *BY_OTHERS):
            widen(chrome, width)
            chrome.get(f"{server}{path}")
            height = int(chrome.execute_script("return document.documentElement.scrollHeight"))
            widen(chrome, width, min(height, HIGHEST))
            name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "home"
            assert chrome.save_screenshot(str(FOLDER / f"{name}-{width}.png"))
