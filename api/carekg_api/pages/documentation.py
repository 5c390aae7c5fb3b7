"""The documentation site at /docs/, where `make docs` has made it: files of one folder, and no page of a worker."""

from pathlib import Path
from typing import Any, Final

from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from carekg.terms.errors import MissingFile
from carekg.terms.files import locate

PATH: Final = "/docs"
_FOLDER: Final = "build/site"
_POLICY: Final = (  # its pages choose their colours, and begin their search, by small scripts within them
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "img-src 'self' data:; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class _Site(StaticFiles):
    def file_response(self, *given: Any, **named: Any) -> Response:
        """Give a file, with what it may load; it may be made anew while the service runs, so it is not kept."""
        answer = super().file_response(*given, **named)
        answer.headers.update({"Content-Security-Policy": _POLICY, "Cache-Control": "no-store"})
        return answer


def mounts() -> list[Mount]:
    """Give where the site is served: nowhere, if it was not made."""
    folder = _made()
    return [Mount(PATH, _Site(directory=folder, html=True), name="documentation")] if folder else []


def address() -> str:
    """Give the address of the site for links to it, or nothing where it was not made."""
    return f"{PATH}/" if _made() else ""


def _made() -> Path | None:
    try:
        return locate(_FOLDER)
    except MissingFile:
        return None
