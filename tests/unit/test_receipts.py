"""Receipts verify what was answered, and fail where one thing of it is another."""

import json
import os
import random
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from carekg import KnowledgeGraph
from carekg.knowledge_graph import REGISTRY
from carekg.questions.receipt import FORM, Receipt, canonical, make_receipt
from carekg.questions.verifying import verify
from carekg.terms.errors import BadParameter
from carekg.workers.process import resident
from commands import run
from support import few

PLAIN = [question for question in REGISTRY.values() if question.method == "GET" and not question.is_heavy]
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(max_codepoint=0xD7FF))
VALUES = st.one_of(st.none(), st.booleans(), st.integers(-(2**50), 2**50), FLOATS, TEXTS)


@given(st.dictionaries(TEXTS, VALUES))
@example({"least without an exponent": 3.636111791367781e-06})
def test_the_canonical_form_is_that_of_the_standard(value: dict[str, Any]) -> None:
    assert canonical(value) == rfc8785.dumps(value)


def test_lines_that_are_kept_take_little_more_than_their_length() -> None:
    before = resident(os.getpid())
    kept = [canonical({"thing": f"https://e/{number}"}) for number in range(50_000)]
    assert resident(os.getpid()) - before < 400 * len(kept)


@pytest.mark.parametrize("question", few(PLAIN, 20), ids=lambda question: question.name)
def test_every_example_verifies_and_one_changed_thing_does_not(kg: KnowledgeGraph, question: Any) -> None:
    receipt = make_receipt(kg.asker.ask(question.name, question.example))
    held = Receipt.read(json.loads(json.dumps(receipt.as_dict())))
    assert verify(kg.asker, held).verdict == "same"
    chosen = random.Random(question.name)
    place = chosen.randrange(len(receipt.sha256))
    other = "0" if receipt.sha256[place] != "0" else "1"
    wrong = replace(held, sha256=receipt.sha256[:place] + other + receipt.sha256[place + 1 :])
    assert verify(kg.asker, wrong).verdict == "differs"
    assert verify(kg.asker, replace(held, version="0" * 64)).verdict == "version not held"


def test_the_page_that_was_shown_does_not_matter(kg: KnowledgeGraph) -> None:
    whole, page = (make_receipt(kg.bodies(kind="ICB", as_of="2024-04-01", limit=limit)) for limit in (5000, 3))
    assert whole.sha256 == page.sha256
    assert page.rows == 42
    assert len({make_receipt(kg.suggest("board and", limit=limit)).sha256 for limit in (3, 10, 50)}) == 1


def test_what_differs_is_told(kg: KnowledgeGraph) -> None:
    receipt = make_receipt(kg.bodies(kind="ICB", as_of="2024-04-01"))
    fewer = replace(receipt, digests=(*receipt.digests[1:], "f" * 12), sha256="0" * 64)
    told = verify(kg.asker, fewer)
    assert (told.verdict, len(told.rows), told.missing) == ("differs", 1, 1)
    older = replace(fewer, code="0.0.1")
    assert verify(kg.asker, older).verdict == "differs since code"


@pytest.mark.parametrize("held", [None, [], {}, {"form": FORM}, "x"])
def test_what_is_no_receipt_is_refused(held: object) -> None:
    with pytest.raises(BadParameter, match="receipt"):
        Receipt.read(held)


def test_the_service_gives_receipts_and_verifies_them(server: str, store: Path, tmp_path: Path) -> None:
    asked = {"kind": "ICB", "as_of": "2024-04-01"}
    answer = httpx.get(f"{server}/api/v1/bodies", params=asked, timeout=30)
    again = answer.links["describedby"]["url"]
    receipt = httpx.get(f"{server}{again}", timeout=30).json()
    assert receipt["sha256"] == answer.headers["x-carekg-receipt"]
    assert httpx.post(f"{server}/verify", json=receipt, timeout=60).json()["verdict"] == "same"
    (tmp_path / "bodies.receipt.json").write_text(json.dumps(receipt), encoding="utf-8")
    done = run("verify", str(tmp_path / "bodies.receipt.json"), "--store", str(store))
    assert (done.returncode, done.stdout.partition(":")[0]) == (0, "same")
    wrong = receipt | {"sha256": "0" * 64}
    assert httpx.post(f"{server}/verify", json=wrong, timeout=60).json()["verdict"] == "differs"
    assert httpx.post(f"{server}/verify", content=b"no", timeout=60).status_code == 400


