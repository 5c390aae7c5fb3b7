"""Columns: those of SELECT * stand in the order in which the query first writes them.

The engine gives them in the order of the alphabet; SPARQL leaves the order open, and people expect their own.

Source: SPARQL 1.1 Query Language, sections 16.1 and 18.2.1 (variable scope).
"""

import re
from typing import Final

from pyoxigraph import QuerySolutions, Store

from carekg.store.sparql import tokens
from carekg.terms.prefixes import PREFIXES

_STAR: Final = re.compile(r"SELECT\s*(?:DISTINCT\b\s*|REDUCED\b\s*)?\*", re.IGNORECASE)
_VARIABLE: Final = re.compile(r"[?$](\w+)")
_EMPTY: Final = Store()


def in_written_order(text: str, base: str | None = None) -> str:
    """Write the variables of a query in the place of the star after its first SELECT, in the order of the text.

    >>> in_written_order("SELECT * { ?thing ?is ?so }")
    'SELECT ?thing ?is ?so { ?thing ?is ?so }'
    >>> in_written_order("SELECT DISTINCT * { ?a ?b 1 }")
    'SELECT DISTINCT * { ?a ?b 1 }'

    A query that does not parse stays as it is, as does one whose order is that of the alphabet.
    """
    if "*" not in text or not _STAR.search(text):
        return text
    written = list(dict.fromkeys(_VARIABLE.findall(text)))
    if written == sorted(written):
        return text
    star = _find_star(text)
    in_scope = _columns(text, base) if star is not None else []
    ordered = [f"?{name}" for name in written if name in in_scope]
    if star is None or not ordered or len(ordered) != len(in_scope):
        return text
    before = "" if text[star - 1].isspace() else " "
    return f"{text[:star]}{before}{' '.join(ordered)}{text[star + 1 :]}"


def _find_star(text: str) -> int | None:
    """Give where the star after the first SELECT stands; None where there is none."""
    at, words = 0, list[str]()
    for kind, written in tokens(text):
        if words and kind not in ("space", "comment") and written.upper() not in ("DISTINCT", "REDUCED"):
            return at if written == "*" else None
        if kind == "word" and written.upper() == "SELECT":
            words.append(written)
        at += len(written)
    return None


def _columns(text: str, base: str | None) -> list[str]:
    """Give the columns that a query has, whatever it would find. Empty where it does not parse."""
    try:
        found = _EMPTY.query(text, base_iri=base, prefixes=PREFIXES)
    except (SyntaxError, RuntimeError):
        return []
    return [variable.value for variable in found.variables] if isinstance(found, QuerySolutions) else []
