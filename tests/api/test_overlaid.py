"""A private overlay is served beside the public graph: to this machine alone, and in nothing that may leave it."""

import asyncio
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from carekg import KnowledgeGraph
from carekg_api.http.overlaid import Overlaid
from commands import run
from overlays import SECRETS, Made
from support import serving

DAY = "as_of=2026-11-29"
ADDRESSES = (  # of the same answers, public and not
    f"/api/v1/bodies?kind=s75&{DAY}",
    f"/api/v1/bodies.csv?{DAY}",
    f"/api/v1/bodies.md?{DAY}",
    f"/api/v1/bodies.docx?{DAY}",
    "/api/v1/entities/body:leeds/neighbours",
    f"/api/v1/graph.svg?layer=bodies&{DAY}",
    "/api/v1/search?q=Leeds",
    f"/ask/bodies?{DAY}",
    "/doc/body/leeds",
    "/sparql?query=SELECT+*+%7B+%3Fs+org:member+%3Fo+%7D+ORDER+BY+%3Fs+%3Fo&format=csv",
)
TAKEN_AWAY = (
    *("/data", "/data/carekg.nq.gz", "/store?default", "/metrics", "/health", "/sitemap.xml", "/catalog", "/llms.txt"),
    *("/doc/body/leeds.atom", "/doc/body/leeds.feed.json", "/.well-known/void", "/openapi.json"),
)
VOLATILE = {"date", "age", "x-request-id", "server-timing"}


class Served(NamedTuple):
    """Two services: of the public store with the overlay, and without it; and the log of the first."""

    overlaid: str
    plain: str
    log: Path
    own_version: str


@pytest.fixture(scope="module")
def served(made: Made) -> Iterator[Served]:
    log = made.home / "log"
    version = KnowledgeGraph.open(made.store, made.overlay).version
    told = {"CAREKG_LOG_LEVEL": "info", "CAREKG_FAST_WORKERS": "2", "CAREKG_SLOW_WORKERS": "1"}
    with (
        serving(made.store, "--overlay", str(made.overlay), environment=told, log=str(log)) as (overlaid, _),
        serving(made.store, environment=told) as (plain, _),
    ):
        yield Served(overlaid, plain, log, version)


def has_secret(content: bytes) -> bool:
    return any(secret.encode() in content for secret in SECRETS)


def test_it_is_taken_in_and_named(served: Served) -> None:
    below, _, mine = served.own_version.partition("-")
    for address in ADDRESSES[:1] + ADDRESSES[4:8] + ADDRESSES[9:]:
        answer = httpx.get(served.overlaid + address, timeout=60)
        assert (answer.status_code, has_secret(answer.content)) == (200, True), address
        assert answer.headers["x-carekg-version"] == f"{below[:16]}-{mine[:16]}"
        assert answer.headers["cache-control"] == "no-store"
    found = httpx.get(f"{served.overlaid}/api/v1/bodies?kind=s75&{DAY}&version={below[:16]}", timeout=60)
    assert found.status_code == 404, "the public version is another"


def test_left_out_it_is_byte_for_byte_the_public_answer(served: Served) -> None:
    for address in ADDRESSES:
        mark = "&" if "?" in address else "?"
        without = httpx.get(f"{served.overlaid}{address}{mark}overlay=no", timeout=60)
        public = httpx.get(served.plain + address, timeout=60)
        here = public.content.replace(served.plain.encode(), served.overlaid.encode())  # pages tell their own address
        assert (without.status_code, without.content) == (200, here), address
        headers = [{each for each in answer.headers.items() if each[0] not in VOLATILE} for answer in (without, public)]
        if public.content == here:
            assert headers[0] == headers[1], address
    first = httpx.get(f"{served.overlaid}/api/v1/bodies?overlay=no&{DAY}", timeout=60)
    assert first.content == httpx.get(f"{served.plain}/api/v1/bodies?{DAY}", timeout=60).content
    posted = {"content": "SELECT ?t { ?t a own:Tie }", "headers": {"content-type": "application/sparql-query"}}
    for choice, holds in (("no", False), ("yes", True)):
        answer = httpx.post(f"{served.overlaid}/sparql?overlay={choice}", timeout=60, **posted)
        assert (b"own/tie" in answer.content) is holds
    assert httpx.get(f"{served.overlaid}/api/v1/bodies?overlay=perhaps").json()["expected"] == "write yes or no, once"


def test_nothing_to_take_away_holds_it(served: Served) -> None:
    for address in TAKEN_AWAY:
        answer = httpx.get(served.overlaid + address, timeout=60)
        assert answer.status_code == 200, address
        assert not has_secret(answer.content), address


def test_logs_do_not_tell_of_it(served: Served) -> None:
    asked = "/api/v1/entities/own:agreement-kelpie-equipment-pool"
    assert httpx.get(served.overlaid + asked, timeout=60).status_code == 200
    assert httpx.get(f"{served.overlaid}/api/v1/resolve?id=Kelpie+pond", timeout=60).status_code == 404
    assert httpx.get(f"{served.overlaid}/api/v1/bodies?kind=ICB&overlay=no", timeout=60).status_code == 200
    lines = served.log.read_bytes()
    assert b'"path": "/api/v1/bodies"' in lines, "of public requests all is told"
    assert lines.count(b'"event": "request"') > 3
    assert not has_secret(lines)
    assert not re.search(rb"own:|kelpie|resolve", lines)


def test_no_other_site_and_no_other_machine_may_read_it(served: Served) -> None:
    address = f"{served.overlaid}{ADDRESSES[0]}"
    crossed = httpx.get(address, headers={"Origin": "https://example.org"}, timeout=60)
    assert "access-control-allow-origin" not in crossed.headers
    assert crossed.headers["cross-origin-resource-policy"] == "same-origin"
    renamed = httpx.get(address, headers={"Host": "example.org"}, timeout=60)
    assert (renamed.status_code, has_secret(renamed.content)) == (400, False)


def test_where_it_may_be_served(made: Made) -> None:
    given = ("serve", "--store", str(made.store), "--overlay", str(made.overlay), "--port", "0")
    for more, said in (
        (("--host", "0.0.0.0"), "--overlay-public"),
        (("--follow",), "leave out --writable and --follow"),
    ):
        done = run(*given, *more)
        assert (done.returncode, said in done.stderr) == (2, True), done.stderr


def test_others_may_be_let_in() -> None:
    public, private = (Starlette(routes=[Route("/{path:path}", _saying(word))]) for word in ("public", "private"))
    for only_here, address, status, said in (
        (True, "http://example.org/x", 400, ""),
        (True, "http://[::1]:8000/x", 200, "private"),
        (False, "http://example.org/x", 200, "private"),
        (False, "http://example.org/x?a=1&overlay=no", 200, "public a=1"),
        (False, "http://example.org/metrics?overlay=yes&a=1", 200, "public a=1"),
    ):
        app = Overlaid(public, private, only_here=only_here)
        answer = asyncio.run(_get(app, address))
        assert (answer.status_code, answer.text.strip() if answer.is_success else "") == (status, said)


def _saying(word: str) -> Callable[[Request], PlainTextResponse]:
    return lambda request: PlainTextResponse(f"{word} {request.url.query}")


async def _get(app: Overlaid, address: str) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app)) as client:
        return await client.get(address)
