"""Places over a real server: one place, the map of councils, what changed in a place, and places by conditions."""

from collections.abc import Iterator

import httpx
import pytest
from lxml import html

from carekg import KnowledgeGraph
from carekg_api.pages.asked import Asked
from carekg_api.pages.reader import Reader
from carekg_api.pages.views.councils import places
from carekg_api.pages.views.drawing import colour
from carekg_api.pages.views.outlines import OUTLINES, shared_out
from support import HTML, browsing


@pytest.fixture(scope="module")
def client(server: str) -> Iterator[httpx.Client]:
    with browsing(server) as found:
        yield found


def test_a_place_answers_first(client: httpx.Client) -> None:
    lead = html.fromstring(client.get("/place/E10000012?as_of=2026-06-01").text).xpath("string(//main//p[1])")
    assert "NHS Essex Integrated Care Board" in lead
    assert "since 1 April 2026" in lead
    assert "NHS Mid and South Essex Integrated Care Board" in lead


def test_a_place_of_another_nation_says_what_its_council_must_do(client: httpx.Client) -> None:
    page = client.get("/place/W06000015?as_of=2026-11-28").text
    assert "What the law asks of its council" in page
    assert "Cardiff and Vale University Health Board" in page
    assert "Who must sit on the health and wellbeing board" not in page


def test_a_board_is_not_said_to_be_for_an_area_that_is_called_after_it(client: httpx.Client) -> None:
    lead = " ".join(html.fromstring(client.get("/doc/body/icb-qwo").text).xpath("string(//main)").split())
    assert "It is: integrated care board, since 1 July 2022." in lead
    assert "for Area of" not in lead


def test_neighbours_never_share_a_colour() -> None:
    groups = {code: code[:7] for code in OUTLINES}
    chosen = colour(groups)
    for code, outline in OUTLINES.items():
        for other in outline.neighbours:
            assert groups[code] == groups[other] or chosen[groups[code]] != chosen[groups[other]]


def test_councils_of_another_date_are_drawn_where_successions_make_them(kg: KnowledgeGraph) -> None:
    reader = Reader(kg, Asked("/map", {"as_of": "2018-04-01"}, {}))
    found = {place.code: place for place in places(reader)}
    drawn = shared_out(reader, found)
    assert {part for part, code in drawn.items() if code == "E10000006"} == {"E06000063", "E06000064"}, "Cumbria"
    shared = {reader.label(found[code].area).partition(" (")[0] for code in found.keys() - set(drawn.values())}
    assert shared == {"Bournemouth", "Dorset County", "Poole"}, "two of them were divided between the same councils"


def test_what_changed_in_a_place_is_drawn_too(client: httpx.Client) -> None:
    page = html.fromstring(client.get("/changes?from=2022-06-30&to=2022-07-01&place=Essex", headers=HTML).text)
    drawn = client.get(page.xpath("//figure[@class='carekg-picture']//img/@src")[0])
    assert (drawn.status_code, drawn.headers["content-type"].partition(";")[0]) == (200, "image/svg+xml")
    assert "NHS Mid and South Essex Integrated Care Board" in drawn.text
    assert "Essex County Council and what was tied to it" in page.xpath("//figure//img/@alt")[0]


def test_places_are_found_by_conditions_together(client: httpx.Client) -> None:
    overlaps = client.get("/api/v1/overlaps?as_of=2026-11-01&limit=5000").json()
    boards = {name: [] for name in {row["council"] for row in overlaps["rows"]}}
    for row in overlaps["rows"]:
        boards[row["council"]].append(row["body"])
    counties = [name for name, lies in boards.items() if name.endswith("county-council") and len(lies) > 1]
    found = _places(client, kind="county council", boards="several")
    assert len(found) == len(counties) > 0
    assert len(_places(client, region="London", kind="London borough or the City")) == 33
    assert _places(client, region="London", kind="county council") == []


@pytest.mark.parametrize(
    ("has", "count", "one"),
    [
        ("Harlow", 1, "Essex"),  # a district
        ("E10000012", 1, "Essex"),
        ("NHS Essex Integrated Care Board", 3, "Thurrock"),
        ("West Yorkshire Combined Authority", 5, "Leeds"),
        ("E12000007", 33, "Camden"),
        ("RR8", 6, "Leeds"),  # a trust of the board
    ],
)
def test_places_are_found_by_anything_that_they_have(client: httpx.Client, has: str, count: int, one: str) -> None:
    found = _places(client, has=has)
    assert (len(found), one in found) == (count, True)
    assert client.get("/places?has=Nowhere-on-Sea", headers=HTML).status_code == 404


def test_what_places_are_wanted_to_have_is_told_to_have_ended_or_to_be_planned(client: httpx.Client) -> None:
    ended = html.fromstring(client.get("/places?has=NHS Leeds CCG&as_of=2026-11-01", headers=HTML).text)
    lead = ended.xpath("string(//main)")
    assert "0 places" in lead
    assert "NHS Leeds CCG ended on 1 July 2022: NHS West Yorkshire" in lead
    assert _places(client, has="NHS Mid and South Essex ICB") == []  # it ended in April 2026
    assert _places(client, has="NHS Essex Integrated Care Board", as_of="2024-04-01") == []  # and this began then
    assert len(_places(client, has="NHS Mid and South Essex ICB", as_of="2024-04-01")) == 3
    planned = client.get("/places?has=East Surrey Council&as_of=2026-11-01", headers=HTML).text
    assert "it is not there yet" in planned


def _places(client: httpx.Client, **given: str) -> list[str]:
    page = html.fromstring(client.get("/places", params={"as_of": "2026-11-01", **given}, headers=HTML).text)
    return page.xpath("//section[@aria-labelledby='places']//tbody/tr/td[1]//text()[normalize-space()]")


def test_the_map_has_every_council_of_today(client: httpx.Client) -> None:
    page = html.fromstring(client.get("/map").text)
    assert len(set(page.xpath("//*[local-name()='svg']//*[local-name()='a']/@href"))) == len(OUTLINES) == 153
    assert len(page.xpath("//section[.//h2[@id='all']]//tbody/tr")) == 153
