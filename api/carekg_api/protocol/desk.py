"""The desk: what is answered where it arrives, before the framework: what is kept, and queries that proved short.

Most of a look-up's time went into being handed through. The desk hands nothing on: it looks into the cache of answers,
or gives the query to a worker that has room, and the answer is what it would be otherwise: read, kept, named, counted
and written by the same pieces. Whatever else a request is, or comes to, goes the ordinary way.
"""

import asyncio
import time
from collections.abc import Callable
from functools import partial
from typing import Final

from starlette.types import Scope

from carekg.workers.worker import Reply
from carekg_api.http.cache import HIT, AnswerCache, Key, first_of_each, made_now
from carekg_api.http.observe import Observer, request_id
from carekg_api.http.whole import Answer, Whole, as_sent, hold
from carekg_api.protocol.endpoint import Endpoint

Give = Callable[[Whole | None], None]
_MORE: Final = frozenset(  # a body, a part, a caller with a name, another origin, or a proxy that says who asked
    (b"content-length", b"transfer-encoding", b"expect", b"range", b"authorization", b"origin", b"x-forwarded-proto")
)


class Desk:
    """What answers requests where they arrive."""

    def __init__(self, observer: Observer, cache: AnswerCache, endpoint: Endpoint) -> None:
        self._observer, self._cache, self._endpoint = observer, cache, endpoint

    def take(self, scope: Scope, give: Give) -> bool:
        """Answer a request, if it is one for the desk.

        Parameters: scope of the request; give, which is called with status, header fields and body, now or later; or
        with nothing, where the request is to go the ordinary way after all.
        Returns: whether `give` was called, or will be.
        """
        headers = first_of_each(scope)
        if scope["method"] != "GET" or not _MORE.isdisjoint(headers):
            return False
        began = time.perf_counter()
        key, known = self._cache.look(scope, headers)
        if known is not None:
            self._give(scope, known, HIT, began, give)
            return True
        if key is None:
            return False
        accept = headers.get(b"accept")
        host = headers.get(b"host", b"localhost").decode("latin-1")
        asked = self._endpoint.hand(scope, host, None if accept is None else accept.decode("latin-1"))
        if asked is not None:
            asked.add_done_callback(partial(self._end, scope, key, began, give))
        return asked is not None

    def _end(self, scope: Scope, key: Key, began: float, give: Give, asked: "asyncio.Future[Reply]") -> None:
        if asked.cancelled() or asked.exception() or asked.result().error:
            return give(None)
        try:
            self._finish(scope, key, began, give, asked.result())
        except Exception:
            give(None)  # nobody waits for this, so the caller would wait for ever; the app meets the bug again
            raise
        return None

    def _finish(self, scope: Scope, key: Key, began: float, give: Give, reply: Reply) -> None:
        written = self._endpoint.finish(reply)
        answer = hold(written.status_code, written.raw_headers, bytes(written.body), time.perf_counter() - began)
        self._cache.events["handed"] += 1
        self._cache.keep(key, answer)
        self._give(scope, answer, made_now(answer), began, give)

    def _give(self, scope: Scope, answer: Answer, timing: bytes, began: float, give: Give) -> None:
        status, fields, body = as_sent(answer, scope, timing)
        self._observer.note(scope, status, time.perf_counter() - began)
        give((status, [*fields, *self._observer.name(request_id(scope))], body))
