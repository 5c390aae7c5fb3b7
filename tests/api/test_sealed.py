"""What is asked first of a worker is answered like what is asked later: sealed, it opens and imports nothing."""

import asyncio
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from browser.kinds import BY_OTHERS, KINDS
from carekg import KnowledgeGraph
from carekg.knowledge_graph import REGISTRY
from carekg.questions.declaration import Question
from carekg.store.results import GRAPH_FORMATS, RESULT_FORMATS
from carekg.terms.errors import DeadlinePassed
from carekg.workers.pool import Pool
from carekg_api.app import create_app
from carekg_api.tasks import SEALED_MODULES
from support import few

CHILD = Path(__file__).parents[1] / "sealed_tasks.py"
GRAPHS = ("/store?graph=https://w3id.org/carekg/graph/vocabulary-benefits", "/doc/barrier/data-sharing")
SELECT, CONSTRUCT = "SELECT * { ?s ?p ?o } LIMIT 2", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 2"
Request = tuple[str, str, dict[str, Any]]


def requests() -> list[Request]:
    """One request for each page, and for each question, query and graph in some of its formats."""
    asked: list[Request] = [("GET", path, {"headers": {"Accept": "text/html"}}) for path in (*KINDS, *BY_OTHERS)]
    for question in REGISTRY.values():
        asked += [_ask(question, form) for form in few(question.formats, 2)]
    for query, forms in ((SELECT, RESULT_FORMATS), (CONSTRUCT, GRAPH_FORMATS), ("ASK {}", RESULT_FORMATS)):
        asked += [("GET", f"/sparql?query={quote(query)}", {"headers": {"Accept": form}}) for form in forms]
    return asked + [("GET", path, {"headers": {"Accept": form}}) for path in GRAPHS for form in GRAPH_FORMATS]


def _ask(question: Question, form: str) -> Request:
    path, given = question.route, question.texts(question.example)
    for name in [name for name in given if f"{{{name}}}" in path]:
        path = path.replace(f"{{{name}}}", given.pop(name))
    (document,) = [each.name for each in question.parameters if each.type == "document"] or [""]
    body = given.pop(document, "")
    more: dict[str, Any] = {"params": {**given, "format": form}}
    if len(question.parts) > 1 and not question.has_main_part:
        more["params"]["part"] = question.part.name
    kind = {"Content-Type": "application/json" if body.startswith("{") else "text/csv"}
    return question.method, f"/api/v1{path}", more | ({"content": body, "headers": kind} if body else {})


def test_a_sealed_worker_opens_nothing(kg: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recorded: list[tuple[str, bytes]] = []
    at = ""

    async def record(_: Pool, task: Any, *arguments: Any, **__: Any) -> Any:
        recorded.append((at, pickle.dumps((task, arguments))))
        raise DeadlinePassed(0)

    async def refuse(*_: Any, **__: Any) -> Any:
        raise DeadlinePassed(0)  # heavy work is done by workers that are not sealed

    for name, done in (("query", record), ("ask", record), ("compute", refuse)):
        monkeypatch.setattr(Pool, name, done)

    async def ask_all() -> None:
        nonlocal at
        transport = httpx.ASGITransport(create_app(kg), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test", timeout=60) as client:
            for method, path, more in requests():
                at = f"{method} {path} {more}"
                await client.request(method, path, **more)

    asyncio.run(ask_all())
    assert len(recorded) > 100
    (tmp_path / "tasks").write_bytes(pickle.dumps(recorded))
    command = [sys.executable, str(CHILD), str(kg.store.folder), str(tmp_path / "tasks"), *SEALED_MODULES]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
