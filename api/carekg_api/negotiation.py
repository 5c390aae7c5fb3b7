"""Content negotiation: one function for every route."""

from collections.abc import Sequence

import mimeparse

from carekg.errors import NotAcceptable


def negotiate(accept: str | None, offered: Sequence[str]) -> str:
    """Choose the media type to answer with.

    Parameters: accept, the request's Accept header, with q-values, or None; offered, the best first.
    Returns: the offered type that the client likes best; among equals, the one that is offered first.
    Raises: NotAcceptable where the client accepts none, or the header cannot be read.

    >>> negotiate("text/csv;q=0.5, application/json", ["text/csv", "application/json"])
    'application/json'
    >>> negotiate("*/*", ["text/csv", "application/json"])
    'text/csv'

    Source: RFC 9110, section 12.5.1.
    """
    if not accept:
        return offered[0]
    try:
        chosen = str(mimeparse.best_match(list(reversed(offered)), accept))  # of equals, it takes the last
    except mimeparse.MimeTypeParseException as error:
        raise NotAcceptable(accept, offered) from error
    if not chosen:
        raise NotAcceptable(accept, offered)
    return chosen
