"""The desk: what is answered where it arrives, before the framework, and which connections are lent to a worker.

Most of a look-up's time went into being handed through. An answer that is kept is given at the desk; a connection on
which nothing but short queries comes is lent to a worker, whose clerk answers them. Whatever else a request is, or
comes to, goes the ordinary way.
"""

import time
from typing import Final

from starlette.types import Scope

from carekg.terms.errors import CarekgError
from carekg.workers.lent import Note
from carekg.workers.loans import Lendable
from carekg.workers.pool import Pool
from carekg_api.http.kept import HIT, Kept, first_of_each, is_cacheable
from carekg_api.http.observe import Observer
from carekg_api.http.whole import Whole, as_sent, request_id
from carekg_api.protocol.clerk import is_plain, read_short
from carekg_api.protocol.operation import PATH

_LENT: Final = {"method": "GET", "path": PATH}  # of all that a clerk answers


class Desk:
    """What answers requests where they arrive."""

    def __init__(self, observer: Observer, kept: Kept, pool: Pool, public_url: str) -> None:
        self._observer, self._kept, self._pool, self._public_url = observer, kept, pool, public_url

    def take(self, scope: Scope) -> Whole | None:
        """Give the answer to a request, where it is kept, and the request plain."""
        headers = first_of_each(scope)
        if not is_plain(scope, headers) or not is_cacheable(scope):
            return None
        began = time.perf_counter()
        known = self._kept.find(self._kept.key_of(scope, headers, b""))
        if known is None:
            return None
        number = request_id(scope)
        status, fields, body = as_sent(known, scope, HIT)
        self._observer.note(scope, status, time.perf_counter() - began, number)
        return status, [*fields, *self._observer.names(number)], body

    def short(self, scope: Scope) -> str | None:
        """Give the shape of a query that proved short; None where a request is anything else."""
        headers = first_of_each(scope)
        try:
            operation = read_short(scope, headers, self._public_url) if is_plain(scope, headers) else None
        except CarekgError:
            return None
        return None if operation is None else self._pool.short(operation.query)

    def lend(self, connection: Lendable, shape: str) -> bool:
        """Lend a connection to a worker, if one can take it. Parameters: shape of what came last."""
        return self._pool.lend(connection, shape)

    def call_back(self) -> None:
        """Have all connections that were lent be given back, since the service ends."""
        self._pool.call_back()

    def note(self, notes: list[Note]) -> None:
        """Count and log what was answered on a connection that was lent."""
        for status, seconds, was_kept, number in notes:
            self._kept.events["hit" if was_kept else "miss"] += 1
            self._observer.note(_LENT, status, seconds, number)
