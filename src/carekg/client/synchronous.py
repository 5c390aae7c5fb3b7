"""The client: each question as a method that waits for its answer."""

import time
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any, Self

import httpx

from .answer import Answer
from .exchange import AGENT, Exchange, read_facts, read_solutions
from .methods import Methods
from .request import Asked, make_query, make_request, make_verification
from .retries import Retries, Sent


class Client(Methods):
    """A client of the carekg service at an address.

    Parameters: url, such as http://127.0.0.1:8000; timeout, in seconds; retries.
    Errors are those of the library, with their facts: UnknownName has `name` and `candidates`, BadParameter `expected`.
    """

    def __init__(self, url: str, *, timeout: float = 60.0, retries: Retries | None = None) -> None:
        self._exchange = Exchange(url, retries)
        self._http = httpx.Client(timeout=timeout, headers=AGENT, follow_redirects=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._exchange.url}>"

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def ask(self, question: str, /, **parameters: Any) -> Answer:
        """Ask a question by its name. Raises: UnknownName; AmbiguousName; BadParameter; RemoteFailed."""
        return self._answer(make_request(question, parameters, format="json"))

    def pages(self, question: str, /, **parameters: Any) -> Iterator[Answer]:
        """Ask a question and go through its pages, all of one version. Raises: as `ask`."""
        page = self.ask(question, **parameters)
        yield page
        while page.next:
            page = self._answer(page.asked.following(page.next, page.version))
            yield page

    def rows(self, question: str, /, **parameters: Any) -> Iterator[Mapping[str, Any]]:
        """Ask a question and go through the rows of all its pages. Raises: as `ask`."""
        for page in self.pages(question, **parameters):
            yield from page.rows

    def write(self, question: str, form: str, /, **parameters: Any) -> bytes:
        """Ask a question and give its answer in a format that it offers: csv, xlsx, svg … Raises: as `ask`."""
        return self._send(make_request(question, parameters, format=form)).content

    def query(self, text: str) -> "list[dict[str, str]] | bool":
        """Answer a SPARQL SELECT or ASK query. Raises: QuerySyntaxError; QueryRefused; RemoteFailed."""
        return read_solutions(self._send(make_query(text)))

    def verify(self, receipt: Mapping[str, Any]) -> dict[str, Any]:
        """Have the question of a whole receipt asked again, and say whether the answer is the same."""
        return dict(self._send(make_verification(receipt)).json())

    def _answer(self, asked: Asked) -> Answer:
        return Answer(**read_facts(self._send(asked), asked), send=self._send)

    def _send(self, asked: Asked) -> httpx.Response:
        request = self._exchange.prepare(self._http, asked)
        for tried in count():
            sent = self._try(request)
            wait = self._exchange.retries.wait(tried, sent)
            if wait is None:
                break
            time.sleep(wait)
        return self._exchange.conclude(sent)

    def _try(self, request: httpx.Request) -> Sent:
        try:
            return self._http.send(request)
        except httpx.TransportError as error:
            return error
