"""What a worker wrote, as a response."""

from functools import cache
from http import HTTPStatus
from typing import Final

from starlette.responses import Response

from carekg_api.http.content import Content

_OK: Final = HTTPStatus.OK.value
BY_ORIGIN: Final = (b"vary", b"Origin")  # as CORS says too


class Written(Response):
    """What a worker wrote, as a response. It spares each answer what its base class does to find out the same."""

    def __init__(self, content: Content) -> None:
        self.status_code, self.body, self.background = _OK, content.data, None
        self.raw_headers = [
            (b"content-length", str(len(content.data)).encode()),
            (b"content-type", _content_type(content.media_type)),
            (b"vary", b"Accept"),
            (b"etag", content.etag.encode()),
        ]
        if content.absent:  # graphs that were named: a query over them finds nothing, which may be a slip
            told = ", ".join(f"<{each}>" for each in content.absent)
            self.raw_headers.append((b"x-carekg-absent-graph", told.encode()))


@cache
def _content_type(media_type: str) -> bytes:
    return (f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type).encode()
