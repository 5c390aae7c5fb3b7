"""Whether the service is well, ready, and busy: all of it told without a thread or a worker, which may be busy."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from carekg.store.remote import Remote
from carekg.terms.errors import VersionGone
from carekg_api.http.dependencies import Graph, Workers
from carekg_api.http.problems import problem, problem_of

_UNKNOWN: Final = "unknown"
router = APIRouter(tags=["Service"])


@router.get("/health", summary="Whether the service is well, and which data it serves", response_model=None)
async def health(graph: Graph) -> dict[str, Any] | Response:
    """Say that the service answers, and which version of the data it serves, built how long ago."""
    store = graph.store
    if not isinstance(store, Remote) and not store.folder.is_dir():
        return problem_of(VersionGone(store.folder))
    built = store.version.get("built_at", _UNKNOWN)  # another server may not say
    age = None if built == _UNKNOWN else _seconds_since(datetime.fromisoformat(built))
    return {
        "status": "ok",
        "version": store.version["hash"],
        "built_at": built,
        "age_seconds": age,
        "quads": store.version.get("quads"),
    }


def _seconds_since(built: datetime) -> int:
    """Give the age of a version; another server may tell its day alone, or leave out the zone."""
    return int((datetime.now(UTC) - (built if built.tzinfo else built.replace(tzinfo=UTC))).total_seconds())


@router.get("/health/live", summary="Whether the process answers")
async def live() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "ok"}


@router.get("/health/ready", summary="Whether queries can be answered", response_model=None)
async def ready(workers: Workers) -> dict[str, str] | Response:
    """Say whether what is asked will be answered: 503 until a worker has the store open, and where none can any more.

    While workers are replaced by others that start as they did, what is asked waits for those.
    """
    if not workers.fast.can_answer:
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, "NotReady", "No worker has the store open yet.")
    return {"status": "ready"}


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    """Give the numbers that Prometheus reads."""
    return Response(generate_latest(request.app.state.metrics.registry), media_type=CONTENT_TYPE_LATEST)
