"""Retries: whether it is of use to ask again, and after how long."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import uniform
from typing import Final

import httpx

_AGAIN: Final = (429, 502, 503)
Sent = httpx.Response | httpx.TransportError


@dataclass(frozen=True)
class Retries:
    """How often to ask again, and how long to wait at most; the wait doubles from `first`, unless the service says.

    Every request of the client only reads, so each may be sent again.
    """

    most: int = 4
    first: float = 0.5
    longest: float = 30.0

    def wait(self, tried: int, sent: Sent) -> float | None:
        """Give the seconds to wait before the next try, or none where there is to be none.

        Parameters: tried, how often it was tried again so far; sent, what came of it.
        """
        if tried >= self.most or not _may_pass(sent):
            return None
        told = _told(sent) if isinstance(sent, httpx.Response) else None
        if told is not None:
            return told if told <= self.longest else None
        return float(min(self.first * 2**tried * uniform(0.75, 1.25), self.longest))  # noqa: S311 - no secret


def _may_pass(sent: Sent) -> bool:
    if not isinstance(sent, httpx.Response):
        return not isinstance(sent, httpx.TimeoutException)
    is_problem = sent.headers.get("content-type", "").startswith("application/problem+json")
    # A service of ours says when to come again wherever that may help: a query without memory will have none later.
    return sent.status_code in _AGAIN and ("retry-after" in sent.headers or sent.status_code != 503 or not is_problem)


def _told(response: httpx.Response) -> float | None:
    """Read Retry-After, which has seconds or a date. Source: RFC 9110, section 10.2.3."""
    text = response.headers.get("retry-after", "")
    if text.isdigit():
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max((at - datetime.now(at.tzinfo or UTC)).total_seconds(), 0.0) if at.tzinfo else None
