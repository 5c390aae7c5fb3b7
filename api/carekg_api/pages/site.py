"""The site: the addresses of the pages, and how each is handed to a worker."""

import re
from collections.abc import AsyncGenerator, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from carekg.bulk.files import FILES, sizes
from carekg.names.languages import prefer
from carekg.sources.decoding import decode_bytes
from carekg.store.history import read_history
from carekg.store.remote import Remote
from carekg.terms.errors import BadParameter, MalformedFile
from carekg.terms.files import locate
from carekg_api.http.dependencies import graph_of, pool_of, settings_of
from carekg_api.pages import tasks
from carekg_api.pages.asked import Asked
from carekg_api.pages.views import FORMED, HEAVY, PATHS
from carekg_api.pages.views.feeds import SUFFIXES
from carekg_api.pages.views.other_forms import form_for
from carekg_api.protocol.endpoint import read_body

_READ: Final = ["GET", "HEAD"]
_FORM: Final = "application/x-www-form-urlencoded"
_WITH_FILES: Final = "multipart/form-data"
_MOST_FORM: Final = 1_000_000
_MOST_FILE: Final = 10_000_000
_MOST_VALUES: Final = 100
_OF_CAMPAIGNS: Final = re.compile("utm_.*|fbclid|gclid|dclid|msclkid|mc_cid|mc_eid")  # added on the way, by others
_MOST_CHANGES: Final = 5_000  # the newest, that feeds are made of


async def respond(
    request: Request, name: str, parts: Mapping[str, str], body: Mapping[str, str] | None = None
) -> Response:
    """Have a worker make a page, and give it up where the reader goes away."""
    if request.url.path.endswith(SUFFIXES):
        parts = {**parts, "history": await run_in_threadpool(_history_of, request)}
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


def _history_of(request: Request) -> str:
    """Give what the data say otherwise than before as JSON, which a worker, which opens no file, makes a feed of."""
    store = graph_of(request).store
    held = request.app.state.history if hasattr(request.app.state, "history") else None
    if held is None or held[0] != store.version["hash"]:
        output = None if isinstance(store, Remote) else store.folder.parent.parent
        held = (
            store.version["hash"],
            orjson.dumps([tuple(each) for each in read_history(output)[:_MOST_CHANGES]]).decode(),
        )
        request.app.state.history = held
    return str(held[1])


def _given(request: Request) -> dict[str, str]:
    """Gather what the address gives; what is repeated is joined, as questions that take several read it.

    What newsletters and other sites add to an address, to count who follows it, is left out.
    """
    given: dict[str, str] = {}
    pairs = request.query_params.multi_items()[:_MOST_VALUES]
    for name, value in (pair for pair in pairs if not _OF_CAMPAIGNS.fullmatch(pair[0])):
        given[name] = f"{given[name]};{value}" if given.get(name) and value else value or given.get(name, "")
    return given


async def _form(request: Request) -> dict[str, str]:
    """Read a form that was sent; a file that is sent in the place of a text goes before it."""
    kind = request.headers.get("content-type", "")
    if not kind.startswith(_WITH_FILES):
        sent = await read_body(request, _MOST_FORM)
        return dict(parse_qsl(sent.decode("utf-8", errors="replace"), max_num_fields=_MOST_VALUES))
    sent = await read_body(request, _MOST_FILE)

    async def whole() -> AsyncGenerator[bytes, None]:
        yield sent

    parser = MultiPartParser(request.headers, whole(), max_files=1, max_fields=_MOST_VALUES, max_part_size=_MOST_FORM)
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise BadParameter("form", kind, error.message) from error
    found = {name: value for name, value in form.items() if isinstance(value, str)}
    files = {name: await value.read() for name, value in form.items() if isinstance(value, UploadFile)}
    await form.close()
    given = {name: content for name, content in files.items() if content}
    return found | {name.removesuffix("_file"): _text_of(name, content) for name, content in given.items()}


def _text_of(name: str, content: bytes) -> str:
    try:
        return decode_bytes(content, Path("the file"), takes_workbook=True)
    except MalformedFile as error:
        raise BadParameter(name.removesuffix("_file"), "the file", error.reason) from error


def _parts(request: Request, name: str) -> dict[str, str]:
    """Give the variable parts of an address, with the suffix of the form that the caller accepts instead of a page."""
    parts = dict(request.path_params)
    if part := FORMED.get(name):
        parts[part] += form_for(parts[part], request.headers.get("accept"))
    return parts


def _page(name: str) -> Any:
    async def answer(request: Request) -> Response:
        body = None
        if request.method == "POST":
            body = await _form(request)
        return await respond(request, name, _parts(request, name), body)

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
    parts = {"made": orjson.dumps(made).decode(), "history": await run_in_threadpool(_history_of, request)}
    answer = await respond(request, "data", parts)
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
