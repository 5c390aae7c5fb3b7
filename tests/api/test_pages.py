"""Pages over a real server: they say in words what is held, lead on, work without scripts, load nothing of others."""

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from lxml import html
from pybtex.database import parse_string

from carekg import KnowledgeGraph
from carekg.knowledge_graph import REGISTRY
from carekg.store.history import OTHERWISE, read_history
from carekg.terms.dates import today
from carekg_api.pages import words
from carekg_api.pages.addresses import address_of
from carekg_api.pages.rendering import POLICY
from carekg_api.pages.views import VIEWS
from commands import run
from support import HTML, browsing, few

MOST_BYTES = 300_000
SCHEMA_TYPES = (
    *("WebSite", "WebPage", "Dataset", "Thing", "Event", "CreativeWork"),
    *("AdministrativeArea", "GovernmentOrganization", "Legislation", "ScholarlyArticle", "Report"),
)
FROZEN = {  # what answered before there were pages, and how it answers to whom accepts anything
    "/sparql?query=ASK%7B%7D": (200, "application/sparql-results+json"),
    "/store?graph=https%3A%2F%2Fw3id.org%2Fcarekg%2Fgraph%2Fcatalog": (200, "text/turtle"),
    "/id/structure/health-and-wellbeing-board": (303, ""),
    "/doc/structure/health-and-wellbeing-board": (200, "text/turtle"),
    "/doc/structure/health-and-wellbeing-board.jsonld": (200, "application/ld+json"),
    "/def/Duty": (303, ""),
    "/doc/def/Duty": (200, "text/turtle"),
    "/def/": (200, "text/turtle"),
    "/graph/vocabulary-benefits": (200, "text/turtle"),
    "/catalog": (200, "text/turtle"),
    "/.well-known/void": (200, "text/turtle"),
    "/openapi.json": (200, "application/json"),
    "/health": (200, "application/json"),
    "/metrics": (200, "text/plain"),
    "/static/style.css": (200, "text/css"),
    "/api/v1/duties?bearer=HWB": (200, "application/json"),
    "/api/v1/areas/Leeds": (200, "application/json"),
    "/api/v1/entities/HWB": (200, "application/json"),
    "/api/v1/bodies.csv?kind=ICB": (200, "text/csv"),
    "/api/v1/evidence/matrix": (200, "application/json"),
}


@pytest.fixture(scope="module")
def client(server: str) -> Iterator[httpx.Client]:
    with browsing(server) as found:
        yield found


@pytest.fixture(scope="module")
def addresses(client: httpx.Client) -> list[str]:
    """The address of every page, as the list for robots has them."""
    return [urlsplit(each).path for each in re.findall(r"<loc>([^<]+)</loc>", client.get("/sitemap.xml").text)]


