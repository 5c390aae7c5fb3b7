"""Reconciliation at a real server: what OpenRefine asks, in the form of the specification, and what is certain."""

import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx
import pytest

from carekg import KnowledgeGraph

CODED = "/reconcile/suggest/entity"
CLIENT = httpx.Client(timeout=60)  # a machine that does much else is slow, and not wrong
Shape = Any


def fits(found: object, shape: Shape) -> bool:
    """Whether JSON has a shape: a type, a list of one shape, or a mapping, `?` at the end of what may lack."""
    if isinstance(shape, list):
        return isinstance(found, list) and all(fits(each, shape[0]) for each in found)
    if isinstance(shape, dict):
        names = {name.rstrip("?"): (each, name.endswith("?")) for name, each in shape.items()}
        return (
            isinstance(found, dict)
            and set(found) <= set(names)
            and all(fits(found[name], each) if name in found else lacks for name, (each, lacks) in names.items())
        )
    return isinstance(found, shape)


TYPE = {"id": str, "name": str}
SERVICE = {"service_url": str, "service_path": str, "flyout_service_url?": str, "flyout_service_path?": str}
DESCRIBED = {"id": str, "name": str, "description?": str}
MANIFEST = {
    "versions": [str],
    "name": str,
    "identifierSpace": str,
    "schemaSpace": str,
    "documentation": str,
    "serviceVersion": str,
    "view": {"url": str},
    "defaultTypes": [TYPE],
    "suggest": {"entity": SERVICE, "type": SERVICE, "property": SERVICE},
    "preview": {"url": str, "width": int, "height": int},
    "extend": {"propose_properties": SERVICE, "property_settings": list},
}
CANDIDATE = DESCRIBED | {
    "score": (int, float),
    "match": bool,
    "type": [TYPE],
    "features": [{"id": str, "value": (bool, int, float)}],
}
RESULT = {"result": [CANDIDATE]}


def ask(server: str, **queries: Mapping[str, object]) -> dict[str, list[dict[str, Any]]]:
    """Reconcile a batch as OpenRefine does, and give the candidates of each query."""
    answer = CLIENT.post(f"{server}/reconcile", data={"queries": json.dumps(queries)}, timeout=30)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert list(found) == list(queries)
    assert all(fits(each, RESULT) for each in found.values())
    return {key: each["result"] for key, each in found.items()}


def one(server: str, text: str, *kinds: str, limit: int = 5, **said: str) -> list[dict[str, Any]]:
    properties = [{"pid": name, "v": value} for name, value in said.items()]
    query = {"query": text, "type": list(kinds), "properties": properties, "limit": limit}
    return ask(server, q0=query)["q0"]


def certain(found: Sequence[Mapping[str, Any]]) -> str | None:
    """What is certain, which stands first; None where nothing is."""
    matches = [each["id"] for each in found if each["match"]]
    assert matches in ([], [found[0]["id"]] if found else [])
    return matches[0] if matches else None


def test_one_address_says_what_the_service_can_do(server: str) -> None:
    answer = CLIENT.get(f"{server}/reconcile")
    found = answer.json()
    assert fits(found, MANIFEST), found
    assert "0.2" in found["versions"]
    assert "{{id}}" in found["view"]["url"]
    assert CLIENT.get(found["view"]["url"].replace("{{id}}", "body:leeds-city-council")).status_code == 200
    assert CLIENT.head(f"{server}/reconcile").status_code == 200
    for each in found["suggest"].values():
        suggested = CLIENT.get(each["service_url"] + each["service_path"], params={"prefix": "a"})
        assert fits(suggested.json(), {"result": [DESCRIBED | {"notable?": [TYPE]}]})
    for kind in found["defaultTypes"]:
        assert ask(server, q={"query": "North", "type": kind["id"]})["q"], kind


def test_a_batch_is_answered_by_post_and_by_get(server: str) -> None:
    queries = {"q0": {"query": "Leeds City Council"}, "a name of its own": {"query": "nothing bears this, xqzw"}}
    posted = CLIENT.post(f"{server}/reconcile", data={"queries": json.dumps(queries)})
    got = CLIENT.get(f"{server}/reconcile", params={"queries": json.dumps(queries)})
    assert posted.json() == got.json()
    assert certain(posted.json()["q0"]["result"]) == "body:leeds-city-council"
    assert posted.json()["a name of its own"] == {"result": []}


