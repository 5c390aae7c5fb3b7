"""One route for each question of the registry, with its parameters and a true example."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from carekg import Answer, KnowledgeGraph
from carekg.questions import Question
from carekg.terms.errors import BadParameter
from carekg_api.http.dependencies import Graph
from carekg_api.http.negotiation import negotiate

JSON: Final = "application/json"
CSV: Final = "text/csv"
PARQUET: Final = "application/vnd.apache.parquet"
_FORMATS: Final[Mapping[str, str]] = {"json": JSON, "csv": CSV, "parquet": PARQUET}
_TYPES: Final[Mapping[str, dict[str, str]]] = {
    "entity": {"type": "string"},
    "text": {"type": "string"},
    "date": {"type": "string", "format": "date"},
    "integer": {"type": "integer"},
    "boolean": {"type": "boolean"},
}


def question_router(graph: KnowledgeGraph) -> APIRouter:
    """Make the routes for every question. The longest path goes first, since an entity's id may hold slashes."""
    router = APIRouter(prefix="/api/v1", tags=["Questions"])
    for question in sorted(graph.registry.questions.values(), key=lambda each: -len(each.path)):
        router.add_api_route(
            question.path.replace("{id}", "{id:path}"),
            _endpoint(question),
            methods=["GET"],
            name=question.name,
            summary=question.title,
            description=question.description,
            response_class=Response,
            responses={200: {"description": "The answer", "content": _content(question)}},
            openapi_extra={"parameters": _parameters(question)},
        )
    return router


def _endpoint(question: Question) -> Any:
    def endpoint(request: Request, graph: Graph) -> Response:
        given = dict(request.query_params) | dict(request.path_params)
        accept = _accepted(given.pop("format", None), request.headers.get("accept"))
        return respond(graph.registry.ask(question.name, given), accept)

    return endpoint


def _accepted(form: str | None, accept: str | None) -> str | None:
    """Give what a client accepts: the format in the address, for those that cannot set headers, before its header."""
    if form is not None and form not in _FORMATS:
        raise BadParameter("format", form, f"write one of {', '.join(_FORMATS)}")
    return accept if form is None else _FORMATS[form]


def respond(answer: Answer, accept: str | None) -> Response:
    """Send an answer as JSON, CSV or Parquet, as the client accepts."""
    media_type = negotiate(accept, [JSON, CSV, PARQUET])
    writers = {JSON: answer.to_json, CSV: answer.to_csv, PARQUET: answer.to_parquet}
    return Response(writers[media_type](), media_type=media_type, headers={"Vary": "Accept"})


def _parameters(question: Question) -> list[dict[str, Any]]:
    described = [
        {
            "name": parameter.name,
            "in": "path" if f"{{{parameter.name}}}" in question.path else "query",
            "required": parameter.required,
            "description": parameter.help,
            "schema": {
                **_TYPES[parameter.type],
                **({"default": parameter.default} if parameter.default else {}),
            },
            **({"example": question.example[parameter.name]} if parameter.name in question.example else {}),
        }
        for parameter in question.parameters.values()
    ]
    as_of = {
        "name": "as_of",
        "in": "query",
        "description": "the date; today unless given",
        "schema": _TYPES["date"],
    }
    form = {
        "name": "format",
        "in": "query",
        "description": "instead of the Accept header: json, csv or parquet",
        "schema": {"type": "string", "enum": list(_FORMATS)},
    }
    return [*described, as_of, form]


def _content(question: Question) -> dict[str, Any]:
    """Describe the media types and columns of an answer; the example is added where the app is described."""
    columns = {name: {"description": text} for name, text in question.columns.items()}
    row = {"type": "object", "properties": columns}
    return {
        JSON: {"schema": {"type": "object", "properties": {"rows": {"type": "array", "items": row}}}},
        CSV: {},
        PARQUET: {},
    }
