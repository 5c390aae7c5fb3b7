# ruff: noqa: RUF001 - quotes and dashes are letters here
"""Lettering: how wide a text is, and how a label is broken into lines, without a font at hand."""

import unicodedata
from functools import lru_cache
from math import sqrt
from typing import Final

from carekg.questions.wording import clean

FONT: Final = "Arimo, Arial, 'Liberation Sans', Helvetica, sans-serif"
LINE: Final = 1.25  # the distance of two lines, in sizes of the font
_MOST_LINES: Final = 12
_NARROWEST, _WIDEST = 96.0, 260.0
_RATIO: Final = 3.0  # width to height of a box that reads well
_WIDE: Final = 1000  # Chinese, Japanese, Korean, and pictures
_USUAL: Final = 722  # of a letter that is not in the table: rather too wide than too narrow

# Widths in thousandths of the size of the font: those of Arimo, which are Arial's. Measured from the font.
_REGULAR: Final = {
    letter: width
    for width, letters in {
        191: "'",
        222: "ijl‘’",
        260: "|",
        278: " !,./:;I[\\]ft",
        333: "()-`r“”·",
        334: "{}",
        355: '"',
        389: "*",
        400: "°",
        469: "^",
        500: "Jcksvxyz",
        549: "÷±",
        556: "#$0123456789L?_abdeghnopqu–£§€",
        584: "+<=>~×",
        611: "FTZ",
        667: "&ABEKPSVXY",
        722: "CDHNRUw",
        778: "GOQ",
        833: "Mm",
        889: "%",
        944: "W",
        1000: "—…→←",
        1015: "@",
    }.items()
    for letter in letters
}
_BOLD: Final = {
    letter: width
    for width, letters in {
        238: "'",
        278: " ,./I\\ijl‘’",
        280: "|",
        333: "!()-:;[]`ft·",
        389: "*r{}",
        400: "°",
        474: '"',
        500: "z“”",
        549: "÷±",
        556: "#$0123456789J_aceksvxy–£§€",
        584: "+<=>^~×",
        611: "?FLTZbdghnopqu",
        667: "EPSVXY",
        722: "&ABCDHKNRU",
        778: "GOQw",
        833: "M",
        889: "%m",
        944: "W",
        975: "@",
        1000: "—…→←",
    }.items()
    for letter in letters
}


@lru_cache(maxsize=4096)
def _letter(letter: str, bold: bool) -> int:
    table = _BOLD if bold else _REGULAR
    if letter in table:
        return table[letter]
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Cf", "Cc", "Mn"):
        return 0
    if unicodedata.east_asian_width(letter) in "WF":
        return _WIDE
    base = unicodedata.normalize("NFD", letter)[0]
    return table.get(base, _USUAL)


def measure(text: str, size: float, *, bold: bool = False) -> float:
    """Give the width of a text in pixels.

    >>> measure("Board", 10), measure("é", 10) == measure("e", 10)
    (26.68, True)
    """
    return round(sum(_letter(letter, bold) for letter in text) * size / 1000, 2)


def wrap(text: str, size: float, *, bold: bool = False, most: float | None = None) -> tuple[str, ...]:
    """Break a label into lines, so that its box is rather wide than high.

    Parameters: text; size of the font in pixels; most, the width of a line, chosen by the length of the text unless
    given. A word that is wider is broken; what does not fit into twelve lines is cut, and says so.

    >>> wrap("health and wellbeing board of Essex County Council", 11)
    ('health and wellbeing', 'board of Essex', 'County Council')
    """
    shown = clean(text) or "(without a name)"
    whole = measure(shown, size, bold=bold)
    room = most or min(max(sqrt(_RATIO * whole * size * LINE), _NARROWEST * size / 11), _WIDEST)
    lines = [""]
    for word in shown.split(" "):
        for piece in _pieces(word, size, room, bold):
            joined = f"{lines[-1]} {piece}".strip() if piece == word else piece
            if lines[-1] and (piece != word or measure(joined, size, bold=bold) > room):
                lines.append(piece)
            else:
                lines[-1] = joined
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], f"{lines[_MOST_LINES - 1][:-1]}…"]
    return tuple(lines)


def _pieces(word: str, size: float, room: float, bold: bool) -> list[str]:
    """Break a word into pieces that fit into a line: most words are one piece."""
    if measure(word, size, bold=bold) <= room:
        return [word]
    pieces = [""]
    for letter in word:
        if pieces[-1] and measure(pieces[-1] + letter, size, bold=bold) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces
