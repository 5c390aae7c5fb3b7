"""Uploads: the triples in the body of a request, which is one document, or a form with a document in each part.

Source: SPARQL 1.1 Graph Store HTTP Protocol, section 5.5; RFC 7578, multipart/form-data.
"""

from collections.abc import Iterator
from email import message_from_bytes
from typing import Final

from pyoxigraph import Triple, parse

from carekg.store.results import GRAPH_FORMATS
from carekg.terms.errors import BadParameter, UnsupportedBody

# What holds one graph; N3 holds more than RDF.
DOCUMENTS: Final = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")
FORM: Final = "multipart/form-data"
UPLOADS: Final = (*DOCUMENTS, FORM)
_MARK: Final = "\ufeff".encode()  # a byte order mark, with which some editors begin a file


def read_triples(data: bytes, content_type: str, base: str) -> Iterator[Triple]:
    """Read the triples of a body.

    Parameters: data; content_type, with its parameters; base, the IRI that relative ones are relative to.
    Raises: BadParameter for what does not parse, and for named graphs, which belong to no one graph; UnsupportedBody
    for a part of a form that holds no triples.

    >>> [str(each.object) for each in read_triples(b"<http://e/a> <http://e/b> <c> .", "text/turtle", "http://e/")]
    ['<http://e/c>']
    """
    for document, media_type in _documents(data, content_type):
        if media_type not in DOCUMENTS:
            raise UnsupportedBody(media_type or "none", " or ".join(DOCUMENTS))
        try:
            for quad in parse(
                document.removeprefix(_MARK),
                GRAPH_FORMATS[media_type],
                base_iri=base,
                without_named_graphs=True,
                rename_blank_nodes=True,
            ):
                yield quad.triple
        except (SyntaxError, ValueError) as error:
            raise BadParameter("body", error, f"send whole {media_type}, of one graph") from error


def media_type_of(content_type: str) -> str:
    """Give a media type without its parameters.

    >>> media_type_of("Text/Turtle; charset=utf-8")
    'text/turtle'
    """
    return content_type.partition(";")[0].strip().lower()


def _documents(data: bytes, content_type: str) -> Iterator[tuple[bytes, str]]:
    """Give each document of a body with its media type. Raises: BadParameter."""
    if media_type_of(content_type) != FORM:
        yield data, media_type_of(content_type)
        return
    form = message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", "replace") + data)
    if not form.is_multipart() or form.defects:
        raise BadParameter("body", f"{len(data)} bytes", "send a whole form, its boundary named in Content-Type")
    for part in form.walk():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            yield content, part.get_content_type()
