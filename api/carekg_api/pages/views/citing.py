"""Citing: a provision as people cite it, and things named as a sentence names them."""

from collections.abc import Sequence

from carekg.terms.prefixes import PREFIXES
from carekg_api.pages.page import Piece
from carekg_api.pages.reader import Reader


def section(reader: Reader, iri: str | None) -> Piece:
    """Give a provision as a link that says which section of what it is."""
    if not iri:
        return Piece("")
    return reader.thing(iri, cited(reader, iri))


def cited(reader: Reader, iri: str) -> str:
    """Cite a provision as people do: section 194(2), Health and Social Care Act 2012.

    The number is read off its address, which legislation.gov.uk makes of it.
    """
    rest = iri.removeprefix(PREFIXES["leg"]).split("/")
    act = PREFIXES["leg"] + "/".join(rest[:3])
    if len(rest) <= 3 or not iri.startswith(PREFIXES["leg"]):
        reader.learn([iri])  # an Act as a whole; or what is no law, such as what a rule gave
        return reader.label(iri)
    reader.learn([act])
    name, *numbers = rest[3:]
    number = numbers[0] if numbers else ""
    inner = "".join(f"({each})" for each in numbers[1:] if each != "paragraph")
    return f"{name.replace('-', ' ')} {number}{inner}, {reader.label(act)}"


def named(reader: Reader, things: Sequence[str]) -> list[str | Piece]:
    """Name things as a sentence does, each a link."""
    pieces: list[str | Piece] = []
    for index, each in enumerate(things):
        pieces += [" and " if index == len(things) - 1 else ", "] if index else []
        pieces.append(reader.thing(each))
    return pieces
