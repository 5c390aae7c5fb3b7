"""SPARQL text: reading .rq files, binding their parameters, refusing what no public query may do."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, lru_cache
from itertools import groupby, takewhile
from pathlib import Path
from typing import Any, Final, NamedTuple

from pyoxigraph import Literal, NamedNode

from carekg.terms.errors import MalformedFile, QueryRefused

Value = NamedNode | Literal | Sequence[NamedNode | Literal] | None

FORBIDDEN: Final[Mapping[str, str]] = {"SERVICE": "call another server", "LOAD": "load a document"}
_DATE: Final = NamedNode("http://www.w3.org/2001/XMLSchema#date")
_GRAPH_WORDS: Final = ("GRAPH", "FROM")
# What is no keyword: a prefix that is declared, a whole IRI, a variable, a local name. No IRI holds a brace, and none
# of the keywords comes without one after it.
_NAMED: Final = re.compile(
    r"""PREFIX\s+GRAPH\s*:(?=\s*<) | <[^<>"{}|^`\\\x00-\x20]*> | [?$:]\w*(?:GRAPH|FROM)\w*""", re.ASCII | re.VERBOSE
)
_STRING: Final = re.compile(r'"[^"\n\r]*"')
_UNPLAIN: Final = ("'", "#", "\\", '"""')  # with one of these in it, a text may hide where a string begins
_SEPARATOR: Final = r"\U001F"  # an escape that hides neither a letter nor a quote: our own queries join texts with it
_BEFORE_NAME: Final = ("GRAPH", "FROM", "NAMED", "DESCRIBE")

# What says nothing of the shape of a query, for verbose patterns in which a dot is any sign.
COMMENT: Final = r"\#[^\n\r]*"
IRI: Final = r"""<[^<>"{}|^`\\\x00-\x20]*>"""
STRING: Final = r"""(?:\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
                  | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')"""
_HEADER: Final = re.compile(rf"\A(?:\s*{COMMENT})+", re.ASCII)
# The order matters: what can hide other tokens comes first (SPARQL 1.1, section 19.8).
_TOKEN: Final = re.compile(
    rf"(?P<comment>{COMMENT}) | (?P<iri>{IRI}) | (?P<string>{STRING})"
    r"""
      | (?P<name>(?:[A-Za-z][\w.-]*)?:(?:(?!\.)(?:[\w.:%·\u0300-\u036f\u203f\u2040-]|\\.)+)?)
      | (?P<parameter>\$\w+)
      | (?P<variable>\?\w+)
      | (?P<word>@?[A-Za-z_][\w-]*)
      | (?P<number>\d[\d.eE]*)
      | (?P<space>\s+)
      | (?P<open>[({\[])
      | (?P<close>[)}\]])
      | (?P<operator>&&|\|\||.)""",
    re.VERBOSE | re.DOTALL,
)


class TextLimits(NamedTuple):
    """What the text of a query may be, so that the parser neither takes seconds over it nor crashes."""

    characters: int = 100_000
    depth: int = 30  # the parser takes seconds at 100 nested lists, and the process dies at 4,000 of anything
    operators: int = 2_000  # chains of operators nest in the parser as brackets do


TEXT_LIMITS: Final = TextLimits()


@dataclass(frozen=True)
class QueryFile:
    """A .rq file: its query, with a leading comment that documents it."""

    path: Path
    text: str

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.path.stem

    @cached_property
    def header(self) -> Mapping[str, Any]:
        """What its leading lines that start with "# " hold: a YAML mapping, which few of those who ask it look into.

        Raises: MalformedFile where it is not such a mapping.
        """
        import yaml

        from carekg.terms.yaml_text import read_yaml

        lines = takewhile(lambda line: line.startswith("#"), self.text.splitlines())
        try:
            header = read_yaml("\n".join(line[2:] for line in lines)) or {}
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            position = (mark.line + 1, mark.column + 3) if mark else (1, 1)
            raise MalformedFile(self.path, *position, f"the header is not YAML: {error.problem}") from error
        if not isinstance(header, dict) or "title" not in header:
            raise MalformedFile(self.path, 1, 1, "the header needs at least a line '# title: …'")
        return header


def read(path: Path) -> QueryFile:
    """Read a .rq file."""
    return QueryFile(path, path.read_text(encoding="utf-8"))


@cache
def read_folder(folder: Path) -> tuple[QueryFile, ...]:
    """Read every .rq file of a folder, in the order of their names."""
    return tuple(read(path) for path in sorted(folder.glob("*.rq")))


def tokens(text: str) -> Iterator[tuple[str, str]]:
    """Split SPARQL text into (kind, text) pairs that joined give the text again.

    >>> [kind for kind, _ in tokens("ASK { ?s <p> '$x' } # $y") if kind != "space"]
    ['word', 'open', 'variable', 'iri', 'string', 'close', 'comment']

    Source: SPARQL 1.1 Query Language, section 19.
    """
    for match in _TOKEN.finditer(text):
        yield str(match.lastgroup), match.group()