def draw(addresses: list[str], count: int) -> list[str]:
    """Some of each kind of page, drawn by seed."""
    rooms: dict[str, list[str]] = {}
    for each in addresses:
        rooms.setdefault("/".join(each.split("/")[:3] if each.startswith("/doc/") else each.split("/")[:2]), []).append(
            each
        )
    chosen = random.Random(26)
    return [
        each
        for room in sorted(rooms)
        for each in chosen.sample(rooms[room], min(len(rooms[room]), 1 + count // len(rooms)))
    ]


@pytest.fixture(scope="module")
def hundred(client: httpx.Client, addresses: list[str]) -> dict[str, str]:
    """A hundred pages of every kind, by address."""
    return {each: client.get(each).text for each in draw(addresses, 100)}


@pytest.mark.parametrize("path", FROZEN)
def test_every_address_of_before_answers_as_it_did(server: str, path: str) -> None:
    answer = httpx.get(f"{server}{path}", headers={"Accept": "*/*"}, timeout=60)
    status, kind = FROZEN[path]
    assert answer.status_code == status
    assert answer.headers.get("content-type", "").partition(";")[0] == kind


def test_pages_are_pages(hundred: dict[str, str]) -> None:
    for path, text in hundred.items():
        page = html.fromstring(text)
        assert page.get("lang") == "en-GB", path
        assert len(page.xpath("//h1")) == 1, path
        assert page.xpath("//title/text()")[0].strip(), path
        assert len(page.xpath("//link[@rel='canonical']")) == 1, path
        if path not in ("/sparql", "/map", "/places"):
            assert len(text.encode()) < MOST_BYTES, path


def test_no_script_or_style_is_inline(hundred: dict[str, str]) -> None:
    for path, text in hundred.items():
        page = html.fromstring(text)
        assert not page.xpath(
            "//script[not(@src)][@type!='application/ld+json' or not(@type)] | //style | //*[@style]"
        ), path
        assert not [name for element in page.iter() for name in element.attrib if str(name).startswith("on")], path
        loaded = page.xpath("//script/@src | //img/@src | //link[@rel='stylesheet']/@href")
        assert all(each.startswith("/") for each in loaded), path


def test_what_is_said_inside_is_not_said_on_pages(hundred: dict[str, str]) -> None:
    inner = [
        re.compile(rf"(?<![\w-]){re.escape(each)}(?![\w-])" if each[-1] != ":" else rf"\b{each}\w")
        for each in words.PUBLIC
    ]
    found = set()
    for path, text in hundred.items():
        if path in ("/sparql", "/sources") or path.startswith(("/def/", "/graph/")):  # they name the data's own parts
            continue
        page = html.fromstring(text)
        for block in page.xpath("//*[contains(@class, 'carekg-programs')] | //script"):
            block.getparent().remove(block)
        shown = page.xpath("string(//main)")
        found |= {(path, match[0]) for each in inner if (match := each.search(shown))}
    assert found == set()


def test_every_link_leads_somewhere_and_says_where(client: httpx.Client, hundred: dict[str, str]) -> None:
    leads: dict[str, str] = {}
    for path, text in hundred.items():
        page = html.fromstring(text)
        for link in page.xpath("//a[@href]"):
            href = link.get("href")
            if urlsplit(href).netloc:
                assert link.get("rel") == "external", (path, href)
            elif not href.startswith("#"):
                leads.setdefault(urljoin(path, href).partition("#")[0], path)
    dead = [
        (each, leads[each])
        for each in few(sorted(leads), 40)
        if client.get(each, follow_redirects=True).status_code >= 400
    ]
    assert dead == []


def test_every_anchor_is_there(hundred: dict[str, str]) -> None:
    for path, text in hundred.items():
        page = html.fromstring(text)
        names = page.xpath("//@id")
        assert len(names) == len(set(names)), (path, [each for each in names if names.count(each) > 1][:3])
        assert {each[1:] for each in page.xpath("//a/@href") if each.startswith("#")} <= set(names), path


def test_a_page_keeps_its_day(client: httpx.Client) -> None:
    page = html.fromstring(client.get("/place/E10000012?as_of=2022-06-30").text)
    kept = [each for each in page.xpath("//main//a/@href") if each.startswith(("/doc/", "/law/", "/place/"))]
    assert kept
    assert all("as_of=2022-06-30" in each for each in kept if "." not in each.rpartition("/")[2].partition("?")[0])
    assert "30 June 2022" in page.xpath("string(//form[contains(@class, 'carekg-day')])")
    ours = [each for each in page.xpath("//footer//a/@href") if not each.startswith(("/sparql", "/docs"))]
    assert all("as_of=2022-06-30" in each for each in ours), ours


def test_data_and_page_of_a_question_name_each_other(client: httpx.Client) -> None:
    page = client.get("/ask/duties?bearer=HWB")
    assert "/api/v1/duties?bearer=HWB" in page.headers["link"]
    data = client.get("/api/v1/duties?bearer=HWB", headers={"Accept": "text/html, */*;q=0.1"})
    assert not data.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("question", ["area", "bodies", "duties", "overlaps", "evidence", "why", "claims", "diff"])
def test_every_question_has_a_form_and_a_table(client: httpx.Client, kg: KnowledgeGraph, question: str) -> None:
    declared = kg.registry[question]
    page = html.fromstring(client.get(f"/ask/{question}", params=declared.texts(declared.example)).text)
    named = set(page.xpath("//form//*[@name]/@name"))
    assert {each.name for each in declared.parameters} - {"limit", "offset", "essay"} <= named
    assert page.xpath("//main//table//td")
    for form in ("csv", "xlsx", "json"):
        assert page.xpath(f"//a[contains(@href, 'format={form}')]"), form


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/nothing", 404, "no page"),
        ("/place/E99999999", 404, "no record"),
        ("/law/ukpga/1066/1", 404, "no record"),
        ("/doc/structure/nothing", 404, "no record"),
        ("/ask/graph?layer=money&focus=Leeds+HWB", 404, "no ties in the layer money"),
        ("/ask/nothing", 404, "no record"),
        ("/ask/duties?bearer=nothingness", 404, "no record"),
        ("/ask/bodies?kind=ICB&as_of=2022-02-30", 400, "could not be read"),
        ("/ask/duties?beaer=ICB", 400, "could not be read"),
        ("/changes?from=yesterday&to=2022-07-01", 400, "could not be read"),
    ],
)
def test_what_is_wrong_is_said_in_words(client: httpx.Client, path: str, status: int, told: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    page = html.fromstring(answer.text)
    assert told in page.xpath("string(//main)")
    assert page.xpath("//main//a[starts-with(@href, '/search')]")
    assert answer.headers["content-security-policy"] == POLICY


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("/place/E08000035?asof=2022-06-30", "as_of"),
        ("/search?q=hull&groop=Places", "group"),
        ("/places/compare?first=Leeds&secund=Hull", "second"),
        ("/places?bords=several", "boards"),
        ("/changes?form=2022-06-30", "from"),
        ("/map?bye=icb", "by"),
        ("/law/ukpga/2012/7?version=1", "as_of"),
        ("/doc/fund/better-care-fund?desing=x", "design"),
        ("/connect?source=ICB&tarket=ICP", "target"),
        ("/ask/scenario?scenaro=x", "scenario"),
        ("/ask/due?id=Leeds&asof=2022-06-30", "as_of"),
        ("/help?q=x", "as_of"),
    ],
)
def test_what_a_page_does_not_know_is_refused_by_name(client: httpx.Client, path: str, known: str) -> None:
    answer = client.get(path)
    told = html.fromstring(answer.text).xpath("string(//main)")
    unknown = path.partition("?")[2].rpartition("&")[2].partition("=")[0]
    assert (answer.status_code, answer.headers["content-type"]) == (400, "text/html; charset=utf-8")
    assert words.heading(unknown) in told
    assert known in re.split(r" are | is |, ", told.partition(f"{words.heading(unknown)}: ")[2].partition(".")[0])


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/place/QWO", "/place/E54000054"),
        ("/place/qwo?as_of=2022-08-01", "/place/E54000054?as_of=2022-08-01"),
        ("/place/Leeds", "/place/E08000035"),
        ("/place/e08000035", "/place/E08000035"),
        ("/place/15F.ttl", "/place/E38000225.ttl"),
        ("/place/RR8", "/doc/body/trust-rr8"),
        ("/place/ICB", "/doc/structure/integrated-care-board"),
        ("/doc/body/RR8", "/doc/body/trust-rr8"),
        ("/doc/fund/BCF", "/doc/fund/better-care-fund"),
        ("/law/Care Act 2014", "/law/ukpga/2014/23"),
    ],
)
def test_an_address_that_ends_in_another_code_or_name_of_a_thing_leads_on_to_it(
    client: httpx.Client, path: str, page: str
) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, page)
    assert client.get(page).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [("/place/Kingston", 404), ("/doc/structure/RR8", 404), ("/id/body/QWO", 404), ("/place/LS1 1UR", 400)],
)
def test_an_address_that_names_several_or_another_kind_leads_nowhere(
    client: httpx.Client, path: str, status: int
) -> None:
    assert client.get(path).status_code == status


