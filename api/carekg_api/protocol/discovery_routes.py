"""Where the service and its data are described: VoID and DCAT at their own addresses."""

from collections.abc import Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from carekg_api.http.content import Content
from carekg_api.http.dependencies import pool_of, settings_of
from carekg_api.http.written import Written
from carekg_api.protocol.discovery import describe_catalogue, describe_data
from carekg_api.protocol.endpoint import base_of, wanted


def _describing(task: Callable[..., Content]) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        return Written(await pool_of(request).compute(task, base_of(request), wanted(request, settings_of(request))))

    return endpoint


ROUTES: Final = (
    Route("/.well-known/void", _describing(describe_data), methods=["GET", "HEAD"], name="void"),
    Route("/catalog", _describing(describe_catalogue), methods=["GET", "HEAD"], name="catalog"),
)
