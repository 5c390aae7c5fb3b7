"""Addresses: what the address of a page is of, as people copy it from a browser."""

import re
from typing import Final
from urllib.parse import unquote, urlsplit

from carekg.terms.prefixes import ID, PREFIXES

_LAW: Final = ("www.legislation.gov.uk", "legislation.gov.uk")
_OF_ANY_VERSION: Final = re.compile(r"(?:/(?:contents|enacted|made|created|data\.\w+|\d{4}-\d\d-\d\d))+$")
_PAGES: Final = {"/doc/": ID, "/id/": ID, "/law/": PREFIXES["leg"], "/place/": PREFIXES["gss"]}
_FORM: Final = re.compile(r"\.(?:html|ttl|json|jsonld|csv|nt|rdf|xml)$")


def of_page(text: str) -> str:
    """Give the IRI of what the page at an address is of; any other text as it is.

    >>> of_page("https://www.legislation.gov.uk/ukpga/2006/41/section/75/2022-07-01")
    'http://www.legislation.gov.uk/id/ukpga/2006/41/section/75'
    >>> of_page("http://127.0.0.1:8000/place/E08000035?as_of=2024-04-01")
    'http://statistics.data.gov.uk/id/statistical-geography/E08000035'
    >>> of_page("https://w3id.org/carekg/doc/body/leeds-city-council")
    'https://w3id.org/carekg/id/body/leeds-city-council'
    >>> of_page("Leeds"), of_page("http://statistics.data.gov.uk/id/statistical-geography/E08000035")[-9:]
    ('Leeds', 'E08000035')
    """
    if not text.startswith(("http://", "https://")):
        return text
    parts = urlsplit(text)
    path = unquote(parts.path).rstrip("/")
    if parts.netloc.lower() in _LAW:
        return PREFIXES["leg"] + _OF_ANY_VERSION.sub("", path.removeprefix("/id")).removeprefix("/")
    if f"http://{parts.netloc}{path}".startswith(PREFIXES["gss"]):
        return f"http://{parts.netloc}{path}"
    path = path.removeprefix("/carekg")
    start = next((each for each in _PAGES if path.startswith(each)), None)
    return text if start is None else _PAGES[start] + _FORM.sub("", path.removeprefix(start))
