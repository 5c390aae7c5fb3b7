"""What a reader asks of a page: its address, what stands in it, and the day that it is read for."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final
from urllib.parse import quote, urlencode

from carekg.names.languages import ENGLISH
from carekg.terms.dates import read_date, today
from carekg.terms.errors import BadParameter

_NUMBER: Final = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class Asked:
    """A page as it is asked for.

    `path` is its address on this server; `given`, what stands in the query of the address; `parts`, the variable
    parts of the path by name; `site`, the scheme and host that addresses begin with; `body`, a form that was sent;
    `language`, that of the frame and of labels, where there are any in it.
    """

    path: str
    given: Mapping[str, str]
    parts: Mapping[str, str]
    site: str = ""
    body: Mapping[str, str] | None = None
    language: str = ENGLISH

    @cached_property
    def as_of(self) -> date:
        """The day that the page is read for: today unless given. Raises: BadParameter."""
        return self.day("as_of") or today()

    def day(self, name: str) -> date | None:
        """Read a date that was given. Raises: BadParameter."""
        text = self.text(name)
        return read_date(text, name) if text else None

    def text(self, name: str) -> str:
        """Give what stands in the address under a name, or nothing."""
        return self.given.get(name, "").strip()

    def number(self, name: str) -> int | None:
        """Read a whole number that was given. Raises: BadParameter.

        >>> Asked("/", {"way": "2"}, {}).number("way"), Asked("/", {}, {}).number("way")
        (2, None)
        """
        text = self.text(name)
        if text and not _NUMBER.fullmatch(text):
            raise BadParameter(name, text, "write a whole number, such as 100000")
        return int(text) if text else None

    def choice(self, name: str, choices: Collection[str]) -> str:
        """Give which of several was chosen, or nothing. Raises: BadParameter."""
        text = self.text(name)
        if text and text not in choices:
            raise BadParameter(name, text, f"choose one of {', '.join(choices)}")
        return text

    @property
    def kept(self) -> dict[str, str]:
        """What goes with the reader from page to page: the day, where one was chosen that can be read."""
        try:
            return {"as_of": self.as_of.isoformat()} if self.text("as_of") else {}
        except BadParameter:
            return {}

    def here(self, **changed: str | None) -> str:
        """Give the address of this page with some of its values changed; None takes one out.

        >>> Asked("/map", {"by": "icb", "as_of": "2022-07-01"}, {}).here(by=None)
        '/map?as_of=2022-07-01'
        """
        values = {name: value for name, value in {**self.given, **changed}.items() if value}
        return quote(self.path, safe="/:,.~@!$'()*;=+") + (f"?{urlencode(values)}" if values else "")

    def to(self, path: str, **given: str | None) -> str:
        """Give the address of another page of ours, with the day kept.

        >>> Asked("/", {"as_of": "2022-07-01"}, {}).to("/search", q="Hull")
        '/search?q=Hull&as_of=2022-07-01'
        """
        values = {name: value for name, value in {**given, **self.kept}.items() if value}
        return path + (("&" if "?" in path else "?") + urlencode(values) if values else "")
