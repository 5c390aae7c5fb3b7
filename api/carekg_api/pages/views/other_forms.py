"""The same at other addresses: a thing as RDF, and as a feed."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from pyoxigraph import NamedNode

import carekg_api.pages.views.feeds as feeds
from carekg.store.results import serialise_graph
from carekg.terms.errors import NotAcceptable
from carekg.terms.prefixes import PREFIXES
from carekg_api.http.negotiation import negotiate
from carekg_api.pages.addresses import address_of
from carekg_api.pages.documents import Document
from carekg_api.pages.page import Page
from carekg_api.pages.reader import Reader
from carekg_api.pages.views.declaration import View
from carekg_api.pages.views.thing import SUFFIXES, thing_of


def split(path: str) -> tuple[str, str]:
    """Take the suffix that names another form off an address.

    >>> split("ukpga/2012/7/section/194.ttl"), split("E10000012")
    (('ukpga/2012/7/section/194', '.ttl'), ('E10000012', ''))
    """
    for suffix in (*feeds.SUFFIXES, ".html", *(each for each, _, _ in SUFFIXES)):
        if path.endswith(suffix):
            return path.removesuffix(suffix), suffix
    return path, ""


def form_for(path: str, accept: str | None) -> str:
    """Give the suffix of the form that a program asks for by `Accept` at the address of a page; none for the page.

    >>> form_for("E1", "text/turtle, */*;q=0.1"), form_for("E1", "*/*"), form_for("E1.nt", "text/turtle")
    ('.ttl', '', '')
    """
    suffixes = {kind: suffix for suffix, kind, _ in SUFFIXES}
    with suppress(NotAcceptable):
        return "" if split(path)[1] else suffixes.get(negotiate(accept, ["text/html", *suffixes]), "")
    return ""


def other_form(reader: Reader, iri: str, suffix: str, entity: str = "", more: Iterable[str] = ()) -> Page:
    """Give a thing in another form.

    Parameters: iri; suffix; entity, whose days its feed has where that is another thing; more, things of its feed.
    """
    thing = thing_of(reader, iri)
    if suffix in feeds.SUFFIXES:
        return feeds.of_thing(reader, thing.label, entity or iri, [iri, *more], address_of(iri), suffix)
    media_type = next(kind for each, kind, _ in SUFFIXES if each == suffix)
    document = Document(reader.graph, NamedNode(iri))
    return Page("", raw=(serialise_graph(document.triples(), media_type, prefixes=PREFIXES), media_type))


def _of_thing(reader: Reader) -> Page:
    return other_form(reader, reader.asked.parts["iri"], reader.asked.parts["suffix"])


VIEWS: Final = (
    View("feed", _of_thing),
    *(View(f"changes-feed{suffix}", feeds.of_everything, f"/changes{suffix}") for suffix in feeds.SUFFIXES),
)
