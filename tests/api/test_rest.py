"""The REST service of a real server: questions, graphs, problems, and its own description."""

import csv
import io
import re
import zipfile
from xml.etree import ElementTree

import httpx
import pytest

from carekg import KnowledgeGraph
from carekg.export.formats import FORMATS

BOARD = "https://w3id.org/carekg/id/structure/health-and-wellbeing-board"


def get(server: str, path: str, **params: str) -> httpx.Response:
    """Get a path of the service's first version."""
    return httpx.get(f"{server}/api/v1{path}", params=params, timeout=30)


@pytest.mark.parametrize(
    "name",
    ["structure:health-and-wellbeing-board", BOARD, "HWB", "health and wellbeing board", "Health & Wellbeing Board"],
)
def test_an_entity_is_found_by_curie_iri_or_any_name(server: str, name: str) -> None:
    rows = httpx.get(f"{server}/api/v1/entities/{httpx.URL(path=f'/{name}').raw_path.decode()[1:]}").json()["rows"]
    assert "health and wellbeing board" in {row["value"] for row in rows}


def test_a_provision_is_found_by_its_curie(server: str) -> None:
    answer = get(server, "/entities/leg:ukpga/2012/7/section/194").json()
    whole = {row["value"] for row in answer["rows"] if row["property"].endswith("is_part_of")}
    assert whole == {"http://www.legislation.gov.uk/id/ukpga/2012/7"}
    assert answer["labels"]["http://www.legislation.gov.uk/id/ukpga/2012/7"] == "Health and Social Care Act 2012"


def test_neighbours_are_listed_both_ways(server: str) -> None:
    rows = get(server, "/entities/leg:ukpga/2012/7/section/194/neighbours", limit="1000").json()["rows"]
    assert {row["direction"] for row in rows} == {"in", "out"}


def test_entities_by_class_and_words_without_the_essay(server: str) -> None:
    barriers = get(server, "/entities", type="ckg:Barrier").json()
    assert "https://w3id.org/carekg/id/barrier/data-sharing" in {row["entity"] for row in barriers["rows"]}
    words = "silos"
    found = get(server, "/entities", q=words, essay="true").json()["rows"]
    assert len(found) >= len(get(server, "/entities", q=words).json()["rows"])
    shown = {row["entity"] for row in get(server, "/entities", type="ckg:Statement", limit="1000").json()["rows"]}
    assert not any("essay-s" in entity for entity in shown)


def test_pages_follow_each_other_and_say_whether_there_is_more(server: str) -> None:
    first = get(server, "/entities", type="ckg:Claim", essay="true", limit="7").json()
    second = get(server, "/entities", type="ckg:Claim", essay="true", limit="7", offset="7").json()
    assert first["more"] is True
    assert len(first["rows"]) == len(second["rows"]) == 7
    assert not {row["entity"] for row in first["rows"]} & {row["entity"] for row in second["rows"]}
    assert get(server, "/entities", type="scheme:benefit").json()["more"] is False


def test_an_answer_prints_its_date_version_and_parameters(server: str) -> None:
    answer = get(server, "/claims", fact="S78", as_of="2024-01-01").json()
    assert (answer["as_of"], answer["parameters"]) == ("2024-01-01", {"fact": "S78"})
    assert re.fullmatch(r"[0-9a-f]{64}", answer["version"])


def test_csv_has_a_label_beside_each_iri(server: str) -> None:
    answer = httpx.get(f"{server}/api/v1/claims", params={"fact": "S78"}, headers={"Accept": "text/csv"})
    (row,) = csv.DictReader(io.StringIO(answer.text))
    assert row["rests_on_label"].startswith("Partnership")


def test_the_same_answer_by_library_and_service(server: str, kg: KnowledgeGraph) -> None:
    mine = kg.ask("claims", fact="S12", as_of="2024-01-01").to_json()
    assert mine == get(server, "/claims", fact="S12", as_of="2024-01-01").content


def test_paths_are_words_with_sources(server: str) -> None:
    answer = get(server, "/paths", source="HWB", target="leg:ukpga/2012/7", k="2").json()
    first = answer["paths"][0]
    assert first["words"] == "health and wellbeing board was established by Health and Social Care Act 2012"
    assert all(step["authority"] or step["statement"] for path in answer["paths"] for step in path["steps"])


@pytest.mark.parametrize("name", FORMATS)
def test_a_layer_in_every_format(server: str, name: str) -> None:
    answer = get(server, "/graph", layer="partnership", format=name, focus="HWB", depth="1")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(FORMATS[name].media_type)
    if name == "csv":
        assert {"nodes.csv", "edges.csv", "README.md"} <= set(zipfile.ZipFile(io.BytesIO(answer.content)).namelist())
    elif name in {"graphml", "gexf", "svg"}:
        assert ElementTree.fromstring(answer.content) is not None
    else:
        assert answer.content


@pytest.mark.parametrize("measure", ["degree", "betweenness", "communities"])
def test_a_measure_comes_with_its_method(server: str, measure: str) -> None:
    answer = get(server, f"/analytics/{measure}", layer="partnership", top="3", as_of="2024-01-01").json()
    assert len(answer["rows"]) == 3
    assert answer["method"]
    assert answer["meaning"]
    assert answer["as_of"] == "2024-01-01"


