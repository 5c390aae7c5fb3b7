"""Initials: what boards and councils with long names are called for short, from the first letters of their names."""

import re
from typing import Final

_WORD: Final = re.compile(r"[A-Za-z]+")
_BOARD: Final = re.compile(r"^NHS | Integrated Care Board$")
_COUNCIL: Final = re.compile(r"(?: (?:City|County|Borough|District|Metropolitan))* Council$")
_LEAST: Final = 3  # letters: fewer are of too many


def initials(name: str) -> list[str]:
    """Give what a board or a council may be called for short: with its kind and without.

    Parameters: name, in full. Returns: none of a name with fewer than three words.

    >>> initials("NHS Hampshire and Isle of Wight Integrated Care Board")
    ['HIOW', 'HIOW ICB', 'HIW', 'HIW ICB']
    >>> initials("Bath and North East Somerset Council")
    ['BANES', 'BANES Council', 'BNES', 'BNES Council']
    >>> initials("Kent County Council")
    []
    """
    is_board = name.endswith("Integrated Care Board")
    words = _WORD.findall((_BOARD if is_board else _COUNCIL).sub("", name.replace("'", "")))
    kept = [{"and", "the"}, {"and", "the", "of"}] if is_board else [{"the"}, {"and", "the", "of"}]
    if sum(word[0].isupper() for word in words) < _LEAST:
        return []
    short = ["".join(word[0].upper() for word in words if word.casefold() not in left) for left in kept]
    return [text for each in dict.fromkeys(short) for text in (each, f"{each} {'ICB' if is_board else 'Council'}")]
