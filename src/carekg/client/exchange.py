"""An exchange with a service: what both clients do before and after they send."""

from typing import Any, Final

import httpx

from ..terms.errors import BadParameter
from ..terms.version import __version__
from .cache import Cache
from .problems import read_answer
from .request import Asked
from .retries import Retries, Sent

AGENT: Final = {"User-Agent": f"carekg-client/{__version__}"}


class Exchange:
    """What is known of a service: its address, what it answered, and when to ask it again."""

    def __init__(self, url: str, retries: Retries | None) -> None:
        self.url, self.retries, self._cache = url.rstrip("/"), retries or Retries(), Cache()

    def prepare(self, http: "httpx.Client | httpx.AsyncClient", asked: Asked) -> httpx.Request:
        """Make the request; what is kept of it is only to be confirmed."""
        request = http.build_request(
            asked.method,
            f"{self.url}{asked.path}",
            params=asked.params or None,
            content=asked.body,
            headers=asked.headers,
        )
        request.headers.update(self._cache.headers(str(request.url)))
        return request

    def conclude(self, sent: Sent) -> httpx.Response:
        """Give the answer, from the cache where it still holds. Raises: as `read_answer`."""
        if isinstance(sent, httpx.Response) and sent.request.method == "GET":
            sent = self._cache.settle(str(sent.request.url), sent)
        return read_answer(self.url, sent)


def read_facts(response: httpx.Response, asked: Asked) -> dict[str, Any]:
    """Give what an answer is made of."""
    link = response.links.get("next", {}).get("url", "")
    return {"told": response.json(), "receipt": response.headers["x-carekg-receipt"], "asked": asked, "next": link}


def read_solutions(response: httpx.Response) -> "list[dict[str, str]] | bool":
    """Give the solutions of a query as dicts of text, or what an ASK query is answered.

    Raises: BadParameter where the query is answered with a graph.

    Source: SPARQL 1.1 Query Results JSON Format.
    """
    told = response.json()
    if not isinstance(told, dict) or not {"boolean", "results"} & set(told):
        raise BadParameter("query", "", "send a SELECT or an ASK; what a CONSTRUCT or DESCRIBE gives is no table")
    if "boolean" in told:
        return bool(told["boolean"])
    return [{name: str(term["value"]) for name, term in row.items()} for row in told["results"]["bindings"]]
