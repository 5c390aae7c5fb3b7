"""IRIs that callers write: the engine's own reading says what is one.

Source: RFC 3987, section 2.2.
"""

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


def read_iri(text: str, parameter: str) -> NamedNode:
    """Read an absolute IRI. Parameters: text; parameter that it was given for. Raises: BadParameter."""
    try:
        return NamedNode(text)
    except ValueError as error:
        raise BadParameter(parameter, text, f"write an absolute IRI ({error})") from error
