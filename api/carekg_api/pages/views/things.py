"""The page of a thing: which view shows it, by what it is."""

from collections.abc import Callable, Mapping
from typing import Final

import carekg_api.pages.views.body as body
import carekg_api.pages.views.document as document
import carekg_api.pages.views.event as event
import carekg_api.pages.views.fund as fund
import carekg_api.pages.views.publication as publication
import carekg_api.pages.views.statement as statement
import carekg_api.pages.views.structure as structure
import carekg_api.pages.views.topic as topic
from carekg_api.pages import kinds
from carekg_api.pages.page import Page
from carekg_api.pages.reader import Reader
from carekg_api.pages.views.declaration import View
from carekg_api.pages.views.thing import Thing, thing_of

SHOWN: Final[Mapping[str, Callable[[Thing], Page]]] = {
    "body": body.show,
    "document": document.show,
    "event": event.show,
    "fund": fund.show,
    "publication": publication.show,
    "statement": statement.show,
    "structure": structure.show,
    "topic": topic.show,
}


def _make(reader: Reader) -> Page:
    found = thing_of(reader, reader.asked.parts["iri"])
    return SHOWN[kinds.view_of(found.iri)](found)


VIEWS: Final = (View("thing", _make, takes=("about", "design")),)
