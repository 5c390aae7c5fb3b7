"""Persons: the authors of publications, the only ones whom the graph names, and whom an assistant is not told."""

from collections.abc import Set
from functools import lru_cache
from typing import Any, Final

from carekg.export.bibliography import read_author
from carekg.knowledge_graph import KnowledgeGraph

_LISTS: Final = "SELECT DISTINCT ?authors { ?publication ckg:authorList ?authors }"
_WITHHELD: Final = "authors who are persons are not named here: see the publication"


def withhold(graph: KnowledgeGraph, told: dict[str, Any]) -> dict[str, Any]:
    """Leave persons out of an answer; bodies that are authors stay."""
    left: dict[str, Any] = _withhold(told, find_lists(graph))
    return left


@lru_cache(maxsize=2)
def find_lists(graph: KnowledgeGraph) -> frozenset[str]:
    """Give the lists of authors, as publications have them."""
    return frozenset(row["authors"].value for row in graph.query(_LISTS))  # type: ignore[union-attr]


def _withhold(told: Any, lists: Set[str], name: str = "") -> Any:
    if isinstance(told, dict):
        return {key: _withhold(value, lists, key) for key, value in told.items()}
    if isinstance(told, list):
        return [_withhold(each, lists, name) for each in told]
    return _bodies(told) if isinstance(told, str) and (name == "authors" or told in lists) else told


def _bodies(authors: str) -> str:
    """Give the bodies of a list of authors.

    >>> _bodies("Stokes J; National Audit Office")
    'National Audit Office; authors who are persons are not named here: see the publication'
    """
    names = [name.strip() for name in authors.split(";")]
    bodies = [name for name in names if "literal" in read_author(name)]
    return authors if bodies == names else "; ".join([*bodies, _WITHHELD])
