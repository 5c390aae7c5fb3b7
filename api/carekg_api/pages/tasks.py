"""What workers do for pages: one call a page. A worker is forked from a template that has prepared this module."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from http import HTTPStatus
from typing import NamedTuple

from carekg import KnowledgeGraph
from carekg.build.makers import look
from carekg.knowledge_graph import REGISTRY
from carekg.names.lookup import INDEX
from carekg.questions.asking import prepare as prepare_questions
from carekg.questions.parameters import plain_values, refuse_others
from carekg.store.embedded import Embedded
from carekg.terms.errors import BadParameter, InputError, UnknownName
from carekg_api.http.content import Content
from carekg_api.pages import reader, rendering
from carekg_api.pages.asked import Asked
from carekg_api.pages.frame import frame
from carekg_api.pages.page import Page
from carekg_api.pages.reader import Reader
from carekg_api.pages.views import FORMS, MAKERS, TAKES
from carekg_api.pages.views.leading import lead_on
from carekg_api.pages.views.trouble import beside, trouble


def prepare() -> None:
    """Compile, import and read what makes pages, which a sealed worker could not later."""
    rendering.prepare()
    reader.prepare()
    prepare_questions([REGISTRY["diff"]])  # heavy with a measure alone, which pages do not ask for


def warm(store: Embedded) -> None:
    """Make the page of one place: workers begin with its queries read, and with what places share known.

    Where the names have no index yet, nothing is done: a template makes none.
    """
    found = store.select(reader.text_of("a-place"))
    if look(INDEX, store) is None or not found:
        return
    graph = KnowledgeGraph(store)
    code = found[0]["area"].value.rpartition("/")[2]
    make(graph, "place", Asked(f"/place/{code}", {}, {"code": code}))
    graph.names.index.close()  # before the fork


class Made(NamedTuple):
    """A page as bytes, its status, and its headers."""

    content: Content
    status: int
    headers: dict[str, str]


def make(graph: KnowledgeGraph, name: str, asked: Asked) -> Made:
    """Make a page. Parameters: graph; name of its maker; asked, its address and what stands in it."""
    reading = Reader(graph, asked)
    page = _page(reading, name)
    if page.moved:
        return Made(Content.of(b"", "text/html"), HTTPStatus.SEE_OTHER, {"Location": page.moved})
    if page.raw:
        return Made(Content.of(*page.raw), page.status, {})
    return write(reading, page)


def _page(reading: Reader, name: str) -> Page:
    """Make a page; where nothing has its address, that of what the address names otherwise; else what is wrong."""
    try:
        _refuse_others(reading.asked, TAKES[name])
        try:
            return MAKERS[name](reading)
        except UnknownName as error:
            moved = lead_on(reading) if error.kind == "page" else None
            return moved or _refused(reading, name, error)
    except InputError as error:
        return _refused(reading, name, error)


def _refused(reading: Reader, name: str, error: InputError) -> Page:
    """Say what is wrong: beside the form as it was filled in, where the page has one."""
    form = None
    if name in FORMS:
        with suppress(InputError):
            form = FORMS[name](_legible(reading))
    return beside(reading, form, error) if form else trouble(reading, error)


def _legible(reading: Reader) -> Reader:
    """Give a reader whose day can be read: of today, where what was given is no day."""
    try:
        _ = reading.as_of
    except BadParameter:
        given = {name: value for name, value in reading.asked.given.items() if name != "as_of"}
        return replace(reading, asked=replace(reading.asked, given=given))
    return reading


def _refuse_others(asked: Asked, known: Sequence[str] | None) -> None:
    """Refuse what an address or a form gives and the page does not know; None is of a page that does so itself."""
    if known is not None:
        given = plain_values({**asked.given, **(asked.body or {})})
        refuse_others(given, [*known, "as_of"], "this page")


def write(reading: Reader, page: Page) -> Made:
    """Write a page as HTML."""
    text = rendering.render(page.template, **frame(reading, page))
    headers = {"Content-Security-Policy": page.policy or rendering.POLICY}
    links = [f'<{each.href}>; rel="alternate"; type="{each.kind}"' for each in page.alternates]
    return Made(
        Content.of(text.encode(), "text/html"), page.status, headers | ({"Link": ", ".join(links)} if links else {})
    )
