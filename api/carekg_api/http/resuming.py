"""Resuming: a parser for what follows a request that offers another protocol, at which the first one stops.

Source: RFC 9110, section 7.8 (a server may ignore what is offered); RFC 9112, section 6 (how a body is framed).
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from httptools import HttpRequestParser

_FRAMING: Final = (b"content-length", b"transfer-encoding")
Fields = Sequence[tuple[bytes, bytes]]


class _Silent:
    """What a parser calls: the same as before, once it has read what was read before."""

    def __init__(self, protocol: object) -> None:
        self._protocol, self.is_silent = protocol, True

    def __getattr__(self, name: str) -> Callable[..., Any]:
        told = getattr(self._protocol, name)
        return lambda *given: None if self.is_silent else told(*given)


def framing_of(fields: Fields) -> Fields:
    """Give the fields of a head that say how long the body is; none where it has none.

    >>> framing_of([(b"host", b"x"), (b"content-length", b"5")]), framing_of([(b"content-length", b"0")])
    ([(b'content-length', b'5')], [])
    """
    return [(name, value) for name, value in fields if name in _FRAMING and value.strip(b" 0")]


def resumed(protocol: object, framing: Fields) -> HttpRequestParser:
    """Give a parser that reads on where another stopped.

    Parameters: protocol, what it calls; framing, the fields that say how long the body is that comes first; none where
    a request comes first. Raises: HttpParserError where they say nothing that can be read.
    """
    if not framing:
        return _parser(protocol)
    silent = _Silent(protocol)
    made = _parser(silent)
    made.feed_data(b"".join([b"POST / HTTP/1.1\r\n", *(b"%b: %b\r\n" % field for field in framing), b"\r\n"]))
    silent.is_silent = False
    return made


def _parser(protocol: object) -> HttpRequestParser:
    made = HttpRequestParser(protocol)
    made.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn sets it
    return made