@pytest.mark.parametrize(
    "path", ["/place/E08000035", "/search?q=hull", "/ask/due?id=Leeds", "/doc/fund/better-care-fund"]
)
def test_what_campaigns_add_to_an_address_changes_nothing(client: httpx.Client, path: str) -> None:
    mark = "&" if "?" in path else "?"
    plain, counted = (
        client.get(path + more) for more in ("", f"{mark}utm_source=news&utm_medium=email&fbclid=x&gclid=y")
    )
    assert (counted.status_code, counted.text) == (200, plain.text)


def test_a_form_with_a_field_that_no_page_has_is_refused(client: httpx.Client) -> None:
    sent = {"place": "Leeds", "pots": "director of public health"}
    answer = client.post("/board-check", data=sent)
    assert (answer.status_code, "did you mean posts?" in answer.text) == (400, True)


def test_a_form_that_is_refused_is_shown_as_it_was_filled_in(client: httpx.Client) -> None:
    sent = {
        "title": "Mine",
        "date": "2026-12-01",
        "kind1": "abolish",
        "first1": "ICP",
        "kind2": "repeal",
        "first2": "x",
    }
    answer = client.post("/reform", data=sent)
    page = html.fromstring(answer.text)
    assert (answer.status_code, "may mean several things" in page.xpath("string(//main)")) == (409, True)
    filled = {each.name: each.value for each in page.xpath("//main//form//*[@name]")}
    assert sent.items() <= filled.items()
    chosen = next(each for each in page.xpath("//main//a/@href") if "integrated-care-partnership" in each)
    again = html.fromstring(client.get(chosen).text)
    filled = {each.name: each.value for each in again.xpath("//main//form//*[@name]")}
    assert (sent | {"first1": "structure:integrated-care-partnership"}).items() <= filled.items()


