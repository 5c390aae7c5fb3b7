"""The service described: OpenAPI made from the declarations, with true answers as its examples."""

import re
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import orjson
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from starlette.concurrency import run_in_threadpool

from carekg.build.makers import look
from carekg.bulk.examples import EXAMPLES, read_examples
from carekg.knowledge_graph import REGISTRY
from carekg.questions.declaration import Question
from carekg.questions.formats import FORMATS, plain
from carekg_api.http.dependencies import Graph, Workers
from carekg_api.http.heavy import to_the_end
from carekg_api.http.problems import MEDIA_TYPE
from carekg_api.protocol.endpoint import DESCRIPTION as SPARQL
from carekg_api.rest import schemas, tasks
from carekg_api.rest.manifest import PATH
from carekg_api.rest.reconciliation import DESCRIPTION as RECONCILIATION
from carekg_api.rest.routes import FORM, HELD_IN_JSON, PREFIX, body_types

router = APIRouter()

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
async def openapi(request: Request, graph: Graph, pool: Workers) -> Response:
    """Give the OpenAPI description; each question's example is its answer from the graph that is served."""
    folder = await run_in_threadpool(look, EXAMPLES, graph.store)
    folder = folder or await to_the_end(pool.compute(tasks.make_examples))
    return Response(await run_in_threadpool(describe, request.app, folder), media_type="application/json")


@lru_cache(maxsize=4)
def describe(app: FastAPI, folder: Path) -> bytes:
    """Describe the service. Parameters: app; folder with the examples. Source: OpenAPI Specification 3.1."""
    examples = read_examples(folder)
    told = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
    told["tags"] = [{"name": name, "description": text} for name, text in _TOPICS.items()]
    told["components"] = {"schemas": schemas.components(REGISTRY.values())}
    told["paths"] |= {"/sparql": SPARQL, PATH: RECONCILIATION}
    for question in REGISTRY.values():
        operations = told["paths"].setdefault(f"{PREFIX}{question.route}", {})
        operations[question.method.lower()] = _operation(question, examples.get(question.name))
    _describe_problems(told)
    return orjson.dumps(told, default=plain)


def _operation(question: Question, example: Any) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "tags": [question.topic],
        "operationId": question.python_name,
        "summary": question.title,
        "description": question.description,
        "parameters": [*schemas.parameters(question), *schemas.face(question)],
        "responses": {"200": _response(question, example)},
    }
    if question.method == "POST":
        operation["requestBody"] = _request_body(question)
    return operation


def _request_body(question: Question) -> dict[str, Any]:
    (document,) = (each for each in question.parameters if each.type == "document")
    example = question.example[document.name]
    content: dict[str, Any] = {}
    for kind in body_types(question):
        if kind == FORM:
            content[kind] = {"schema": schemas.held_in_json(question), "example": dict(question.example)}
        elif kind.endswith(".sheet"):
            content[kind] = {"schema": {"type": "string", "format": "binary"}}
        elif kind != "application/json":
            content[kind] = {"schema": {"type": "string"}, "example": example}
        elif question.name in HELD_IN_JSON:
            content[kind] = {"schema": schemas.held_in_json(question), "example": dict(question.example)}
        else:
            content[kind] = {"schema": {"type": "object"}, "example": orjson.loads(str(example))}
    return {"required": True, "description": document.help, "content": content}


def _response(question: Question, example: Any) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for form in question.formats:
        content.setdefault(FORMATS[form].media_type, _media(question, form, example))
    headers = {
        "X-Carekg-Outcome": {"description": "what the answer comes to", "schema": schemas.OUTCOME_KIND},
        "X-Carekg-Receipt": {"description": "the hash of the answer's receipt", "schema": {"type": "string"}},
        "X-Carekg-Total": {"description": "how many rows there are in all", "schema": {"type": "integer"}},
    }
    return {"description": "The answer", "headers": headers, "content": content}


def _media(question: Question, form: str, example: Any) -> dict[str, Any]:
    if form == "json":
        media: dict[str, Any] = {"schema": schemas.json_of(question)}
        return media | ({} if example is None else {"example": example})
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