def bind(text: str, values: Mapping[str, Value]) -> str:
    """Put RDF terms in the place of the parameters `$name`, outside strings, IRIs and comments.

    Parameters: text of the query; values by name: a term, several terms for a VALUES block, or None, which
    becomes UNDEF and leaves the variable of a VALUES block free.
    Raises: KeyError where a parameter of the query has no value.

    >>> bind("SELECT * { VALUES ?x { $x } ?x a '$x' }", {"x": NamedNode("http://e/1")})
    "SELECT * { VALUES ?x { <http://e/1> } ?x a '$x' }"
    >>> bind("VALUES ?x { $x }", {"x": None})
    'VALUES ?x { UNDEF }'
    """
    return "".join(_write(values[part]) if is_name else part for is_name, part in _parts(text))


def date_term(day: date | str) -> Literal:
    """Give a date, or its text, as a term.

    >>> str(date_term("2026-11-29"))
    '"2026-11-29"^^<http://www.w3.org/2001/XMLSchema#date>'
    """
    return Literal(str(day), datatype=_DATE)


@lru_cache(maxsize=512)  # of our own queries, which are asked again and again
def _parts(text: str) -> tuple[tuple[bool, str], ...]:
    """Split a query into the names of its parameters and what stands between, with whether each is a name."""
    found: list[tuple[bool, str]] = []
    for is_name, group in groupby(tokens(text), lambda token: token[0] == "parameter"):
        written = [token for _, token in group]
        found += [(True, token[1:]) for token in written] if is_name else [(False, "".join(written))]
    return tuple(found)


def _write(value: Value) -> str:
    if value is None:
        return "UNDEF"
    if isinstance(value, Literal) and value.datatype.value.endswith("#integer"):
        return str(int(value.value))  # LIMIT and OFFSET take digits only
    if isinstance(value, NamedNode | Literal):
        return str(value)
    return " ".join(str(term) for term in value)


def check_allowed(text: str, limits: TextLimits = TEXT_LIMITS, forbidden: Collection[str] = FORBIDDEN) -> None:
    """Refuse a query that could reach the network or a file, or break the parser.

    Parameters: text of the query; limits of what it may be; forbidden, the words that it may not say.
    Raises: QueryRefused naming what is not allowed.

    >>> check_allowed("ASK { SERVICE <http://e/> { ?s ?p ?o } }")
    Traceback (most recent call last):
    carekg.terms.errors.QueryRefused: SERVICE is not allowed here: a query may not call another server.
    """
    if len(text) > limits.characters:
        raise QueryRefused(f"The query has {len(text):,} characters; the limit is {limits.characters:,}.")
    if _is_harmless(text, limits, forbidden):
        return
    depth = operators = 0
    called = previous = ""
    for kind, written in tokens(text):
        word = written.upper()
        for each in forbidden:  # the engine needs no space after it
            if (kind == "word" and each in word) or (kind == "open" and written == "{" and each in called):
                raise QueryRefused(f"{each} is not allowed here: a query may not {FORBIDDEN[each]}.")
        if kind not in ("space", "comment"):  # `SERVICE:x {` may be a keyword and an IRI of the empty prefix
            called = word.partition(":")[0] if kind == "name" and previous not in _BEFORE_NAME else ""
            previous = word
        depth += (kind == "open") - (kind == "close")
        operators += (kind == "operator" and written not in ".;,") or word == "UNION"
        if depth > limits.depth:
            raise QueryRefused(f"The query nests brackets deeper than the limit of {limits.depth}.")
        if operators > limits.operators:
            raise QueryRefused(f"The query has more operators than the limit of {limits.operators:,}.")


def _is_harmless(text: str, limits: TextLimits, forbidden: Collection[str]) -> bool:
    """Tell, without splitting a text, that it is too short to break a limit and holds no word that is forbidden."""
    opened = sum(map(text.count, "({["))
    return opened <= limits.depth and len(text) <= limits.operators and not _mentions(text.upper(), forbidden)


@lru_cache(maxsize=64)  # a query is looked at more than once on its way
def names_graphs(text: str) -> bool:
    r"""Tell whether a query may name a graph, so that the default graph alone need not answer it.

    In doubt it may: the engine needs no space around a keyword, and an escape could hide one. So the words may stand in
    variables, local names, whole IRIs and the declaration of a prefix; in comments before all else, as our own queries
    begin; and in strings where it is plain what is one.

    >>> [names_graphs(text) for text in ("ASK { ?from ckg:validFrom 1 }", "ASKFROM<g>{}", "ASK { GRAPH:g {} }")]
    [False, True, True]
    >>> names_graphs('PREFIX graph: <http://e/graph/> ASK { ?s ?p "from" }'), names_graphs(r"ASK { ?s ?p '\u001f' }")
    (False, False)
    >>> names_graphs("# title: from graphs\nASK {}"), names_graphs("ASK { # from graphs\n}")
    (False, True)
    """
    upper = text.upper().replace(_SEPARATOR, "")
    if "\\U" in upper:
        return True
    if not _mentions(upper, _GRAPH_WORDS):
        return False
    bare = _NAMED.sub("", _HEADER.sub("", upper))
    if not any(sign in bare for sign in _UNPLAIN):
        bare = _STRING.sub("", bare)
    return _mentions(bare, _GRAPH_WORDS)


def _mentions(upper: str, words: Iterable[str]) -> bool:
    """Tell whether one of some words stands anywhere in a text in capitals: many times faster than a pattern."""
    return any(map(upper.__contains__, words))
