"""Pictures in a real browser: the page of a picture tells what is chosen, axe finds nothing, and no text runs."""

from pathlib import Path

import networkx as nx
import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from browser.test_every_page import AXE
from carekg import KnowledgeGraph
from carekg.export.composing import arrange, compose
from carekg.export.drawing import About
from carekg.export.formats import FORMATS
from carekg.layers.looks import read_looks

HOSTILE = (
    "<script>document.title='run'</script>",
    '"><img src=x onerror="document.title=\'run\'">',
    "]]></text><script>document.title='run'</script>",
    "</title></svg><svg onload=\"document.title='run'\">",
    "'); document.title='run'; ('",
    "javascript:document.title='run'",
    "{{ cycler.__init__ }} ${document.title='run'}",
    "a\x00b\x1bc\ud800d\ufffe",
    "=HYPERLINK(1)",
    "\u202etxet",
)


@pytest.fixture(scope="module")
def board(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> str:
    answer = kg.asker.ask("graph", {"layer": "partnership", "focus": "HWB", "depth": 1, "as_of": "2024-01-01"})
    path = tmp_path_factory.mktemp("board") / "board.html"
    path.write_bytes(answer.files["html"]()["graph.html"])
    return path.as_uri()


def test_axe_finds_nothing_on_the_page_of_a_picture(browser: Chrome, board: str) -> None:
    browser.get(board)
    browser.execute_script(AXE)
    report = browser.execute_async_script("axe.run().then(arguments[0])")
    assert len(report["passes"]) > 10
    assert [(each["id"], [node["html"][:200] for node in each["nodes"]][:3]) for each in report["violations"]] == []


def test_a_thing_is_found_and_chosen_by_keyboard(browser: Chrome, board: str) -> None:
    browser.get(board)
    browser.find_element(By.ID, "search").send_keys("Local Healthwatch")
    assert len(browser.find_elements(By.CSS_SELECTOR, ".node.found")) == 1
    node = browser.find_element(By.CSS_SELECTOR, ".node[aria-label='health and wellbeing board']")
    node.send_keys(Keys.ENTER)
    told = browser.find_element(By.ID, "words").text
    assert told.startswith("health and wellbeing board")
    assert "legislation.gov.uk/id/ukpga/2012/7/section/194" in told


@pytest.mark.parametrize("form", ["html", "svg"])
def test_no_text_runs(browser: Chrome, kg: KnowledgeGraph, tmp_path: Path, form: str) -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for number, text in enumerate(HOSTILE):
        graph.add_node(f"urn:x:{number}", label=text, kind=text, sector=text)
        graph.add_edge(f"urn:x:{number}", "urn:x:0", words=text, kind=text, statement=text, authority=text, note=text)
    told = " ".join(HOSTILE)
    about = About("A picture", "2024-01-01", "", told, told, told, told, "urn:x", "0", source=told)
    path = tmp_path / f"graph.{form}"
    (content,) = FORMATS[form].write(compose(arrange(graph, read_looks(kg.store)), about, "pairs")).values()
    path.write_bytes(content)
    browser.get(path.as_uri())
    assert "run" not in browser.title.split()
    assert not browser.find_elements(By.CSS_SELECTOR, "img, [onload], [onerror]")
    shown = browser.execute_script("return document.documentElement.textContent")
    assert HOSTILE[0] in shown
