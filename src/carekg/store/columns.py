"""Columns: those of SELECT * stand in the order in which the query first writes them.

The engine gives them in the order of the alphabet; SPARQL leaves the order open, and people expect their own.

Source: SPARQL 1.1 Query Language, sections 16.1 and 18.2.1 (variable scope).
"""

import re
from functools import lru_cache
from typing import Final

from pyoxigraph import QuerySolutions, Store

from carekg.store.sparql import COMMENT, IRI, STRING, tokens
from carekg.terms.prefixes import PREFIXES

_STAR: Final = re.compile(r"SELECT\s*(?:DISTINCT\b\s*|REDUCED\b\s*)?\*", re.IGNORECASE)
_PROLOGUE: Final = re.compile(rf"\s*(?:(?:PREFIX\s+[\w.-]*:|BASE)\s*{IRI}\s*)*", re.IGNORECASE)
_CONSTANT: Final = re.compile(rf"\\. | {COMMENT} | {IRI} | {STRING}", re.VERBOSE | re.DOTALL)
_VARIABLE: Final = re.compile(r"[?$](\w+)")
_MASKS: Final = {"<": "<x:>", "#": " "}
_EMPTY: Final = Store()


def in_written_order(text: str, base: str | None = None) -> str:
    """Write the variables of a query in the place of the star after its first SELECT, in the order of the text.

    >>> in_written_order("SELECT * { ?thing ?is ?so }")
    'SELECT ?thing ?is ?so { ?thing ?is ?so }'
    >>> in_written_order("SELECT DISTINCT * { ?a ?b 1 }")
    'SELECT DISTINCT * { ?a ?b 1 }'

    A query that does not parse stays as it is, as does one whose order is that of the alphabet.
    """
    if "*" not in text:
        return text
    declared = found.end() if (found := _PROLOGUE.match(text)) else 0
    if not _STAR.search(text, declared):
        return text
    ordered = _order(text[:declared] + _CONSTANT.sub(_mask, text[declared:]), base)
    star = _find_star(text, declared) if ordered else None
    if star is None:
        return text
    before = "" if text[star - 1].isspace() else " "
    return f"{text[:star]}{before}{ordered}{text[star + 1 :]}"


def _mask(constant: re.Match[str]) -> str:
    """Give what stands for an IRI, a text or a comment, which say nothing of columns: like queries share one."""
    return _MASKS.get(constant[0][0], '""') if constant[0][0] != "\\" else constant[0]


@lru_cache(maxsize=1_000)
def _order(text: str, base: str | None) -> str:
    """Give the columns of a query in the order in which it writes them; nothing where the engine's order is the same.

    Parameters: text with every constant after its declarations masked; base, which relative IRIs are relative to.
    """
    written = list(dict.fromkeys(_VARIABLE.findall(text)))
    if written == sorted(written):
        return ""
    in_scope = _columns(text, base)
    ordered = [f"?{name}" for name in written if name in in_scope]
    return " ".join(ordered) if len(ordered) == len(in_scope) else ""


def _find_star(text: str, declared: int) -> int | None:
    """Give where the star after the first SELECT stands; None where there is none.

    Parameters: text; declared, where its declarations end.
    """
    if plain := _STAR.match(text, declared):
        return plain.end() - 1
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
