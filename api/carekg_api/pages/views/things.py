"""The page of a thing: which view shows it, by what it is."""

from collections.abc import Callable, Mapping
from typing import Final

from carekg_api.pages import kinds
from carekg_api.pages.page import Page
from carekg_api.pages.reader import Reader
from carekg_api.pages.views import statement
from carekg_api.pages.views.declaration import View
from carekg_api.pages.views.thing import Thing, thing_of

SHOWN: Final[Mapping[str, Callable[[Thing], Page]]] = {
    "statement": statement.show,
}


def _make(reader: Reader) -> Page:
    found = thing_of(reader, reader.asked.parts["iri"])
    return SHOWN.get(kinds.view_of(found.iri), statement.show)(found)


VIEWS: Final = (View("thing", _make),)
