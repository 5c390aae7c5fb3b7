"""The cursor: a place in the text of a query, from which terms and paths are read.

Source: SPARQL 1.1 Query Language, sections 4 (terms) and 9 (paths).
"""

from typing import Final

from pyoxigraph import Literal as Value
from pyoxigraph import NamedNode, QuerySolutions, Store

from carekg.store.reading import Node, Term
from carekg.store.sparql import tokens
from carekg.terms.prefixes import PREFIXES

Token = tuple[str, str]
Way = str | NamedNode | tuple[str, tuple["Way", ...]]  # a path

_TYPE: Final = NamedNode(f"{PREFIXES['rdf']}type")
_END: Final = ("end", "")
_EMPTY: Final = Store()


class Unreadable(ValueError):
    """A query has what is not known here: nothing can be said of what it reads."""


class Cursor:
    """A text being read, token by token."""

    def __init__(self, text: str) -> None:
        parts = list(tokens(text))
        places = [place for place, (kind, _) in enumerate(parts) if kind not in ("space", "comment")]
        self._tokens = [parts[place] for place in places]
        self._spaced = [place > 0 and parts[place - 1][0] in ("space", "comment") for place in places]
        self._at, self._fresh = 0, 0
        self._prefixes = dict(PREFIXES)
        self._scopes: list[tuple[set[str], int]] = []
        self._graph: Node | None = None

    @property
    def _next(self) -> Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else _END

    @property
    def _word(self) -> str:
        kind, text = self._next
        return text.upper() if kind == "word" else ""

    def _take(self, expected: str = "") -> str:
        kind, text = self._next
        if kind == "end" or (expected and text.upper() != expected):
            raise Unreadable(f"{text or 'the end'}, where {expected or 'more'} should be")
        self._at += 1
        return text

    def _declare(self) -> None:
        if self._take().upper() == "BASE":
            raise Unreadable("BASE")
        name = self._take().removesuffix(":")
        self._prefixes[name] = self._take()[1:-1]

    def _name(self, name: str) -> str:
        for names, number in reversed(self._scopes):
            if name not in names:
                return f"{name}~{number}"
        return name

    def _node(self) -> Node:
        kind, text = self._next
        if kind == "variable":
            self._take()
            return self._name(text[1:])
        if kind not in ("iri", "name", "string", "number") and self._word not in ("TRUE", "FALSE"):
            raise Unreadable(text)
        written = self._take()
        if kind == "string" and self._next[1] == "^":
            written += self._take() + self._take("^") + self._take()
        elif kind == "string" and self._next[1].startswith("@"):
            written += self._take()
        return self._term(written)

    def _term(self, written: str) -> Term:
        if written.startswith("<"):
            return NamedNode(written[1:-1])
        found = _EMPTY.query(f"SELECT ({written} AS ?it) {{}}", prefixes=self._prefixes)
        assert isinstance(found, QuerySolutions)
        term = next(found)["it"]
        assert isinstance(term, NamedNode | Value)
        return term

    def _path(self) -> Way:
        paths = [self._sequence()]
        while self._next[1] == "|":
            self._take()
            paths.append(self._sequence())
        return paths[0] if len(paths) == 1 else ("|", tuple(paths))

    def _sequence(self) -> Way:
        paths = [self._element()]
        while self._next[1] == "/":
            self._take()
            paths.append(self._element())
        return paths[0] if len(paths) == 1 else ("/", tuple(paths))

    def _element(self) -> Way:
        if self._next[1] == "^":
            self._take()
            return ("^", (self._element(),))
        path: Way
        if self._next[1] == "(":
            self._take()
            path = self._path()
            self._take(")")
        elif self._word == "A":
            self._take()
            path = _TYPE
        else:
            node = self._node()
            if isinstance(node, Value):
                raise Unreadable(str(node))
            path = node
        if self._next[1] in ("*", "+", "?"):
            path = (self._take(), (path,))
        return path
