"""The app factory: `create_app(graph)` serves the knowledge graph that it is given, read-only."""

from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response

from carekg import KnowledgeGraph
from carekg_api import description, graphs, home, problems, sparql
from carekg_api.questions import question_router


def create_app(graph: KnowledgeGraph) -> FastAPI:
    """Make the service.

    Parameters: graph, the knowledge graph to serve.
    Returns: an ASGI app. Nothing in it changes the graph, reaches the network or reads a file that a caller names.
    """
    app = FastAPI(
        title="carekg",
        version="1",
        summary="Partnership working in UK health and social care, as linked data",
        openapi_url=None,  # description.py serves it, with answers as examples
        docs_url=None,  # the pages that come with FastAPI load their parts from elsewhere
        redoc_url=None,
    )
    app.state.graph = graph
    problems.install(app)
    for router in (home.router, sparql.router, graphs.router, question_router(graph), description.router):
        app.include_router(router)
    app.middleware("http")(_name_version)
    return app


async def _name_version(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await call_next(request)
    response.headers["X-Carekg-Version"] = request.app.state.graph.version[:16]
    return response
