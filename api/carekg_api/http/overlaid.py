"""A private overlay beside the public graph: two apps, and what chooses between them for each request.

The private app takes in the overlay; the public one is as it is elsewhere. `overlay=no` in an address asks the public
one, byte for byte as if the overlay were not there. Files to take away, feeds, metrics and what describes the service
come from it always.

Source: RFC 9110, section 7.2 (Host), against pages of other sites that turn their name to this machine; Fetch Standard,
Cross-Origin-Resource-Policy.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_address
from typing import Final

import structlog
from starlette.applications import Starlette
from starlette.routing import Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from carekg.terms.errors import BadParameter, CarekgError
from carekg_api.http.problems import problem_of

_ALWAYS_PUBLIC: Final = re.compile(
    r"/(?:data|store|metrics|health|static|sitemap|catalog|\.well-known|openapi\.json|llms|robots\.txt)(?:$|[/.-])"
    r"|(?:\.atom|\.feed\.json)$"
)
_CHOICE: Final = re.compile(rb"(?:^|(?<=&))overlay=([^&]*)(?:&|$)")
_UNKEPT: Final = [(b"cache-control", b"no-store"), (b"cross-origin-resource-policy", b"same-origin")]


class Overlaid:
    """The ASGI app of both. Parameters: public and private, the apps; only_here, whether to answer no other machine."""

    def __init__(self, public: Starlette, private: Starlette, *, only_here: bool) -> None:
        self._public, self._private, self._only_here = public, private, only_here
        self._lifespan = Router(lifespan=self._live)

    @asynccontextmanager
    async def _live(self, _: object) -> AsyncIterator[None]:
        async with (
            self._public.router.lifespan_context(self._public),
            self._private.router.lifespan_context(self._private),
        ):
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer by the one that is asked."""
        if scope["type"] == "lifespan":
            return await self._lifespan(scope, receive, send)
        try:
            if self._only_here:
                _check_host(scope)
            scope, wants_overlay = _choose(scope)
        except CarekgError as error:
            return await problem_of(error)(scope, receive, send)
        if not wants_overlay or _ALWAYS_PUBLIC.search(scope["path"]):
            return await self._public(scope, receive, send)
        return await _answer_here(self._private, scope, receive, send)


async def _answer_here(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Have the private app answer: nothing keeps what it says, and no log tells what was asked."""

    async def unkept(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [each for each in message["headers"] if each[0].lower() != b"cache-control"]
            message = {**message, "headers": [*headers, *_UNKEPT]}
        await send(message)

    with structlog.contextvars.bound_contextvars(private=True):
        try:
            await app(scope, receive, unkept)
        except Exception as error:  # the caller was told; the server would write what it says into its log
            structlog.get_logger("carekg").error("a private request failed", kind=type(error).__name__)


def _choose(scope: Scope) -> tuple[Scope, bool]:
    """Tell whether the overlay is wanted, and take that off the address. Raises: BadParameter."""
    found = _CHOICE.findall(scope["query_string"])
    if not found:
        return scope, True
    if len(found) > 1 or found[0] not in (b"no", b"yes"):
        raise BadParameter("overlay", b" ".join(found).decode("latin-1"), "write yes or no, once")
    rest = _CHOICE.sub(b"", scope["query_string"]).removesuffix(b"&")
    return {**scope, "query_string": rest}, found[0] == b"yes"


def is_here(host: str) -> bool:
    """Tell whether an address, or the name of a host, is this machine's own loopback.

    >>> is_here("127.0.0.1"), is_here("localhost"), is_here("::1"), is_here("0.0.0.0"), is_here("example.org")
    (True, True, True, False, False)
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _check_host(scope: Scope) -> None:
    """See that this machine is asked under its own name: else a page of another site might read what is private."""
    host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    if not is_here(name):
        raise BadParameter("Host", host, "a private overlay is served here, to this machine alone: ask 127.0.0.1")