@pytest.mark.parametrize(
    ("path", "params", "status", "named"),
    [
        ("/entities/structure:health-and-wellbeing-bored", {}, 404, "structure:health-and-wellbeing-board"),
        ("/entities/no such name", {}, 404, "no such name"),
        ("/entities/ICP", {}, 409, "integrated care partnership"),
        ("/entities", {"type": "ckg:Barier"}, 404, "ckg:Barrier"),
        ("/entities", {"limit": "many"}, 400, "limit"),
        ("/entities", {"nonsense": "1"}, 400, "nonsense"),
        ("/claims", {"contested": "perhaps"}, 400, "contested"),
        ("/claims", {"as_of": "2022-02-30"}, 400, "as_of"),
        ("/graph", {"layer": "partnerships"}, 404, "partnership"),
        ("/graph", {"format": "pptx"}, 400, "graphml"),
        ("/graph", {"as_of": "yesterday"}, 400, "as_of"),
        ("/graph", {"depth": "0"}, 400, "depth"),
        ("/analytics/betweeness", {}, 404, "betweenness"),
        ("/compare", {"measure": "degree", "second": "2022-02-30"}, 400, "second = '2022-02-30'"),
        ("/paths", {"source": "HWB"}, 400, "target"),
        ("/paths", {"source": "HWB", "target": "nowhere at all"}, 404, "nowhere at all"),
        ("/nothing", {}, 404, "Not Found"),
        ("/duty", {}, 404, "Did you mean /api/v1/due or /api/v1/duties"),
    ],
)
def test_bad_input_is_a_problem_that_names_it(
    server: str, path: str, params: dict[str, str], status: int, named: str
) -> None:
    answer = get(server, path, **params)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert named in answer.text
    assert {"type", "title", "detail"} <= set(problem)


def test_a_question_is_answered_under_its_name_too(server: str) -> None:
    day = {"as_of": "2026-11-28"}
    assert get(server, "/due", id="Leeds", **day).json() == get(server, "/areas/Leeds/due", **day).json()
    assert get(server, "/locate", id="Leeds", **day).json()["parameters"] == {"id": "Leeds"}
    whole = get(server, "/bodies/QWO/delays", format="csv", **day).text
    assert get(server, "/delays.csv", id="QWO", **day).text == whole


def test_a_method_that_is_not_there_is_405(server: str) -> None:
    answer = httpx.delete(f"{server}/sparql")
    assert (answer.status_code, answer.headers["content-type"]) == (405, "application/problem+json")


def test_an_unsupported_accept_is_406(server: str) -> None:
    answer = httpx.get(f"{server}/api/v1/claims", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/csv" in answer.json()["offered"]


def test_health_says_which_version_is_served(server: str, kg: KnowledgeGraph) -> None:
    assert httpx.get(f"{server}/health").json()["version"] == kg.version


def test_the_description_has_true_examples(server: str, kg: KnowledgeGraph) -> None:
    paths = httpx.get(f"{server}/openapi.json", timeout=30).json()["paths"]
    assert {f"/api/v1{question.route}" for question in kg.registry.values()} <= set(paths)
    for question in kg.registry.values():
        content = paths[f"/api/v1{question.route}"][question.method.lower()]["responses"]["200"]["content"]
        example = content["application/json"].get("example")
        assert example or question.is_heavy or question.method == "POST" or question.formats[0] != "json"
        for table in () if not example else example["parts"].values() if "parts" in example else (example,):
            assert table["rows"], f"the example of {question.name} gives nothing"
            assert tuple(table["columns"]) == question.part.names


def test_every_link_of_the_first_page_works(server: str) -> None:
    page = httpx.get(f"{server}/")
    assert page.headers["content-type"].startswith("text/html")
    links = set(re.findall(r'href="([^"#][^"]*)"', page.text))  # those to a place on the page itself aside
    assert len(links) > 20
    for link in links:
        if link == "data:,":  # the icon, which is empty
            continue
        link = link.removeprefix(server)  # the page names its own address whole
        assert link.startswith("/"), "nothing is loaded from elsewhere"
        answer = httpx.get(f"{server}{link.replace('&amp;', '&')}", timeout=30)
        assert answer.status_code == 200, link


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/entities/nothing-of-this-name", "/entities/{id}"),
        ("/paths?source=HWB", "/paths"),
        ("/claims?fact=S78&limit=many", "/claims"),
        ("/analytics/nothing", "/analytics/{measure}"),
        ("/recode", "/recode"),
    ],
)
def test_problems_are_described(server: str, path: str, route: str) -> None:
    operations = httpx.get(f"{server}/openapi.json", timeout=30).json()["paths"][f"/api/v1{route}"]
    method = next(iter(operations))
    answer = httpx.request(method, f"{server}/api/v1{path}")
    assert answer.is_client_error
    described = operations[method]["responses"]
    assert "422" not in described  # which FastAPI takes for granted, and this service never answers with
    assert answer.headers["content-type"] in described[str(answer.status_code)]["content"]
