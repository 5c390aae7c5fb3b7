"""The frame of every page: the one control of the day, where one is, what to cite, and addresses for programs."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from http import HTTPStatus
from typing import Any, Final, NamedTuple

import orjson
from markupsafe import Markup

from carekg.names.languages import WELSH
from carekg.questions.content import PRIVATE
from carekg.store.embedded import OVER, shorten
from carekg.terms.dates import today
from carekg.terms.errors import BadParameter
from carekg_api.pages import documentation, welsh, words
from carekg_api.pages.addresses import address_of
from carekg_api.pages.asked import Asked
from carekg_api.pages.citation import bibtex
from carekg_api.pages.page import Page
from carekg_api.pages.reader import Reader

NAVIGATION: Final = (
    ("/search", "Search"),
    ("/map", "Map"),
    ("/evidence", "Evidence"),
    ("/changes", "What changed"),
    ("/ask", "All questions"),
    ("/help", "Help"),
)
HANDBOOK: Final = documentation.address()  # asked as a worker starts: it opens nothing later
_PRESETS: Final = (
    ("2022-06-30", "30 June 2022, the day before integrated care boards began"),
    ("2022-07-01", "1 July 2022, when they began"),
    ("2026-03-31", "31 March 2026, the day before boards merged"),
    ("2026-04-01", "1 April 2026, when they did"),
    ("2027-04-01", "1 April 2027, as announced"),
)


class Preset(NamedTuple):
    """A day that many want: its address on this page, its words, and whether it is the one that is shown."""

    href: str
    text: str
    is_chosen: bool


def frame(reader: Reader, page: Page) -> dict[str, Any]:
    """Give everything that a template needs."""
    version = reader.graph.store.version
    told = unframed(reader.asked, page, version)
    return told | {
        "as_of": _day(reader.asked),
        "name_here": _name_here(reader),
        "is_today": _day(reader.asked) == today(),
        "presets": presets(reader) if page.dated else (),
        "cite": _cite(page, _pinned(reader, page), str(version["hash"]), _day(reader.asked)) if page.cited else "",
        "bibtex": _bibtex(page, reader, str(version["hash"])) if page.cited else "",
        "schema": _script(_schema(page, told["canonical"])) if page.status == HTTPStatus.OK else "",
        **page.values,
    }


def _name_here(reader: Reader) -> str:
    """Give what the thing that the page is of is called in the reader's language, where that is not English."""
    return next((label.text for iri, label in reader.labels.items() if address_of(iri) == reader.asked.path), "")


def _day(asked: Asked) -> date:
    """Give the day of a page, or today where what was given for it is no day."""
    try:
        return asked.as_of
    except BadParameter:
        return today()


def unframed(asked: Asked, page: Page, version: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a template needs of a page that no worker could make."""
    built = str(version["built_at"])[:10]
    return {
        "page": page,
        "asked": asked,
        "to": _link_of(asked),
        "say": partial(welsh.say, language=asked.language),
        "say_day": partial(welsh.say_day, language=asked.language),
        "notice": welsh.NOTICE if asked.language == WELSH else "",
        "navigation": NAVIGATION,
        "handbook": HANDBOOK,
        "as_of": today(),
        "is_today": True,
        "hidden": {name: value for name, value in asked.given.items() if name != "as_of" and value},
        "canonical": asked.site + (page.canonical or asked.here()),
        "version": version,
        "built": built if built[:4].isdigit() else "",
    }


def _link_of(asked: Asked) -> Callable[[str], str]:
    def link(path: str) -> str:
        try:
            return asked.to(path)
        except BadParameter:
            return path

    return link


def presets(reader: Reader) -> list[Preset]:
    """Give the days that many want, as links to this page on each."""
    chosen = reader.as_of.isoformat() if reader.asked.text("as_of") else ""
    found = [Preset(reader.asked.here(as_of=None), "Today", not chosen)]
    return found + [Preset(reader.asked.here(as_of=day), text, chosen == day) for day, text in _PRESETS]


def _pinned(reader: Reader, page: Page) -> str:
    """Give the address of a page with its day."""
    day = {"as_of": _day(reader.asked).isoformat()} if page.dated else {}
    return reader.asked.site + reader.asked.here(**day)


def _bibtex(page: Page, reader: Reader, version: str) -> str:
    return bibtex(page.title, _pinned(reader, page), version, _day(reader.asked) if page.dated else None)


def _cite(page: Page, address: str, version: str, as_of: date) -> str:
    on = f" As of {words.say_date(as_of)}." if page.dated else ""
    licence = PRIVATE if OVER in version else "CC BY 4.0."
    return (
        f"carekg, “{page.title}”.{on} Data version {shorten(version)}. {address} "
        f"(read on {words.say_date(today())}). {licence}"
    )


def _schema(page: Page, canonical: str) -> dict[str, Any]:
    """Give what machines that read pages are told of a page; what is not known is left out."""
    plain = {"@type": "WebPage", "name": page.title, "description": page.summary, "url": canonical}
    return {name: value for name, value in {**plain, **page.schema}.items() if value}


def _script(schema: Any) -> Markup:
    """Write JSON-LD so that nothing in it can end its element. Source: HTML, 4.12.1.3."""
    text = orjson.dumps({"@context": "https://schema.org", **schema}).decode()
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704 - escaped
