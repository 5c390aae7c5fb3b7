"""Heavy work for one caller: done in a worker, and given up, worker and all, where the caller goes away."""

import asyncio
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request

from carekg_api.dependencies import pool_of

Value = TypeVar("Value")


class CallerGone(BaseException):
    """The caller has gone, so there is nobody to answer: no error, hence no Exception, and caught by the observer."""


class Work:
    """The heavy work that one request asks for."""

    def __init__(self, request: Request) -> None:
        self._request = request

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

    async def _wait_for_the_end(self) -> None:
        while (await self._request.receive())["type"] != "http.disconnect":
            pass


Heavy = Annotated[Work, Depends(Work)]
