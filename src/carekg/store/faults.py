"""Faults of a query: where the engine cannot read one and why, in words for people.

Source: SPARQL 1.1 Query Language, section 19.8 (grammar).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from carekg.store.sparql import tokens
from carekg.terms.errors import BadParameter, QuerySyntaxError
from carekg.terms.prefixes import PREFIXES

_PLACE: Final = re.compile(r"at (\d+):(\d+): (.*)", re.DOTALL)
_WANTED: Final = re.compile(r'"((?:\\.|[^"\\])*)"|\[([^\]]*)\]|([A-Z]+)')
_NO_IRI: Final = "IRI parsing failed"
_LEAST_WANTED: Final = 3
_MOST_WANTED: Final = 8
_MOST_FOUND: Final = 30  # characters
# What the engine's grammar begins with each sign, in the order in which it is told.
_WORDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("?", "$"), "a variable"),
    "<": "an IRI",
    ":": "a prefixed name",
    **dict.fromkeys(('\\"', '\\"\\"\\"', "'", "'''"), "text in quotes"),
    "0": "a number",
    "_:": "a blank node",
    **dict.fromkeys(("+", "-", ".", "<<", "<<(", "(", "[", "true", "false", "|", "^", "a"), ""),
}
_SLASHED: Final = re.compile(r"(?<![\w-])([A-Za-z][\w-]*):([\w.%-]+(?:/[\w.%()-]+)+)")


_UPDATES: Final = ("INSERT", "DELETE", "WITH", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD")


def query_error(text: str, error: SyntaxError) -> QuerySyntaxError:
    """Say where a query does not parse and why; of an update, that it is one.

    >>> print(query_error("DELETE WHERE { ?s ?p ?o }", SyntaxError("error at 1:10: expected [_]")))
    The query does not parse: line 1, column 1: DELETE begins an update, and a query only reads.
    """
    first = next((token.upper() for kind, token in tokens(text) if kind == "word"), "")
    if first in _UPDATES:
        return QuerySyntaxError(f"{first} begins an update, and a query only reads", 1, 1)
    return syntax_error(text, error)


def syntax_error(text: str, error: SyntaxError) -> QuerySyntaxError:
    """Say where a query does not parse and why, from the engine's own error.

    >>> print(syntax_error("SELECT ?x { ?x ex:p 1 }", SyntaxError("error at 1:18: expected OPTIONAL")))
    The query does not parse: line 1, column 18: the prefix ex: is not declared.
    >>> print(syntax_error("SELECT ?x { ?x ?y }", SyntaxError('error at 1:19: expected one of "$", "?", [_]')))
    The query does not parse: line 1, column 19: '}' cannot stand here; expected: a variable.
    """
    match = _PLACE.search(str(error))
    line, column, reason = (int(match[1]), int(match[2]), match[3]) if match else (1, 1, str(error))
    unknown = [prefix for prefix in undeclared_prefixes(text) if prefix not in PREFIXES]
    if unknown:
        return QuerySyntaxError(f"the prefix {unknown[0]}: is not declared", line, column)
    at = _offset(text, line, column)
    return QuerySyntaxError(_explain_slashes(text, at) or _explain(text[at:], reason), line, column)


def _offset(text: str, line: int, column: int) -> int:
    return sum(len(each) for each in text.splitlines(keepends=True)[: line - 1]) + column - 1


def _explain_slashes(text: str, at: int) -> str:
    """Explain that a name with slashes has them escaped in SPARQL, where it is such a name that does not parse."""
    for match in _SLASHED.finditer(text):
        prefix, local = match.groups()
        if prefix in PREFIXES and match.start() <= at <= match.end():
            escaped = local.replace("/", "\\/").replace("(", "\\(").replace(")", "\\)")
            return f"in SPARQL a name has its slashes escaped: write {prefix}:{escaped}, or <{PREFIXES[prefix]}{local}>"
    return ""


def _explain(rest: str, reason: str) -> str:
    found = rest.split(maxsplit=1)[0][:_MOST_FOUND] if rest.strip() else ""
    begins = f"'{found}' cannot stand here" if found else "the query ends too early"
    if _NO_IRI in reason:
        return "an IRI before this cannot be used: write it whole, without spaces"
    wanted = list(dict.fromkeys(_plainly(reason)))
    if len(wanted) < _LEAST_WANTED and all(each.isupper() for each in wanted):  # the engine knows no better
        return begins
    more = ", …" if len(wanted) > _MOST_WANTED else ""
    return f"{begins}; expected: {', '.join(wanted[:_MOST_WANTED])}{more}"


def _plainly(reason: str) -> Iterator[str]:
    """Give what was expected, in words."""
    found: list[tuple[str, str, str]] = _WANTED.findall(reason)
    signs = {quoted for quoted, _, _ in found} | {"0" for _, ranges, _ in found if ranges.startswith("'0'")}
    yield from (words for sign, words in _WORDS.items() if words and sign in signs)
    yield from (word for _, _, word in found if word and word not in ("LATERAL", "SERVICE"))
    yield from (quoted for quoted, _, _ in found if quoted and quoted not in _WORDS)


def undeclared_prefixes(text: str) -> list[str]:
    """Give the prefixes that a text uses and does not declare, as often as it uses them."""
    declared, used = set[str](), []
    previous = ""
    for kind, token in tokens(text):
        if kind == "name":
            prefix = token.partition(":")[0]
            if previous.upper() == "PREFIX":
                declared.add(prefix)
            elif previous != "_":  # else it is a blank node
                used.append(prefix)
        if kind not in ("space", "comment"):
            previous = token
    return [prefix for prefix in used if prefix not in declared]


def unknown_function(error: RuntimeError) -> Exception:
    """Say that a query calls a function that the engine does not know; other errors of the engine stay themselves.

    >>> print(unknown_function(RuntimeError("The custom function <urn:f> is not supported")))
    query = '<urn:f>' cannot be used: there is no such function: call those of SPARQL 1.1.
    """
    match = re.search(r"custom function (<[^>]*>)", str(error))
    return BadParameter("query", match[1], "there is no such function: call those of SPARQL 1.1") if match else error
