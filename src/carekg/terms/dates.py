"""Dates: reading them, and the one *now* of a request."""

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from carekg.terms.errors import BadParameter

_LAST_YEAR, _MONTHS = 9999, 12
_WRITTEN: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_HERE: Final = ZoneInfo("Europe/London")  # read once: a worker can open nothing later


def read_date(text: str, name: str = "as_of") -> date:
    """Read a date written as year, month, day.

    Parameters: text, such as 2022-07-01; name, the parameter to name in an error.
    Raises: BadParameter where it is not a date that exists.

    >>> read_date("2022-07-01")
    datetime.date(2022, 7, 1)
    """
    try:
        return date.fromisoformat(text) if _WRITTEN.fullmatch(text) else _refuse(text, name)
    except ValueError as error:
        raise BadParameter(name, text, f"write a date that exists as YYYY-MM-DD ({error})") from error


def _refuse(text: str, name: str) -> date:
    raise BadParameter(name, text, "write a date as YYYY-MM-DD, for example 2022-07-01")


def today() -> date:
    """Give the day that it is in London: the only place where the clock is read for an answer."""
    return datetime.now(_HERE).date()


@lru_cache(maxsize=4_096)
def spoken(day: str, precision: str = "day") -> str:
    """Write a day as people say it, no more exactly than it is known.

    Parameters: day, as YYYY-MM-DD; precision, `day`, `month` or `year`.

    >>> spoken("2027-04-01"), spoken("2028-04-01", "month")
    ('1 April 2027', 'April 2028')
    """
    found = date.fromisoformat(day)
    words = {"year": f"{found:%Y}", "month": f"{found:%B %Y}"}
    return words.get(precision, f"{found.day} {found:%B %Y}")


class Period(NamedTuple):
    """A time by its first and last day."""

    first: date
    last: date


def read_period(text: str, name: str) -> Period:
    """Read a day, also as 31/12/2022, or a month, a year or a financial year, from April to March.

    Parameters: text, such as 2022-07-01, 2022-07, 2022 or 2022/23; name, the parameter to name in an error.
    Raises: BadParameter.

    >>> [str(read_period(text, "date").last) for text in ("2022-07-01", "1/7/2022", "2022-02", "2022", "2022-23")]
    ['2022-07-01', '2022-07-01', '2022-02-28', '2022-12-31', '2023-03-31']
    """
    written = text.strip()
    if match := re.fullmatch(r"(\d{4})[-/](\d\d|\d{4})", written, re.ASCII):
        return _of_months(int(match[1]), match[2], text, name)
    if re.fullmatch(r"[12]\d{3}", written, re.ASCII):
        return Period(date(int(written), 1, 1), date(int(written), 12, 31))
    if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", written, re.ASCII):
        written = f"{match[3]}-{match[2]:0>2}-{match[1]:0>2}"
    day = read_date(written[:10] if written[10:11] in ("T", " ") else written, name)
    return Period(day, day)


def _of_months(year: int, rest: str, text: str, name: str) -> Period:
    """Read what follows a year: the next one, of a financial year, or a month."""
    if not 1 <= year < _LAST_YEAR:
        raise BadParameter(name, text, "write a year of this time")
    if int(rest) in (year + 1, (year + 1) % 100):
        return Period(date(year, 4, 1), date(year + 1, 3, 31))
    if len(rest) == len("12") and 1 <= int(rest) <= _MONTHS:
        return Period(date(year, int(rest), 1), date(year, int(rest), monthrange(year, int(rest))[1]))
    raise BadParameter(name, text, "write a month as 2022-07, or a financial year as 2022/23")


def check_dates(**dates: str | None) -> None:
    """Read dates that were given, each under the name of its own parameter. Raises: BadParameter.

    >>> check_dates(first="2022-07-01", second=None)
    """
    for name, text in dates.items():
        if text:
            read_date(text, name)


def tell_date(day: date | str) -> str:
    """Write a date as people do.

    >>> tell_date("2026-04-01")
    '1 April 2026'
    """
    return spoken(day if isinstance(day, str) else day.isoformat())


def tell_span(since: str | None, until: str | None) -> str:
    """Say when something was there. Parameters: since, its first day; until, the first day without it; either may lack.

    >>> tell_span("2013-04-01", "2022-07-01"), tell_span("2022-07-01", None), tell_span(None, "2022-07-01")
    ('1 April 2013 to 30 June 2022', 'since 1 July 2022', 'until 30 June 2022')
    """
    first = tell_date(since[:10]) if since else ""
    last = tell_date(date.fromisoformat(until[:10]) - timedelta(days=1)) if until else ""
    if first and last:
        return f"{first} to {last}"
    return f"since {first}" if first else f"until {last}" if last else ""
