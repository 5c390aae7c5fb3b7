"""Heavy work that tells its caller how far it is, line by line."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import Any, Final, TypeVar

import orjson
import structlog
from starlette.requests import Request
from starlette.responses import StreamingResponse

from carekg.terms.errors import CarekgError
from carekg_api.http.dependencies import pool_of
from carekg_api.http.problems import bug, problem_of

LINES: Final = "application/jsonl"
Value = TypeVar("Value")
_KEPT: Final[set[asyncio.Task[Any]]] = set()  # the loop itself holds no task
_HEARTBEAT: Final = 1.0  # seconds after which a line says again how far the work is
_UNKEPT: Final = {"Vary": "Accept", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}


async def to_the_end(work: Coroutine[Any, Any, Value]) -> Value:
    """Do work whose result is kept, to its end even where the caller goes away: the next one finds it done."""
    task = asyncio.create_task(work)
    _KEPT.add(task)
    task.add_done_callback(_let_go)
    return await asyncio.shield(task)


def _let_go(task: asyncio.Task[Any]) -> None:
    _KEPT.discard(task)
    if not task.cancelled():
        task.exception()  # which its caller was told, unless it had gone


def lines(request: Request, task: Callable[..., Any], *arguments: Any) -> StreamingResponse:
    """Answer with JSON lines that tell how far a heavy task is, and at last with what it found, or the problem."""
    return StreamingResponse(_lines(request, task, arguments), media_type=LINES, headers=_UNKEPT)


async def _lines(request: Request, task: Callable[..., Any], arguments: tuple[Any, ...]) -> AsyncIterator[bytes]:
    """Tell each stage as it begins, and again after a silence; then the result, or the problem."""
    began = time.monotonic()
    stages: asyncio.Queue[tuple[str, int, int] | None] = asyncio.Queue()
    compute = partial(pool_of(request).compute, listen=lambda *stage: stages.put_nowait(stage))
    work = asyncio.ensure_future(compute(task, *arguments))
    work.add_done_callback(lambda _: stages.put_nowait(None))
    stage: tuple[str, int, int] | None = ("wait for a worker", 0, 1)
    try:
        while stage is not None:
            told = dict(zip(("stage", "done", "of"), stage, strict=True))
            yield _line("progress", orjson.dumps(told | {"seconds": round(time.monotonic() - began, 1)}))
            with suppress(TimeoutError):
                stage = await asyncio.wait_for(stages.get(), _HEARTBEAT)
        yield _line("result", (await work).content.data.rstrip())
    except CarekgError as error:
        yield _line("problem", bytes(problem_of(error).body))
    except Exception:  # what has begun as an answer cannot become a 500
        structlog.get_logger("carekg").exception("work failed")
        yield _line("problem", bytes(bug().body))
    finally:
        work.cancel()  # the caller has gone: the pool kills the worker


def _line(name: str, content: bytes) -> bytes:
    return b'{"%s":%s}\n' % (name.encode(), content)
