"""The dataset of a query: the graphs that it names, or that a request names for it.

Source: SPARQL 1.1 Query Language, section 13.2; SPARQL 1.1 Protocol, section 2.1.4.
"""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Final

from pyoxigraph import QuerySolutions, Store

from carekg.store.sparql import tokens
from carekg.terms.errors import QueryRefused
from carekg.terms.prefixes import PREFIXES

DEFAULT: Final = "default-graph-uri"
NAMED: Final = "named-graph-uri"
NO_GRAPH: Final = "urn:carekg:no-graph"
_FORMS: Final = ("SELECT", "CONSTRUCT", "DESCRIBE", "ASK")
_EMPTY: Final = Store()

Dataset = Mapping[str, Sequence[str]]


def sources(text: str) -> list[str]:
    """Give what a query that parses names by FROM and FROM NAMED, as whole IRIs.

    Raises: QueryRefused where the word may hide in a longer one, since the engine needs no space around it.

    >>> sources("PREFIX e: <http://e/> SELECT * FROM e:a FROM NAMED <file:///b> { ?s ?p 'FROM <c>' }")
    ['http://e/a', 'file:///b']
    """
    for kind, token in tokens(text):
        word = token.partition(":")[0].upper() if kind in ("word", "name") else ""
        if "FROM" in word and (kind, word) != ("word", "FROM"):
            raise QueryRefused(f"Write FROM with a space before and after it; {token!r} may hide it.")
    return _whole(_said(text), ("FROM",), None)


def graphs_in(text: str, base: str | None = None) -> list[str]:
    """Give what a query that parses names by FROM, FROM NAMED and GRAPH, as whole IRIs.

    Parameters: text; base, the IRI that relative ones are relative to.

    >>> graphs_in("SELECT * FROM NAMED <http://e/a> { GRAPH graph:b { ?s ?p ?o } GRAPH ?g { ?s ?p ?o } }")
    ['http://e/a', 'https://w3id.org/carekg/graph/b']
    """
    return _whole(_said(text), ("FROM", "GRAPH"), base)


def _said(text: str) -> list[str]:
    return [token for kind, token in tokens(text) if kind not in ("space", "comment")]


def _whole(said: Sequence[str], before: Sequence[str], base: str | None) -> list[str]:
    """Give the IRIs that follow some words, as whole ones."""
    words = [token.upper() for token in said]
    named = [
        after if following == "NAMED" else first
        for word, following, first, after in zip_longest(words, words[1:], said[1:], said[2:], fillvalue="")
        if word in before
    ]
    named = [name for name in named if not name.startswith(("?", "$"))]
    if not named:
        return []
    prologue = said[: next((place for place, word in enumerate(words) if word in _FORMS), 0)]
    asked = " ".join([*prologue, "SELECT ?graph { VALUES ?graph {", *named, "} }"])  # the engine makes them whole
    try:
        found = _EMPTY.query(asked, prefixes=PREFIXES, base_iri=base)
    except SyntaxError:  # an IRI with an escape in it, which our tokens do not have
        return [name for name in named if name.startswith("<")]
    assert isinstance(found, QuerySolutions), "a SELECT query"
    return [str(row["graph"]).strip("<>") for row in found]
