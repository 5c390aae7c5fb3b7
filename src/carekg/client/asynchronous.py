"""The asynchronous client: each question as a method whose answer is awaited."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from itertools import count
from typing import Any, Self

import httpx

from .answer import AsyncAnswer
from .async_methods import AsyncMethods
from .exchange import AGENT, Exchange, read_facts, read_solutions
from .request import Asked, make_query, make_request, make_verification
from .retries import Retries, Sent


class AsyncClient(AsyncMethods):
    """An asynchronous client of the carekg service at an address.

    Parameters: url, such as http://127.0.0.1:8000; timeout, in seconds; retries.
    Errors are those of the library, with their facts: UnknownName has `name` and `candidates`, BadParameter `expected`.
    """

    def __init__(self, url: str, *, timeout: float = 60.0, retries: Retries | None = None) -> None:
        self._exchange = Exchange(url, retries)
        self._http = httpx.AsyncClient(timeout=timeout, headers=AGENT, follow_redirects=True)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._exchange.url}>"

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def ask(self, question: str, /, **parameters: Any) -> AsyncAnswer:
        """Ask a question by its name. Raises: UnknownName; AmbiguousName; BadParameter; RemoteFailed."""
        return await self._answer(make_request(question, parameters, format="json"))

    async def pages(self, question: str, /, **parameters: Any) -> AsyncIterator[AsyncAnswer]:
        """Ask a question and go through its pages, all of one version. Raises: as `ask`."""
        page = await self.ask(question, **parameters)
        yield page
        while page.next:
            page = await self._answer(page.asked.following(page.next, page.version))
            yield page

    async def rows(self, question: str, /, **parameters: Any) -> AsyncIterator[Mapping[str, Any]]:
        """Ask a question and go through the rows of all its pages. Raises: as `ask`."""
        async for page in self.pages(question, **parameters):
            for row in page.rows:
                yield row

    async def write(self, question: str, form: str, /, **parameters: Any) -> bytes:
        """Ask a question and give its answer in a format that it offers: csv, xlsx, svg … Raises: as `ask`."""
        return (await self._send(make_request(question, parameters, format=form))).content

    async def query(self, text: str) -> "list[dict[str, str]] | bool":
        """Answer a SPARQL SELECT or ASK query. Raises: QuerySyntaxError; QueryRefused; RemoteFailed."""
        return read_solutions(await self._send(make_query(text)))

    async def verify(self, receipt: Mapping[str, Any]) -> dict[str, Any]:
        """Have the question of a whole receipt asked again, and say whether the answer is the same."""
        return dict((await self._send(make_verification(receipt))).json())

    async def _answer(self, asked: Asked) -> AsyncAnswer:
        return AsyncAnswer(**read_facts(await self._send(asked), asked), send=self._send)

    async def _send(self, asked: Asked) -> httpx.Response:
        request = self._exchange.prepare(self._http, asked)
        for tried in count():
            sent = await self._try(request)
            wait = self._exchange.retries.wait(tried, sent)
            if wait is None:
                break
            await asyncio.sleep(wait)
        return self._exchange.conclude(sent)

    async def _try(self, request: httpx.Request) -> Sent:
        try:
            return await self._http.send(request)
        except httpx.TransportError as error:
            return error
