"""Words: a sentence as tokens with stems, alike for what is held and for what is written.

Source: the Snowball English stemmer (M. F. Porter, 2001).
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import snowballstemmer

from carekg.names.folding import fold

_TOKEN: Final = re.compile("[^\\W_]+(?:['\N{RIGHT SINGLE QUOTATION MARK}][^\\W_]+)*")
_PREFIXES: Final = frozenset(("co", "re", "well", "non", "multi", "inter"))  # written with a hyphen, or in one
_STEMMER: Final = snowballstemmer.stemmer("english")
_IRREGULAR: Final = {
    "brought": "bring", "drove": "drive", "driven": "drive", "held": "hold", "stood": "stand", "led": "lead",
    "stands": "stand", "gave": "give", "sat": "sit", "bettered": "better",
}  # fmt: skip
_SMALL: Final = frozenset(
    ["a", "an", "the", "of", "and", "in", "to", "for", "with", "by", "on", "or", "s", "its", "their", "between"]
)


class Token(NamedTuple):
    """One word: as it is written, folded, its stem, and where it begins."""

    text: str
    word: str
    stem: str
    start: int


@lru_cache(maxsize=32_768)
def stem(word: str) -> str:
    """Give the stem of a folded word; -ise and -ize are alike.

    >>> stem("reduces"), stem("organizational") == stem("organisational"), stem("brought")
    ('reduc', True, 'bring')
    """
    plain = _IRREGULAR.get(word, word)
    found: str = _STEMMER.stemWord(re.sub(r"iz(?=e|ing|ation|at)", "is", plain))
    return found


def tokenise(text: str) -> tuple[Token, ...]:
    """Give the words of a text; "co-operate", "well-being" and "A&E" are one word each.

    >>> [token.word for token in tokenise("Co-operation improves well-being in A&E.")]
    ['cooperation', 'improves', 'wellbeing', 'in', 'ae']
    """
    found: list[Token] = []
    end = -1
    for match in _TOKEN.finditer(text):
        word = fold(_singular(match[0])).replace(" ", "")
        joint = text[end : match.start()] if found else ""
        if found and _is_joined(found[-1].word, joint, word):
            last = found.pop()
            found.append(_token(last.text + joint + match[0], last.word + word, last.start))
        elif word:
            found.append(_token(match[0], word, match.start()))
        end = match.end()
    return tuple(found)


def _singular(word: str) -> str:
    """Give an acronym of many as that of one, which no stem does: HWBs."""
    return word[:-1] if len(word) > 2 and word.endswith("s") and word[:-1].isupper() else word


def _token(text: str, word: str, start: int) -> Token:
    return Token(text, word, stem(word), start)


def _is_joined(before: str, joint: str, after: str) -> bool:
    if joint == "&" and len(before) == len(after) == 1:
        return True
    return before in _PREFIXES and (joint == "-" or (joint == " " and after == "being"))


def is_small(token: Token) -> bool:
    """Tell whether a word counts for nothing in a name."""
    return token.word in _SMALL


def key(tokens: Iterable[Token]) -> tuple[str, ...]:
    """Give what a name comes to, in whatever order its words stand."""
    return tuple(sorted(token.stem for token in tokens if not is_small(token)))


@lru_cache(maxsize=1_024)
def phrase(text: str) -> tuple[str, ...]:
    """Give the stems of a phrase, in order."""
    return tuple(token.stem for token in tokenise(text))


def places_of(stems: Sequence[str], wanted: Sequence[str], free: Sequence[bool], gap: int = 0) -> list[list[int]]:
    """Find a phrase among stems.

    Parameters: stems of the sentence; wanted, those of the phrase, in order; free, which places may be taken; gap, how
    many others may stand between two of the phrase.
    Returns: for each time that it stands there, the places of its words.
    """
    found: list[list[int]] = []
    for start in range(len(stems)):
        taken = _follow(stems, wanted, free, start, gap)
        if taken and not (found and taken[0] <= found[-1][-1]):
            found.append(taken)
    return found


def _follow(stems: Sequence[str], wanted: Sequence[str], free: Sequence[bool], start: int, gap: int) -> list[int]:
    taken = [start] if free[start] and stems[start] == wanted[0] else []
    for each in wanted[1:] if taken else ():
        reach = range(taken[-1] + 1, min(len(stems), taken[-1] + 2 + gap))
        place = next((at for at in reach if free[at] and stems[at] == each), None)
        if place is None:
            return []
        taken.append(place)
    return taken
