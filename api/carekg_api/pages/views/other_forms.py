"""The same at other addresses: a thing as RDF, and as a feed of what begins, ends or is planned."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import orjson
from markupsafe import Markup
from pyoxigraph import NamedNode

from carekg.store.results import serialise_graph
from carekg.terms.errors import InputError
from carekg.terms.prefixes import PREFIXES
from carekg_api.pages import words
from carekg_api.pages.addresses import address_of
from carekg_api.pages.documents import Document
from carekg_api.pages.page import Page
from carekg_api.pages.reader import Reader, Row
from carekg_api.pages.views.declaration import View
from carekg_api.pages.views.thing import SUFFIXES, thing_of

ATOM: Final = ".atom"
JSON_FEED: Final = ".feed.json"
_MOST: Final = 50
_HEAD: Final = Markup(
    '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB">'
    "<title>{0}</title>"
    '<id>{1}</id><link rel="self" href="{2}"/><link rel="alternate" type="text/html" href="{1}"/><updated>{3}T00:00:00Z'
    "</updated><author><name>carekg</name></author><rights>CC BY 4.0</rights>"
)
_ENTRY: Final = Markup(
    '<entry><title>{0}</title><id>{1}</id><link href="{2}"/><updated>{3}T00:00:00Z</updated>'
    "<summary>{4}</summary></entry>"
)


def split(path: str) -> tuple[str, str]:
    """Take the suffix that names another form off an address.

    >>> split("ukpga/2012/7/section/194.ttl"), split("E10000012")
    (('ukpga/2012/7/section/194', '.ttl'), ('E10000012', ''))
    """
    for suffix in (ATOM, JSON_FEED, ".html", *(each for each, _, _ in SUFFIXES)):
        if path.endswith(suffix):
            return path.removesuffix(suffix), suffix
    return path, ""


def other_form(reader: Reader, iri: str, suffix: str, entity: str = "") -> Page:
    """Give a thing in another form. Parameters: iri; suffix; entity, whose feed it is where that is another thing."""
    thing = thing_of(reader, iri)
    if suffix in (ATOM, JSON_FEED):
        return feed(reader, thing.label, entity or iri, address_of(iri), suffix)
    media_type = next(kind for each, kind, _ in SUFFIXES if each == suffix)
    document = Document(reader.graph, NamedNode(iri))
    return Page("", raw=(serialise_graph(document.triples(), media_type, prefixes=PREFIXES), media_type))


def feed(reader: Reader, title: str, entity: str, address: str, suffix: str) -> Page:
    """Give what begins, ends or is planned as a feed. Source: RFC 4287; JSON Feed 1.1."""
    try:
        rows = [dict(row) for row in reader.ask("timeline", {"entity": entity}).table.whole if row["date"]]
    except InputError:
        rows = []
    rows = sorted(rows, key=lambda row: str(row["date"]), reverse=True)[:_MOST]
    home = reader.asked.site + address
    if suffix == JSON_FEED:
        return Page("", raw=(orjson.dumps(_json(reader, title, home, rows)), "application/feed+json"))
    updated = next((row["date"] for row in rows if row["date"] <= date.today().isoformat()), "2013-04-01")
    entries = Markup("").join(_ENTRY.format(*_entry(reader, row)) for row in rows)
    text = (
        _HEAD.format(f"{title}: what begins, ends or is planned", home, home + suffix, updated)
        + entries
        + Markup("</feed>")
    )
    return Page("", raw=(text.encode(), "application/atom+xml"))


def _entry(reader: Reader, row: Row) -> tuple[str, str, str, str, str]:
    link = address_of(str(row["thing"]))
    link = link if "://" in link else reader.asked.site + link
    told = f"{words.upper_first(str(row['what']))} on {words.say_date(row['date'], row['precision'] or '')}."
    return str(row["says"]), f"{link}#{row['what']}-{row['date']}", link, str(row["date"]), told


def _json(reader: Reader, title: str, home: str, rows: Sequence[Row]) -> dict[str, object]:
    items = [
        {"id": key, "url": link, "title": said, "content_text": told, "date_published": f"{day}T00:00:00Z"}
        for said, key, link, day, told in (_entry(reader, row) for row in rows)
    ]
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{title}: what begins, ends or is planned",
        "home_page_url": home,
        "feed_url": home + JSON_FEED,
        "language": "en-GB",
        "items": items,
    }


def _of_thing(reader: Reader) -> Page:
    return other_form(reader, reader.asked.parts["iri"], reader.asked.parts["suffix"])


VIEWS: Final = (View("feed", _of_thing),)
