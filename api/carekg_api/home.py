"""The first page, and whether the service is well."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, select_autoescape

from carekg.analytics import MEASURES
from carekg.export import FORMATS
from carekg.layers import layers
from carekg.questions import Question
from carekg_api.dependencies import Graph

router = APIRouter()

_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=select_autoescape(["html"])
)


@router.get("/", response_class=HTMLResponse, include_in_schema=False)
def home(graph: Graph) -> HTMLResponse:
    """Say what is here, with links that work."""
    page = _TEMPLATES.get_template("home.html").render(
        version=graph.store.version,
        questions=[(each, _link(each)) for each in graph.registry.questions.values()],
        layers=layers(graph.store).values(),
        formats=list(FORMATS),
        measures=list(MEASURES),
    )
    return HTMLResponse(page)


def _link(question: Question) -> str:
    given = dict(question.example)
    path = question.path.format(id=given.pop("id")) if "{id}" in question.path else question.path
    return f"/api/v1{path}" + (f"?{urlencode(given)}" if given else "")


@router.get("/health", tags=["Service"], summary="Whether the service is well")
def health(graph: Graph) -> dict[str, Any]:
    """Say that the service answers, and which version of the data it serves, built how long ago."""
    version = graph.store.version
    age = datetime.now(UTC) - datetime.fromisoformat(version["built_at"])
    return {
        "status": "ok",
        "version": version["hash"],
        "built_at": version["built_at"],
        "age_seconds": int(age.total_seconds()),
        "quads": version["quads"],
    }
