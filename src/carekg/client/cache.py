"""The cache: answers that were given, which the service is asked for again by their entity tag."""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Final

import httpx

_MOST_BYTES: Final = 64 * 1024 * 1024


class Cache:
    """Answers by address. A service whose version is still the same says so in place of an answer.

    Source: RFC 9110, section 13.1.2, If-None-Match.
    """

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most, self._held = most_bytes, 0
        self._kept: OrderedDict[str, httpx.Response] = OrderedDict()

    def headers(self, url: str) -> Mapping[str, str]:
        """Give the headers that ask whether what is kept still holds."""
        kept = self._kept.get(url)
        return {"If-None-Match": kept.headers["etag"]} if kept is not None else {}

    def settle(self, url: str, response: httpx.Response) -> httpx.Response:
        """Keep an answer, or give what is kept where the service says that it still holds."""
        if response.status_code == httpx.codes.NOT_MODIFIED and url in self._kept:
            self._kept.move_to_end(url)
            return self._kept[url]
        if response.status_code == httpx.codes.OK and "etag" in response.headers:
            self._keep(url, response)
        return response

    def _keep(self, url: str, response: httpx.Response) -> None:
        self._forget(url)
        self._kept[url] = response
        self._held += len(response.content)
        while self._held > self._most:
            self._forget(next(iter(self._kept)))

    def _forget(self, url: str) -> None:
        old = self._kept.pop(url, None)
        self._held -= len(old.content) if old is not None else 0