@pytest.mark.parametrize("sent", ["Leeds City Council", '{"query": "Leeds City Council", "limit": 1}'])
def test_one_query_alone_is_that_of_the_first_version(server: str, sent: str) -> None:
    found = CLIENT.get(f"{server}/reconcile", params={"query": sent}).json()
    assert fits(found, RESULT)
    assert certain(found["result"]) == "body:leeds-city-council"


@pytest.mark.parametrize(
    ("text", "kinds", "said", "expected"),
    [
        ("Leeds City Council", [], {}, "body:leeds-city-council"),  # exact
        ("  leeds CITY council ", [], {}, "body:leeds-city-council"),  # folded
        ("Bristol, City of", ["council"], {}, "body:bristol-city-council"),  # as a publisher writes it
        ("Essex", ["council"], {}, "body:essex-county-council"),  # by a rule, where the kind is said
        ("NHS Leeds ICB", ["ICB"], {}, None),  # there is none
        ("QE1", [], {"date": "2021-06-01"}, "body:stp-qe1"),  # one code, and the date decides
        ("QE1", [], {"date": "2026-06-01"}, "body:icb-qe1"),
        ("QE1", [], {"date": "2022/23"}, None),  # both were there in that year
        ("QE1", [], {"date": "2023/24"}, "body:icb-qe1"),
        ("s.75 NHS Act 2006", [], {}, "leg:ukpga/2006/41/section/75"),  # cited
        ("NHS Leeds CCG", [], {}, None),  # ended, and no date said
        ("NHS Leeds CCG", [], {"date": "2020"}, "body:ccg-15f"),
        ("Monitor", [], {}, None),  # ended, on a day that is not held
        ("East Surrey Council", [], {"date": "2026-11-29"}, None),  # planned
        ("East Surrey Council", [], {"date": "2027-04-01"}, "body:east-surrey-council"),
        ("Northumberland County Coucil", ["council"], {}, None),  # a misspelling
        ("Leeds", [], {}, None),  # a city, its council, its trusts
        ("North East Combined Authority", [], {}, None),  # one has ended, one has nearly the name
        ("", [], {"code": "RR8"}, "body:trust-rr8"),
        ("Leeds City Council", [], {"code": "E08000035"}, "body:leeds-city-council"),
        ("Leeds City Council", [], {"code": "E08000036"}, None),  # the code is that of Wakefield
        ("Leeds Teaching Hosptials", [], {"code": "RR8"}, "body:trust-rr8"),  # misspelt, and coded
        ("Leeds", [], {"code": "RR8"}, None),  # the name is that of the city
        ("Leeds Community Healthcare NHS Trust", [], {"code": "RR8"}, None),  # the name is that of another trust
        ("Leeds City Council", [], {"within": "Yorkshire and The Humber"}, "body:leeds-city-council"),
        ("Leeds City Council", [], {"within": "London"}, None),
        ("Leeds City Council", [], {"area": "Leeds"}, "body:leeds-city-council"),
        ("Leeds City Council", [], {"kind": "trust"}, None),
        ("Leeds City Council", [], {"date": "soon"}, None),
        ("Leeds City Council", ["no kind at all"], {}, None),
    ],
)
def test_only_what_is_certain_is_a_match(
    server: str, text: str, kinds: list[str], said: dict[str, str], expected: str | None
) -> None:
    assert certain(one(server, text, *kinds, **said)) == expected


def test_what_is_like_a_name_or_has_ended_is_a_candidate(server: str) -> None:
    misspelt = one(server, "Northumberland County Coucil", "council")
    assert misspelt[0]["id"] == "body:northumberland-county-council"
    ended = one(server, "NHS Leeds CCG")
    assert ended[0]["id"] == "body:ccg-15f"
    assert {"id": "in_force", "value": False} in ended[0]["features"]
    assert "30 June 2022" in ended[0]["description"]


def test_a_region_tells_namesakes_apart(server: str) -> None:
    alone = one(server, "Grand Union PCN")
    assert certain(alone) is None
    assert len([each for each in alone if each["name"] == "Grand Union PCN"]) == 2
    boards = [one(server, "Grand Union PCN", code=code) for code in ("U41025", "U09187")]
    assert [certain(each) for each in boards] == ["body:pcn-u41025", "body:pcn-u09187"]


def test_every_predecessor_of_one_code_is_told_by_the_date(server: str, kg: KnowledgeGraph) -> None:
    rows = kg.query(
        "SELECT ?one ?code ?day { ?one ckg:odsCode ?code ; ckg:validUntil ?day . ?two ckg:odsCode ?code ; "
        "ckg:validFrom ?day FILTER(?one != ?two) } ORDER BY ?code LIMIT 40"
    )
    for row in rows:
        code, day = row["code"].value, row["day"].value
        assert certain(one(server, code, date=day)) not in (None, row["one"].value)


