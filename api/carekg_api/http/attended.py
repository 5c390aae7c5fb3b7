"""An attended connection: one with a desk, where some requests are answered as they arrive; and which may be lent."""

import asyncio
from typing import Any, ClassVar, Final, Protocol

from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import HEADER_VALUE_RE, RequestResponseCycle

from carekg.workers.lent import Note
from carekg.workers.loans import Lendable
from carekg_api.http.connection import Bounds, Connection, Stage
from carekg_api.http.whole import Whole, write_out

_IN_A_ROW: Final = 4  # short requests, before a connection is lent
_MOST_PATIENT: Final = 1_024
_AT_ONCE: Final = 0.05  # seconds after a connection was given back, in which what waited there is read


class Desk(Protocol):
    """What answers some requests where they arrive, and lends connections."""

    def take(self, scope: Any, /) -> Whole | None:
        """Give the answer to a request, or nothing, where the app is to answer."""

    def short(self, scope: Any, /) -> str | None:
        """Give the shape of a short request; nothing for any other."""

    def lend(self, connection: Lendable, shape: str, /) -> bool:
        """Lend a connection to a worker, if one can take it."""

    def call_back(self) -> None:
        """Have all that was lent be given back."""

    def note(self, notes: list[Note], /) -> None:
        """Be told what was answered on a connection that was lent."""


class Attended(Connection):
    """One connection of a client, with a desk.

    It is lent after some short requests in a row; where a worker declines one, after twice as many the next time.
    """

    desk: ClassVar[Desk]

    # What the server and the parser call

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin."""
        self._shape: str | None = None
        self._row, self._patience = 0, _IN_A_ROW
        self._is_lent = self._was_lent = self._is_ending = False
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Read on; then lend the connection, if what came was answered at once."""
        super().data_received(data)
        self._lend()

    def on_response_complete(self) -> None:
        """Know that a request was answered, and lend the connection."""
        super().on_response_complete()
        self._lend()

    def shutdown(self) -> None:
        """End when what is under way is done."""
        if self._is_lent:
            self._is_ending = True
            self.desk.call_back()
        else:
            super().shutdown()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        """Have the desk answer, or the app."""
        is_plain = not (self.pipeline or self.flow.write_paused or cycle.waiting_for_100_continue)
        if not (is_plain and self._is_taken(cycle)):
            super()._start_asgi_task(cycle, app)

    def _is_taken(self, cycle: RequestResponseCycle) -> bool:
        """Tell whether the desk answers. The parser would tell a bug of ours as the client's: it goes into the log."""
        try:
            self._count(self.desk.short(cycle.scope))
            whole = self.desk.take(cycle.scope)
            if whole is None or HEADER_VALUE_RE.search(b" ".join([value for _, value in whole[1]])):
                return False
            self._give(cycle, whole)
        except Exception:
            self.logger.exception("The desk failed, and the app answers.")
            return cycle.response_started
        return True

    def _give(self, cycle: RequestResponseCycle, whole: Whole) -> None:
        """Write what the desk gives."""
        self.transport.write(write_out(whole, self.server_state.default_headers, keep_alive=cycle.keep_alive))
        cycle.response_started = cycle.response_complete = True
        cycle.message_event.set()
        if not cycle.keep_alive:
            self.transport.close()
        cycle.on_response()
        cycle.on_response = lambda: None  # as uvicorn does: else it and the connection would hold each other

    # How it is lent

    def _count(self, shape: str | None) -> None:
        """Count the short requests in a row, from none where a worker declined one: more than before are awaited then.

        It declined what was there as it gave the connection back, unless that is of a shape that it may not know.
        """
        was_there = self._was_lent and self.loop.time() < self._since + _AT_ONCE
        if was_there and shape in (None, self._shape):
            self._row, self._patience = 0, min(2 * self._patience, _MOST_PATIENT)
        self._row = self._row + 1 if shape else 0
        self._shape, self._was_lent = shape, False

    def _lend(self) -> None:
        """Lend the connection, where it is time, nothing is under way, and a worker can take it."""
        if self._row < self._patience or not self._shape or not self._is_free:
            return
        if self.desk.lend(self, self._shape):
            self._is_lent = True
            self.flow.pause_reading()
            self._unset_keepalive_if_required()

    @property
    def _is_free(self) -> bool:
        is_at_rest = self._stage is Stage.NOTHING and self.cycle.response_complete and not self.pipeline
        is_open = not (self._is_over or self._is_lent or self.transport.is_closing()) and self.scheme == "http"
        return is_at_rest and is_open and not self.transport.get_write_buffer_size()

    @property
    def _is_waiting(self) -> bool:
        return not self._is_lent and super()._is_waiting

    def fileno(self) -> int:
        """Give its descriptor."""
        return int(self.transport.get_extra_info("socket").fileno())

    def note(self, notes: list[Note]) -> None:
        """Be told what was answered on it."""
        self.desk.note(notes)

    def tell_bug(self, bug: str) -> None:
        """Write into the log what went wrong with the worker's clerk; the app answers."""
        self.logger.error("The clerk of a worker failed, and the app answers.\n%s", bug)

    def send_rest(self, rest: bytes) -> None:
        """Send what is yet to be sent, before anything else."""
        self.transport.write(rest)

    def take_back(self) -> None:
        """Read on."""
        self._is_lent, self._was_lent, self._since = False, True, self.loop.time()
        if self._is_over or self.transport.is_closing():
            return
        self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)
        self.flow.resume_reading()
        if self._is_ending:
            super().shutdown()

    def break_off(self) -> None:
        """End: nobody knows how much of an answer was sent."""
        self.transport.abort()


def connection_within(bounds: Bounds, desk: Desk | None = None) -> type[Connection]:
    """Give the class of connections for a server with its own bounds, and its desk."""
    if desk is None:
        return type("Connection", (Connection,), {"bounds": bounds})
    return type("Attended", (Attended,), {"bounds": bounds, "desk": desk})
