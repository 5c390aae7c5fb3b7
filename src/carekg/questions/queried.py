"""The receipt of a SPARQL query: its text, the graphs that it reads, and the hash of what it gave."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pyoxigraph import BlankNode, QueryBoolean, QueryTriples

from carekg.questions.receipt import Receipt, canonical, seal
from carekg.store.embedded import Embedded
from carekg.store.results import QueryResult
from carekg.store.sparql import TEXT_LIMITS, TextLimits, tokens

SPARQL: Final = "sparql"  # the name of its question
Row = dict[str, Any]


def answer_query(
    store: Embedded, given: Mapping[str, str], limits: TextLimits = TEXT_LIMITS
) -> tuple[Receipt, list[Row]]:
    """Ask a query and make the receipt of its answer.

    Parameters: store, one version of the graph; given, the query and, where they were said, `default-graph-uri`,
    `named-graph-uri` (several with spaces between) and `base`; limits of the text.
    Returns: the receipt, and the rows that it covers: terms as N-Triples writes them, what is not bound left out. A
    blank node has no name that lasts, so all are alike. Rows are sorted unless the query puts them into an order.
    Raises: as `Embedded.query`; KeyError where there is no query.
    """
    text = given["query"]
    default, named = (_graphs(given.get(f"{name}-graph-uri")) for name in ("default", "named"))
    found = store.query(text, default_graphs=default, named_graphs=named, base=given.get("base"), limits=limits)
    rows = list(_rows(found))
    lines: Iterable[bytes] = map(canonical, rows)
    ordered = lines if _is_ordered(text) else sorted(lines)
    outcome, version = "rows" if rows else "none", str(store.version["hash"])
    return seal(SPARQL, dict(sorted(given.items())), "", version, outcome, [("rows", ordered)]), rows


def has_relative_iris(text: str) -> bool:
    """Tell whether a query has IRIs that are relative to an address.

    >>> has_relative_iris("ASK { <a> ?p <http://e/b> }"), has_relative_iris("ASK { ?s ?p <http://e/b> }")
    (True, False)
    """
    return any(kind == "iri" and ":" not in token for kind, token in tokens(text))


def _graphs(text: str | None) -> list[str] | None:
    return None if text is None else text.split()


def _rows(found: QueryResult) -> Iterator[Row]:
    if isinstance(found, QueryBoolean):
        yield {"boolean": bool(found)}
    elif isinstance(found, QueryTriples):
        for triple in found:
            yield dict(zip(("subject", "predicate", "object"), map(_written, triple), strict=True))
    else:
        names = [variable.value for variable in found.variables]
        for row in found:
            yield {name: _written(term) for name, term in zip(names, row, strict=True) if term is not None}


def _written(term: Any) -> str:
    return "_:" if isinstance(term, BlankNode) else str(term)


def _is_ordered(text: str) -> bool:
    """Tell whether a query orders its rows itself, and not a part of it alone.

    >>> _is_ordered("SELECT * { ?s ?p ?o } ORDER BY ?s")
    True
    >>> _is_ordered("SELECT * { { SELECT * { ?s ?p ?o } ORDER BY ?s } }")
    False
    """
    depth = 0
    for kind, token in tokens(text):
        depth += {"{": 1, "}": -1}.get(token, 0)
        if depth == 0 and kind == "word" and token.upper() == "ORDER":
            return True
    return False