@pytest.mark.parametrize(
    ("path", "status", "filled"),
    [
        ("/ask/locate?id=Kingston", 409, {"id": "Kingston"}),
        ("/ask/duties?bearer=nothingness&modality=must", 404, {"bearer": "nothingness", "modality": "must"}),
    ],
)
def test_a_question_that_is_refused_keeps_its_form(
    client: httpx.Client, path: str, status: int, filled: dict[str, str]
) -> None:
    answer = client.get(path)
    fields = {each.name: each.value for each in html.fromstring(answer.text).xpath("//main//form//*[@name]")}
    assert (answer.status_code, filled.items() <= fields.items()) == (status, True)
    if status == 409:
        chosen = [each for each in html.fromstring(answer.text).xpath("//main//a/@href") if "gss%3AE09000021" in each]
        assert client.get(chosen[0]).status_code == 200


@pytest.mark.parametrize(
    ("path", "filled", "status"),
    [
        ("/places/compare", {"first": "Leeds", "second": "nothingness"}, 404),
        ("/places/compare", {"first": "Kingston", "second": "Leeds"}, 409),
        ("/places", {"has": "nothingness", "boards": "several"}, 404),
        ("/places", {"least": "many", "most": "500000"}, 400),
        ("/places", {"boards": "several", "as_of": "tomorrow"}, 400),
        ("/changes", {"from": "yesterday", "to": "2022-07-01", "place": "Leeds"}, 400),
        ("/changes", {"from": "2022-06-30", "to": "2022-07-01", "place": "nothingness"}, 404),
        ("/connect", {"source": "ICB", "target": "nothingness"}, 404),
        ("/search", {"q": "hull", "group": "Castles"}, 400),
        ("/search", {"q": "hull", "grup": "Places"}, 400),
    ],
)
def test_every_form_that_is_refused_is_shown_as_it_was_filled_in(
    client: httpx.Client, path: str, filled: dict[str, str], status: int
) -> None:
    answer = client.get(path, params=filled)
    page = html.fromstring(answer.text)
    fields = {each.name: each.value for each in page.xpath("//main//form//*[@name]")}
    assert (answer.status_code, bool(fields)) == (status, True)
    assert {name: value for name, value in filled.items() if name in fields} == {
        name: fields[name] for name in filled if name in fields
    }
    assert set(filled) - set(fields) <= {"group", "grup", "as_of"}
    told = page.xpath("string(//main//p[contains(@class, 'lede')])")
    assert any(each in told for each in ("could not be read", "Not found", "may mean several things")), told


def test_the_check_of_a_board_that_is_refused_keeps_the_list(client: httpx.Client) -> None:
    answer = client.post("/board-check", data={"place": "nothingness", "posts": "chair\nclerk"})
    fields = {each.name: each.value for each in html.fromstring(answer.text).xpath("//main//form//*[@name]")}
    assert (answer.status_code, fields) == (404, {"place": "nothingness", "posts": "chair\nclerk"})


