"""A connection: what a request may be before the app sees it, and how long it may take to arrive.

What uvicorn would keep waiting for, hold without bound, or refuse in its own words is bounded and worded here; uvicorn
takes the class by its setting `http`.

Source: RFC 9110, section 15.5 (408, 414); RFC 6585, section 5 (431); RFC 9112, section 9.6 (how to close).
"""

import asyncio
import sys
from enum import Enum, auto
from http import HTTPStatus
from typing import ClassVar, Final, NamedTuple

from httptools import HttpParserError, HttpParserUpgrade
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from carekg_api.http.callers import TELLS
from carekg_api.http.problems import problem
from carekg_api.http.resuming import framing_of, resumed
from carekg_api.http.whole import write_out

_LINGER: Final = 2.0  # seconds in which a refused client may read why, while what it still sends is thrown away
_NO_HTTP: Final = "The request is not HTTP/1.1: check the request line, the header and the lengths that it names."
_BUSY: Final = "As many connections as the service holds are at work. Try again later."


class Bounds(NamedTuple):
    """What a request may be, in bytes, fields and seconds; and how many connections there may be."""

    address: int = 65_535  # which the parser of addresses cannot go beyond
    head: int = 65_536
    fields: int = 100
    head_seconds: float = 10.0
    body_seconds: float = 60.0
    connections: int = 1_000


class Stage(Enum):
    """What is awaited of a client."""

    NOTHING = auto()
    REQUEST = auto()
    HEAD = auto()
    BODY = auto()


