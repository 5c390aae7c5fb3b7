"""Groups: what people mean by a name, in the order in which they most often mean it; and other words for what is found.

Nothing here needs an engine, so that declarations may use it.
"""

import re
from collections.abc import Sequence
from typing import Final

from carekg.terms.prefixes import ID, PREFIXES

HOWS: Final = ("exact", "code", "citation", "acronym", "former", "prefix", "words", "spelling")  # how a name is found
WANTED: Final = {  # kinds that a parameter may want, beside the prefixes of things
    "council": "a council",
    "health": "a health board or group",
    "combined": "a combined authority",
    "seated": "a board or partnership",
    "body": "a body",
    "area": "an area",
    "kind": "a kind of body",
    "law": "an Act or a provision",
}
GROUPS: Final = (
    "bodies",
    "kinds",
    "places",
    "law",
    "funds",
    "topics",
    "documents",
    "publications",
    "events",
    "terms",
    "statements",
)
# How far behind the first a group stands: points of the score are taken off for it.
RANKS: Final = {
    "bodies": 0, "kinds": 0, "places": 1, "law": 1, "funds": 1, "topics": 2, "documents": 2, "publications": 3,
    "events": 4, "terms": 5, "statements": 6,
}  # fmt: skip
MEANT: Final = tuple(group for group in GROUPS if group not in ("events", "statements"))  # whose names are misspelt
_TOPICS: Final = {
    *("activity", "barrier", "benefit", "driver", "enabler", "mechanism", "outcome", "population", "sector"),
    *("service", "stakeholder", "study-design", "term"),
}
_PREFIXES: Final = {
    "bill": "law", "structure": "kinds", "post": "kinds", "role": "kinds", "fund": "funds",
    "document": "documents", "publication": "publications", "event": "events", "search": "events",
    "body": "bodies",
} | dict.fromkeys(_TOPICS, "topics")  # fmt: skip
FAMILIES: Final = {  # kinds that people have one word for
    word: frozenset(f"{PREFIXES['structure']}{name}" for name in names)
    for word, names in {
        "council": ("upper-tier-local-authority", "local-authority", "district-council"),
        "combined authority": ("combined-authority", "combined-county-authority"),
        "trust": ("nhs-trust", "nhs-foundation-trust", "care-trust"),
    }.items()
}
INITIALLED: Final = frozenset(  # kinds of body whose initials go before any code
    f"{PREFIXES['structure']}{name}" for name in ("integrated-care-board", "upper-tier-local-authority")
)
_POST: Final = f"{PREFIXES['org']}Post"
CONCEPT: Final = f"{PREFIXES['skos']}Concept"
_TERMS: Final = {
    CONCEPT,
    *(f"{PREFIXES['owl']}{name}" for name in ("Class", "Ontology", "ObjectProperty", "DatatypeProperty")),
    *(f"{PREFIXES['rdfs']}Class", f"{PREFIXES['rdf']}Property", f"{PREFIXES['skos']}ConceptScheme"),
    *(f"{PREFIXES['dcat']}{name}" for name in ("Catalog", "Dataset")),
}
_SORTS_OF_LAW: Final = {
    "ukpga": "Act", "asp": "Act", "anaw": "Act", "asc": "Act", "nia": "Act", "uksi": "statutory instrument",
    "ssi": "statutory instrument", "wsi": "statutory instrument", "nisr": "statutory rule",
}  # fmt: skip
ACTS: Final = frozenset(_SORTS_OF_LAW.values())
_PIN: Final = re.compile(r"/(section|regulation|article|schedule|paragraph|part|rule|chapter)(?:/|$)")


def group_of(iri: str, types: Sequence[str], *, is_body: bool) -> str:
    """Give the group of a thing.

    Parameters: iri; types, the classes that it has; is_body, whether it is a body or an area of some kind.

    >>> group_of("https://w3id.org/carekg/id/fund/better-care-fund", [], is_body=False)
    'funds'
    >>> group_of("https://w3id.org/carekg/id/tie/0", [], is_body=False)
    'statements'
    """
    if iri.startswith(PREFIXES["leg"]):
        return "law"
    if iri.startswith(PREFIXES["gss"]):
        return "places"
    prefix = iri.removeprefix(ID).partition("/")[0] if iri.startswith(ID) else ""
    if prefix == "post" and _POST in types:  # that of one council or body
        return "statements"
    if prefix in _PREFIXES:
        return _PREFIXES[prefix]
    return "bodies" if is_body else "terms" if _TERMS.intersection(types) else "statements"


def kind_of_law(iri: str) -> str:
    """Give what sort of law an address of legislation.gov.uk is of; nothing where it is none.

    >>> kind_of_law("http://www.legislation.gov.uk/id/ukpga/2006/41/schedule/1B/paragraph/3")
    'paragraph'
    >>> kind_of_law("http://www.legislation.gov.uk/id/uksi/2013/218")
    'statutory instrument'
    """
    if iri.startswith(PREFIXES["bill"]):
        return "Bill"
    if not iri.startswith(PREFIXES["leg"]):
        return ""
    path = iri.removeprefix(PREFIXES["leg"])
    pins: list[str] = _PIN.findall(path)
    if not pins:
        return _SORTS_OF_LAW.get(path.partition("/")[0], "")
    if pins[-1] == "section" and re.search(r"section/[^/]+/", path):
        return "subsection"
    return pins[-1].capitalize() if pins[-1] == "schedule" else pins[-1]
