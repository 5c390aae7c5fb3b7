"""A server keeps the version that it serves, or follows; what cannot be written or restored loses nothing."""

import hashlib
import io
import json
import os
import shutil
import signal
import socket
import tarfile
import time
from pathlib import Path

import httpx
import pytest

from carekg.build.revision import Update, revise
from carekg.store.holding import Hold
from carekg.store.versions import KEPT_VERSIONS
from commands import run
from support import direct, serving

TOKEN = "0123456789abcdef-anna"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
ENVIRONMENT = {"CAREKG_FAST_WORKERS": "1", "CAREKG_WRITE_TOKENS": f"anna:{TOKEN}"}


@pytest.fixture
def own(little: Path, tmp_path: Path) -> Path:
    """A store folder of one's own."""
    shutil.copytree(little, tmp_path / "own", symlinks=True)
    return tmp_path / "own"


def build_newer(store: Path, number: int) -> list[str]:
    texts = (f"INSERT DATA {{ <http://e/{each}> rdfs:label 'x {time.monotonic_ns()}'@en }}" for each in range(number))
    return [revise(store, Update(text), "") for text in texts]


def ask(address: str) -> int:
    query = f"SELECT * {{ ?s ?p ?o }} LIMIT {time.monotonic_ns() % 1_000 + 1}"
    return httpx.get(f"{address}/sparql", params={"query": query}, timeout=20).status_code


def test_a_server_keeps_its_version_while_newer_ones_are_built(own: Path) -> None:
    with serving(own, environment=ENVIRONMENT) as (address, process):
        served = httpx.get(f"{address}/health").json()["version"]
        build_newer(own, KEPT_VERSIONS + 1)
        assert (own / "versions" / served[:16]).is_dir()
        for template in direct(process.pid):
            for worker in direct(template):
                os.kill(worker, signal.SIGKILL)
        deadline = time.monotonic() + 10
        while ask(address) != 200:
            assert time.monotonic() < deadline
        assert httpx.get(f"{address}/health").json()["version"] == served
    build_newer(own, 1)
    assert not (own / "versions" / served[:16]).exists()


def test_many_may_hold_a_version_and_the_last_lets_go(own: Path) -> None:
    version = (own / "current").resolve()
    first, second = Hold(version), Hold(version)
    build_newer(own, KEPT_VERSIONS)
    del first
    build_newer(own, 1)
    assert version.is_dir()
    del second
    build_newer(own, 1)
    assert not version.exists()
    assert len(list((own / "versions").iterdir())) == KEPT_VERSIONS


def test_a_server_that_follows_goes_over(own: Path) -> None:
    with serving(own, "--follow", environment=ENVIRONMENT) as (address, _):
        (newest,) = build_newer(own, 1)
        deadline = time.monotonic() + 10
        while httpx.get(f"{address}/health").json()["version"] != newest:
            assert ask(address) == 200
            assert time.monotonic() < deadline
        answer = httpx.get(f"{address}/sparql", params={"query": "ASK { <http://e/0> rdfs:label ?x }"})
        assert answer.json()["boolean"] is True


def test_health_tells_when_the_files_are_gone(own: Path) -> None:
    with serving(own, environment=ENVIRONMENT) as (address, _):
        shutil.rmtree((own / "current").resolve())
        answer = httpx.get(f"{address}/health")
        assert (answer.status_code, "gone" in answer.json()["detail"]) == (503, True)
        assert httpx.get(f"{address}/health/live").status_code == 200


def test_a_port_that_is_taken_is_told_with_what_to_do(little: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run("serve", "--store", str(little), "--port", port)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--port" in done.stderr
    assert port in done.stderr
    assert "Traceback" not in done.stderr


def test_a_full_disk_is_told_and_loses_nothing(own: Path) -> None:
    before = (own / "current").resolve()
    with serving(own, "--writable", environment=ENVIRONMENT, largest=30_000) as (address, _):
        sent = {"update": 'INSERT DATA { <http://e/a> rdfs:label "a"@en }'}
        answer = httpx.post(f"{address}/sparql", data=sent, headers=BEARER, timeout=30)
        assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (507, "StoreUnwritable")
        assert ask(address) == 200
    assert (own / "current").resolve() == before
    assert not list(own.glob("candidate-*"))


def rewrite(backup: Path, target: Path, version: bytes | None, graphs: bytes | None) -> None:
    """Write a backup with other content."""
    with tarfile.open(backup) as source, tarfile.open(target, "w:gz") as sink:
        for member in source.getmembers():
            opened = source.extractfile(member)
            content = opened.read() if opened else b""
            other = version if member.name == "version.json" else graphs
            member.size = len(content if other is None else other)
            sink.addfile(member, io.BytesIO(content if other is None else other))


def test_a_malformed_backup_is_told_and_changes_nothing(own: Path, tmp_path: Path) -> None:
    backup, other = tmp_path / "whole.tar.gz", tmp_path / "other.tar.gz"
    assert run("backup", str(backup), "--store", str(own)).returncode == 0
    version = json.loads((own / "current/version.json").read_text(encoding="utf-8"))
    name, build = version["hash"], {"built_at": version["built_at"], "quads": version["quads"]}
    for wrong in (
        {"hash": name},
        {**build, "hash": "../../x"},
        {**build, "hash": 5},
        {"hash": name, "built_at": "yesterday", "quads": 1},
        {"hash": name, "built_at": version["built_at"], "quads": "many"},
        [name],
        None,
        "[" * 100_000,
    ):
        text = wrong if isinstance(wrong, str) else json.dumps(wrong)
        rewrite(backup, other, text.encode(), None)
        done = run("restore", str(other), "--store", str(own))
        told = (done.returncode, "whole backup" in done.stderr, "Traceback" in done.stderr)
        assert told == (3, True, False), text[:99]
    for graphs in (b"", b"<a> nonsense\n", b"\xff\xfe"):
        rewrite(backup, other, None, graphs)
        assert run("restore", str(other), "--store", str(own)).returncode == 3
    nonsense = b"nonsense\n"
    hashed = hashlib.sha256(hashlib.sha256(nonsense).digest()).hexdigest()
    rewrite(backup, other, json.dumps(version | {"hash": hashed}).encode(), nonsense)
    done = run("restore", str(other), "--store", str(own))
    assert (done.returncode, "Traceback" in done.stderr) == (3, False)
    assert json.loads((own / "current/version.json").read_text(encoding="utf-8"))["hash"] == name
