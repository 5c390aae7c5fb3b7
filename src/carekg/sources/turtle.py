"""Writing Turtle that is the same whenever the same is said: sorted, one line a thing, no blank nodes."""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Final

from pyoxigraph import Literal, NamedNode

from carekg.terms.prefixes import PREFIXES, compress, expand

Value = NamedNode | Literal

_TYPE: Final = NamedNode(f"{PREFIXES['rdf']}type")
_PLAIN: Final = re.compile(r"[a-z-]+:[A-Za-z0-9_-]+")


def iri(curie: str) -> NamedNode:
    """Give the node that a CURIE stands for."""
    return NamedNode(expand(curie))


def text(words: str) -> Literal:
    """Give English text, its white space made tidy."""
    return Literal(" ".join(words.split()), language="en")


def code(words: str) -> Literal:
    """Give a code, or other text in no language."""
    return Literal(words)


def day(value: date) -> Literal:
    """Give a date."""
    return Literal(value.isoformat(), datatype=iri("xsd:date"))


def number(value: float) -> Literal:
    """Give a whole number, or a share with six digits."""
    if isinstance(value, int):
        return Literal(value)
    return Literal(f"{value:.6f}".rstrip("0").rstrip(".") or "0", datatype=iri("xsd:decimal"))


class Turtle:
    """Triples in the making."""

    def __init__(self) -> None:
        self._things: dict[str, set[tuple[str, str]]] = defaultdict(set)

    def __len__(self) -> int:
        return sum(len(said) for said in self._things.values())

    def add(self, subject: str, /, **said: Value | Iterable[Value] | None) -> None:
        """Say things of a subject.

        Parameters: subject, a CURIE or IRI; said, values by property, the colon of its CURIE written as two
        underscores (`a` for the type); None is left out.
        """
        for name, values in said.items():
            term = _TYPE if name == "a" else iri(name.replace("__", ":", 1))
            for value in _each(values):
                self._things[_write(iri(subject))].add((_write(term), _write(value)))

    def to_bytes(self, comment: str) -> bytes:
        """Write it all, with a comment on top."""
        blocks = [_block(subject, self._things[subject]) for subject in sorted(self._things)]
        body = "\n".join(blocks)
        used = sorted(prefix for prefix in PREFIXES if re.search(rf"(?<![\w-]){re.escape(prefix)}:", body))
        head = "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in used)
        return f"{head}\n# {comment}\n\n{body}\n".encode()


def _each(values: Value | Iterable[Value] | None) -> Iterable[Value]:
    if values is None:
        return ()
    return (values,) if isinstance(values, NamedNode | Literal) else values


def _block(subject: str, said: set[tuple[str, str]]) -> str:
    kind = _write(_TYPE)
    pairs = sorted(said, key=lambda pair: (pair[0] != kind, pair))
    return f"{subject} " + " ; ".join(f"{'a' if name == kind else name} {value}" for name, value in pairs) + " ."


def _write(term: Value) -> str:
    if isinstance(term, NamedNode):
        short = compress(term.value)
        return short if _PLAIN.fullmatch(short) else str(term)
    kind = term.datatype.value
    if kind == f"{PREFIXES['xsd']}integer":
        return term.value
    if kind.startswith(PREFIXES["xsd"]) and kind.rpartition("#")[2] in ("date", "boolean", "decimal"):
        return f'"{term.value}"^^xsd:{kind.rpartition("#")[2]}'
    return str(term)
