"""Pages for what could not be shown: in words, with suggestions and the way back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

from carekg.terms.errors import AmbiguousName, BadParameter, InputError, NotInLayer, UnknownName
from carekg.terms.prefixes import compress, expand, is_name_of_thing
from carekg_api.pages import words
from carekg_api.pages.addresses import address_of, is_elsewhere
from carekg_api.pages.page import Block, Cell, Page, Piece
from carekg_api.pages.page import words as cell
from carekg_api.pages.reader import Reader

_STATUSES: Final[Mapping[type[InputError], HTTPStatus]] = MappingProxyType(
    {UnknownName: HTTPStatus.NOT_FOUND, AmbiguousName: HTTPStatus.CONFLICT, BadParameter: HTTPStatus.BAD_REQUEST}
)
_LONGEST: Final = 2_000  # characters of what was given that an address holds
_BACK: Final = "Search for it, look at the questions that can be asked, or begin on the first page."


def trouble(reader: Reader, error: InputError) -> Page:
    """Say what is wrong with what was asked for, and what would be right."""
    title, lead, lines = _told(reader, error)
    return Page(
        title,
        lead=[cell(lead)],
        blocks=_ways(reader, lines),
        status=_status(error),
        cited=False,
        dated=False,
    )


def beside(reader: Reader, form: Page, error: InputError) -> Page:
    """Show a form as it was filled in, with what is wrong with that, and what would be right, beside it."""
    title, lead, lines = _told(reader, error)
    told = [cell(f"{title}. {lead}"), *form.lead]
    blocks = [*_ways(reader, lines), *form.blocks]
    return replace(form, lead=told, blocks=blocks, status=_status(error), cited=False, dated=False)


def _ways(reader: Reader, lines: Sequence[Cell]) -> list[Block]:
    links = [
        reader.page("Search", "/search"),
        reader.page("All questions", "/ask"),
        reader.page("First page", "/"),
    ]
    meant = [Block("Did you mean", "meant", lines=lines)] if lines else []
    return [*meant, Block("Where to go from here", "ways", intro=[cell(_BACK)], links=links)]


def _status(error: InputError) -> HTTPStatus:
    return next((_STATUSES[kind] for kind in type(error).__mro__ if kind in _STATUSES), HTTPStatus.BAD_REQUEST)


def _told(reader: Reader, error: InputError) -> tuple[str, str, Sequence[Cell]]:
    if isinstance(error, AmbiguousName):
        things = [expand(each) for each in error.candidates if is_name_of_thing(each)]
        reader.learn(things)
        return (
            f"“{error.name}” may mean several things",
            "Choose which one you mean.",
            [(_chosen(reader, error.name, each),) for each in things],
        )
    if isinstance(error, NotInLayer):
        here = reader.asked.here
        return "Not in this layer", str(error), [(Piece(each, here(layer=each)),) for each in error.candidates]
    if isinstance(error, UnknownName):
        where = "at the address" if error.kind == "page" else "under the name"
        return "Not found", f"{words.CHECKED_TO} {where} “{error.name}”.", _near(reader, error)
    if isinstance(error, BadParameter):
        name = words.heading(error.name)
        given = f"“{error.value}” was given; " if str(error.value or "") else ""
        return "That could not be read", f"{name}: {given}{error.expected}.", []
    return "That could not be answered", f"{error}", []


def _chosen(reader: Reader, name: str, thing: str) -> Piece:
    """Give one of the things that a name may mean as a link to the same page with it chosen, or else to its own."""
    given = {**reader.asked.given, **(reader.asked.body or {})}
    chosen = {field: _put(text, name, compress(thing)) for field, text in given.items()}
    if chosen == given or sum(map(len, chosen.values())) > _LONGEST:
        return reader.thing(thing)
    return Piece(reader.label(thing), reader.asked.here(**chosen))


def _put(text: str, name: str, chosen: str) -> str:
    """Put one name in the place of another, of several with semicolons between.

    >>> _put("Leeds; ICP", "ICP", "structure:icp"), _put("ICPs", "ICP", "structure:icp")
    ('Leeds; structure:icp', 'ICPs')
    """
    return (
        "; ".join(chosen if each.strip() == name else each.strip() for each in text.split(";"))
        if name in text
        else text
    )


def _near(reader: Reader, error: UnknownName) -> list[Cell]:
    """Give what may have been meant: questions and things by their own pages, names by what is found under them."""
    if error.kind == "question":
        return [(reader.page(name, f"/ask/{name}"),) for name in error.candidates]
    named = {name: expand(name) for name in error.candidates if is_name_of_thing(name)}
    things = {name: iri for name, iri in named.items() if not is_elsewhere(address_of(iri))}
    reader.learn(things.values())
    return [
        (reader.thing(things[name]) if name in things else reader.page(name, "/search", q=name),)
        for name in error.candidates
    ]


def silent(status: HTTPStatus) -> tuple[str, str]:
    """Give the title and the sentence of a page that is shown where no worker could make it."""
    if status == HTTPStatus.NOT_FOUND:
        return "Page not found", "There is no page at this address."
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return "Nothing can be sent here", "This page is read; it takes no form."
    if status == HTTPStatus.GATEWAY_TIMEOUT:
        return "That took too long", "The answer took longer than a page may take. Ask for less, or try again later."
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return "Busy just now", "Too much is being asked at this moment. Try again in a few seconds."
    return "Something went wrong", "The page could not be made. It is written down, and will be looked into."


def plain(status: HTTPStatus, told: str = "") -> Page:
    """Give a page that needs no graph. Parameters: status; told, what is wrong, if that is known."""
    wrong = "That could not be read" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "The data cannot be read"
    title, lead = (wrong, told) if told else silent(status)
    links = [Piece("Search", "/search"), Piece("All questions", "/ask"), Piece("First page", "/")]
    ways = Block("Where to go from here", "ways", intro=[cell(_BACK)], links=links)
    return Page(title, lead=[cell(lead)], blocks=[ways], status=status, cited=False, dated=False)