def test_a_file_of_the_command_line_has_its_receipt_beside_it(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "icbs.csv"
    run("bodies", "--kind", "ICB", "--as-of", "2024-04-01", "--store", str(store), "-f", "csv", "-o", str(file))
    beside = tmp_path / "icbs.about.json"
    assert json.loads(beside.read_text(encoding="utf-8"))["as_of"] == "2024-04-01"
    done = run("verify", str(beside), "--store", str(store))
    assert (done.returncode, done.stdout.partition(":")[0]) == (0, "same")


QUERIES = {
    "SELECT ?s ?l { ?s a ckg:Barrier ; rdfs:label ?l } ORDER BY ?l": 3,
    "SELECT ?s ?l { ?s a ckg:Barrier ; rdfs:label ?l OPTIONAL { ?s ckg:none ?n } }": 3,
    "CONSTRUCT { ?s rdfs:label ?l } { ?s a ckg:Barrier ; rdfs:label ?l }": 3,
    "SELECT ?s { ?s a ckg:NoSuchThing }": 0,
}


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_has_a_receipt_that_verifies(server: str, store: Path, tmp_path: Path, query: str) -> None:
    receipt = httpx.get(f"{server}/sparql", params={"query": query, "receipt": "1"}, timeout=30).json()
    assert receipt["question"] == "sparql"
    assert receipt["rows"] >= QUERIES[query]
    assert httpx.post(f"{server}/verify", json=receipt, timeout=60).json()["verdict"] == "same"
    (tmp_path / "query.receipt.json").write_text(json.dumps(receipt), encoding="utf-8")
    done = run("verify", str(tmp_path / "query.receipt.json"), "--store", str(store))
    assert (done.returncode, done.stdout.partition(":")[0]) == (0, "same")
    other = receipt | {"parameters": {"query": f"{query} LIMIT 0"}}
    assert httpx.post(f"{server}/verify", json=other, timeout=60).json()["verdict"] == "differs"


def test_a_query_is_refused_with_a_receipt_as_without(server: str) -> None:
    asked = {"query": "ASK { SERVICE <http://e/> { ?s ?p ?o } }", "receipt": "1"}
    assert httpx.get(f"{server}/sparql", params=asked, timeout=30).status_code == 403
    assert httpx.get(f"{server}/sparql", params={"query": "ASK {}", "receipt": "yes"}, timeout=30).status_code == 400
    receipt = httpx.get(f"{server}/sparql", params={"query": "ASK {}", "receipt": "1"}, timeout=30).json()
    wrong = receipt | {"parameters": {"query": "ASK {"}}
    assert httpx.post(f"{server}/verify", json=wrong, timeout=60).status_code == 400


@pytest.mark.parametrize("parameters", [{}, {"query": 3}, {"query": None}, {"query": "ASK {}", "base": 5}, []])
def test_a_receipt_of_a_query_without_one_is_refused(server: str, parameters: object) -> None:
    receipt = httpx.get(f"{server}/sparql", params={"query": "ASK {}", "receipt": "1"}, timeout=30).json()
    answer = httpx.post(f"{server}/verify", json=receipt | {"parameters": parameters}, timeout=60)
    assert answer.status_code == 400, answer.text


@given(st.dictionaries(st.sampled_from([*Receipt.__dataclass_fields__]), VALUES | st.lists(VALUES)))
def test_any_object_is_a_receipt_or_is_refused(changed: dict[str, Any]) -> None:
    held = dict.fromkeys(Receipt.__dataclass_fields__, "x") | {
        "form": FORM,
        "parameters": {},
        "digests": [],
        "rows": 1,
    }
    with suppress(BadParameter):
        read = Receipt.read(held | changed)
        assert all(isinstance(each, str) for each in read.parameters.values())
