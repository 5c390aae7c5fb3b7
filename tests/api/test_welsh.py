"""Welsh: labels where there are any, the frame of pages, and what is said of what no speaker has reviewed."""

import httpx
import pytest
from lxml import html

from carekg import KnowledgeGraph
from carekg.names.languages import UNREVIEWED, WELSH, labels_in
from carekg.questions.translated import translate
from carekg.terms.errors import BadParameter

BOARD = "https://w3id.org/carekg/id/structure/regional-partnership-board"
PAGE = "/doc/structure/regional-partnership-board"
READS = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": "cy-GB,cy;q=0.9,en;q=0.8"}
DUTIES = "/api/v1/duties?bearer=regional+partnership+board&applies_in=Wales"


def test_every_label_is_of_a_thing_and_says_what_is_known_of_it(kg: KnowledgeGraph) -> None:
    labels = labels_in(kg.store, WELSH)
    assert len(labels) > 60
    assert all(kg.store.is_described(iri) for iri in labels)
    assert 10 < sum(label.is_reviewed for label in labels.values()) < len(labels)
    said = "{ ?label ckg:reviewedBySpeaker %s FILTER %s EXISTS { ?label ckg:readAt ?at } }"
    for wrong in (said % ("true", "NOT"), said % ("false", "")):
        assert not bool(kg.query(f"ASK {{ GRAPH graph:labels-welsh {wrong} }}"))
    assert not bool(kg.query(f"ASK {{ <{BOARD}> rdfs:label ?label FILTER(LANG(?label) != 'en') }}"))


def test_a_page_is_in_welsh_for_whom_wants_it_and_says_what_is_not(server: str) -> None:
    said = httpx.get(server + PAGE, headers=READS)
    page = html.fromstring(said.text)
    assert (page.get("lang"), said.headers["Content-Language"]) == ("cy", "cy")
    assert "Accept-Language" in said.headers["Vary"]
    (heading,) = page.xpath("//h1")
    assert (heading.text_content(), heading.get("lang")) == ("bwrdd partneriaeth rhanbarthol", "cy")
    assert "Chwilio" in page.xpath("//nav")[0].text_content()
    assert "No speaker of Welsh has reviewed" in said.text
    assert page.xpath("//main/ancestor::*[@lang='en-GB']")  # the rest is marked as English
    assert page.xpath("//main//a[@lang='cy']")
    plain = httpx.get(server + PAGE, headers=READS | {"Accept-Language": "en-GB,en;q=0.9,cy;q=0.2"})
    assert 'lang="cy"' not in plain.text
    assert "Chwilio" not in plain.text


def test_the_cache_keeps_a_page_a_language_and_not_a_header(server: str) -> None:
    first = httpx.get(server + PAGE, headers=READS).text
    again = httpx.get(server + PAGE, headers=READS | {"Accept-Language": "cy"})
    assert again.text == first
    assert "desc=hit" in again.headers["Server-Timing"]


def test_an_answer_has_labels_in_welsh_and_says_which_are_not_reviewed(server: str) -> None:
    said, plain = (httpx.get(f"{server}{DUTIES}{more}") for more in ("&lang=cy", ""))
    told, usual = said.json(), plain.json()
    assert told["labels"][BOARD] == "bwrdd partneriaeth rhanbarthol"
    assert usual["labels"][BOARD] == "regional partnership board"
    assert told["rows"] == usual["rows"]
    assert said.headers["X-Carekg-Receipt"] == plain.headers["X-Carekg-Receipt"]
    assert BOARD in told["language"]["labels"]
    assert BOARD not in told["language"]["not_reviewed"]
    assert (told["language"]["lang"], told["language"]["rest"], "language" in usual) == ("cy", "en", False)
    assert "bwrdd partneriaeth rhanbarthol" in httpx.get(f"{server}{DUTIES}&lang=cy&format=csv").text
    assert httpx.get(f"{server}{DUTIES}&lang=fr").status_code == 400


def test_the_library_and_the_command_translate_alike(kg: KnowledgeGraph) -> None:
    answer = kg.duties(bearer="local health board", applies_in="Wales")
    told = translate(kg.store, answer, WELSH)
    assert told.labels["https://w3id.org/carekg/id/structure/local-health-board"] == "Bwrdd Iechyd Lleol"
    assert UNREVIEWED in told.notes
    assert translate(kg.store, answer, "en") is answer
    with pytest.raises(BadParameter, match="en, cy"):
        translate(kg.store, answer, "fr")
