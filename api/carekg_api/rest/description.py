"""The service described: OpenAPI, with true answers as its examples."""

from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final

import orjson
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi

from carekg import KnowledgeGraph
from carekg.questions import Question
from carekg_api.http.dependencies import Graph
from carekg_api.http.problems import MEDIA_TYPE
from carekg_api.protocol.endpoint import DESCRIPTION as SPARQL

router = APIRouter()

_ROWS: Final = 2
_PROBLEMS: Final = {
    HTTPStatus.BAD_REQUEST: "A parameter, the body or the query cannot be used, and why",
    HTTPStatus.FORBIDDEN: "What is asked is not allowed here, or the answer is over the limit of rows or bytes",
    HTTPStatus.NOT_FOUND: "A name stands for nothing here; the nearest that do",
    HTTPStatus.NOT_ACCEPTABLE: "No media type on offer is accepted",
    HTTPStatus.CONFLICT: "A name stands for several things; which",
    HTTPStatus.SERVICE_UNAVAILABLE: "A limit of memory or of waiting requests was reached",
    HTTPStatus.GATEWAY_TIMEOUT: "The deadline passed",
}
_BODY_PROBLEMS: Final = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is over the limit of bytes",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "The body is of no kind that is read here",
}
_PROBLEM: Final = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
}


@router.get("/openapi.json", include_in_schema=False)
def openapi(request: Request, graph: Graph) -> Response:
    """Give the OpenAPI description; each question's example is its answer from the graph that is served."""
    return Response(_describe(request.app, graph), media_type="application/json")


@lru_cache(maxsize=4)
def _describe(app: FastAPI, graph: KnowledgeGraph) -> bytes:
    schema = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
    schema["paths"]["/sparql"] = SPARQL
    _describe_problems(schema)
    for question in graph.registry.questions.values():
        operation = schema["paths"][f"/api/v1{question.path}"]["get"]
        operation["responses"]["200"]["content"]["application/json"]["example"] = _example(graph, question)
    return orjson.dumps(schema)


def _describe_problems(schema: dict[str, Any]) -> None:
    """Put the problems that an operation may answer with in the place of the 422 that FastAPI takes for granted."""
    schema["components"] = {"schemas": {"Problem": _PROBLEM}}
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for operations in schema["paths"].values():
        for method, operation in operations.items():
            said = _PROBLEMS | (_BODY_PROBLEMS if method == "post" else {})
            answered = {status: what for status, what in operation["responses"].items() if status != "422"}
            problems = {str(status.value): {"description": text, "content": content} for status, text in said.items()}
            operation["responses"] = answered | problems


def _example(graph: KnowledgeGraph, question: Question) -> dict[str, Any]:
    """Ask the question with its example, and keep the first rows."""
    answer: dict[str, Any] = orjson.loads(graph.registry.ask(question.name, question.example).to_json())
    rows = answer["rows"][:_ROWS]
    shown = {value for row in rows for value in row.values() if isinstance(value, str)}
    return answer | {
        "rows": rows,
        "labels": {iri: name for iri, name in answer["labels"].items() if iri in shown},
    }
