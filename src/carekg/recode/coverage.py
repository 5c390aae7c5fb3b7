"""What a table leaves out: areas of its vintage that have no row, and rows that are of two areas together."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from carekg.recode.history import History, day_before
from carekg.recode.spells import LAST, Spell
from carekg.recode.vintage import Vintage

_MOST: Final = 0.9  # of the areas of the vintage must have a row: below it, the table is meant to be of some only
_JOINED: Final = 20  # areas without a row, above which no row is taken to be of two
_SHORTEST: Final = 5  # letters of a word that tells an area apart
_PLAIN: Final = ("london", "isles", "county", "north", "south", "upon", "borough", "district")


@dataclass(frozen=True, order=True)
class Absent:
    """An area of the vintage that has no row of its own."""

    code: str
    name: str

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()

    def is_named_in(self, cell: str) -> bool:
        """Tell whether a cell names it: by its name, or by a word that tells it apart.

        >>> Absent("E06000053", "Isles of Scilly").is_named_in("Cornwall & Scilly")
        True
        >>> Absent("E09000001", "City of London").is_named_in("London Borough of Hackney")
        False
        """
        plain = _fold(cell)
        words = [word for word in _fold(self.name).split() if len(word) >= _SHORTEST and word not in _PLAIN]
        return bool(self.name) and (_fold(self.name) in plain or any(word in plain.split() for word in words))


def _fold(text: str) -> str:
    return " ".join(re.findall(r"[a-z]+", text.casefold()))


def find_absent(history: History, vintage: Vintage, codes: set[str]) -> tuple[Absent, ...]:
    """Find the areas of a vintage that a table has no row for, where it has one for most of them."""
    last = vintage.start if vintage.end == LAST else day_before(vintage.end)
    held = history.by_kind.get(vintage.kind, [])
    on_days = ([spell for spell in held if spell.holds(day)] for day in (vintage.start, last))
    found = min((_without_row(spells, codes) for spells in on_days), key=len)
    here = sum(1 for code in codes if code in history.by_code)
    if len(found) > (1 - _MOST) * (here + len(found)):
        return ()
    by_ods = any(spell.code in codes for spell in held if spell.code)
    return tuple(sorted(Absent(s.code if by_ods else s.area, history.names.get(s.body, "")) for s in found))


def _without_row(spells: Sequence[Spell], codes: set[str]) -> list[Spell]:
    """Give those that have no row, of the nations that have one."""
    nations = {spell.area[0] for spell in spells if spell.area in codes or spell.code in codes}
    return [s for s in spells if s.area[0] in nations and s.area not in codes and s.code not in codes]


def find_joined(
    absent: Sequence[Absent], rows: Iterable[Sequence[str]], place: int
) -> Mapping[int, tuple[Absent, ...]]:
    """Find rows that are of an absent area too, by what their other cells say; by the number of the row, from 0."""
    if not 0 < len(absent) <= _JOINED:
        return {}
    found = {}
    for number, row in enumerate(rows):
        cells = [cell for at, cell in enumerate(row) if at != place]
        named = tuple(each for each in absent if any(each.is_named_in(cell) for cell in cells))
        if named:
            found[number] = named
    return found
