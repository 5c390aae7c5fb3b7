"""Problems: every error as application/problem+json, by one table and one handler.

Source: RFC 9457, Problem Details for HTTP APIs.
"""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from rapidfuzz import fuzz, process
from starlette.exceptions import HTTPException

from carekg.terms.errors import (
    AmbiguousName,
    BadParameter,
    CarekgError,
    DeadlinePassed,
    GraphProtected,
    InputError,
    InvalidGraph,
    LimitReached,
    NotAcceptable,
    NotAuthorised,
    QueryRefused,
    QuerySyntaxError,
    RemoteFailed,
    RemoteSilent,
    RemoteSlow,
    RemoteUnnamed,
    SearchUnavailable,
    ServiceBusy,
    SourceError,
    StoreLocked,
    StoreMissing,
    StoreUnwritable,
    UnknownName,
    UnsupportedBody,
)

STATUSES: Final[Mapping[type[CarekgError], HTTPStatus]] = {
    QuerySyntaxError: HTTPStatus.BAD_REQUEST,
    QueryRefused: HTTPStatus.FORBIDDEN,
    GraphProtected: HTTPStatus.FORBIDDEN,
    NotAuthorised: HTTPStatus.UNAUTHORIZED,
    BadParameter: HTTPStatus.BAD_REQUEST,
    UnsupportedBody: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    UnknownName: HTTPStatus.NOT_FOUND,
    AmbiguousName: HTTPStatus.CONFLICT,
    NotAcceptable: HTTPStatus.NOT_ACCEPTABLE,
    InputError: HTTPStatus.BAD_REQUEST,
    InvalidGraph: HTTPStatus.UNPROCESSABLE_ENTITY,
    SourceError: HTTPStatus.INTERNAL_SERVER_ERROR,
    StoreMissing: HTTPStatus.SERVICE_UNAVAILABLE,
    SearchUnavailable: HTTPStatus.INTERNAL_SERVER_ERROR,
    StoreUnwritable: HTTPStatus.INSUFFICIENT_STORAGE,
    RemoteFailed: HTTPStatus.BAD_GATEWAY,
    RemoteSilent: HTTPStatus.SERVICE_UNAVAILABLE,
    RemoteSlow: HTTPStatus.GATEWAY_TIMEOUT,
    RemoteUnnamed: HTTPStatus.SERVICE_UNAVAILABLE,
    LimitReached: HTTPStatus.SERVICE_UNAVAILABLE,
    DeadlinePassed: HTTPStatus.GATEWAY_TIMEOUT,
}
MEDIA_TYPE: Final = "application/problem+json"
_NEAREST: Final = 3
_ALIKE: Final = 60.0  # of 100
_MOST_SAID: Final = 1_000  # characters of a fact: what a caller gave may be long
_AGAIN: Final[Mapping[type[CarekgError], str]] = {  # seconds
    StoreLocked: "30",
    ServiceBusy: "1",
    RemoteSilent: "5",
    RemoteUnnamed: "30",
}
TYPE_BASE: Final = "https://w3id.org/carekg/problem/"


def status_of(error: CarekgError) -> HTTPStatus:
    """Give the status for an error: that of the nearest class above it in STATUSES."""
    return next(STATUSES[each] for each in type(error).__mro__ if each in STATUSES)


def problem(status: HTTPStatus, kind: str, detail: str, facts: Mapping[str, Any] = MappingProxyType({})) -> Response:
    """Make a problem document. Parameters: status; kind of problem, one word; detail; facts to add to it."""
    said = {"type": f"{TYPE_BASE}{kind}", "title": status.phrase, "status": status.value, "detail": detail}
    return Response(orjson.dumps({**facts, **said}, default=str), status, media_type=MEDIA_TYPE)


def problem_of(error: CarekgError) -> Response:
    """Make the problem document of one of our own errors, with the facts that it holds."""
    facts: dict[str, Any] = {
        name: value[:_MOST_SAID] if isinstance(value, str) else value
        for name, value in vars(error).items()
        if isinstance(value, str | int | float | tuple)
    }
    if isinstance(error, InputError):
        facts["outcome"] = {"kind": "refused", "sentence": str(error)}
    if isinstance(error, InvalidGraph):
        facts["report"] = error.report.as_dict()
    made = problem(status_of(error), type(error).__name__, str(error), facts)
    if isinstance(error, NotAuthorised):
        made.headers["WWW-Authenticate"] = 'Bearer realm="carekg", Basic realm="carekg", charset="UTF-8"'
    if isinstance(error, InputError):
        made.headers["X-Carekg-Outcome"] = "refused"
    seconds = next((wait for kind, wait in _AGAIN.items() if isinstance(error, kind)), None)
    if seconds is not None:
        made.headers["Retry-After"] = seconds
    return made


def http_problem(request: Request, error: HTTPException) -> Response:
    """Make the problem document of what the framework refuses; where nothing is, with the addresses most like it."""
    status = HTTPStatus(error.status_code)
    told = _nowhere(request) if status == HTTPStatus.NOT_FOUND else str(error.detail)
    made = problem(status, status.name.title().replace("_", ""), told)
    made.headers.update(error.headers or {})
    return made


def _nowhere(request: Request) -> str:
    path = request.url.path
    paths = {str(getattr(route, "path", "")).replace(":path}", "}") for route in request.app.routes}
    plain = sorted(each for each in paths if ".{" not in each)
    near = process.extract(path[:_MOST_SAID], plain, scorer=fuzz.ratio, limit=_NEAREST, score_cutoff=_ALIKE)
    like = f" Did you mean {' or '.join(each for each, *_ in near)}?" if near else ""
    return f"There is nothing at {path[:_MOST_SAID]}.{like} All addresses are described at /openapi.json."


def bug() -> Response:
    """Make the problem document of a fault of ours."""
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "InternalError", "The service failed; its log says why.")


def install(app: FastAPI) -> None:
    """Make an app answer every error with a problem document."""

    @app.exception_handler(CarekgError)
    async def on_carekg_error(_: Request, error: CarekgError) -> Response:
        return problem_of(error)

    @app.exception_handler(RequestValidationError)
    async def on_invalid_request(_: Request, error: RequestValidationError) -> Response:
        wrong = [f"{'.'.join(str(part) for part in each['loc'][1:])}: {each['msg']}" for each in error.errors()]
        return problem(HTTPStatus.BAD_REQUEST, "BadParameter", "; ".join(wrong))

    @app.exception_handler(HTTPException)
    async def on_http_error(request: Request, error: HTTPException) -> Response:
        return http_problem(request, error)

    @app.exception_handler(Exception)
    async def on_bug(_: Request, _error: Exception) -> Response:
        return bug()
