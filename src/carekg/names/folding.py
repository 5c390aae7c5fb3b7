"""Folding: the one form in which names are compared, the same for what is held and what is asked for."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

_APOSTROPHES: Final = re.compile("['\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}`\N{ACUTE ACCENT}]")
_OTHER: Final = re.compile(r"[^a-z0-9]+")
_SAINT: Final = re.compile(r"\bst\b")
_FUSED: Final = re.compile(r"\b([a-z]{2,6})icb\b")  # the initials of a board, written as one word with its kind

# Kinds of body as they are written out and as they are written short; the longer form of two goes first.
_SHORT: Final = {
    "integrated care board": "icb",
    "integrated care partnership": "icp",
    "integrated care system": "ics",
    "health and wellbeing board": "hwb",
    "health and well being board": "hwb",
    "hwbb": "hwb",
    "sustainability and transformation partnership": "stp",
    "sustainability and transformation plan": "stp",
    "clinical commissioning group": "ccg",
    "primary care network": "pcn",
    "primary care trust": "pct",
    "strategic health authority": "sha",
    "local health board": "lhb",
    "integration joint board": "ijb",
    "university health board": "uhb",
    "health and social care trust": "hsct",
    "hsc trust": "hsct",
    "nhs foundation trust": "nhsft",
    "foundation trust": "nhsft",
    "nhs ft": "nhsft",
    "mayoral combined county authority": "cca",
    "combined county authority": "cca",
    "mayoral combined authority": "ca",
    "combined authority": "ca",
    "mca": "ca",
}
_SHORTEN: Final = re.compile(rf"\b({'|'.join(sorted(_SHORT, key=len, reverse=True))})\b")
_SMALL: Final = frozenset(("the", "of", "and", "for", "in"))
# With these, "NHS" says no more.
_OF_THE_NHS: Final = frozenset(("icb", "icp", "ccg", "pcn", "pct", "sha", "stp", "trust"))
_KINDS: Final = _OF_THE_NHS - {"trust"} | {"nhs", "hwb", "lhb", "hsct", "ca", "cca", "region", "england", "ijb"}
_TRUSTS: Final = frozenset(("trust", "nhsft"))
# What says which sort of council it is, and is left out in speech; in the name of a trust it tells one from another.
_SORTS: Final = frozenset(
    ("council", "city", "county", "borough", "district", "metropolitan", "royal", "unitary", "mbc", "bc", "dc", "cc")
)


class Key(NamedTuple):
    """What a name comes to without the words left out in speech, the kind of body first; and the sorts left out."""

    words: str
    sorts: frozenset[str]


@lru_cache(maxsize=16_384)
def fold(name: str) -> str:
    """Fold a name: no accents, case, punctuation or runs of spaces; `&` is "and", `St` is "saint", `SYICB` two words.

    >>> fold("  Brighton & Hove "), fold("King's Lynn"), fold("St. Helens"), fold("s.116(5)")
    ('brighton and hove', 'kings lynn', 'saint helens', 's 116 5')
    """
    plain = name.casefold() if name.isascii() else _without_accents(name)
    plain = _APOSTROPHES.sub("", plain).replace("&", " and ")
    return _FUSED.sub(r"\1 icb", _SAINT.sub("saint", _OTHER.sub(" ", plain).strip()))


def singular(name: str) -> str:
    """Give what a plural is several of, by its last letters; anything else as it is.

    >>> singular("integrated care boards"), singular("ICBs"), singular("local authorities"), singular("access")
    ('integrated care board', 'ICB', 'local authority', 'access')
    """
    if name.endswith("ies"):
        return f"{name.removesuffix('ies')}y"
    return name if name.endswith(("ss", "us", "is")) else name.removesuffix("s")


def plural(name: str) -> str:
    """Give what several of a kind are called.

    >>> plural("primary care trust"), plural("strategic health authority")
    ('primary care trusts', 'strategic health authorities')
    """
    return f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"


def _without_accents(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


@lru_cache(maxsize=16_384)
def key(folded: str) -> Key:
    """Give the key of a folded name: kinds of body are written short, small words and sorts of council left out.

    >>> key(fold("Health and wellbeing board of Leeds City Council")).words == key(fold("Leeds HWB")).words
    True
    >>> key(fold("Bristol, City of")).words == key(fold("Bristol City Council")).words
    True
    >>> key(fold("East Sussex County Healthcare NHS Trust")).words
    'east sussex county healthcare trust'
    >>> key(fold("BC ICB")).words, key(fold("the ICB")).words, key(fold("AND Council")).words
    ('icb bc', 'icb', 'and council')
    """
    words = shortened(folded).split()
    sorts = frozenset() if _TRUSTS.intersection(words) else _SORTS.intersection(words)
    dropped = sorts | (_SMALL - {"the"} if "pcn" in words else _SMALL)  # networks differ by no more than "The"
    if _OF_THE_NHS.intersection(words):
        dropped |= {"nhs"}
    if "icp" in words:  # a partnership is called by the name of its board
        dropped |= {"icb"}
    kept = [word for word in words if word not in dropped]
    if _KINDS.issuperset(kept):  # BC ICB and AND Council are bodies, ICB and Council are none
        dropped = dropped - sorts - _SMALL | {"the"}
        kept = [word for word in words if word not in dropped]
    ordered = (*sorted(set(kept) & _KINDS), *(word for word in kept if word not in _KINDS))
    return Key(" ".join(ordered), sorts.difference(kept))


def bare(words: str) -> str:
    """Give the words of a key without those of the kind of body, for where the kind is known; nothing if none is left.

    >>> bare(key(fold("NHS Airedale, Wharfedale and Craven CCG")).words)
    'airedale wharfedale craven'
    """
    return " ".join(word for word in words.split() if word not in _KINDS)


def tells_sort_alone(words: Iterable[str]) -> bool:
    """Tell whether the words of a key say what sort of body is meant, and not which.

    >>> tells_sort_alone(["county"]), tells_sort_alone(["county", "durham"])
    (True, False)
    """
    return (_KINDS | _SORTS | _SMALL | _TRUSTS).issuperset(words)


@lru_cache(maxsize=1_024)  # the key of a name is made just before
def shortened(folded: str) -> str:
    """Give a folded name with the kinds of body in it written short.

    >>> shortened("nhs essex integrated care board")
    'nhs essex icb'
    """
    return _SHORTEN.sub(lambda match: _SHORT[match[0]], folded)
