"""Errors as pages: a reader with a browser is told in words what a program is told as a problem document."""

from http import HTTPStatus
from typing import Final

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from carekg.terms.errors import CarekgError, InputError, VersionGone
from carekg_api.http.problems import http_problem, problem_of, status_of
from carekg_api.pages import rendering
from carekg_api.pages.asked import Asked
from carekg_api.pages.frame import unframed
from carekg_api.pages.site import site_of
from carekg_api.pages.views.trouble import plain

_DATA: Final = (
    "/api/",
    "/sparql",
    "/store",
    "/health",
    "/metrics",
    "/static",
    "/openapi.json",
    "/catalog",
    "/.well-known",
)


def install(app: FastAPI) -> None:
    """Make an app answer errors with pages where the caller is a browser that reads pages."""

    @app.exception_handler(CarekgError)
    async def on_carekg_error(request: Request, error: CarekgError) -> Response:
        made = problem_of(error)
        told = str(error) if isinstance(error, InputError | VersionGone) else ""
        return _page(request, status_of(error), made, told) if _reads(request) else made

    @app.exception_handler(HTTPException)
    async def on_http_error(request: Request, error: HTTPException) -> Response:
        made = http_problem(request, error)
        return _page(request, HTTPStatus(error.status_code), made) if _reads(request) else made


def _reads(request: Request) -> bool:
    """Tell whether the caller is a browser at an address of a page."""
    return "text/html" in request.headers.get("accept", "").lower() and not request.url.path.startswith(_DATA)


def _page(request: Request, status: HTTPStatus, problem: Response, told: str = "") -> Response:
    asked = Asked(request.url.path, {}, {}, site_of(request))
    text = rendering.render(
        "blocks.html", **unframed(asked, plain(status, told), request.app.state.graph.store.version)
    )
    kept = {
        name: value for name, value in problem.headers.items() if name in ("retry-after", "www-authenticate", "allow")
    }
    headers = {"Content-Security-Policy": rendering.POLICY, "Vary": "Accept", **kept}
    return Response(text, status, headers, "text/html; charset=utf-8")
