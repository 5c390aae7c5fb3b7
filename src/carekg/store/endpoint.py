"""An endpoint: the address of another server, spoken to over HTTP, with clear errors when it fails.

Source: SPARQL 1.1 Protocol; RFC 7616 and RFC 7617, the Digest and Basic schemes.
"""

import re
import time
from collections.abc import Generator, Mapping
from io import BytesIO
from typing import IO, Any, Final
from weakref import finalize

import httpx

from carekg.terms.errors import RemoteFailed, RemoteSilent, RemoteSlow

_TRIES: Final = 3  # to connect
_CONNECTING: Final = 9.0  # seconds for all of them, or less where the whole may take less
_SHOWN: Final = 400  # characters of a server's refusal
# Virtuoso says in these headers that its answer is only the first part of the whole, which the protocol cannot say.
_CUT: Final = {"x-sparql-maxrows": "it cuts its answers at {} rows", "x-sql-message": "its answer is not whole ({})"}


class Endpoint:
    """A server's address. The name and password in it, where there are any, are sent and never shown."""

    def __init__(self, address: str, seconds: float) -> None:
        url = _parse(address)
        self._url = url.copy_with(userinfo=b"")
        self.address, self.parameters, self._seconds = str(self._url), url.params, seconds
        auth = _Login(url.username, url.password) if url.username else None
        self._connecting = min(seconds, _CONNECTING)
        timeout = httpx.Timeout(seconds, connect=self._connecting / _TRIES)
        transport = httpx.HTTPTransport(retries=_TRIES - 1)  # of connecting only
        self._client = httpx.Client(timeout=timeout, transport=transport, auth=auth)
        finalize(self, self._client.close)

    def send(
        self, method: str, sink: IO[bytes], parameters: Mapping[str, str] | None = None, **content: Any
    ) -> httpx.Headers:
        """Send a request and write the body of its answer to a sink; the whole may take as long as the endpoint says.

        Parameters: method; sink; parameters to put into the address, in the place of its own; content, as httpx has it.
        Returns: the headers of the answer.
        Raises: RemoteSilent where it cannot be reached; RemoteSlow; RemoteFailed where it is no success, or cut.
        """
        url = self._url if parameters is None else self._url.copy_with(params=parameters)
        end = time.monotonic() + self._seconds
        try:
            with self._client.stream(method, url, **content) as answer:
                said = sink if answer.is_success else BytesIO()
                for part in answer.iter_bytes():
                    said.write(part)
                    if time.monotonic() > end:
                        raise RemoteSlow(self.address, self._seconds)
        except httpx.ConnectTimeout as error:
            raise RemoteSlow(self.address, self._connecting) from error
        except httpx.TimeoutException as error:
            raise RemoteSlow(self.address, self._seconds) from error
        except httpx.HTTPError as error:
            raise RemoteSilent(self.address, f"it cannot be reached ({error})") from error
        if not answer.is_success:
            assert isinstance(said, BytesIO)
            raise RemoteFailed(self.address, f"it answers {answer.status_code}: {_quote(answer, said.getvalue())}")
        for header, words in _CUT.items():
            if header in answer.headers:
                raise RemoteFailed(self.address, f"{words.format(answer.headers[header])}; raise that limit there")
        return answer.headers


class _Login(httpx.Auth):
    """A name and password, sent in the way that the server asks for."""

    def __init__(self, name: str, password: str) -> None:
        self._basic, self._digest = httpx.BasicAuth(name, password), httpx.DigestAuth(name, password)
        self._chosen: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Ask without them at first; from then on send them as the server asked."""
        if self._chosen is None:
            answer = yield request
            if answer.status_code != httpx.codes.UNAUTHORIZED:
                return
            digest = answer.headers.get("www-authenticate", "").lower().startswith("digest")
            self._chosen = self._digest if digest else self._basic
        yield from self._chosen.auth_flow(request)


def _parse(address: str) -> httpx.URL:
    """Read an address, at first without the name and password, so that no fault which is told quotes them."""
    shown = re.sub(r"^(\w+://)?.*@", r"\1", address, flags=re.DOTALL)
    for written, advice in ((shown, ""), (address, "write its name and password with %-escapes")):
        try:
            url = httpx.URL(written)
            if url.scheme not in ("http", "https"):
                raise httpx.InvalidURL("it starts neither with http:// nor with https://")
            url.raw_host.decode().encode("idna")  # as it will be looked up
        except (httpx.InvalidURL, UnicodeError) as error:
            raise RemoteFailed(shown, f"that is no address ({advice or error})") from None
    return url


def _quote(answer: httpx.Response, said: bytes) -> str:
    if "html" in answer.headers.get("content-type", ""):
        return "a page of HTML"
    return said.decode(errors="replace")[:_SHOWN].strip()
