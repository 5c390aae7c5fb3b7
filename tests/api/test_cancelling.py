"""A caller who goes away frees the worker, and nobody else waits for what nobody wants."""

import re
import time

import httpx
import pytest

SLOW = {
    "title": "slow enough to be given up",
    "date": "2026-11-01",
    "layer": "all",
    "measures": ["closeness", "community-quality", "robustness"],
    "steps": [{"abolish": "structure:local-healthwatch"}],
}
DIFFERENCE = {"from": "2013-05-06", "to": "2021-02-04", "layer": "all", "measure": "closeness"}  # six seconds alone


def killed(server: str) -> float:
    found = re.search(r'carekg_tasks_total\{lane="own",outcome="killed"\} (\S+)', httpx.get(f"{server}/metrics").text)
    return float(found[1]) if found else 0.0


@pytest.mark.parametrize(
    ("method", "path", "asked"),
    [
        ("POST", "/scenarios", {"json": SLOW}),
        ("GET", "/diff", {"params": DIFFERENCE}),
    ],
)
def test_work_that_its_caller_gave_up_is_killed(server: str, method: str, path: str, asked: dict[str, object]) -> None:
    httpx.get(f"{server}/api/v1/brokers", params={"of": "HWB"}, timeout=60)  # there is a worker, so the work begins
    before = killed(server)
    with pytest.raises(httpx.ReadTimeout):
        httpx.request(method, f"{server}/api/v1{path}", timeout=1, **asked)  # type: ignore[arg-type]
    deadline = time.monotonic() + 5
    while killed(server) == before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert killed(server) == before + 1
    assert httpx.get(f"{server}/api/v1/analytics/degree", params={"top": 1}, timeout=60).status_code == 200