def test_a_program_is_told_of_the_same_as_a_problem(client: httpx.Client) -> None:
    answer = client.get("/nothing", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_the_present_tense_of_pages_agrees_with_the_day(hundred: dict[str, str], kg: KnowledgeGraph) -> None:
    """What a page shows as what is now is nothing that had ended, or has not begun, on its day: on a hundred pages."""
    day = today().isoformat()
    text = """SELECT ?thing WHERE {
      { ?thing ckg:validUntil ?end . FILTER(?end <= "DAY"^^xsd:date) }
      UNION { ?thing ckg:validFrom ?start . FILTER(?start > "DAY"^^xsd:date) }
      FILTER(STRSTARTS(STR(?thing), "https://w3id.org/carekg/id/body/") || STRSTARTS(STR(?thing), STR(seat:)))
    }""".replace("DAY", day)
    absent = {address_of(row["thing"].value) for row in kg.store.select(text)}
    assert len(absent) > 500
    now = "//section[contains(@class, 'carekg-block--now')]//a/@href"
    wrong = {path: sorted(absent & set(html.fromstring(page).xpath(now))) for path, page in hundred.items()}
    assert {path: each for path, each in wrong.items() if each} == {}


def test_machines_are_told_what_a_page_is_about(hundred: dict[str, str]) -> None:
    for path, page in hundred.items():
        told = json.loads(html.fromstring(page).xpath("string(//script[@type='application/ld+json'])"))
        assert told["@context"] == "https://schema.org", path
        assert told["@type"] in SCHEMA_TYPES, path
        assert told["name"], path
        assert told["url"].startswith("http"), path
        assert all(value not in ("", None, []) for value in told.values()), path


def test_a_page_is_cited_with_its_day_and_the_version(client: httpx.Client, kg: KnowledgeGraph) -> None:
    page = html.fromstring(client.get("/place/E10000012?as_of=2026-06-01").text)
    (entry,) = parse_string(page.xpath("string(//section[@aria-labelledby='cite']//pre)"), "bibtex").entries.values()
    assert entry.fields["url"].endswith("/place/E10000012?as_of=2026-06-01")
    assert kg.version[:16] in entry.fields["note"]
    (image,) = page.xpath("//meta[@property='og:image']/@content")
    assert image.startswith(str(client.base_url))
    assert "format=png" in image


def test_a_body_that_ended_says_so_first(client: httpx.Client) -> None:
    page = html.fromstring(client.get("/doc/body/icb-qh8").text)
    first = page.xpath("string(//main//p[1])")
    assert "ended on 1 April 2026" in first
    assert "NHS Essex Integrated Care Board" in first


def test_pages_lead_to_the_handbook_where_it_was_made(client: httpx.Client) -> None:
    is_made = client.get("/docs/").status_code == 200
    assert ('href="/docs/"' in client.get("/help", headers=HTML).text) is is_made


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/opensearch.xml", "application/opensearchdescription+xml"),
        ("/robots.txt", "text/plain"),
        ("/llms.txt", "text/plain"),
        ("/sitemap.xml", "application/xml"),
        ("/law/ukpga/2012/7/section/194.ttl", "text/turtle"),
        ("/place/E10000012.jsonld", "application/ld+json"),
        ("/law/ukpga/2012/7/section/194.atom", "application/atom+xml"),
        ("/doc/fund/better-care-fund.feed.json", "application/feed+json"),
        ("/place/E10000012.atom", "application/atom+xml"),
        ("/ask/seats.atom?board=Leeds", "application/atom+xml"),
        ("/changes.feed.json", "application/feed+json"),
        ("/api/v1/areas/E08000035/due.ics", "text/calendar"),
        ("/suggestions.json?q=lee", "application/x-suggestions+json"),
        ("/search.json?q=lee", "application/json"),
        ("/complete.json?kind=class&q=duty", "application/json"),
        ("/data/council-boundaries-2022.csv", "text/csv"),
        ("/static/favicon.svg", "image/svg+xml"),
    ],
)
def test_machines_that_read_pages_find_what_they_ask_for(client: httpx.Client, path: str, kind: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == kind
    if "xml" in kind:
        html.etree.fromstring(answer.content)


def test_a_feed_tells_what_begins_and_what_the_data_say_otherwise(client: httpx.Client) -> None:
    change = next(each for each in read_history(None) if each.kind == OTHERWISE and "/id/rule/" in each.thing)
    shown = client.get(f"{address_of(change.thing)}.feed.json").json()["items"]
    assert any(item["id"].endswith(f"change:{change.id}") and change.column in item["title"] for item in shown)
    asked = client.get("/ask/due.feed.json", params={"id": "Leeds", "as_of": "2026-11-28"}).json()
    assert asked["home_page_url"].endswith("/ask/due?id=Leeds")
    assert {"Is due on 31 March 2027."} <= {item["content_text"] for item in asked["items"]}


def test_completion_goes_by_what_is_in_the_data(client: httpx.Client) -> None:
    found = client.get("/complete.json", params={"kind": "property", "class": "ckg:Duty", "q": "bear"}).json()
    assert [each["name"] for each in found] == ["ckg:bearer"]
    assert client.get("/complete.json", params={"kind": "property", "class": "ckg:Nothing"}).json() == []


def test_a_posted_form_is_answered_and_not_kept(client: httpx.Client) -> None:
    sent = {"place": "E10000012", "posts": "DPH\npolice commander"}
    page = html.fromstring(client.post("/board-check", data=sent).text)
    told = {row.xpath("string(td[2])").strip(): row.xpath("string(td[1])").strip() for row in page.xpath("//tbody/tr")}
    assert told["director of public health"] == "present"
    assert told["director of adult social services"] == "missing"
    assert "police commander" in page.xpath("string(//section[.//h2[@id='extra']])")


def test_every_example_of_the_workbench_has_rows(kg: KnowledgeGraph, client: httpx.Client) -> None:
    queries = html.fromstring(client.get("/sparql").text).xpath("//a/@data-query")
    assert len(queries) == 20
    for query in queries:
        assert next(iter(kg.query(query)), None) is not None, query


def test_the_styles_hold_no_mark_no_font_and_no_address(client: httpx.Client) -> None:
    answer = client.get("/static/style.css")
    assert "nhsuk-table" in answer.text
    assert not re.search(r"@font-face|frutiger|nhsuk-header__logo|@import", answer.text, re.IGNORECASE)


def test_assets_are_only_what_the_build_made(client: httpx.Client) -> None:
    assert client.get("/static/none.css").status_code == 404
    assert client.get("/static/..%2Fsite.py").status_code == 404
    first = client.get("/static/pages.js")
    assert client.get("/static/pages.js", headers={"If-None-Match": first.headers["etag"]}).status_code == 304


def test_views_have_names_and_addresses_of_their_own() -> None:
    names = [view.name for view in VIEWS]
    paths = [view.path for view in VIEWS if view.path]
    assert len(names) == len(set(names))
    assert len(paths) == len(set(paths))


def test_what_assistants_read_lists_every_question_and_every_link_works(client: httpx.Client) -> None:
    text = client.get("/llms.txt").text
    assert text.startswith("# carekg\n\n> ")
    links = re.findall(r"^- \[(.+?)\]\((\S+)\): \S", text, re.MULTILINE)
    assert len(links) == len(re.findall(r"^- ", text, re.MULTILINE))
    assert {question.title for question in REGISTRY.values()} <= {title for title, _ in links}
    assert all(address.startswith(str(client.base_url).rstrip("/")) for _, address in links)
    for _, address in few(links, 20):
        answer = client.get(address, follow_redirects=True)
        assert answer.status_code == 200, address
        if "/api/v1/" in address:
            assert answer.json()["outcome"]["kind"] != "refused", address


def test_watching_tells_what_is_new_since_it_was_asked(server: str, tmp_path: Path) -> None:
    listed = tmp_path / "mine.txt"
    listed.write_text("# what I run\n/ask/due?id=Leeds&as_of=2026-11-28\n", encoding="utf-8")
    first = run("watch", str(listed), "--service", server)
    assert (first.returncode, first.stdout) == (0, "")
    seen = json.loads((tmp_path / "mine.txt.seen").read_text(encoding="utf-8"))
    (feed,) = seen
    assert feed == f"{server}/ask/due.feed.json?id=Leeds&as_of=2026-11-28"
    forgotten = next(each for each in seen[feed] if "is-due" in each)
    seen[feed].remove(forgotten)
    (tmp_path / "mine.txt.seen").write_text(json.dumps(seen), encoding="utf-8")
    assert "Is due on 31 March 2027." in run("watch", str(listed), "--service", server).stdout
    assert run("watch", str(listed), "--service", server).stdout == ""


def test_the_feed_of_a_heavy_question_is_made_where_it_is(client: httpx.Client) -> None:
    """By a worker that may still read: a sealed one has nothing of what projects."""
    answer = client.get("/ask/brokers.feed.json")
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, "application/feed+json")
