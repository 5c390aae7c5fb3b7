"""Queries of reconciliation, read from what was sent.

Source: Reconciliation Service API 0.2, W3C Entity Reconciliation Community Group; its version 0.1 for one query alone.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl

import orjson

from carekg.names.reconciliation import Query
from carekg.terms.errors import BadParameter

MOST_QUERIES: Final = 500
MOST_THINGS: Final = 1_000
LONGEST: Final = 500  # characters of a name
_MOST_PROPERTIES: Final = 50
_MOST_FIELDS: Final = 10
_USUAL, _MOST = 5, 25  # candidates
_SHOWN: Final = 200  # characters of what cannot be used
_STRICT: Final = ("any", "should", "all")
_NUMBER: Final = int | float


class Wanted(NamedTuple):
    """What is to be fetched of things: how they are named, and the properties."""

    things: Sequence[str]
    properties: Sequence[str]


def read_fields(*sent: bytes) -> dict[str, str]:
    """Read the fields of an address, then of a form; of two of one name the last counts. Raises: BadParameter."""
    fields: dict[str, str] = {}
    for part in sent:
        try:
            fields |= parse_qsl(part.decode("utf-8", errors="replace"), max_num_fields=_MOST_FIELDS)
        except ValueError as error:
            raise _refused("fields", part[:_SHOWN].decode(errors="replace"), f"at most {_MOST_FIELDS}") from error
    return fields


def read_batch(text: str) -> dict[str, Query]:
    """Read a batch of queries by their keys. Raises: BadParameter that names what is wrong, and in which."""
    found = _object(text, "queries")
    if len(found) > MOST_QUERIES:
        raise BadParameter("queries", f"{len(found)} of them", f"send at most {MOST_QUERIES} at once")
    return {key: _query(key, given) for key, given in found.items()}


def read_one(text: str) -> Query:
    """Read one query, as version 0.1 has it: its JSON, or the name alone. Raises: BadParameter."""
    return _query("query", _object(text, "query") if text.lstrip().startswith("{") else {"query": text})


def read_wanted(text: str) -> Wanted:
    """Read what is to be fetched of which things. Raises: BadParameter."""
    asked = _object(text, "extend")
    things, properties = _list("ids", asked.get("ids")), _list("properties", asked.get("properties"))
    if len(things) > MOST_THINGS or len(properties) > _MOST_PROPERTIES:
        told = f"{len(things)} things, {len(properties)} properties"
        raise BadParameter("extend", told, f"send at most {MOST_THINGS} and {_MOST_PROPERTIES}")
    names = [each.get("id") if isinstance(each, dict) else each for each in properties]
    return Wanted(list(dict.fromkeys(_texts("ids", things))), list(dict.fromkeys(_texts("properties", names))))


def _object(text: str, name: str) -> dict[str, Any]:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise _refused(name, text, f"JSON ({error})") from error
    if not isinstance(found, dict):
        raise _refused(name, text, "a JSON object")
    return found


def _query(key: str, given: Any) -> Query:
    if not isinstance(given, dict):
        raise _refused(key, given, "a query as an object")
    text, limit, strict = given.get("query") or "", given.get("limit", _USUAL), given.get("type_strict") or "any"
    if not isinstance(text, str) or len(text) > LONGEST:
        raise _refused(key, text, f"the name as text of at most {LONGEST} characters")
    if not isinstance(limit, _NUMBER) or isinstance(limit, bool):
        raise _refused(key, limit, "the limit as a number")
    if strict not in _STRICT:
        raise _refused(key, strict, f"type_strict as one of {', '.join(_STRICT)}")
    kinds, said = tuple(_texts(key, _several(given.get("type")))), _said(key, given.get("properties"))
    if not text.strip() and not said:
        raise _refused(key, given, "a name, or properties")
    return Query(text, kinds, said, int(min(max(limit, 1), _MOST)), strict)


def _said(key: str, properties: Any) -> dict[str, list[str]]:
    """Read what is said of a name, by property; values that are empty say nothing."""
    said: dict[str, list[str]] = {}
    for each in _list(key, properties if properties is not None else []):
        if not isinstance(each, dict) or not isinstance(each.get("pid"), str) or "v" not in each:
            raise _refused(key, each, "each property as an object with pid and v")
        values = (_value(value) for value in _several(each["v"]))
        said.setdefault(each["pid"], []).extend(value for value in values if value)
    if sum(map(len, said.values())) > _MOST_PROPERTIES:
        raise _refused(key, f"{len(said)} properties", f"at most {_MOST_PROPERTIES} values of properties")
    return said


def _value(given: Any) -> str:
    """Give a value as text: of one that is a thing, its identifier."""
    if isinstance(given, dict):
        given = given.get("id") or given.get("name")
    return "" if given is None else str(given).strip()[:LONGEST]


def _several(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [] if given is None or given == "" else [given]


def _list(name: str, given: Any) -> list[Any]:
    if not isinstance(given, list):
        raise _refused(name, given, "a list")
    return given


def _texts(name: str, given: Sequence[Any]) -> list[str]:
    if not all(isinstance(each, str) for each in given):
        raise _refused(name, given, "each as text")
    return list(given)


def _refused(name: str, given: Any, expected: str) -> BadParameter:
    shown = given if isinstance(given, str) else repr(given)
    return BadParameter(name[:_SHOWN], shown[:_SHOWN], f"write {expected}")
