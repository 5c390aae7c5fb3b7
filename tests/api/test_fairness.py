"""Whoever asks for much keeps nobody waiting who asks for little."""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from support import serving, wait_until_in_memory

LOAD = str(Path(__file__).parents[2] / "benchmarks/load.py")
POINT = "SELECT ?p ?o { <http://e/%d> ?p ?o }"
BOMB = "b0: &a0 [x, x]\n" + "\n".join(f"b{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40))


@pytest.fixture(scope="module")
def fair(little: Path) -> Iterator[str]:
    """The address of a server as it is by default, but for a deadline that a test can wait for."""
    with serving(
        little, environment={"CAREKG_RESIDENT_QUADS": "2000000", "CAREKG_DEADLINE": "5", "CAREKG_LOG_LEVEL": "error"}
    ) as (address, _):
        wait_until_in_memory(address)
        yield address


@contextmanager
def loaded(address: str, kind: str, clients: int) -> Iterator[None]:
    """Have so many clients send requests of a kind meanwhile."""
    process = subprocess.Popen([sys.executable, LOAD, address, kind, str(clients)])
    try:
        time.sleep(1.5)
        yield
    finally:
        process.kill()
        process.wait()


def look_up(address: str, times: int) -> list[float]:
    taken = []
    with httpx.Client(base_url=address, timeout=30) as client:
        for number in range(times):
            began = time.monotonic()
            assert client.get("/sparql", params={"query": POINT % (number + 10_000)}).status_code == 200
            taken.append(time.monotonic() - began)
            time.sleep(0.03)
    return taken


@pytest.mark.parametrize(
    ("kind", "clients"), [("heavy", 60), ("runaway", 8), ("search", 40), ("body", 2), ("half", 500)]
)
def test_a_look_up_waits_for_nobody_who_asks_for_much(fair: str, kind: str, clients: int) -> None:
    look_up(fair, 3)
    with loaded(fair, kind, clients):
        taken = look_up(fair, 40)
        began = time.monotonic()
        assert httpx.get(f"{fair}/health/live").status_code == 200
        assert time.monotonic() - began < 2
    assert statistics.median(taken) < 0.3  # of a second: on a machine that does nothing else it is some milliseconds
    assert max(taken) < 2


def test_a_bomb_of_aliases_is_refused_at_once(fair: str) -> None:
    text = f"title: bomb\ndate: 2026-01-01\n{BOMB}\nsteps: *a39\n"
    headers = {"Content-Type": "application/yaml"}
    answer = httpx.post(f"{fair}/api/v1/scenarios", content=text, headers=headers, timeout=30)
    assert answer.status_code < 500
    assert "alias" in answer.json()["detail"]


def test_forty_thousand_names_keep_nobody_waiting(fair: str) -> None:
    names = [f"name {number}" for number in range(40_000)]
    scenario = {"title": "many", "date": "2026-01-01", "steps": [{"merge": names, "into": "new: one"}]}
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(httpx.post, f"{fair}/api/v1/scenarios", json=scenario, timeout=60)
        taken = look_up(fair, 20)
        answer = asked.result()
    assert max(taken) < 1
    assert answer.status_code in (400, 404, 503, 504)
