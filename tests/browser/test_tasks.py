"""Ten tasks of readers, by typing and clicking alone, each within its number of clicks; a search counts as one."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from browser.conftest import WIDTHS, widen


@dataclass
class Reader:
    """Somebody with a browser, who begins on the first page; each click and each search is counted."""

    browser: Chrome
    server: str
    clicks: int = 0
    seen: list[str] = field(default_factory=list)

    def begin(self, width: int) -> "Reader":
        widen(self.browser, width)
        self.browser.get(self.server)
        return self

    def search(self, text: str) -> None:
        """Type into the box of the page, and press Enter."""
        box = self.browser.find_element(By.CSS_SELECTOR, "main input[type=search], header input[type=search]")
        box.send_keys(text)
        self._go(lambda: box.send_keys(Keys.ENTER))

    def click(self, text: str, within: str = "") -> None:
        """Click a link or button by its words; those within a part of the page, where one is named."""
        quoted = f'"{text}"'
        area = f"//*[@id={within!r}]/ancestor::section" if within else ""
        path = f"{area}//*[self::a or self::button][contains(normalize-space(), {quoted})]"
        found = [each for each in self.browser.find_elements(By.XPATH, path) if each.is_displayed()]
        assert found, f"there is no {text} to click at {self.browser.current_url}"
        self._go(lambda: self._press(found[0]))

    def type(self, name: str, text: str) -> None:
        """Type into a field of a form, by its name. Typing is no click."""
        box = self.browser.find_element(By.CSS_SELECTOR, f"main [name={name}]")
        self.browser.execute_script("arguments[0].value = ''", box)
        if box.get_attribute("type") == "date":
            self.browser.execute_script("arguments[0].value = arguments[1]", box, text)
        else:
            box.send_keys(text, Keys.ESCAPE)

    def _press(self, element: WebElement) -> None:
        self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()

    def _go(self, act: Callable[[], Any]) -> None:
        self.clicks += 1
        before = self.browser.find_element(By.TAG_NAME, "html")
        act()
        WebDriverWait(self.browser, 45).until(lambda seen: seen.find_element(By.TAG_NAME, "html") != before)
        WebDriverWait(self.browser, 45).until(
            lambda seen: seen.execute_script("return document.readyState") == "complete"
        )
        self.seen.append(self.browser.current_url)

    @property
    def text(self) -> str:
        """What stands on the page, what is folded too."""
        return str(self.browser.execute_script("return document.querySelector('main').textContent"))

    def block(self, name: str) -> str:
        """What stands in a part of the page."""
        script = "return document.getElementById(arguments[0]).closest('section').textContent"
        return str(self.browser.execute_script(script, name))


@pytest.fixture(params=WIDTHS)
def reader(browser: Chrome, server: str, request: pytest.FixtureRequest) -> Reader:
    """Somebody at the first page."""
    return Reader(browser, server).begin(request.param)


def to_essex(reader: Reader) -> None:
    reader.search("Essex county")
    reader.click("Essex")


def test_who_must_sit_on_the_board_of_a_county_and_which_boards_it_was_before(reader: Reader) -> None:
    reader.click("Essex")
    seats = reader.block("seats")
    assert reader.clicks <= 2
    assert "director of public health" in seats
    assert "section 194(2), Health and Social Care Act 2012" in re.sub(r"\s+", " ", seats)
    assert "NHS Essex Integrated Care Board" in seats
    reader.click("31 March 2026")
    assert reader.clicks <= 3
    assert "as_of=2026-03-31" in reader.seen[-1]
    for board in ("Mid and South Essex", "Suffolk and North East Essex", "Hertfordshire and West Essex"):
        assert board in reader.block("who")


def test_what_may_be_put_under_section_75_and_what_not(reader: Reader) -> None:
    reader.search("section 75")
    reader.click("Partnership arrangements between NHS bodies and councils")
    assert reader.clicks <= 2
    assert "may set up a fund" in reader.text
    assert "may not be put under partnership arrangements" in reader.text


def test_whether_the_better_care_fund_works_on_emergency_admissions(reader: Reader) -> None:
    reader.search("Better Care Fund")
    reader.click("Better Care Fund", "best")
    reader.click("emergency admissions")
    assert reader.clicks <= 3
    assert "Emergency admissions rose by 87,000" in reader.block("evidence-against")
    assert "carekg has no record" in reader.block("evidence-for")


def test_what_changed_in_a_place_on_1_july_2022(reader: Reader) -> None:
    reader.click("Leeds")
    reader.click("Changes between two days")
    reader.type("from", "2022-06-30")
    reader.type("to", "2022-07-01")
    reader.click("Show what changed")
    assert reader.clicks <= 3
    assert "NHS Leeds CCG" in reader.block("ended")
    assert "NHS West Yorkshire Integrated Care Board" in reader.block("began")


def test_how_a_board_and_nhs_england_are_connected(reader: Reader) -> None:
    reader.click("A board and NHS England")
    assert reader.clicks <= 3
    assert "section" in reader.block("way-1")
    assert reader.browser.find_elements(By.CSS_SELECTOR, "section svg[role=img]")
    assert reader.browser.find_elements(By.PARTIAL_LINK_TEXT, "Picture for a slide")


def test_which_councils_lie_in_more_than_one_board(reader: Reader) -> None:
    reader.click("Map")
    assert reader.clicks <= 2
    assert "North Yorkshire" in reader.block("several")
    assert "Download all overlaps as Excel" in reader.block("several")
    assert len(reader.browser.find_elements(By.CSS_SELECTOR, "svg.carekg-map a")) > 150


def test_what_the_health_bill_would_change_for_partnerships(reader: Reader) -> None:
    reader.search("integrated care partnership")
    reader.click("Integrated care partnership", "best")
    assert reader.clicks <= 2
    planned = reader.block("planned")
    assert "Integrated care partnerships no longer required" in planned
    assert "Bill before Parliament" in planned
    assert re.search(r"\d+ November 2026", planned)


def test_all_duties_to_cooperate_as_a_spreadsheet(reader: Reader) -> None:
    reader.click("Duties to cooperate")
    link = reader.browser.find_element(By.PARTIAL_LINK_TEXT, "Excel").get_attribute("href")
    assert reader.clicks + 1 <= 3
    assert link is not None
    assert "format=xlsx" in link
    assert "cooperate" in reader.text


def test_a_query_is_written_from_an_example_and_shared(reader: Reader) -> None:
    reader.click("Query workbench")
    example = reader.browser.find_element(By.LINK_TEXT, "How many bodies of each kind")
    reader._press(example)
    reader.clicks += 1
    assert reader.clicks <= 3
    assert "#query=" in reader.browser.current_url
    rows = "return document.querySelectorAll('.yasr tbody tr, .yasr table tr').length"
    WebDriverWait(reader.browser, 30).until(lambda seen: seen.execute_script(rows) > 5)


def test_the_first_task_by_keyboard_alone(browser: Chrome, server: str) -> None:
    reader = Reader(browser, server).begin(WIDTHS[0])
    for _ in range(30):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        if browser.switch_to.active_element.text == "Essex":
            break
    assert browser.switch_to.active_element.text == "Essex"
    reader._go(lambda: browser.switch_to.active_element.send_keys(Keys.ENTER))
    assert "director of public health" in reader.block("seats")
