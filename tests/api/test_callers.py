"""Work is given up when the last who waits for it goes, and not before."""

import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from support import serving

SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?d || %d = 1) }"
ENVIRONMENT = {"CAREKG_FAST_WORKERS": "1", "CAREKG_DEADLINE": "8"}


@pytest.fixture(scope="module")
def patient(little: Path) -> Iterator[str]:
    """The address of a server that gives a query much time."""
    with serving(little, environment=ENVIRONMENT) as (address, _):
        yield address


def ended(address: str, outcome: str) -> float:
    found = re.search(
        rf'carekg_tasks_total\{{lane="slow",outcome="{outcome}"\}} (\S+)', httpx.get(f"{address}/metrics").text
    )
    return float(found[1]) if found else 0.0


def ask(address: str, method: str, number: int, seconds: float) -> None:
    form = {"query": SLOW % number}
    sent = {"params": form} if method == "GET" else {"data": form}
    with pytest.raises(httpx.ReadTimeout):
        httpx.request(method, f"{address}/sparql", timeout=seconds, **sent)  # type: ignore[arg-type]


def wait_for(address: str, killed: float) -> float:
    """Wait until so many are killed; give the seconds that it took."""
    began = time.monotonic()
    while ended(address, "killed") < killed:
        assert time.monotonic() < began + 8, "it was not given up"
        time.sleep(0.05)
    return time.monotonic() - began


@pytest.mark.parametrize(("method", "number"), [("GET", 2), ("POST", 3)])
def test_a_query_whose_caller_goes_is_given_up(patient: str, method: str, number: int) -> None:
    before = ended(patient, "killed")
    ask(patient, method, number, 1.5)
    assert wait_for(patient, before + 1) < 2


def test_what_is_not_kept_is_given_up_too(patient: str) -> None:
    before = ended(patient, "killed")
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{patient}/sparql", params={"query": SLOW % 4 + " HAVING(NOW() > 1)"}, timeout=1.5)
    assert wait_for(patient, before + 1) < 2


@pytest.mark.parametrize(("number", "first", "second"), [(5, 1.5, 4.0), (6, 4.0, 1.5)])
def test_two_who_ask_the_same_share_the_work_until_both_are_gone(
    patient: str, number: int, first: float, second: float
) -> None:
    before = ended(patient, "killed")
    asking = [threading.Thread(target=ask, args=(patient, "GET", number, seconds)) for seconds in (first, second)]
    asking[0].start()
    time.sleep(0.3)
    asking[1].start()
    time.sleep(min(first, second) + 1)
    assert ended(patient, "killed") == before  # one has gone, and one still waits
    for each in asking:
        each.join()
    wait_for(patient, before + 1)
    time.sleep(0.5)
    assert ended(patient, "killed") == before + 1  # it was done once


def test_who_stays_gets_the_answer_that_another_began(patient: str) -> None:
    text = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(STRLEN(STR(?c)) > STRLEN(STR(?f)) && 7 = 7) }"
    asked = {"query": text, "timeout": "3"}
    with ThreadPoolExecutor(1) as threads:
        leaving = threads.submit(httpx.get, f"{patient}/sparql", params=asked, timeout=0.6)
        time.sleep(0.2)
        answer = httpx.get(f"{patient}/sparql", params=asked, timeout=30)
        with pytest.raises(httpx.ReadTimeout):
            leaving.result()
    assert answer.status_code in (200, 504)
    assert "cache;desc=shared" in answer.headers["server-timing"]