class _Joining:
    """The transport of one answer, which sends the head with the first part of the body: one packet, not two.

    Source: ASGI 3, HTTP connection scope: nothing is sent before the first part of the body.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport, self._head, self._is_begun = transport, b"", False

    def write(self, data: bytes) -> None:
        """Hold the head, which comes first; send all else."""
        if self._is_begun:
            self._transport.write(self._head + data if self._head else data)
            self._head = b""
        else:
            self._head, self._is_begun = data, True

    def __getattr__(self, name: str) -> object:
        return getattr(self._transport, name)


class Connection(HttpToolsProtocol):
    """One connection of a client, with bounds."""

    bounds: ClassVar[Bounds] = Bounds()

    # What the server calls

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin, where there is room."""
        super().connection_made(transport)
        self._stage, self._head, self.url = Stage.REQUEST, 0, b""
        self._refusal: tuple[HTTPStatus, str] | None = None
        self._is_over = self._is_cut = False
        self._at_work: RequestResponseCycle | None = None  # the last that began: those that came after it wait
        self._since = self.loop.time()
        self._timer: asyncio.TimerHandle | None = None
        self._timed = Stage.NOTHING
        self._gone: asyncio.Future[None] = self.loop.create_future()
        if self._find_room():
            self._time()
        else:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, _BUSY)

    def data_received(self, data: bytes) -> None:
        """Read on; refuse a head without end."""
        if self._is_over:
            return
        self._head += len(data)  # of what came with the beginning, the parser keeps no more than one part
        self._read = data
        while self._read and not self._is_over:
            part, self._left = self._read, len(self._read)
            super().data_received(part)
            self._read = part[self._left :]
        if self._stage is Stage.HEAD and (self._head > self.bounds.head or len(self.url) > self.bounds.address):
            self._refuse(*(self._long_address() or self._long_head()))
        if self._stage is not self._timed:
            self._time()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._is_over = True
        self._time()
        super().connection_lost(exc)
        self._tell_gone()

    # What the parser calls

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._stage, self._head = Stage.HEAD, 0
        super().on_message_begin()
        self.scope["extensions"] = {TELLS: {"future": self._gone}}

    def on_headers_complete(self) -> None:
        """Hand a request on, where its head is within the bounds."""
        self._refusal = self._long_address()
        if len(self.headers) > self.bounds.fields:
            self._refusal = (
                HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                f"The request has {len(self.headers):,} header fields; the limit is {self.bounds.fields:,}.",
            )
        elif sum(len(name) + len(value) for name, value in self.headers) > self.bounds.head:
            self._refusal = self._long_head()
        if self._refusal:
            raise HttpParserError
        self._stage = Stage.BODY
        self._is_cut = self.parser.should_upgrade() and bool(framing_of(self.headers))
        super().on_headers_complete()
        if self.cycle is not None and not self.expect_100_continue and self.scope["method"] != "HEAD":
            self.cycle.transport = _Joining(self.transport)  # type: ignore[assignment]

    def on_message_complete(self) -> None:
        """Know that all of a request is there; where the parser left before the body, it is not."""
        if self._is_cut:
            return
        self._stage, self._since = Stage.NOTHING, self.loop.time()
        super().on_message_complete()

    def send_400_response(self, _: str) -> None:
        """Say what is wrong with what cannot be read, or may not be so."""
        self._refuse(*(self._refusal or (HTTPStatus.BAD_REQUEST, _NO_HTTP)))

    def _unsupported_upgrade_warning(self) -> None:
        """Read on in HTTP/1.1 where the client offers another protocol, before which the parser stops."""
        left = sys.exc_info()[1]
        assert isinstance(left, HttpParserUpgrade)  # what uvicorn calls this for
        self._left = left.args[0]
        framing = framing_of(self.headers) if self._is_cut else ()
        self._is_cut = False
        try:
            self.parser = resumed(self, framing)
        except HttpParserError as error:
            self.send_400_response(str(error))

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._at_work = cycle
        super()._start_asgi_task(cycle, app)

    # What bounds it

    @property
    def _is_waiting(self) -> bool:
        """Whether the client has us wait, and not we the client."""
        return self._stage is not Stage.NOTHING or self.cycle is None or self.cycle.response_complete

    def _find_room(self) -> bool:
        """Close the connection on which nothing was asked for longest, where there are too many; tell if one could."""
        if len(self.connections) <= self.bounds.connections:
            return True
        others = (each for each in self.connections if isinstance(each, Connection) and each is not self)
        waiting = [each for each in others if each._is_waiting and not each.transport.is_closing()]
        if waiting:
            min(waiting, key=lambda each: each._since).transport.abort()
        return bool(waiting)

    def _time(self) -> None:
        """Set the time by which what is awaited must be there. A request that comes whole has none set for it."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._timed = self._stage
        if self._is_over or self._stage is Stage.NOTHING:
            return
        seconds = self.bounds.body_seconds if self._stage is Stage.BODY else self.bounds.head_seconds
        self._timer = self.loop.call_later(seconds, self._expire, seconds)

    def _expire(self, seconds: float) -> None:
        part = "body" if self._stage is Stage.BODY else "header"
        if self._stage is Stage.REQUEST:
            self.transport.close()  # nothing was sent, so nothing is answered
        else:
            detail = f"The {part} of the request was not there within the {seconds:g} s that it may take."
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, detail)

    def _long_address(self) -> tuple[HTTPStatus, str] | None:
        if len(self.url) <= self.bounds.address:
            return None
        return (
            HTTPStatus.REQUEST_URI_TOO_LONG,
            f"The address has more than {self.bounds.address:,} bytes. Send a long query by POST: in a form, or as "
            "application/sparql-query.",
        )

    def _long_head(self) -> tuple[HTTPStatus, str]:
        return (
            HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
            f"The header of the request has more than {self.bounds.head:,} bytes.",
        )

    def _refuse(self, status: HTTPStatus, detail: str) -> None:
        """Say why, read no more, and close. What was asked before on the same connection ends with it."""
        if self._is_over:
            return
        self._is_over = True
        may_answer = True
        if self._at_work is not None and not self._at_work.response_complete:
            self._tell_gone()
            is_next = self._at_work is self.cycle and self._stage is Stage.BODY
            may_answer = is_next and not self._at_work.response_started
        if may_answer and not self.transport.is_closing():
            self.transport.write(self._write_problem(status, detail))
        self._time()
        self.flow.resume_reading()  # else the client may not get to read while it has yet to send
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(_LINGER, self.transport.abort)

    def _tell_gone(self) -> None:
        """Tell what is at work that it need not wait for the rest of the request, nor answer."""
        if self._at_work is not None:
            self._at_work.disconnected = True
            self._at_work.message_event.set()
        if not self._gone.done():
            self._gone.set_result(None)

    def _write_problem(self, status: HTTPStatus, detail: str) -> bytes:
        made = problem(status, status.name.title().replace("_", ""), detail)
        whole = status.value, made.raw_headers, bytes(made.body)
        return write_out(whole, self.server_state.default_headers, keep_alive=False)