def test_types_are_a_wish_where_they_should_be(server: str) -> None:
    asked = {"query": "Leeds Teaching Hospitals NHS Trust", "type": "council"}
    found = ask(server, any=asked | {"type_strict": "any"}, should=asked | {"type_strict": "should"})
    assert "body:trust-rr8" not in {each["id"] for each in found["any"]}
    assert all("council" in each["type"][0]["name"] or "authority" in each["type"][0]["name"] for each in found["any"])
    assert certain(found["should"]) is None
    both = {"query": "Essex", "type": ["council", "ICB"]}
    kinds = ask(server, any=both, all=both | {"type_strict": "all"})
    assert kinds["any"]
    assert kinds["all"] == []


def test_a_type_of_a_candidate_can_be_asked_for(server: str) -> None:
    for name in ("Leeds City Council", "RR8", "QE1", "s.75 NHS Act 2006", "Better Care Fund"):
        first = one(server, name)[0]
        assert first["id"] in {each["id"] for each in one(server, name, first["type"][0]["id"])}


def test_properties_of_things_are_fetched(server: str) -> None:
    names = [
        each["id"]
        for each in CLIENT.get(f"{server}/reconcile/properties", params={"type": "council"}).json()["properties"]
    ]
    asked = {
        "ids": ["body:ccg-15f", "body:leeds-city-council", "nothing"],
        "properties": [{"id": each} for each in names],
    }
    answer = CLIENT.post(f"{server}/reconcile", data={"extend": json.dumps(asked)})
    found = answer.json()
    cell = {"id?": str, "name?": str, "str?": str, "date?": str}
    assert fits(found["meta"], [TYPE])
    assert [each["id"] for each in found["meta"]] == names
    assert list(found["rows"]) == asked["ids"]
    assert all(fits(cells, [cell]) for row in found["rows"].values() for cells in row.values())
    group = found["rows"]["body:ccg-15f"]
    assert group["code"] == [{"str": "15F"}]
    assert group["valid_until"] == [{"date": "2022-07-01T00:00:00Z"}]
    assert {"id": "body:icb-qwo", "name": "NHS West Yorkshire Integrated Care Board"} in group["successors"]
    assert found["rows"]["body:leeds-city-council"]["area"][0]["id"] == "gss:E08000035"
    assert not any(found["rows"]["nothing"].values())


def test_suggestions_follow_what_is_typed(server: str) -> None:
    def suggest(what: str, **given: str) -> list[str]:
        answer = CLIENT.get(f"{server}/reconcile/suggest/{what}", params=given)
        return [each["id"] for each in answer.json()["result"]]

    assert suggest("entity", prefix="leeds city c")[0] == "body:leeds-city-council"
    assert suggest("entity", prefix="leeds", type="trust", limit="1") == ["body:trust-rr8"]
    first, second = (
        suggest("entity", prefix="north", limit="5"),
        suggest("entity", prefix="north", limit="5", cursor="5"),
    )
    assert len(first) == len(second) == 5
    assert not set(first) & set(second)
    assert suggest("type", prefix="coun")[0] == "council"
    assert "integrated care board" in suggest("type", prefix="ICB")
    assert suggest("property", prefix="dat") == ["date"]
    assert suggest("property", prefix="zzz") == []


@pytest.mark.parametrize(
    ("what", "name", "said"),
    [("entity", "body:ccg-15f", "15F"), ("type", "council", "council"), ("property", "code", "ODS")],
)
def test_a_flyout_tells_what_is_pointed_at(server: str, what: str, name: str, said: str) -> None:
    path = CLIENT.get(f"{server}/reconcile").json()["suggest"][what]["flyout_service_path"]
    found = CLIENT.get(server + path.replace("${id}", name)).json()
    assert fits(found, {"id": str, "html": str})
    assert found["id"] == name
    assert said in found["html"]


def test_a_preview_can_be_framed_and_runs_nothing(server: str) -> None:
    answer = CLIENT.get(f"{server}/reconcile/preview", params={"id": "body:ccg-15f"})
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "frame-ancestors" not in answer.headers["content-security-policy"]
    assert "x-frame-options" not in answer.headers
    assert "NHS Leeds CCG" in answer.text
    assert "NHS West Yorkshire Integrated Care Board" in answer.text
    assert CLIENT.get(f"{server}/reconcile/preview", params={"id": "<script>"}).status_code == 404


