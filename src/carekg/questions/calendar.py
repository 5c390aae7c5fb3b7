"""Calendars: days as a file that a calendar takes in. Source: RFC 5545."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from icalendar import Calendar, Event


class Entry(NamedTuple):
    """A day of a calendar: its key, which stays; title; more about it; an address; whether each year has it."""

    key: str
    day: date
    title: str
    about: str
    address: str
    yearly: bool


def write_calendar(name: str, entries: Sequence[Entry], as_of: date) -> bytes:
    """Write entries as a calendar. Parameters: name; entries; as_of, the day on which they stood so."""
    calendar = Calendar()
    calendar.add("prodid", "-//carekg//carekg//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for each in entries:
        event = Event()
        event.add("uid", f"{each.key}@carekg")
        event.add("dtstamp", datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC))
        event.add("dtstart", each.day)
        event.add("summary", each.title)
        event.add("description", each.about)
        event.add("url", each.address)
        if each.yearly:
            event.add("rrule", {"freq": "yearly"})
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


# Written once now: the library looks for its time zones when it first writes, and a sealed worker could look nowhere.
write_calendar("", [Entry("first", date.min, "", "", "", yearly=True)], date.min)
