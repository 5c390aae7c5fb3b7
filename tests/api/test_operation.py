"""What an operator needs: settings, logs, metrics, health, and an end that leaves nothing behind."""

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import time
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError
from starlette.responses import Response
from starlette.routing import Route

from carekg import KnowledgeGraph
from carekg.settings import Settings
from carekg_api.app import create_app
from carekg_api.protocol.endpoint import Endpoint
from support import CAREKG, Limited, descendants, direct, serving, wait_until_in_memory, wait_until_ready

PAGE = Path(__file__).parents[2] / "docs/settings.md"


def test_every_setting_has_its_line_in_the_documentation() -> None:
    rows = dict(re.findall(r"^\| `CAREKG_(\w+)` \| (.*) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    fields = Settings.model_fields
    assert rows == {name.upper(): f"`{field.default!r}` | {field.description}" for name, field in fields.items()}


def test_the_first_template_is_a_fork_of_the_service_with_nothing_open(store: Path) -> None:
    with serving(store) as (_, process):
        (template,) = direct(process.pid)
        commands = [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in (template, process.pid)]
        assert commands[0] == commands[1]
        opened = {os.readlink(each).partition(":")[0] for each in Path(f"/proc/{template}/fd").iterdir()}
        assert opened == {"socket", os.devnull}
        assert len(direct(template)) > 1, "workers are forked from it"


def test_settings_come_from_the_environment_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "carekg.env").write_text("CAREKG_DEADLINE=7\nCAREKG_WAITING=5\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CAREKG_DEADLINE", "3")
    settings = Settings()
    assert (settings.deadline, settings.waiting, settings.limits.waiting) == (3, 5, 5)
    monkeypatch.setenv("CAREKG_DEADLINE", "-1")
    with pytest.raises(ValidationError, match="deadline"):
        Settings()


def test_logs_are_json_with_the_request_id_and_little_of_a_query(limited: Limited) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?a rdfs:label ?b . ?d rdfs:label ?e . ?g rdfs:label ?h } # " + "secret " * 20
    answer = httpx.get(
        f"{limited.address}/sparql",
        params={"query": query, "timeout": "0.3"},
        headers={"X-Request-ID": "my-request-1"},
        timeout=30,
    )
    assert answer.headers["x-request-id"] == "my-request-1"
    mine: list[dict[str, str]] = []
    deadline = time.monotonic() + 5
    while len(mine) < 2 and time.monotonic() < deadline:  # the request is logged once it is answered
        lines = [json.loads(line) for line in limited.log.read_text(encoding="utf-8").splitlines()]
        mine = [line for line in lines if line.get("request_id") == "my-request-1"]
    assert {line["event"] for line in mine} == {"request", "query ended"}
    assert all("secret" not in json.dumps(line) for line in mine)
    (ended,) = (line for line in mine if line["event"] == "query ended")
    assert ended["query"] == query[:30]


@pytest.mark.parametrize("path", ["/sparql?query=ASK{}", "/broken"])
def test_a_fault_of_ours_is_a_problem_with_the_id_of_its_request(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    async def fail(*_: object) -> Response:
        raise ZeroDivisionError

    monkeypatch.setattr(Endpoint, "respond", fail)
    app = create_app(kg)
    app.router.routes.insert(0, Route("/broken", fail))

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get(path, headers={"X-Request-ID": "mine"})

    answer = asyncio.run(send())
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert (answer.json()["type"].rpartition("/")[2], answer.headers["x-request-id"]) == ("InternalError", "mine")


def test_metrics_count_what_was_killed(limited: Limited) -> None:
    def killed() -> float:
        text = httpx.get(f"{limited.address}/metrics").text
        return sum(
            map(float, re.findall(r'^carekg_tasks_total\{lane="\w+",outcome="killed"\} (\S+)$', text, re.MULTILINE))
        )

    before = killed()
    odd = f"<http://e/{time.monotonic()}>"
    query = f"SELECT (COUNT(*) AS ?n) {{ ?a rdfs:label ?b . ?d rdfs:label ?e . ?g rdfs:label ?h FILTER(?a != {odd}) }}"
    assert httpx.get(f"{limited.address}/sparql", params={"query": query}, timeout=30).status_code == 504
    assert killed() >= before + 2


def test_the_default_graph_comes_to_memory_and_answers_the_same(server: str, limited: Limited) -> None:
    query = "SELECT ?s ?l { ?s a ckg:Barrier ; rdfs:label ?l } ORDER BY ?l #"
    wait_until_in_memory(server)
    told = httpx.get(f"{limited.address}/metrics").text
    assert "carekg_graph_in_memory 0.0" in told, "it was told to read from disk"
    from_memory, from_disk = (
        httpx.get(f"{address}/sparql", params={"query": query + "memory"}).content
        for address in (server, limited.address)
    )
    assert from_memory == from_disk
    assert len(from_memory) > 1000


def test_it_is_live_and_ready(server: str) -> None:
    wait_until_ready(server)
    assert httpx.get(f"{server}/health/live").json() == {"status": "ok"}
    assert httpx.get(f"{server}/health/ready").json() == {"status": "ready"}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_no_worker_outlives_the_server(little: Path, number: int) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([CAREKG, "serve", "--store", str(little), "--port", str(port)])
    wait_until_ready(f"http://127.0.0.1:{port}")
    workers = descendants(process.pid)
    assert len(workers) > 1
    os.kill(process.pid, number)
    assert process.wait(timeout=20) in (0, -number, 130)
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and any(Path(f"/proc/{pid}").exists() for pid in workers):
        time.sleep(0.05)
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]
