"""Leading on: from an address that ends in another code or name of a thing to the page of that thing."""

from collections.abc import Iterator, Sequence
from typing import Final

from carekg.names.resolver import LONGEST
from carekg.terms.errors import AmbiguousName, OtherKind, UnknownName
from carekg.terms.prefixes import PREFIXES
from carekg_api.pages.addresses import address_of, is_elsewhere
from carekg_api.pages.page import Page
from carekg_api.pages.reader import Reader
from carekg_api.pages.views.other_forms import split

_PLACES: Final = "/place/"
_THINGS: Final = "/doc/"  # not /id/, where an address is the name of a thing, and of no other
_AREA: Final = ("area",)


def lead_on(reader: Reader) -> Page | None:
    """Lead on to the one thing that the end of an address names on the day; None where it names none, or several.

    Raises: BadParameter for a postcode where the store has no table of them.
    """
    path, suffix = _formed(reader)
    found = next(filter(None, (_found(reader, text, kinds) for text, kinds in _meant(path))), "")
    if path.startswith(_PLACES):
        found = _found(reader, found, _AREA) or found
    address = address_of(found)
    return None if not found or is_elsewhere(address) else Page("", moved=reader.asked.to(address + suffix))


def _formed(reader: Reader) -> tuple[str, str]:
    """Give the address without the suffix of another form, and that, which may be asked for by `Accept` too."""
    asked = reader.asked
    own, _ = split(asked.path)
    last = next((asked.parts[name] for name in ("code", "path") if name in asked.parts), "")
    return own, split(last)[1]


def _meant(path: str) -> Iterator[tuple[str, Sequence[str]]]:
    """Give the text that an address ends in, with the kinds of thing that it may be of, what is meant most first.

    >>> list(_meant("/place/QWO")), list(_meant("/doc/body/QWO")), list(_meant("/doc/QWO"))
    ([('QWO', ()), ('QWO', ('area',))], [('QWO', ('body',))], [('QWO', ())])
    """
    if path.startswith(_PLACES):
        text = path.removeprefix(_PLACES)
        yield from ((text, ()), (text, _AREA))
    elif path.startswith("/law/"):
        yield path.removeprefix("/law/"), ("law",)
    elif path.startswith(_THINGS):
        kind, slash, text = path.removeprefix(_THINGS).partition("/")
        if not slash:
            yield kind, ()
        elif kind in PREFIXES:
            yield text, (kind,)


def _found(reader: Reader, text: str, kinds: Sequence[str]) -> str:
    """Give the IRI of the one thing that a text names, or nothing."""
    if not text.strip() or len(text) > LONGEST:
        return ""
    try:
        return reader.resolve(text, *kinds)
    except (UnknownName, AmbiguousName, OtherKind):
        return ""
