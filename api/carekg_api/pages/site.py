"""The site: the addresses of the pages, and how each is handed to a worker."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from carekg.bulk.files import FILES, sizes
from carekg.names.languages import prefer
from carekg.terms.files import locate
from carekg_api.http.dependencies import graph_of, pool_of, settings_of
from carekg_api.pages import tasks
from carekg_api.pages.asked import Asked
from carekg_api.pages.views import HEAVY, PATHS
from carekg_api.protocol.endpoint import read_body

_READ: Final = ["GET", "HEAD"]
_FORM: Final = "application/x-www-form-urlencoded"
_MOST_FORM: Final = 1_000_000
_MOST_VALUES: Final = 100


async def respond(
    request: Request, name: str, parts: Mapping[str, str], body: Mapping[str, str] | None = None
) -> Response:
    """Have a worker make a page, and give it up where the reader goes away."""
    language = prefer(request.headers.get("accept-language", ""))
    asked = Asked(request.url.path, _given(request), parts, site_of(request), body, language)
    pool = pool_of(request)
    is_heavy = name in HEAVY and HEAVY[name](asked)
    work = (pool.compute if is_heavy else pool.ask)(tasks.make, name, asked)
    made = await work
    headers = {"Vary": "Accept, Accept-Language", "Content-Language": language, **made.headers}
    if made.status == HTTPStatus.OK:
        headers["ETag"] = made.content.etag
    return Response(made.content.data, made.status, headers, f"{made.content.media_type}; charset=utf-8")


def site_of(request: Request) -> str:
    """Give the scheme and host that our addresses begin with."""
    return settings_of(request).public_url.rstrip("/") or str(request.base_url).rstrip("/")


def _given(request: Request) -> dict[str, str]:
    """Gather what the address gives; what is repeated is joined, as questions that take several read it."""
    given: dict[str, str] = {}
    for name, value in request.query_params.multi_items()[:_MOST_VALUES]:
        given[name] = f"{given[name]};{value}" if given.get(name) and value else value or given.get(name, "")
    return given


def _page(name: str) -> Any:
    async def answer(request: Request) -> Response:
        body = None
        if request.method == "POST":
            sent = await read_body(request, _MOST_FORM)
            body = dict(parse_qsl(sent.decode("utf-8", errors="replace"), max_num_fields=_MOST_VALUES))
        return await respond(request, name, request.path_params, body)

    return answer


async def workbench(request: Request) -> Response:
    """Give the query workbench, which is the endpoint's own page."""
    return await respond(request, "workbench", {})


async def outlines(_: Request) -> Response:
    """Give the outlines that the map is drawn from."""
    path = locate("data/national/council-boundaries-2022.csv")
    return Response(await run_in_threadpool(path.read_bytes), media_type="text/csv")


async def downloads(request: Request) -> Response:
    """Give the page of the files to take away, with sizes and checksums of those that are made."""
    made = await run_in_threadpool(sizes, graph_of(request).store)
    answer = await respond(request, "data", {"made": orjson.dumps(made).decode()})
    if len(made) < len(FILES):
        answer.headers["Cache-Control"] = "no-store"  # it will say more when they are made
    return answer


def routes() -> list[Route]:
    """Make the routes of the pages."""
    made = [
        Route(path, _page(name), methods=[*_READ, *(["POST"] if takes_form else [])], name=f"page:{name}")
        for path, name, takes_form in PATHS
    ]
    own = [("/data", downloads), ("/data/council-boundaries-2022.csv", outlines)]
    return [*(Route(path, endpoint, methods=_READ) for path, endpoint in own), *made]
