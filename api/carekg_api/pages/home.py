"""The first page."""

from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from carekg.analytics.catalogue import MEASURES
from carekg.export.formats import FORMATS
from carekg.layers.projection import layers
from carekg.questions.declaration import Question
from carekg_api.http.dependencies import Graph
from carekg_api.pages.templates import page

router = APIRouter()


@router.get("/", response_class=HTMLResponse, include_in_schema=False)
def home(graph: Graph) -> HTMLResponse:
    """Say what is here, with links that work."""
    return page(
        "home.html",
        version=graph.store.version,
        questions=[(each, _link(each)) for each in graph.registry.values() if each.method == "GET"],
        layers=layers(graph.store).values(),
        formats=[name for name in FORMATS if name != "svg"],  # large layers can be drawn only in part
        measures=list(MEASURES),
    )


def _link(question: Question) -> str:
    given = question.texts(question.example)
    path = question.route
    for name in [name for name in given if f"{{{name}}}" in path]:
        path = path.replace(f"{{{name}}}", given.pop(name))
    return f"/api/v1{path}" + (f"?{urlencode(given)}" if given else "")
