"""Initials: what bodies with long names are called for short, from the first letters of their names."""

import re
from collections.abc import Iterable, Iterator, Set
from typing import Final, NamedTuple

from carekg.terms.prefixes import PREFIXES

_WORD: Final = re.compile(r"[A-Za-z]+")
_MARKS: Final = str.maketrans({"'": None, "\N{RIGHT SINGLE QUOTATION MARK}": None, "&": "and"})
_SMALL: Final = frozenset(("and", "the", "of"))
_THE: Final = frozenset(("the",))
_NOTHING: Final = re.compile("(?!)")
_LEAST: Final = 3  # letters: fewer are of too many


class _Style(NamedTuple):
    """How bodies of a kind are called for short.

    `kind`, what says the kind in their names, and is left out; `left`, the words without a letter, in each way that
    they are left out; `forms`, what is made of the initials, and `said`, of the name without its kind; `least`, how
    many letters there are at least; `is_list`, whether their names list places.
    """

    kind: re.Pattern[str]
    left: tuple[Set[str], ...] = (_THE, _SMALL)
    forms: tuple[str, ...] = ("{}",)
    said: tuple[str, ...] = ()
    least: int = 2
    is_list: bool = False


_COUNCIL: Final = _Style(
    re.compile(r"(?: (?:City|County|Borough|District|Metropolitan))* Council$"),
    forms=("{}", "{} Council"),
    least=_LEAST,
    is_list=True,
)
_AUTHORITY: Final = _Style(_NOTHING, (_SMALL,))
_STYLES: Final = {
    f"{PREFIXES['structure']}{kind}": style
    for kind, style in {
        "integrated-care-board": _Style(
            re.compile(r"^NHS | Integrated Care Board$"),
            (_SMALL - {"of"}, _SMALL),
            ("{}", "{} ICB"),
            said=("{}",),
            is_list=True,
        ),
        "upper-tier-local-authority": _COUNCIL,
        "local-authority": _COUNCIL,
        "combined-authority": _AUTHORITY,
        "combined-county-authority": _AUTHORITY,
        "health-board": _Style(re.compile("^NHS "), forms=("{}", "NHS {}", "NHS{}"), is_list=True),
        "local-health-board": _Style(_NOTHING),
        "hsc-trust": _Style(re.compile(" Health and Social Care Trust$"), forms=(), said=("{} Trust",)),
        "nhs-trust": _Style(re.compile(" NHS Trust$"), forms=("{}", "{}T")),
        "nhs-foundation-trust": _Style(re.compile(" NHS Foundation Trust$"), forms=("{}", "{}FT")),
    }.items()
}
_BEFORE: Final = re.compile(r"^(?:(?:London|Royal) Borough of|The|the) ")


def initials(name: str, kind: str) -> list[str]:
    """Give the initials that a body may be called by, with its kind and without.

    Parameters: name, in full; kind, its address. Returns: none of a name with fewer than three words.

    >>> board, council = (f"{PREFIXES['structure']}{kind}" for kind in ("integrated-care-board", "local-authority"))
    >>> initials("NHS Hampshire and Isle of Wight Integrated Care Board", board)
    ['HIOW', 'HIOW ICB', 'HIW', 'HIW ICB']
    >>> initials("Bath and North East Somerset Council", council)
    ['BANES', 'BANES Council', 'BNES', 'BNES Council']
    >>> initials("Kent County Council", council), initials("Kent", "")
    ([], [])
    """
    style = _STYLES.get(kind)
    core = "" if style is None else _core(name, style)
    return [] if style is None or len(_letters(core)) < _LEAST else _form(style, _each_letters(core, style))


def short_forms(name: str, kind: str) -> list[str]:
    """Give all that a body may be called for short: initials, and what is made of the places that its name lists.

    >>> board, council = (f"{PREFIXES['structure']}{kind}" for kind in ("integrated-care-board", "local-authority"))
    >>> short_forms("NHS Buckinghamshire, Oxfordshire and Berkshire West Integrated Care Board", board)[2:]
    ['BOB', 'BOB ICB', 'Buckinghamshire, Oxfordshire and Berkshire West']
    >>> short_forms("Bath and North East Somerset Council", council)[4::2]
    ['B&NES', 'Bath and NES']
    >>> short_forms("NHS South Yorkshire Integrated Care Board", board)
    ['SY ICB', 'South Yorkshire']
    """
    style = _STYLES.get(kind)
    if style is None:
        return []
    core = _core(name, style)
    parts = _by_parts(_BEFORE.sub("", core)) if style.is_list else ()
    return _form(style, [*_each_letters(core, style), *parts]) + [form.format(core) for form in style.said]


def _core(name: str, style: _Style) -> str:
    return style.kind.sub("", name.translate(_MARKS))


def _each_letters(core: str, style: _Style) -> list[str]:
    return [_letters(core, left) for left in style.left]


def _form(style: _Style, short: Iterable[str]) -> list[str]:
    fitting = (text for text in dict.fromkeys(short) if len(text) >= style.least)
    made = (form.format(text) for text in fitting for form in style.forms)
    return [text for text in made if len(text) >= _LEAST]


def _letters(name: str, left: Set[str] = _SMALL) -> str:
    return "".join(word[0].upper() for word in _WORD.findall(name) if word.casefold() not in left)


def _by_parts(name: str) -> Iterator[str]:
    """Give the initials of the places that a name lists: one of each; of two, all of both, or of the longer alone."""
    *parts, last = name.split(", ")
    parts += last.split(" and ")
    letters = [_letters(part) for part in parts]
    if len(parts) > 2:
        yield "".join(each[:1] for each in letters)
    elif len(parts) > 1:
        yield "&".join(letters)
        if any(len(each) >= _LEAST for each in letters):
            yield " and ".join(each if len(each) >= _LEAST else part for each, part in zip(letters, parts, strict=True))
