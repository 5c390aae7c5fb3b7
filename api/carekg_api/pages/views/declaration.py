"""What a view is: the addresses of a kind of page, and what makes it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from carekg_api.pages.asked import Asked
from carekg_api.pages.page import Page
from carekg_api.pages.reader import Reader


def never(_: Asked) -> bool:
    """Say that a page is made in the lane of look-ups."""
    return False


@dataclass(frozen=True)
class View:
    """A kind of page.

    `path` is its address, with parameters as Starlette writes them; empty where another address leads to it.
    `is_heavy` tells whether a page projects graphs, which is done in a lane of its own; `takes_form`, whether a form
    may be sent to it; `formed`, the part of its address that the suffix of another form may follow. `takes` are the
    names that may stand in the query of its address or in its form, beside the day; None of a page that looks itself.
    `form` gives its form alone as it was filled in, which is shown where that is refused, if it has one.
    """

    name: str
    make: Callable[[Reader], Page]
    path: str = ""
    is_heavy: Callable[[Asked], bool] = never
    takes_form: bool = False
    formed: str = ""
    takes: Sequence[str] | None = ()
    form: Callable[[Reader], Page | None] | None = None
