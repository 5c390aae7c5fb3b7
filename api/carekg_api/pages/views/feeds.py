"""Feeds: what begins, ends or is planned, and what the data say otherwise. Source: RFC 4287; JSON Feed 1.1."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple

import orjson
from markupsafe import Markup

from carekg.questions.answer import Answer
from carekg.store.history import GONE, NEW, Change
from carekg.terms.errors import InputError
from carekg_api.pages import words
from carekg_api.pages.addresses import address_of, is_elsewhere
from carekg_api.pages.page import Page, Piece
from carekg_api.pages.reader import Reader, Row

ATOM: Final = ".atom"
JSON_FEED: Final = ".feed.json"
SUFFIXES: Final = (ATOM, JSON_FEED)
_MOST: Final = 50  # of each sort
_FIRST: Final = "2013-04-01"
_TAG: Final = "tag:w3id.org,2026:carekg:change:"  # RFC 4151
_DATED: Final = {
    "valid_from": "begins",
    "valid_until": "ends",
    "date": "happens",
    "day": "is planned",
    "due": "is due",
    "read_on": "",
}
_HEAD: Final = Markup(
    '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB">'
    "<title>{0}</title>"
    '<id>{1}</id><link rel="self" href="{2}"/><link rel="alternate" type="text/html" href="{1}"/><updated>{3}T00:00:00Z'
    "</updated><author><name>carekg</name></author><rights>CC BY 4.0</rights>"
)
_ENTRY: Final = Markup(
    '<entry><title>{0.title}</title><id>{0.key}</id><link href="{0.link}"/><updated>{0.day}T00:00:00Z</updated>'
    "<summary>{0.told}</summary></entry>"
)


class Entry(NamedTuple):
    """One line of a feed: its name, which stays; where it leads; its day; a title; and what is told."""

    key: str
    link: str
    day: str
    title: str
    told: str


def links() -> list[Piece]:
    """Give the feed of what the data say otherwise, of everything, in both forms."""
    return [
        Piece("Feed (Atom)", f"/changes{ATOM}", "application/atom+xml"),
        Piece("Feed (JSON)", f"/changes{JSON_FEED}", "application/feed+json"),
    ]


def of_thing(reader: Reader, title: str, entity: str, things: Iterable[str], address: str, suffix: str) -> Page:
    """Give the feed of a thing. Parameters: entity, whose dates it has; things, whose columns it tells of."""
    try:
        rows = [dict(row) for row in reader.ask("timeline", {"entity": entity}).table.whole if row["date"]]
    except InputError:
        rows = []
    entries = [_of_row(reader, row, str(row["what"]), "date") for row in rows]
    told = {entity, *things, *(str(row["thing"]) for row in rows)}
    return _feed(reader, title, address, suffix, [*_newest(entries), *said(reader, told)])


def of_answer(reader: Reader, answer: Answer, address: str, suffix: str) -> Page:
    """Give the feed of a question: the days in its answer, and what is said otherwise of the things in it."""
    rows = [dict(row) for table in answer.tables for row in table.whole]
    things = {value for row in rows for value in row.values() if isinstance(value, str) and "://" in value}
    reader.learn(things)
    entries = [
        _of_row(reader, row, word, name) for row in rows for name, word in _DATED.items() if word and row.get(name)
    ]
    unique = {entry.key: entry for entry in entries}
    return _feed(reader, answer.asked.title, address, suffix, [*_newest(list(unique.values())), *said(reader, things)])


def of_everything(reader: Reader) -> Page:
    """Give the feed of what the data say otherwise, of everything."""
    suffix = next(each for each in SUFFIXES if reader.asked.path.endswith(each))
    return _feed(reader, "carekg", "/changes", suffix, said(reader, None))


def _of_row(reader: Reader, row: Row, what: str, column: str) -> Entry:
    thing = next((str(row[name]) for name in ("thing", "statement", "plan", "body", "item") if row.get(name)), "")
    thing = thing or next((str(value) for value in row.values() if isinstance(value, str) and "://" in value), "")
    day = str(row[column])
    title = str(row.get("says") or reader.label(thing))
    precision = str(row.get("precision") or "")
    on = "in" if precision in ("month", "year") else "on"
    told = f"{words.upper_first(what)} {on} {words.say_date(day, precision)}."
    link = _link(reader, thing)
    return Entry(f"{link}#{what.replace(' ', '-')}-{day}", link, day, title, told)


def _link(reader: Reader, thing: str) -> str:
    address = address_of(thing)
    return address if is_elsewhere(address) else reader.asked.site + address


def said(reader: Reader, things: set[str] | None) -> list[Entry]:
    """Give what the data say otherwise of some things, or of all: as the service read it for this feed."""
    changes = [Change(*row) for row in orjson.loads(reader.asked.parts.get("history", "[]"))]
    found = [change for change in changes if (_is_ours(change) if things is None else change.thing in things)]
    return [_of_change(reader, change) for change in found[:_MOST]]


def _is_ours(change: Change) -> bool:
    """Tell whether a thing has a page here; the words of other vocabularies have none."""
    return not is_elsewhere(address_of(change.thing))


def _of_change(reader: Reader, change: Change) -> Entry:
    label = words.upper_first(change.label)
    if change.kind in (NEW, GONE):
        is_new = change.kind == NEW
        title = f"{label}: {'new in the data' if is_new else 'no longer in the data'}"
        told = "Before, the data said nothing of it." if is_new else "Before, the data said something of it."
        return Entry(_TAG + change.id, _link(reader, change.thing), change.day, title, told)
    before, after = (", ".join(words.say_date(each) for each in side) for side in (change.before, change.after))
    sides = (f"Now said: {after}." if after else "", f"No longer said: {before}." if before else "")
    told = " ".join(each for each in sides if each)
    return Entry(
        _TAG + change.id, _link(reader, change.thing), change.day, f"{label}: {change.column} is said otherwise", told
    )


def _newest(entries: Sequence[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: entry.day, reverse=True)[:_MOST]


def _feed(reader: Reader, title: str, address: str, suffix: str, entries: Sequence[Entry]) -> Page:
    entries = sorted(entries, key=lambda entry: entry.day, reverse=True)
    name = f"{title}: what begins, ends, is planned, or is said otherwise than before"
    home, own = reader.asked.site + address, reader.asked.site + reader.asked.here()
    if suffix == JSON_FEED:
        return Page("", raw=(orjson.dumps(_json(name, home, own, entries)), "application/feed+json"))
    updated = next((entry.day for entry in entries if entry.day <= date.today().isoformat()), _FIRST)
    lines = Markup("").join(_ENTRY.format(entry) for entry in entries)
    text = _HEAD.format(name, home, own, updated) + lines + Markup("</feed>")
    return Page("", raw=(text.encode(), "application/atom+xml"))


def _json(name: str, home: str, own: str, entries: Sequence[Entry]) -> dict[str, object]:
    items = [
        {
            "id": entry.key,
            "url": entry.link,
            "title": entry.title,
            "content_text": entry.told,
            "date_published": f"{entry.day}T00:00:00Z",
        }
        for entry in entries
    ]
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": name,
        "home_page_url": home,
        "feed_url": own,
        "language": "en-GB",
        "items": items,
    }
