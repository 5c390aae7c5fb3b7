"""The service described: OpenAPI, with true answers as its examples."""

from functools import lru_cache
from typing import Any, Final

import orjson
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi

from carekg import KnowledgeGraph
from carekg.questions import Question
from carekg_api.dependencies import Graph
from carekg_api.sparql import DESCRIPTION as SPARQL

router = APIRouter()

_ROWS: Final = 2


@router.get("/openapi.json", include_in_schema=False)
def openapi(request: Request, graph: Graph) -> Response:
    """Give the OpenAPI description; each question's example is its answer from the graph that is served."""
    return Response(_describe(request.app, graph), media_type="application/json")


@lru_cache(maxsize=4)
def _describe(app: FastAPI, graph: KnowledgeGraph) -> bytes:
    schema = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
    schema["paths"]["/sparql"] = SPARQL
    for question in graph.registry.questions.values():
        operation = schema["paths"][f"/api/v1{question.path}"]["get"]
        operation["responses"]["200"]["content"]["application/json"]["example"] = _example(graph, question)
    return orjson.dumps(schema)


def _example(graph: KnowledgeGraph, question: Question) -> dict[str, Any]:
    """Ask the question with its example, and keep the first rows."""
    answer: dict[str, Any] = orjson.loads(graph.registry.ask(question.name, question.example).to_json())
    rows = answer["rows"][:_ROWS]
    shown = {value for row in rows for value in row.values() if isinstance(value, str)}
    return answer | {
        "rows": rows,
        "labels": {iri: name for iri, name in answer["labels"].items() if iri in shown},
    }
