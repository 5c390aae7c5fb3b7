"""Receipts: what an answer was, so that anybody can ask again and see whether it is the same.

A receipt is stored nowhere and holds no secret. Its hash is the SHA-256 over the lines of its form: first the facts,
then every row of every part, not only those of the page, each in the canonical form of JSON; rows are sorted unless the
part declares an order.

Source: RFC 8785, JSON Canonicalization Scheme.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final, Self

import orjson
import rfc8785

from carekg.questions.content import Content, Table
from carekg.terms.errors import BadParameter
from carekg.terms.version import __version__

FORM: Final = 1  # of the receipt: another number means that hashes are made otherwise
_PAGE: Final = ("limit", "offset")
_SIMPLE: Final = frozenset((str, bool, type(None)))  # what is written alike, and holds nothing
_PLAIN: Final = (1e-5, 1e15)  # between these, numbers are written alike by everybody
_DIGITS: Final = 12  # of a row's own hash


@dataclass(frozen=True)
class Receipt:
    """What an answer was. `digests` are the beginnings of the hashes of its rows, to tell which differ."""

    form: int
    question: str
    parameters: Mapping[str, str]
    as_of: str
    version: str
    code: str
    outcome: str
    rows: int
    sha256: str
    digests: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Give it as JSON holds it."""
        return asdict(self) | {"parameters": dict(self.parameters), "digests": list(self.digests)}

    @classmethod
    def read(cls, found: object) -> Self:
        """Read a receipt, or what a file says about an answer, which holds one. Raises: BadParameter."""
        held = found.get("receipt", found) if isinstance(found, Mapping) else found
        if not isinstance(held, Mapping) or not set(_NEEDED) <= held.keys():
            raise BadParameter("receipt", found, f"write a receipt: a JSON object with {', '.join(_NEEDED)}")
        if held["form"] != FORM:
            raise BadParameter("receipt", held["form"], f"its form is not {FORM}, which is all that is known here")
        _check(held)
        known = {name: held[name] for name in cls.__dataclass_fields__ if name in held}
        return cls(**known | {"digests": tuple(held.get("digests", ()))})


def _check(held: Mapping[str, Any]) -> None:
    """See that the parts of a receipt are what they have to be. Raises: BadParameter."""
    given, digests = held["parameters"], held.get("digests", [])
    if not isinstance(given, Mapping) or not all(isinstance(each, str) for each in given.values()):
        raise BadParameter("receipt", given, "its parameters are an object whose values are text")
    if not isinstance(digests, list | tuple) or not all(isinstance(each, str) for each in digests):
        raise BadParameter("receipt", digests, "its digests are a list of texts")
    for name in ("question", "as_of", "version", "code", "outcome", "sha256"):
        if not isinstance(held[name], str):
            raise BadParameter("receipt", held[name], f"its {name} is text")


_NEEDED: Final = tuple(name for name in Receipt.__dataclass_fields__ if name != "digests")


def make_receipt(answer: Content) -> Receipt:
    """Make the receipt of an answer."""
    given = {name: text for name, text in sorted(answer.parameters.items()) if name not in _PAGE}
    lines = [(table.part.name, _lines(table)) for table in answer.tables]
    return seal(answer.question, given, answer.as_of.isoformat(), answer.version, answer.outcome.kind, lines)


def seal(
    question: str,
    given: Mapping[str, str],
    as_of: str,
    version: str,
    outcome: str,
    parts: Iterable[tuple[str, Iterable[bytes]]],
) -> Receipt:
    """Hash an answer. Parameters: its facts; parts, each with its name and its rows in canonical form."""
    digest, digests = sha256(), list[str]()
    digest.update(canonical({"facts": [FORM, question, given, as_of, version, outcome]}))
    for name, lines in parts:
        digest.update(f"\n{name}".encode())
        for line in lines:
            digest.update(b"\n" + line)
            digests.append(digest_of(line))
    hashed = digest.hexdigest()
    return Receipt(FORM, question, given, as_of, version, __version__, outcome, len(digests), hashed, tuple(digests))


def digest_of(line: bytes) -> str:
    """Give the beginning of the hash of a row's canonical form, by which it is known again."""
    return sha256(line).hexdigest()[:_DIGITS]


def _lines(table: Table) -> Iterable[bytes]:
    lines = map(canonical, covered(table))
    return lines if table.part.ordered else sorted(lines)


def covered(table: Table) -> Iterable[dict[str, Any]]:
    """Give the rows of a table, all of them, with the columns that a receipt covers."""
    names = table.part.receipted
    return ({name: row.get(name) for name in names} for row in table.whole)


def canonical(value: Any) -> bytes:
    """Write a value in the canonical form of JSON.

    >>> canonical({"b": 1.0, "a": "é"}).decode()
    '{"a":"é","b":1}'
    """
    if _is_written_alike(value):  # as most rows are
        return _written(value)
    plain = _plain(value)
    return _written(plain) if _is_written_alike(plain) else rfc8785.dumps(plain)


def _written(value: Any) -> bytes:
    """Write JSON in bytes as long as it is: those of orjson hold on to the buffer, several times as long."""
    return bytes(memoryview(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)))


def _is_written_alike(value: Any) -> bool:
    """Tell whether orjson writes the canonical form of a value, which it does forty times faster."""
    kind = type(value)
    if kind in _SIMPLE:
        return True
    if kind is dict:
        return all(map(_is_written_alike, value.values())) and all(type(name) is str for name in value)
    if kind is list or kind is tuple:
        return all(map(_is_written_alike, value))
    if kind is int:
        return bool(abs(value) < _PLAIN[1])
    return kind is float and bool(_PLAIN[0] <= abs(value) < _PLAIN[1] and not value.is_integer())


def _plain(value: Any) -> Any:
    if type(value) in _SIMPLE:
        return value
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Decimal | float):
        number = float(value)
        return int(number) if number.is_integer() and abs(number) < _PLAIN[1] else number
    return value
