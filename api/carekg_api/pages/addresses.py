"""Addresses: one page has one address, whoever named the thing that it is about."""

from typing import Final
from urllib.parse import quote, unquote

from carekg.store.iris import is_iri
from carekg.terms.errors import UnknownName
from carekg.terms.prefixes import PREFIXES

BASE: Final = "https://w3id.org/carekg"
_ROOMS: Final = (  # the beginning of an IRI, and of the address of its page
    (PREFIXES["gss"], "/place/"),
    (PREFIXES["leg"], "/law/"),
    (f"{BASE}/id/", "/doc/"),
    (f"{BASE}/def/", "/doc/def/"),
    (f"{BASE}/graph/", "/graph/"),
)
_LEGISLATION: Final = PREFIXES["legdoc"]
_SAFE: Final = "/:,.~@!$'()*;=+"


def address_of(iri: str) -> str:
    """Give the address of the page about a thing: a path on this server, or the IRI where it has none here.

    >>> address_of("http://statistics.data.gov.uk/id/statistical-geography/E10000012")
    '/place/E10000012'
    >>> address_of("http://www.legislation.gov.uk/id/ukpga/2012/7/section/194")
    '/law/ukpga/2012/7/section/194'
    >>> address_of("https://w3id.org/carekg/id/fund/better-care-fund")
    '/doc/fund/better-care-fund'
    """
    for start, room in _ROOMS:
        if iri.startswith(start) and len(iri) > len(start):
            return room + quote(iri.removeprefix(start), safe=_SAFE)
    return iri


def iri_at(room: str, rest: str) -> str:
    """Give the IRI of the thing that the page at an address is about. Raises: UnknownName where it can be none.

    >>> iri_at("/law/", "ukpga/2012/7")
    'http://www.legislation.gov.uk/id/ukpga/2012/7'
    """
    iri = next(start for start, each in _ROOMS if each == room) + unquote(rest)
    if not is_iri(iri):
        raise UnknownName("page", room + rest)
    return iri


def text_at(iri: str) -> str:
    """Give the page of an Act or provision at legislation.gov.uk.

    >>> text_at("http://www.legislation.gov.uk/id/ukpga/2012/7")
    'https://www.legislation.gov.uk/ukpga/2012/7'
    """
    return iri.replace(PREFIXES["leg"], "https://www.legislation.gov.uk/").replace(
        _LEGISLATION, "https://www.legislation.gov.uk/"
    )


def is_elsewhere(address: str) -> bool:
    """Tell whether an address is on another site, so that its link is marked.

    >>> is_elsewhere("https://www.gov.uk/"), is_elsewhere("/api/v1/locate/http://a/b")
    (True, False)
    """
    return "://" in address and not address.startswith("/")
