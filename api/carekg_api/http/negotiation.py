"""Content negotiation: one function for every route."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Final

import mimeparse

from carekg.store.results import GRAPH_FORMATS, MEDIA_TYPES, RESULT_FORMATS
from carekg.terms.errors import NotAcceptable

# Names that clients use for what has a type of its own; for each kind of answer.
TABLE_ALIASES: Final[Mapping[str, str]] = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
}
GRAPH_ALIASES: Final[Mapping[str, str]] = {
    "application/json": "application/ld+json",
    "application/xml": "application/rdf+xml",
    "text/xml": "application/rdf+xml",
    "text/plain": "application/n-triples",
    "text/rdf+n3": "text/n3",
}
# What some clients accept alone, whatever they ask: read as what comes nearest, where nothing else is accepted.
LAST_ALIASES: Final[Mapping[str, str]] = {
    "application/sparql-results+json": "application/ld+json",
    "application/sparql-results+xml": "application/rdf+xml",
    "text/csv": "application/n-triples",
    "text/tab-separated-values": "application/n-triples",
}
FORMAT_NAMES: Final[Mapping[str, str]] = {
    **MEDIA_TYPES,
    "json": "application/json",
    "xml": "application/xml",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "nq": "application/n-quads",
    "rdf": "application/rdf+xml",
    "rdf+xml": "application/rdf+xml",
    "json-ld": "application/ld+json",
}


def negotiate(accept: str | None, offered: Sequence[str]) -> str:
    """Choose the media type to answer with.

    Parameters: accept, the request's Accept header, with q-values, or None; offered, the best first.
    Returns: the offered type that the client likes best; among equals, the one that is offered first.
    Raises: NotAcceptable where the client accepts none, or the header cannot be read.

    >>> negotiate("text/csv;q=0.5, application/json", ["text/csv", "application/json"])
    'application/json'
    >>> negotiate("*/*", ["text/csv", "application/json"])
    'text/csv'
    >>> negotiate("Application/JSON;Q=0.5", ["text/csv", "application/json"])
    'application/json'

    Source: RFC 9110, sections 8.3.1 (case matters in none of it) and 12.5.1.
    """
    if not accept:
        return offered[0]
    try:
        chosen = _match(accept.lower(), tuple(reversed(offered)))  # of equals, it takes the last
    except (mimeparse.MimeTypeParseException, ValueError) as error:
        raise NotAcceptable(accept, offered) from error
    if not chosen:
        raise NotAcceptable(accept, offered)
    return chosen


@lru_cache(maxsize=256)
def _match(accept: str, offered: tuple[str, ...]) -> str:
    return str(mimeparse.best_match(offered, accept))


def choose_table(accept: str | None, form: str | None) -> str:
    """Choose the format of rows or of a truth, by `?format=` or else by Accept. Raises: NotAcceptable."""
    return _choose(accept, form, list(RESULT_FORMATS), TABLE_ALIASES)


def choose_graph(accept: str | None, form: str | None = None) -> str:
    """Choose the format of triples, by `?format=` or else by Accept. Raises: NotAcceptable."""
    try:
        return _choose(accept, form, list(GRAPH_FORMATS), GRAPH_ALIASES)
    except NotAcceptable:
        if form is None:
            with suppress(NotAcceptable):
                return LAST_ALIASES[negotiate(accept, list(LAST_ALIASES))]
        raise


def _choose(accept: str | None, form: str | None, offered: list[str], aliases: Mapping[str, str]) -> str:
    if form is not None:
        wanted = FORMAT_NAMES.get(form.lower(), form.lower())
        wanted = aliases.get(wanted, wanted)
        if wanted not in offered:
            raise NotAcceptable(
                form, [name for name, kind in FORMAT_NAMES.items() if aliases.get(kind, kind) in offered]
            )
        return wanted
    chosen = negotiate(accept, [*offered, *aliases])
    return aliases.get(chosen, chosen)
