"""Assets: the style sheet, our small scripts, and the libraries that pages open; the build puts them here."""

from http import HTTPStatus
from pathlib import Path
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

STATIC: Final = Path(__file__).parent / "static"
_KINDS: Final = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
    ".json": "application/json",
}


async def asset(request: Request) -> Response:
    """Give a file that the build makes; without it, pages are plain, and work."""
    name = request.path_params["name"]
    path = STATIC / name
    if path.suffix not in _KINDS or "/" in name or not await run_in_threadpool(path.is_file):
        raise HTTPException(HTTPStatus.NOT_FOUND, f"There is no {name} here; assets are made by: make assets.")
    return Response(await run_in_threadpool(path.read_bytes), media_type=_KINDS[path.suffix])


ROUTE: Final = Route("/static/{name}", asset, methods=["GET", "HEAD"])
