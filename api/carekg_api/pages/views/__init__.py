"""The views: one module a kind of page, gathered here."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from carekg_api.pages.asked import Asked
from carekg_api.pages.page import Page
from carekg_api.pages.reader import Reader
from carekg_api.pages.views import (
    asking,
    atlas,
    audit,
    changes,
    compare,
    connect,
    evidence,
    guide,
    home,
    law,
    llms,
    machines,
    other_forms,
    place,
    planned,
    programs,
    reform,
    search,
    sources,
    things,
    vocabulary,
)
from carekg_api.pages.views.declaration import View

VIEWS: Final[tuple[View, ...]] = (
    *asking.VIEWS,
    *atlas.VIEWS,
    *audit.VIEWS,
    *changes.VIEWS,
    *compare.VIEWS,
    *connect.VIEWS,
    *evidence.VIEWS,
    *guide.VIEWS,
    *home.VIEWS,
    *law.VIEWS,
    *llms.VIEWS,
    *machines.VIEWS,
    *other_forms.VIEWS,
    *place.VIEWS,
    *planned.VIEWS,
    *programs.VIEWS,
    *reform.VIEWS,
    *search.VIEWS,
    *sources.VIEWS,
    *things.VIEWS,
    *vocabulary.VIEWS,
)
MAKERS: Final[Mapping[str, Callable[[Reader], Page]]] = {view.name: view.make for view in VIEWS}
HEAVY: Final[Mapping[str, Callable[[Asked], bool]]] = {view.name: view.is_heavy for view in VIEWS}
TAKES: Final[Mapping[str, Sequence[str] | None]] = {view.name: view.takes for view in VIEWS}
FORMS: Final = {view.name: view.form for view in VIEWS if view.form}
FORMED: Final[Mapping[str, str]] = {view.name: view.formed for view in VIEWS if view.formed}
PATHS: Final = tuple((view.path, view.name, view.takes_form) for view in VIEWS if view.path)
