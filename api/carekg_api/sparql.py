"""The SPARQL endpoint: a plain route over the pool."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from carekg.errors import CarekgError, LimitReached
from carekg.results import GRAPH_FORMATS, RESULT_FORMATS
from carekg_api import tasks
from carekg_api.dependencies import pool_of, settings_of, writer_of
from carekg_api.discovery import describe_service
from carekg_api.negotiation import negotiate
from carekg_api.observe import LOG
from carekg_api.problems import http_problem, problem_of
from carekg_api.protocol import FORM, QUERY, read_operation, read_update
from carekg_api.tasks import Content, Wanted
from carekg_api.writing import done

_METHODS: Final = ("GET", "HEAD", "POST", "QUERY", "OPTIONS")
_BY_ORIGIN: Final = (b"vary", b"Origin")  # as CORS says too
_EXAMPLE: Final = "SELECT ?label { ?barrier a ckg:Barrier ; rdfs:label ?label } ORDER BY ?label LIMIT 5"


async def sparql(request: Request) -> Response:
    """Answer a SPARQL query; without one, describe the service."""
    if request.method == "OPTIONS":
        return Response(
            status_code=HTTPStatus.NO_CONTENT, headers={"Allow": ", ".join(_METHODS), "Accept-Query": QUERY}
        )
    body = await read_body(request) if request.method in ("POST", "QUERY") else None
    address = request.scope["query_string"].decode("latin-1")
    if body is None and not address:
        return await _describe(request)
    content_type = "" if body is None else request.headers.get("content-type", "")
    writer = writer_of(request)
    if writer and request.method == "POST" and (update := read_update(address, body or b"", content_type)):
        await writer.write(writer.authorise(request), replace(update, limits=settings_of(request).text_limits))
        return done()
    operation = read_operation(address, body, content_type)
    try:
        answered = await pool_of(request).query(
            tasks.answer,
            tuple(operation),
            tuple(wanted(request)),
            tuple(settings_of(request).text_limits),
            seconds=operation.seconds,
            text=operation.query,
        )
    except LimitReached as error:
        shown = operation.query[: settings_of(request).log_query_chars]
        LOG.warning("query ended", limit=error.limit, value=error.value, query=shown)
        raise
    return respond(Content(*answered))


async def read_body(request: Request, most: int | None = None) -> bytes:
    """Read the body of a request, up to a limit, that of queries unless given. Raises: HTTPException 413."""
    most = most or settings_of(request).query_bytes
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > most:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The limit of a body is {most:,} bytes.")
    except ClientDisconnect as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "The request ended before its body did.") from error
    return bytes(body)


def wanted(request: Request) -> Wanted:
    """Say how the client wants its answer."""
    settings = settings_of(request)
    return Wanted(request.headers.get("accept"), settings.most_rows, settings.most_bytes)


def respond(content: Content, headers: Mapping[str, str] | None = None) -> Response:
    """Send what a worker wrote."""
    described = {"Vary": "Accept", "ETag": content.etag, **(headers or {})}
    return Response(content.data, media_type=content.media_type, headers=described)


async def _describe(request: Request) -> Response:
    accept = request.headers.get("accept")
    if negotiate(accept, [*GRAPH_FORMATS, "text/html", "application/json"]) == "text/html":
        return RedirectResponse("/#sparql", HTTPStatus.SEE_OTHER, headers={"Vary": "Accept"})
    return respond(
        await pool_of(request).compute(
            describe_service, base_of(request), wanted(request), writer_of(request) is not None
        )
    )


def base_of(request: Request) -> str:
    """Give the address of the service, without a slash at its end."""
    return settings_of(request).public_url.rstrip("/") or str(request.base_url).rstrip("/")


class Shortcut:
    """Middleware that answers at the endpoint past the router, which takes as long as many a query does.

    What comes from a page of another origin goes the long way, past what CORS adds.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let the router find who does."""
        is_ours = scope["type"] == "http" and scope["path"] == ROUTE.path and scope["method"] in _METHODS
        is_short = is_ours and b"origin" not in dict(scope["headers"])
        await (_answer if is_short else self._app)(scope, receive, send)


async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer at the endpoint; what is expected to go wrong is a problem document, and bugs go further out."""
    try:
        response = await sparql(Request(scope, receive))
    except CarekgError as error:
        response = problem_of(error)
    except HTTPException as error:
        response = http_problem(error)
    response.raw_headers.append(_BY_ORIGIN)
    await response(scope, receive, send)


ROUTE: Final = Route("/sparql", sparql, methods=list(_METHODS))

_RESPONSES: Final = {
    "200": {
        "description": "The result, whole, in the media type that Accept or format asks for",
        "content": {kind: {} for kind in (*RESULT_FORMATS, *GRAPH_FORMATS)},
    },
}


def _parameter(name: str, text: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": text, "schema": {"type": "string"}, **more}


_OPTIONS: Final = [
    _parameter("default-graph-uri", "a named graph to query as the default one; may be repeated"),
    _parameter("named-graph-uri", "a graph that GRAPH may name; may be repeated"),
    _parameter("format", "json, xml, csv, tsv, turtle, ntriples, rdfxml, jsonld, trig or nquads; goes before Accept"),
    _parameter("timeout", "seconds, below the deadline of the service"),
]
DESCRIPTION: Final[dict[str, Any]] = {
    "get": {
        "tags": ["SPARQL"],
        "summary": "Answer a SPARQL query",
        "description": "SPARQL 1.1. carekg's prefixes need not be declared. Without parameters: what the service can.",
        "parameters": [_parameter("query", "the query", required=True, example=_EXAMPLE), *_OPTIONS],
        "responses": _RESPONSES,
    },
    "post": {
        "tags": ["SPARQL"],
        "summary": "Answer a SPARQL query sent as the body",
        "parameters": _OPTIONS,
        "requestBody": {
            "required": True,
            "content": {
                QUERY: {"schema": {"type": "string"}, "example": _EXAMPLE},
                FORM: {
                    "schema": {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}
                },
            },
        },
        "responses": _RESPONSES,
    },
}
