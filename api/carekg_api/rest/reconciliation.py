"""Reconciliation over HTTP: one address, which OpenRefine and other clients are given.

Source: Reconciliation Service API 0.2, W3C Entity Reconciliation Community Group.
"""

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from carekg.terms.errors import BadParameter, UnsupportedBody
from carekg_api.http.dependencies import pool_of
from carekg_api.protocol.endpoint import base_of, read_body
from carekg_api.protocol.operation import FORM
from carekg_api.rest import reconciling

PATH: Final = "/api/v1/reconcile"
_MOST_BYTES: Final = 1_000_000
_MOST_FIELDS: Final = 10
_JSON: Final = "application/json"
_HTML: Final = "text/html; charset=utf-8"
_PREVIEW_POLICY: Final = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
_TASKS: Final[dict[str, Callable[..., bytes]]] = {
    "queries": reconciling.reconcile,
    "query": reconciling.reconcile_one,
    "extend": reconciling.extend,
}


async def reconcile(request: Request) -> Response:
    """Reconcile what is sent, fetch what is wanted of things, or say what the service can do."""
    given = dict(request.query_params)
    if request.method == "POST":
        given |= await _form(request)
    for name, task in _TASKS.items():
        if name in given:
            return await _answer(request, task, given[name])
    return Response(orjson.dumps(manifest(base_of(request))), media_type=_JSON)


async def _form(request: Request) -> dict[str, str]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM:
        raise UnsupportedBody(kind or "none", FORM)
    body = (await read_body(request, _MOST_BYTES)).decode("utf-8", errors="replace")
    try:
        return dict(parse_qsl(body, max_num_fields=_MOST_FIELDS))
    except ValueError as error:
        raise BadParameter("body", body, f"send at most {_MOST_FIELDS} fields") from error


async def _answer(request: Request, task: Callable[..., bytes], *arguments: Any) -> Response:
    work = pool_of(request).ask(task, *arguments)
    return Response(await work, media_type=_JSON)


def manifest(base: str) -> dict[str, Any]:
    """Say what the service can do. Parameters: base, the address of the whole service."""
    here = f"{base}{PATH}"
    suggest = {name: {"service_url": base, "service_path": f"{PATH}/suggest/{name}"} for name in reconciling.TASKS}
    return {
        "versions": ["0.1", "0.2"],
        "name": "carekg: bodies, places and law of UK health and social care",
        "identifierSpace": "https://w3id.org/carekg/id/",
        "schemaSpace": "https://w3id.org/carekg/def/",
        "documentation": f"{base}/help",
        "view": {"url": f"{base}/ask/entity?id={{{{id}}}}"},
        "defaultTypes": [{"id": name, "name": name} for name in reconciling.DEFAULT_TYPES],
        "suggest": suggest,
        "preview": {"url": f"{here}/preview?id={{{{id}}}}", "width": 420, "height": 200},
        "extend": {
            "propose_properties": {"service_url": base, "service_path": f"{PATH}/extend/propose"},
            "property_settings": [],
        },
    }


def _suggesting(what: str) -> Callable[[Request], Any]:
    """Make what suggests things, kinds or properties by the beginning of a name."""

    async def suggest(request: Request) -> Response:
        given = request.query_params
        prefix, start = given.get("prefix", ""), _number(given.get("cursor"), "cursor", 0)
        arguments = (prefix, given.get("type", ""), start) if what == "entity" else (prefix, start)
        return await _answer(request, reconciling.TASKS[what], *arguments)

    return suggest


async def propose(request: Request) -> Response:
    """Propose what can be fetched of things."""
    given = request.query_params
    return await _answer(request, reconciling.propose, given.get("type", ""), _number(given.get("limit"), "limit", 20))


async def preview(request: Request) -> Response:
    """Show a thing in a few lines, to be framed by others."""
    work = pool_of(request).ask(reconciling.preview, request.query_params.get("id", ""))
    return Response(await work, headers=_PREVIEW_POLICY, media_type=_HTML)


def _number(text: str | None, name: str, usual: int) -> int:
    if not text:
        return usual
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise BadParameter(name, text, "write a whole number")
    return int(text)


_READ: Final = ["GET", "HEAD"]
ROUTES: Final = (
    Route(PATH, reconcile, methods=[*_READ, "POST"], name="reconcile"),
    *(
        Route(f"{PATH}/suggest/{name}", _suggesting(name), methods=_READ, name=f"reconcile-suggest-{name}")
        for name in reconciling.TASKS
    ),
    Route(f"{PATH}/extend/propose", propose, methods=_READ, name="reconcile-propose"),
    Route(f"{PATH}/preview", preview, methods=_READ, name="reconcile-preview"),
)
