"""The app factory: `create_app(graph)` serves the knowledge graph that it is given."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Route
from starlette.types import ASGIApp

from carekg import KnowledgeGraph
from carekg.settings import Settings
from carekg.store.remote import Remote
from carekg.terms.garbage import look_seldom
from carekg.workers.pool import Pool
from carekg_api.http import health, problems
from carekg_api.http.cache import AnswerCache
from carekg_api.http.following import Follower, follow
from carekg_api.http.observe import Metrics, Observer, configure_logs
from carekg_api.http.overlaid import Overlaid
from carekg_api.pages import assets, documentation, errors, linked, site
from carekg_api.protocol import bulk, discovery_routes, graph_store
from carekg_api.protocol import endpoint as sparql
from carekg_api.protocol.clerk import clerk_of
from carekg_api.protocol.desk import Desk
from carekg_api.protocol.operation import PATH
from carekg_api.protocol.writing import Writer
from carekg_api.rest import description, reconciliation
from carekg_api.rest.routes import question_routes
from carekg_api.tasks import modules_of

_EXPOSED: Final = (
    *("ETag", "Link", "Location", "Content-Disposition", "X-Request-ID", "Server-Timing"),
    *("X-Carekg-Outcome", "X-Carekg-Total", "X-Carekg-Version", "X-Carekg-Receipt", "X-Carekg-Absent-Graph"),
)


def create_app(
    graph: KnowledgeGraph,
    settings: Settings | None = None,
    writable: Path | None = None,
    following: Path | None = None,
    *,
    private: bool = False,
    full: bool = False,
) -> FastAPI:
    """Make the service.

    Parameters: graph, the knowledge graph to serve; settings, those of the environment unless given; writable, the
    store folder that those with a token may write into: nobody unless given; following, a store folder to whose new
    versions it goes over, whoever builds them; private, whether no page of another origin may read what it answers;
    full, whether each write does everything anew, though less would do.
    Returns: an ASGI app. Nothing in it reaches the network or reads a file that a caller names.
    Raises: BadParameter where it is to be writable and no token is set.
    """
    app = FastAPI(
        title="carekg",
        version="1",
        summary="Partnership working in UK health and social care, as linked data",
        openapi_url=None,  # description.py serves it, with answers as examples
        docs_url=None,  # the pages that come with FastAPI load their parts from elsewhere
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # observe.py has ours
        lifespan=_work,
        generate_unique_id_function=lambda route: route.name,
    )
    settings = settings or Settings()
    configure_logs(settings.log_level)
    app.state.graph, app.state.settings = graph, settings
    clerk = clerk_of(settings)
    app.state.pool = Pool(graph.store.location, modules_of(writable=writable is not None), settings.limits, clerk)
    app.state.writer = None if writable is None else Writer(app.state, writable.resolve(), settings, full=full)
    app.state.following = following
    app.state.metrics = Metrics(app.state.pool)
    problems.install(app)
    errors.install(app)
    endpoint = sparql.Endpoint(app.state.pool, settings, app.state.writer)
    endpoint.page = site.workbench
    _add_routes(app, endpoint)
    if not private:
        _let_pages_read(app)
    app.middleware_stack = _surround(app, endpoint)
    return app


def create_overlaid(
    public: KnowledgeGraph, overlay: KnowledgeGraph, settings: Settings | None = None, *, only_here: bool = True
) -> Overlaid:
    """Make the service of a graph with a private overlay over it.

    Parameters: public, the graph; overlay, the same with the overlay; settings, as for `create_app`; only_here, whether
    to answer those alone who ask this machine under its own name.
    """
    return Overlaid(create_app(public, settings), create_app(overlay, settings, private=True), only_here=only_here)


def _add_routes(app: FastAPI, endpoint: sparql.Endpoint) -> None:
    at_endpoint = Route(PATH, endpoint.respond, methods=list(sparql.METHODS))
    app.router.routes += [at_endpoint, graph_store.ROUTE, *discovery_routes.ROUTES, *linked.ROUTES, assets.ROUTE]
    app.router.routes += [*site.routes(), bulk.ROUTE, *documentation.mounts()]
    if app.state.writer is not None:
        app.router.routes[:0] = graph_store.WRITE_ROUTES
    app.router.routes += [*reconciliation.ROUTES, *question_routes()]
    for router in (health.router, description.router):
        app.include_router(router)


def _let_pages_read(app: FastAPI) -> None:
    """Let pages of any origin read what is answered, without credentials."""
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST", "QUERY", *(["PUT", "DELETE"] if app.state.writer else [])],
        allow_headers=["*"],
        expose_headers=[*_EXPOSED],
    )


def _surround(app: FastAPI, endpoint: sparql.Endpoint) -> ASGIApp:
    """Put what every request passes through around the framework's own layers: what is kept, or short, spares them."""
    state, settings = app.state, app.state.settings
    follows = isinstance(state.graph.store, Remote)

    def version() -> str:
        graph: KnowledgeGraph = state.graph
        return graph.version

    def pushed() -> str:
        return str(state.graph.store.version["state"])

    inner: ASGIApp = sparql.Shortcut(app.build_middleware_stack(), endpoint)
    inner = cache = AnswerCache(inner, pushed if follows else version, settings.cache_bytes, settings.query_bytes)
    state.metrics.kept = cache.kept
    if follows:
        inner = Follower(inner, state, settings.remote_age)
    observer = Observer(inner, state.metrics, version)
    state.desk = None if follows else Desk(observer, cache.kept, state.pool, settings.public_url)
    return observer


@asynccontextmanager
async def _work(app: FastAPI) -> AsyncIterator[None]:
    following = app.state.following and asyncio.create_task(follow(app.state, app.state.following))
    async with app.state.pool:
        gc.collect()
        look_seldom()  # requests leave few cycles behind
        yield
        if following:
            following.cancel()
