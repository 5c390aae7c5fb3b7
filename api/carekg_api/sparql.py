"""The SPARQL endpoint: queries by GET and POST, results as the client accepts them."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any, Final
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request, Response
from pyoxigraph import QueryTriples
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from carekg import KnowledgeGraph
from carekg.errors import BadParameter
from carekg.store import GRAPH_FORMATS, RESULT_FORMATS, serialise
from carekg_api.dependencies import Graph
from carekg_api.negotiation import negotiate

ALIASES: Final[Mapping[str, str]] = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
}
_GRAPH_ALIASES: Final[Mapping[str, str]] = {
    "application/json": "application/ld+json",
    "application/xml": "application/rdf+xml",
    "text/xml": "application/rdf+xml",
    "text/plain": "application/n-triples",
}
_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"
_EXAMPLE: Final = "SELECT ?label { ?barrier a ckg:Barrier ; rdfs:label ?label } ORDER BY ?label LIMIT 5"

router = APIRouter(tags=["SPARQL"])

Pairs = list[tuple[str, str]]


async def read_request(request: Request) -> Pairs:
    """Read the parameters of a SPARQL request from its address and its body.

    Raises: HTTPException 415 for a body of another type; BadParameter for a body that is not UTF-8.

    Source: SPARQL 1.1 Protocol, section 2.1.
    """
    pairs = list(request.query_params.multi_items())
    if request.method != "POST":
        return pairs
    kind, _, rest = request.headers.get("content-type", "").partition(";")
    body = _decode(await request.body(), rest)
    match kind.strip().lower():
        case "application/sparql-query":
            return [*pairs, ("query", body)]
        case "application/x-www-form-urlencoded":
            return [*pairs, *parse_qsl(body, keep_blank_values=True)]
    raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Send the query as {_QUERY} or {_FORM}.")


def _decode(body: bytes, rest: str) -> str:
    charset = rest.partition("charset=")[2].strip(' "').lower()
    if charset not in ("", "utf-8", "utf8"):
        raise BadParameter("charset", charset, "write the query in UTF-8")
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise BadParameter("body", f"byte {error.start}", "write the query in UTF-8") from error


def answer(graph: KnowledgeGraph, pairs: Pairs, accept: str | None) -> Response:
    """Answer a SPARQL request: query and serialise in one thread, as the engine needs."""
    queries = [value for name, value in pairs if name == "query"]
    if len(queries) != 1:
        raise BadParameter("query", f"{len(queries)} of them", "send exactly one query")
    default = [value for name, value in pairs if name == "default-graph-uri"]
    named = [value for name, value in pairs if name == "named-graph-uri"]
    result = graph.query(queries[0], default_graphs=default or None, named_graphs=named or None)
    offered, aliases = (
        (list(GRAPH_FORMATS), _GRAPH_ALIASES) if isinstance(result, QueryTriples) else (list(RESULT_FORMATS), ALIASES)
    )
    chosen = negotiate(accept, [*offered, *aliases])
    media_type = aliases.get(chosen, chosen)
    headers = {"Vary": "Accept", "ETag": f'W/"{graph.version[:16]}"'}
    return Response(serialise(result, media_type), media_type=media_type, headers=headers)


_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The result, in the media type that Accept asks for",
        "content": {kind: {} for kind in (*RESULT_FORMATS, *GRAPH_FORMATS)},
    }
}
_PARAMETER: Final = {
    "name": "query",
    "in": "query",
    "required": True,
    "schema": {"type": "string"},
    "example": _EXAMPLE,
}


@router.get(
    "/sparql",
    summary="Answer a SPARQL query",
    responses=_RESPONSES,
    response_class=Response,
    openapi_extra={"parameters": [_PARAMETER]},
)
async def get_sparql(request: Request, graph: Graph, pairs: Annotated[Pairs, Depends(read_request)]) -> Response:
    """Answer a SPARQL 1.1 query. carekg's prefixes need not be declared. SERVICE and LOAD are refused."""
    return await run_in_threadpool(answer, graph, pairs, request.headers.get("accept"))


@router.post(
    "/sparql",
    summary="Answer a SPARQL query",
    responses=_RESPONSES,
    response_class=Response,
    openapi_extra={
        "requestBody": {
            "content": {_QUERY: {"schema": {"type": "string"}, "example": _EXAMPLE}},
            "required": True,
        }
    },
)
async def post_sparql(request: Request, graph: Graph, pairs: Annotated[Pairs, Depends(read_request)]) -> Response:
    """Answer a SPARQL 1.1 query sent as the body, or as a form. carekg's prefixes need not be declared."""
    return await run_in_threadpool(answer, graph, pairs, request.headers.get("accept"))
