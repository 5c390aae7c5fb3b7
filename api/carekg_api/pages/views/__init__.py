"""The views: one module a kind of page, gathered here."""

from collections.abc import Callable, Mapping
from typing import Final

from carekg_api.pages.asked import Asked
from carekg_api.pages.page import Page
from carekg_api.pages.reader import Reader
from carekg_api.pages.views import (
    asking,
    atlas,
    changes,
    connect,
    evidence,
    guide,
    home,
    law,
    place,
    planned,
    search,
    things,
    vocabulary,
)
from carekg_api.pages.views.declaration import View

VIEWS: Final[tuple[View, ...]] = (
    *home.VIEWS,
    *search.VIEWS,
    *asking.VIEWS,
    *guide.VIEWS,
    *things.VIEWS,
    *place.VIEWS,
    *law.VIEWS,
    *atlas.VIEWS,
    *changes.VIEWS,
    *connect.VIEWS,
    *evidence.VIEWS,
    *planned.VIEWS,
    *vocabulary.VIEWS,
)
MAKERS: Final[Mapping[str, Callable[[Reader], Page]]] = {view.name: view.make for view in VIEWS}
HEAVY: Final[Mapping[str, Callable[[Asked], bool]]] = {view.name: view.is_heavy for view in VIEWS}
PATHS: Final = tuple((view.path, view.name, view.takes_form) for view in VIEWS if view.path)