def test_pages_of_any_origin_may_ask(server: str) -> None:
    origin = {"Origin": "http://refine.example"}
    wish = origin | {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    assert CLIENT.options(f"{server}/reconcile", headers=wish).headers["access-control-allow-origin"] == "*"
    assert CLIENT.get(f"{server}/reconcile", headers=origin).headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    "path", ["/reconcile?query=Leeds", "/reconcile", f"{CODED}?prefix=lee", "/reconcile/properties?x=1"]
)
def test_a_script_is_handed_the_same(server: str, path: str) -> None:
    joint = "&" if "?" in path else "?"
    plain, script = CLIENT.get(server + path), CLIENT.get(f"{server}{path}{joint}callback=jQuery1_2.found")
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"
    handed = re.fullmatch(r"/\*\*/jQuery1_2\.found\((.*)\);", script.text, re.DOTALL)
    assert handed is not None
    assert json.loads(handed[1]) == plain.json()


@pytest.mark.parametrize("callback", ["alert(1)//", "a;b", "", "a" * 200, "<script>", "a.b.c.d.e.f.g", "é"])
def test_a_callback_is_a_name_and_nothing_else(server: str, callback: str) -> None:
    answer = CLIENT.get(f"{server}/reconcile", params={"query": "Leeds", "callback": callback})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


BAD: dict[str, Callable[[], dict[str, str]]] = {
    "no JSON": lambda: {"queries": "{"},
    "a list": lambda: {"queries": "[1]"},
    "no query": lambda: {"queries": '{"q0": 5}'},
    "nothing asked": lambda: {"queries": '{"q0": {}}'},
    "a long name": lambda: {"queries": json.dumps({"q0": {"query": "a" * 501}})},
    "a limit in letters": lambda: {"queries": '{"q0": {"query": "x", "limit": "many"}}'},
    "a property without a value": lambda: {"queries": '{"q0": {"query": "x", "properties": [{"pid": "code"}]}}'},
    "another strictness": lambda: {"queries": '{"q0": {"query": "x", "type_strict": "never"}}'},
    "501 queries": lambda: {"queries": json.dumps({str(each): {"query": "x"} for each in range(501)})},
    "1001 things": lambda: {"extend": json.dumps({"ids": list(map(str, range(1001))), "properties": []})},
    "no lists": lambda: {"extend": "{}"},
    "eleven fields": lambda: {str(each): "x" for each in range(11)},
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_used_is_refused_by_name(server: str, name: str) -> None:
    answer = CLIENT.post(f"{server}/reconcile", data=BAD[name]())
    assert answer.status_code == 400, answer.text
    problem = answer.json()
    assert problem["name"] in ("q0", "queries", "extend", "ids", "properties", "fields")
    assert len(answer.content) < 3_000


def test_an_unknown_property_and_another_body_are_refused(server: str) -> None:
    unknown = CLIENT.post(f"{server}/reconcile", data={"extend": '{"ids": [], "properties": [{"id": "zzz"}]}'})
    assert unknown.status_code == 404
    assert "valid_from" in unknown.json()["detail"]
    assert CLIENT.post(f"{server}/reconcile", json={"queries": {}}).status_code == 415
    assert CLIENT.get(f"{server}{CODED}", params={"prefix": "a", "cursor": "-1"}).status_code == 400
    assert CLIENT.get(f"{server}{CODED}", params={"prefix": "a", "type": "no kind"}).status_code == 404


def test_a_body_has_a_bound(server: str) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    over = CLIENT.post(f"{server}/reconcile", content=b"queries=" + b"a" * 10_000_000, headers=kind, timeout=30)
    assert over.status_code == 413
    assert "10,000,000 bytes" in over.json()["detail"]
    full = CLIENT.post(f"{server}/reconcile", content=b"queries=" + b"[" * 9_999_000, headers=kind, timeout=30)
    assert full.status_code == 400
    assert CLIENT.get(f"{server}/reconcile", params={"query": "Leeds City Council"}).status_code == 200


def killed(server: str) -> float:
    found = re.findall(r'carekg_tasks_total\{lane="\w+",outcome="killed"\} (\S+)', CLIENT.get(f"{server}/metrics").text)
    return sum(map(float, found))


def test_a_batch_whose_caller_has_gone_is_given_up(server: str) -> None:
    queries = {str(each): {"query": f"Northmberland {each} county coucil of somewhere"} for each in range(500)}
    before = killed(server)
    with pytest.raises(httpx.ReadTimeout):
        CLIENT.post(f"{server}/reconcile", data={"queries": json.dumps(queries)}, timeout=0.1)
    deadline = time.monotonic() + 5
    while killed(server) == before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert killed(server) > before
