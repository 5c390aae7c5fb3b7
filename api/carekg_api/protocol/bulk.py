"""Bulk files over HTTP: each is made once a version, when it is first asked for, and lies on the disk from then on.

Source: RFC 9110, HTTP Semantics, sections 8.4 (codings), 13.1.2 (If-None-Match) and 14 (ranges).
"""

import gzip
import re
from collections.abc import AsyncIterator
from http import HTTPStatus
from pathlib import Path
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Route

from carekg.bulk.files import FILES, look_for, steps
from carekg.bulk.listing import File, packed
from carekg_api.http.dependencies import graph_of, pool_of
from carekg_api.http.heavy import to_the_end
from carekg_api.http.whole import has_it
from carekg_api.protocol import tasks

PATH: Final = "/data"
_PART: Final = 1 << 18  # bytes that are unpacked at a time
_RANGES: Final = re.compile(r"bytes=\s*\d*-\d*(\s*,\s*\d*-\d*)*\s*", re.ASCII | re.IGNORECASE)
_KEPT: Final = "public, max-age=0, must-revalidate"
_SAID_AGAIN: Final = ("etag", "cache-control", "vary", "last-modified")  # in a 304


async def download(request: Request) -> Response:
    """Give a bulk file, whole or a range of it."""
    name = request.path_params["name"]
    if name not in FILES:
        raise HTTPException(HTTPStatus.NOT_FOUND, f"There is no file {name} here; {PATH} lists those that there are.")
    file = FILES[name]
    path = await _look(request, file)
    if path is None:
        for number in range(len(steps(file))):
            await to_the_end(pool_of(request).compute(tasks.make_step, name, number))
        path = await pool_of(request).compute(tasks.place, name)
    return await _send(request, path, file.media_type, {})


async def send_packed(request: Request, graph: str | None, media_type: str) -> Response:
    """Give a graph from its file: as it lies there where the client takes gzip, else unpacked a part at a time."""
    path = await _look(request, packed(graph, media_type))
    if path is None:
        path = await to_the_end(pool_of(request).compute(tasks.make_graph, graph, media_type))
    vary = {"Vary": "Accept, Accept-Encoding"}
    if takes_gzip(request.headers.get("accept-encoding", "")):
        return await _send(request, path, media_type, vary | {"Content-Encoding": "gzip"})
    etag = f'"{graph_of(request).version[:16]}-{path.name}"'
    headers = {"ETag": etag, "Cache-Control": _KEPT, **vary}
    if has_it(request.scope, etag.encode()):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return StreamingResponse(_unpack(path), media_type=media_type, headers=headers)


def takes_gzip(accepted: str) -> bool:
    """Tell whether a client takes what is coded by gzip, by its Accept-Encoding.

    >>> takes_gzip("br, gzip;q=0.5"), takes_gzip("gzip;q=0"), takes_gzip("identity")
    (True, False, False)
    """
    codings = {
        name.strip().lower(): weight for name, _, weight in (each.partition(";") for each in accepted.split(","))
    }
    weight = codings.get("gzip", codings.get("*"))
    return weight is not None and weight.replace(" ", "").rstrip(".0") != "q="


async def _look(request: Request, file: File) -> Path | None:
    return await run_in_threadpool(look_for, file, graph_of(request).store)


async def _send(request: Request, path: Path, media_type: str, headers: dict[str, str]) -> Response:
    told = {"Cache-Control": _KEPT, **headers}
    answer = FileResponse(path, headers=told, media_type=media_type, stat_result=await run_in_threadpool(path.stat))
    if has_it(request.scope, answer.headers["etag"].encode()):
        again = {name: answer.headers[name] for name in _SAID_AGAIN if name in answer.headers}
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=again)
    if not _RANGES.fullmatch(request.headers.get("range", "")):  # to be let go by, where it is none
        request.scope["headers"] = [each for each in request.scope["headers"] if each[0] != b"range"]
    return answer


async def _unpack(path: Path) -> AsyncIterator[bytes]:
    with await run_in_threadpool(gzip.open, path) as file:
        while part := await run_in_threadpool(file.read, _PART):
            yield part


ROUTE: Final = Route(f"{PATH}/{{name}}", download, methods=["GET", "HEAD"])
