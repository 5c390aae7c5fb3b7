"""Listening: the port that the service takes, and the server that runs on it."""

import errno
import os
import resource
import socket
import sys
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from carekg.settings import Settings
from carekg.terms.errors import BadParameter
from carekg_api.http.attended import Desk, connection_within
from carekg_api.http.connection import Bounds

_FILES: Final = 1_000  # that are open beside connections: of the store, and pipes to workers
_SAID: Final = {
    errno.EADDRINUSE: "something listens there already; stop that, or take another port, with --port",
    errno.EACCES: "the system reserves it; take a port from 1024 up, with --port",
    errno.EADDRNOTAVAIL: "this machine has no such address; take 127.0.0.1 or 0.0.0.0",
}


def listen(host: str, port: int) -> socket.socket:
    """Take a port. Raises: BadParameter that says what to do where it cannot be had."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except (OSError, OverflowError) as error:
        reason = _SAID.get(getattr(error, "errno", None) or 0, str(error))
        raise BadParameter("address", f"{host}:{port}", reason) from error


def serve(app: ASGIApp, settings: Settings, at: socket.socket) -> None:
    """Run an app at a socket until it is told to end. Exits where it could not start.

    An app whose state has a `desk` has it answer what it takes.
    """
    desk: Desk | None = getattr(getattr(app, "state", None), "desk", None)
    bounds = Bounds(
        settings.address_bytes,
        settings.head_bytes,
        settings.head_fields,
        settings.head_seconds,
        settings.body_seconds,
        settings.connections,
    )
    _allow_files(settings.connections + _FILES)
    config = uvicorn.Config(
        app,
        http=connection_within(bounds, desk),
        ws="none",  # a connection that was upgraded would pass all bounds
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=settings.shutdown,
    )
    server = uvicorn.Server(config)
    try:
        server.run(sockets=[at])
    except KeyboardInterrupt:
        return
    if not server.started:
        sys.exit(os.EX_SOFTWARE)


def _allow_files(wanted: int) -> None:
    """Let this process have so many files and sockets open, as far as the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
