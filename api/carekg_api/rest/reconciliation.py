"""Reconciliation over HTTP: one address, which OpenRefine and other clients are given.

Source: Reconciliation Service API 0.2, W3C Entity Reconciliation Community Group.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from carekg.terms.errors import BadParameter, UnsupportedBody
from carekg_api.http.dependencies import pool_of
from carekg_api.protocol.endpoint import base_of, read_body
from carekg_api.protocol.operation import FORM
from carekg_api.rest import reconciling, suggesting
from carekg_api.rest.manifest import PATH, SUGGESTED

_MOST_BYTES: Final = 10_000_000
_MOST_LISTED, _USUAL_LISTED = 100, 20  # suggestions
_MOST_PASSED: Final = 10_000  # suggestions before the first
_JSON, _SCRIPT, _HTML = "application/json", "text/javascript; charset=utf-8", "text/html; charset=utf-8"
_PREVIEW_POLICY: Final = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
_CALLBACK: Final = re.compile(r"[A-Za-z_$][\w$]{0,99}(?:\.[A-Za-z_$][\w$]{0,99}){0,4}", re.ASCII)


async def reconcile(request: Request) -> Response:
    """Reconcile what is sent, fetch what is wanted of things, or say what the service can do."""
    sent = request.scope["query_string"]
    form = await _form(request) if request.method == "POST" else b""
    return await _answer(request, reconciling.respond, base_of(request), sent, form)


async def _form(request: Request) -> bytes:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM:
        raise UnsupportedBody(kind or "none", FORM)
    return await read_body(request, _MOST_BYTES)


async def _answer(request: Request, task: Callable[..., bytes], *arguments: Any) -> Response:
    """Answer with JSON; where a callback is named, with a script that hands the JSON to it."""
    callback = request.query_params.get("callback")
    if callback is not None and not _CALLBACK.fullmatch(callback):
        raise BadParameter("callback", callback, "write the name of a function")
    found = await pool_of(request).ask(task, *arguments)
    if callback is None:
        return Response(found, media_type=_JSON)
    return Response(b"/**/%s(%s);" % (callback.encode(), _as_script(found)), media_type=_SCRIPT)


def _as_script(found: bytes) -> bytes:
    """Write JSON so that it is a script too: two signs end a line there, though not here."""
    return found.replace("\u2028".encode(), b"\\u2028").replace("\u2029".encode(), b"\\u2029")


def _suggesting(what: str) -> Callable[[Request], Awaitable[Response]]:
    async def suggest(request: Request) -> Response:
        given = request.query_params
        start = _number(request, "cursor", 0, _MOST_PASSED)
        most = _number(request, "limit", _USUAL_LISTED, _MOST_LISTED)
        words = given.get("prefix", ""), given.get("type", "")
        return await _answer(request, suggesting.suggest, what, *words, start, most)

    return suggest


def _showing(what: str) -> Callable[[Request], Awaitable[Response]]:
    async def show(request: Request) -> Response:
        return await _answer(request, suggesting.flyout, what, request.query_params.get("id", ""))

    return show


async def propose(request: Request) -> Response:
    """Propose what can be fetched of things."""
    most = _number(request, "limit", _USUAL_LISTED, _MOST_LISTED)
    return await _answer(request, reconciling.propose, request.query_params.get("type", ""), most)


async def preview(request: Request) -> Response:
    """Show a thing in a few lines, to be framed by others."""
    shown = await pool_of(request).ask(suggesting.preview, request.query_params.get("id", ""))
    return Response(shown, headers=_PREVIEW_POLICY, media_type=_HTML)


def _number(request: Request, name: str, usual: int, most: int) -> int:
    """Read a whole number, at most so large. Raises: BadParameter."""
    text = request.query_params.get(name) or str(usual)
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise BadParameter(name, text, "write a whole number")
    return min(int(text), most)


_READ: Final = ["GET", "HEAD"]
ROUTES: Final = (
    Route(PATH, reconcile, methods=[*_READ, "POST"], name="reconcile"),
    *(Route(f"{PATH}/suggest/{name}", _suggesting(name), methods=_READ, name=f"suggest-{name}") for name in SUGGESTED),
    *(Route(f"{PATH}/flyout/{name}", _showing(name), methods=_READ, name=f"flyout-{name}") for name in SUGGESTED),
    Route(f"{PATH}/properties", propose, methods=_READ, name="properties"),
    Route(f"{PATH}/preview", preview, methods=_READ, name="preview"),
)


def _parameter(name: str, text: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": text, "schema": {"type": "string"}, **more}


_ASKED: Final = {
    "queries": "a JSON object of queries of the Reconciliation Service API 0.2, by keys of the caller's",
    "query": "one query, as version 0.1 has it: its JSON, or the name alone",
    "extend": "a JSON object with `ids` of things, and the `properties` to fetch of them",
}
_EXAMPLE: Final = '{"q0": {"query": "QE1", "properties": [{"pid": "date", "v": "2021"}]}}'
_ANSWERS: Final = {"200": {"description": "Candidates, properties, or the manifest", "content": {_JSON: {}}}}
DESCRIPTION: Final[dict[str, Any]] = {
    "get": {
        "tags": ["things"],
        "operationId": "reconcile",
        "summary": "Reconcile names with things",
        "description": "Reconciliation Service API 0.2, for OpenRefine. Without parameters: what the service can.",
        "parameters": [
            _parameter("queries", _ASKED["queries"], example=_EXAMPLE),
            *(_parameter(name, _ASKED[name]) for name in ("query", "extend")),
            _parameter("callback", "the name of a function that a script hands the answer to"),
        ],
        "responses": _ANSWERS,
    },
    "post": {
        "tags": ["things"],
        "operationId": "reconcile_by_post",
        "summary": "Reconcile names that are sent as a form",
        "requestBody": {
            "required": True,
            "content": {
                FORM: {
                    "schema": {
                        "type": "object",
                        "properties": {name: {"type": "string", "description": text} for name, text in _ASKED.items()},
                    },
                    "example": {"queries": _EXAMPLE},
                }
            },
        },
        "responses": _ANSWERS,
    },
}
