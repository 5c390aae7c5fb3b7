"""Heavy work for one caller: done in a worker, and given up, worker and all, where the caller goes away."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Annotated, Any, Final, TypeVar

import orjson
import structlog
from fastapi import Depends, Query, Request
from fastapi.responses import Response, StreamingResponse

from carekg.terms.errors import BadParameter, CarekgError
from carekg_api.http.content import CSV, JSON, write
from carekg_api.http.dependencies import pool_of
from carekg_api.http.negotiation import negotiate
from carekg_api.http.problems import bug, problem_of

Value = TypeVar("Value")
LINES: Final = "application/jsonl"
_FORMATS: Final[Mapping[str, str]] = {"json": JSON, "csv": CSV, "jsonl": LINES}
CONTENT: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {form: {} for form in _FORMATS.values()}}}
_HEARTBEAT: Final = 1.0  # seconds after which a line says again how far the work is
_UNKEPT: Final = {"Vary": "Accept", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class CallerGone(BaseException):
    """The caller has gone, so there is nobody to answer: no error, hence no Exception, and caught by the observer."""


_Format = Annotated[
    str | None,
    Query(
        description="instead of the Accept header: json, csv (the table), or jsonl (lines that tell how far it is)",
        json_schema_extra={"enum": list(_FORMATS)},
    ),
]


class Work:
    """The heavy work that one request asks for."""

    def __init__(self, request: Request, format: _Format = None) -> None:  # noqa: A002
        self._request, self._form = request, format

    async def compute(self, task: Callable[..., Value], *arguments: Any) -> Value:
        """Do a heavy task in the pool's own lane.

        Raises: CallerGone where the caller goes away first: the pool then kills the worker and starts another, since
        native code cannot be interrupted. Whatever `Pool.compute` raises.
        """
        work = asyncio.ensure_future(pool_of(self._request).compute(task, *arguments))
        gone = asyncio.ensure_future(self._wait_for_the_end())
        try:
            await asyncio.wait([work, gone], return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                raise CallerGone
            return work.result()
        finally:
            work.cancel()
            gone.cancel()

    async def answer(self, task: Callable[..., Any], *arguments: Any) -> Response:
        """Answer with what a task finds, as JSON, as CSV, or as JSON lines that tell how far it is before that.

        Parameters: task of graph_tasks that takes `progress` and gives something with a table; arguments.
        Raises: as `compute`; BadParameter; NotAcceptable.
        """
        media_type = self._media_type()
        if media_type == LINES:
            return StreamingResponse(self._lines(task, arguments), media_type=LINES, headers=_UNKEPT)
        content = await self.compute(write, media_type, task, arguments)
        return Response(content.data, media_type=content.media_type, headers={"Vary": "Accept"})

    def _media_type(self) -> str:
        if self._form is None:
            return negotiate(self._request.headers.get("accept"), list(_FORMATS.values()))
        if self._form not in _FORMATS:
            raise BadParameter("format", self._form, f"write one of {', '.join(_FORMATS)}")
        return _FORMATS[self._form]

    async def _lines(self, task: Callable[..., Any], arguments: tuple[Any, ...]) -> AsyncIterator[bytes]:
        """Tell each stage as it begins, and again after a silence; then the result, or the problem."""
        began = time.monotonic()
        stages: asyncio.Queue[tuple[str, int, int] | None] = asyncio.Queue()
        compute = partial(pool_of(self._request).compute, listen=lambda *stage: stages.put_nowait(stage))
        work = asyncio.ensure_future(compute(write, JSON, task, arguments))
        work.add_done_callback(lambda _: stages.put_nowait(None))
        stage: tuple[str, int, int] | None = ("wait for a worker", 0, 1)
        try:
            while stage is not None:
                told = dict(zip(("stage", "done", "of"), stage, strict=True))
                yield _line("progress", orjson.dumps(told | {"seconds": round(time.monotonic() - began, 1)}))
                with suppress(TimeoutError):
                    stage = await asyncio.wait_for(stages.get(), _HEARTBEAT)
            yield _line("result", (await work).data)
        except CarekgError as error:
            yield _line("problem", bytes(problem_of(error).body))
        except Exception:  # what has begun as an answer cannot become a 500
            structlog.get_logger("carekg").exception("work failed")
            yield _line("problem", bytes(bug().body))
        finally:
            work.cancel()  # the caller has gone: the pool kills the worker

    async def _wait_for_the_end(self) -> None:
        while (await self._request.receive())["type"] != "http.disconnect":
            pass


def _line(name: str, content: bytes) -> bytes:
    return b'{"%s":%s}\n' % (name.encode(), content)


Heavy = Annotated[Work, Depends(Work)]
