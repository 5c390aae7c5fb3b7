"""IRIs that callers write: the engine's own reading says what is one.

Source: RFC 3987, section 2.2.
"""

from contextlib import suppress
from urllib.parse import urljoin

from pyoxigraph import NamedNode

from carekg.terms.errors import BadParameter


def is_iri(text: str) -> bool:
    """Tell whether a text is an absolute IRI.

    >>> is_iri("http://e/a"), is_iri("http://e/a b"), is_iri("a")
    (True, False, False)
    """
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def make_whole(text: str, base: str | None) -> str:
    """Give an IRI that may be relative as a whole one; as it is, where there is nothing that it is relative to.

    >>> make_whole("../g", "http://e/a/sparql"), make_whole("", "http://e/sparql"), make_whole("urn:x", "http://e/")
    ('http://e/g', 'http://e/sparql', 'urn:x')
    """
    if base is None or is_iri(text):
        return text
    with suppress(ValueError):
        return urljoin(base, text)
    return text


def read_iri(text: str, parameter: str) -> NamedNode:
    """Read an absolute IRI. Parameters: text; parameter that it was given for. Raises: BadParameter."""
    try:
        return NamedNode(text)
    except ValueError as error:
        raise BadParameter(parameter, text, f"write an absolute IRI ({error})") from error
