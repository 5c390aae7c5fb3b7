"""The SPARQL endpoint, over the pool."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from carekg.settings import Settings
from carekg.store.results import GRAPH_FORMATS, RESULT_FORMATS
from carekg.terms.errors import CarekgError, LimitReached
from carekg.workers.pool import Pool
from carekg_api.http.content import Content, Wanted
from carekg_api.http.dependencies import settings_of
from carekg_api.http.negotiation import negotiate
from carekg_api.http.observe import LOG
from carekg_api.http.problems import http_problem, problem_of
from carekg_api.http.written import BY_ORIGIN, Written
from carekg_api.protocol import tasks
from carekg_api.protocol.discovery import describe_service
from carekg_api.protocol.operation import FORM, PATH, QUERY, Operation, endpoint_at, read_operation, read_update
from carekg_api.protocol.writing import Writer, done

METHODS: Final = ("GET", "HEAD", "POST", "QUERY", "OPTIONS")
_OPTIONS: Final = {"Allow": ", ".join(METHODS), "Accept-Query": QUERY}
_EXAMPLE: Final = "SELECT ?label { ?barrier a ckg:Barrier ; rdfs:label ?label } ORDER BY ?label LIMIT 5"


class Endpoint:
    """The SPARQL endpoint: queries go to the pool, updates to the writer; without either, the service is described."""

    def __init__(self, pool: Pool, settings: Settings, writer: Writer | None) -> None:
        self._pool, self._settings, self._writer = pool, settings, writer
        self._limits = tuple(settings.text_limits)
        self.page: Callable[[Request], Awaitable[Response]] = _home

    async def respond(self, request: Request) -> Response:
        """Answer one request; what is expected to go wrong is a problem document, and bugs go further out."""
        try:
            return await self._answer(request)
        except CarekgError as error:
            return problem_of(error)
        except HTTPException as error:
            return http_problem(request, error)

    async def _answer(self, request: Request) -> Response:
        method, address = request.scope["method"], request.scope["query_string"].decode("latin-1")
        if method == "OPTIONS":
            return Response(status_code=HTTPStatus.NO_CONTENT, headers=_OPTIONS)
        body = await read_body(request, self._settings.query_bytes) if method in ("POST", "QUERY") else None
        if body is None and not address:
            return await self._describe(request)
        content_type = "" if body is None else request.headers.get("content-type", "")
        base = endpoint_at(self._settings.public_url, request.scope, request.headers.get("host", "localhost"))
        if self._writer and method == "POST" and (update := read_update(address, body or b"", content_type, base)):
            who = self._writer.authorise(request)
            update = replace(self._writer.policy.read(update), limits=self._settings.text_limits)
            await self._writer.write(who, update)
            return done()
        return Written(await self._query(read_operation(address, body, content_type, base), request))

    async def _query(self, operation: Operation, request: Request) -> Content:
        asked = tuple(operation), tuple(wanted(request, self._settings)), self._limits
        try:
            answered = await self._pool.query(tasks.answer, *asked, seconds=operation.seconds, text=operation.query)
        except LimitReached as error:
            shown = operation.query[: self._settings.log_query_chars]
            LOG.warning("query ended", limit=error.limit, value=error.value, query=shown)
            raise
        return Content(*answered)

    async def _describe(self, request: Request) -> Response:
        accept = request.headers.get("accept")
        if negotiate(accept, [*GRAPH_FORMATS, "text/html", "application/json"]) == "text/html":
            return await self.page(request)
        wish, is_writable = wanted(request, self._settings), self._writer is not None
        return Written(await self._pool.compute(describe_service, base_of(request), wish, is_writable))


async def _home(_: Request) -> Response:
    return RedirectResponse("/", HTTPStatus.SEE_OTHER, headers={"Vary": "Accept"})


async def read_body(request: Request, most: int) -> bytes:
    """Read the body of a request, up to so many bytes; one that says it has more is not read. Raises: HTTPException."""
    body = bytearray()
    try:
        if int(request.headers.get("content-length") or 0) > most:
            raise _too_long(most)
        async for part in request.stream():
            body += part
            if len(body) > most:
                raise _too_long(most)
    except ClientDisconnect as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "The request ended before its body did.") from error
    return bytes(body)


def _too_long(most: int) -> HTTPException:
    return HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The limit of a body here is {most:,} bytes.")


def wanted(request: Request, settings: Settings) -> Wanted:
    """Say how the client wants its answer."""
    return Wanted(request.headers.get("accept"), settings.most_rows, settings.most_bytes)


def base_of(request: Request) -> str:
    """Give the address of the service, without a slash at its end."""
    return settings_of(request).public_url.rstrip("/") or str(request.base_url).rstrip("/")


class Shortcut:
    """Middleware that answers at the endpoint past the router, which takes as long as many a query does.

    What comes from a page of another origin goes the long way, past what CORS adds.
    """

    def __init__(self, app: ASGIApp, endpoint: Endpoint) -> None:
        self._app, self._endpoint = app, endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let the router find who does."""
        is_ours = scope["type"] == "http" and scope["path"] == PATH and scope["method"] in METHODS
        if not is_ours or any(name == b"origin" for name, _ in scope["headers"]):
            return await self._app(scope, receive, send)
        response = await self._endpoint.respond(Request(scope, receive))
        response.raw_headers.append(BY_ORIGIN)
        return await response(scope, receive, send)


_RESPONSES: Final = {
    "200": {
        "description": "The result, whole, in the media type that Accept or format asks for",
        "content": {kind: {} for kind in (*RESULT_FORMATS, *GRAPH_FORMATS)},
    },
}


def _parameter(name: str, text: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": text, "schema": {"type": "string"}, **more}


_PARAMETERS: Final = [
    _parameter("default-graph-uri", "a named graph to query as the default one; may be repeated"),
    _parameter("named-graph-uri", "a graph that GRAPH may name; may be repeated"),
    _parameter("format", "json, xml, csv, tsv, turtle, ntriples, rdfxml, jsonld, trig or nquads; goes before Accept"),
    _parameter("timeout", "seconds, below the deadline of the service"),
    _parameter("receipt", "1 for the receipt of the answer instead of it, which POST /verify takes"),
]
DESCRIPTION: Final[dict[str, Any]] = {
    "get": {
        "tags": ["SPARQL"],
        "operationId": "sparql",
        "summary": "Answer a SPARQL query",
        "description": "SPARQL 1.1. carekg's prefixes need not be declared. Without parameters: what the service can.",
        "parameters": [_parameter("query", "the query", required=True, example=_EXAMPLE), *_PARAMETERS],
        "responses": _RESPONSES,
    },
    "post": {
        "tags": ["SPARQL"],
        "operationId": "sparql_by_post",
        "summary": "Answer a SPARQL query sent as the body",
        "parameters": _PARAMETERS,
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
