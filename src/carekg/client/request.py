"""What is sent: a question and what is given for it, as a request."""

from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from json import dumps
from types import MappingProxyType
from typing import Any, Final, NamedTuple, Self
from urllib.parse import parse_qsl, quote, urlsplit

from ..terms.errors import UnknownName
from ..terms.plain import plain
from .routes import ROUTES

_PREFIX: Final = "/api/v1"


class Asked(NamedTuple):
    """A request: its method and path, what stands in its address, its body and its headers."""

    method: str
    path: str
    params: Mapping[str, str] = MappingProxyType({})
    body: str | None = None
    headers: Mapping[str, str] = MappingProxyType({})

    def following(self, link: str, version: str) -> Self:
        """Give the next page of the same version: a page of another one would be refused, and not be mixed in."""
        return self._replace(params=dict(parse_qsl(urlsplit(link).query)) | {"version": version})


def make_request(question: str, given: Mapping[str, Any], **face: str | None) -> Asked:
    """Make the request that asks a question. Parameters: its name; what is given for it; face, such as its format.

    Raises: UnknownName with the nearest names, where there is no such question.
    """
    if question not in ROUTES:
        raise UnknownName("question", question, get_close_matches(question, ROUTES))
    route = ROUTES[question]
    texts = {name.removesuffix("_"): write(value) for name, value in given.items() if value is not None}
    path, body = route.path, texts.pop(route.document, None)
    for name in [name for name in texts if f"{{{name}}}" in path]:
        path = path.replace(f"{{{name}}}", quote(texts.pop(name), safe=":/"))
    wished = {name: value for name, value in face.items() if value is not None and name not in route.parameters}
    headers = {} if body is None else {"Content-Type": "text/plain; charset=utf-8"}
    return Asked(route.method, f"{_PREFIX}{path}", texts | wished, body, headers)


def make_query(text: str) -> Asked:
    """Make the request that sends a SPARQL query as it is written. Source: SPARQL 1.1 Protocol, section 2.1.3."""
    headers = {"Content-Type": "application/sparql-query", "Accept": "application/sparql-results+json"}
    return Asked("POST", "/sparql", body=text, headers=headers)


def make_verification(receipt: Mapping[str, Any]) -> Asked:
    """Make the request that has the question of a receipt asked again."""
    return Asked("POST", "/verify", body=dumps(dict(receipt)), headers={"Content-Type": "application/json"})


def write(value: Any) -> str:
    """Write a value as it stands in an address.

    >>> write(True), write(["QE1", "QWO"]), write(date(2024, 4, 1))
    ('true', 'QE1;QWO', '2024-04-01')
    """
    value = plain(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ";".join(map(write, value))
    return value.isoformat() if isinstance(value, date) else str(value)
