"""Kinds: what sort of thing an IRI stands for, as people sort them, and the page that each sort has."""

from collections.abc import Mapping
from typing import Final

from carekg.terms.prefixes import PREFIXES, compress

_TOPICS: Final = ("benefit", "barrier", "enabler", "outcome", "activity", "mechanism", "driver", "population")
GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "Places": ("gss",),
    "Bodies": ("body",),
    "Law": ("leg",),
    "Structures and posts": ("structure", "post", "role", "sector", "stakeholder", "service"),
    "Plans and documents": ("document",),
    "Funds": ("fund", "allocation", "flow"),
    "Topics": _TOPICS,
    "Publications": ("publication",),
    "Events and plans": ("event", "bill", "succession"),
    "Duties and powers": ("rule", "seat"),
    "Findings": ("finding", "claim"),
    "Terms": ("ckg", "scheme"),
}
OTHER: Final = "Other"
_BY_PREFIX: Final = {prefix: group for group, prefixes in GROUPS.items() for prefix in prefixes}
_ORDER: Final = {group: rank for rank, group in enumerate((*GROUPS, OTHER))}
VIEWS: Final[Mapping[str, str]] = {
    "body": "body",
    "structure": "structure",
    "post": "structure",
    "role": "structure",
    "fund": "fund",
    "publication": "publication",
    "event": "event",
    "bill": "event",
    "succession": "event",
    "document": "document",
    **dict.fromkeys(_TOPICS, "topic"),
}


def prefix_of(iri: str) -> str:
    """Give the prefix of an IRI.

    >>> prefix_of("https://w3id.org/carekg/id/fund/better-care-fund")
    'fund'
    """
    curie = compress(iri)
    prefix = curie.partition(":")[0]
    return prefix if prefix in PREFIXES else ""


def group_of(iri: str) -> str:
    """Give the group that a thing is shown in.

    >>> group_of("http://www.legislation.gov.uk/id/ukpga/2012/7")
    'Law'
    """
    return _BY_PREFIX.get(prefix_of(iri), OTHER)


def rank_of(group: str) -> int:
    """Give the place of a group among the others."""
    return _ORDER.get(group, len(_ORDER))


def view_of(iri: str) -> str:
    """Give the name of the view that shows a thing of ours."""
    return VIEWS.get(prefix_of(iri), "statement")
