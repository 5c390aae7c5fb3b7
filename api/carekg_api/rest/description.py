"""The service described: OpenAPI made from the declarations, with true answers as its examples."""

import re
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final

import orjson
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi

from carekg import KnowledgeGraph
from carekg.knowledge_graph import REGISTRY
from carekg.questions.declaration import Question
from carekg.questions.formats import FORMATS, envelope, plain
from carekg_api.http.dependencies import Graph
from carekg_api.http.problems import MEDIA_TYPE
from carekg_api.protocol.endpoint import DESCRIPTION as SPARQL
from carekg_api.rest import schemas
from carekg_api.rest.manifest import PATH
from carekg_api.rest.reconciliation import DESCRIPTION as RECONCILIATION
from carekg_api.rest.routes import HELD_IN_JSON, PREFIX, body_types

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
_TOPICS: Final = {
    "law": "Who must do what, with whom, under which provision, and since when",
    "places": "Places and bodies: what there was, where, and what it became",
    "evidence": "What is claimed, what research found, and what disagrees",
    "things": "Anything that the graph holds",
    "connections": "Layers as graphs: paths, brokers, measures, pictures",
    "reform": "What would happen if",
    "SPARQL": "The SPARQL Protocol",
    "Service": "Whether the service is well",
}


@router.get("/openapi.json", include_in_schema=False)
def openapi(request: Request, graph: Graph) -> Response:
    """Give the OpenAPI description; each question's example is its answer from the graph that is served."""
    return Response(describe(request.app, graph), media_type="application/json")


@lru_cache(maxsize=4)
def describe(app: FastAPI, graph: KnowledgeGraph) -> bytes:
    """Describe the service. Source: OpenAPI Specification 3.1."""
    told = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
    told["tags"] = [{"name": name, "description": text} for name, text in _TOPICS.items()]
    told["components"] = {"schemas": schemas.components(REGISTRY.values())}
    told["paths"] |= {"/sparql": SPARQL, PATH: RECONCILIATION}
    for question in REGISTRY.values():
        told["paths"][f"{PREFIX}{question.route}"] = {question.method.lower(): _operation(question, graph)}
    _describe_problems(told)
    return orjson.dumps(told, default=plain)


def _operation(question: Question, graph: KnowledgeGraph) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "tags": [question.topic],
        "operationId": question.python_name,
        "summary": question.title,
        "description": question.description,
        "parameters": [*schemas.parameters(question), *schemas.face(question)],
        "responses": {"200": _response(question, graph)},
    }
    if question.method == "POST":
        operation["requestBody"] = _request_body(question)
    return operation


def _request_body(question: Question) -> dict[str, Any]:
    (document,) = (each for each in question.parameters if each.type == "document")
    example = question.example[document.name]
    content: dict[str, Any] = {}
    for kind in body_types(question):
        if kind != "application/json":
            content[kind] = {"schema": {"type": "string"}, "example": example}
        elif question.name in HELD_IN_JSON:
            content[kind] = {"schema": schemas.held_in_json(question), "example": dict(question.example)}
        else:
            content[kind] = {"schema": {"type": "object"}, "example": orjson.loads(str(example))}
    return {"required": True, "description": document.help, "content": content}


def _response(question: Question, graph: KnowledgeGraph) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for form in question.formats:
        content.setdefault(FORMATS[form].media_type, _media(question, form, graph))
    headers = {
        "X-Carekg-Outcome": {"description": "what the answer comes to", "schema": schemas.OUTCOME_KIND},
        "X-Carekg-Receipt": {"description": "the hash of the answer's receipt", "schema": {"type": "string"}},
        "X-Carekg-Total": {"description": "how many rows there are in all", "schema": {"type": "integer"}},
    }
    return {"description": "The answer", "headers": headers, "content": content}


def _media(question: Question, form: str, graph: KnowledgeGraph) -> dict[str, Any]:
    if form == "json":
        media: dict[str, Any] = {"schema": {"$ref": f"#/components/schemas/{schemas.name_of(question)}"}}
        if question.is_heavy or question.method == "POST":
            return media
        return media | {"example": _example(graph, question)}
    if re.match(r"text/|application/(jsonl|x-)|image/svg", FORMATS[form].media_type):
        return {"schema": {"type": "string"}}
    if FORMATS[form].media_type.endswith("json"):
        return {"schema": {"type": "object"} if form == "cytoscape" else {"type": "array", "items": {}}}
    return {"schema": {"type": "string", "format": "binary"}}


def _describe_problems(told: dict[str, Any]) -> None:
    """Put the problems that an operation may answer with in the place of the 422 that FastAPI takes for granted."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for operations in told["paths"].values():
        for method, operation in operations.items():
            said = _PROBLEMS | (_BODY_PROBLEMS if method == "post" else {})
            answered = {status: what for status, what in operation["responses"].items() if status != "422"}
            problems = {str(status.value): {"description": text, "content": content} for status, text in said.items()}
            operation["responses"] = problems | answered


def _example(graph: KnowledgeGraph, question: Question) -> dict[str, Any]:
    """Ask the question with its example, and keep the first rows."""
    told = envelope(graph.asker.ask(question.name, question.example))
    tables = told["parts"].values() if "parts" in told else [told]
    for table in tables:
        table["rows"] = list(table["rows"])[:_ROWS]
    shown = {value for table in tables for row in table["rows"] for value in row.values() if isinstance(value, str)}
    kept = {name: {iri: text for iri, text in told[name].items() if iri in shown} for name in ("labels", "codes")}
    made: dict[str, Any] = orjson.loads(orjson.dumps(told | kept, default=plain))
    return made
