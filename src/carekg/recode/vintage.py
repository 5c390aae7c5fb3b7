"""Vintages: what sort of codes a column holds, and when they were in use."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Final

from carekg.recode.history import History, day_after, day_before
from carekg.recode.spells import LAST, LEVELS, Spell
from carekg.terms.errors import BadParameter

NAMES: Final = {
    "ccg": "clinical commissioning groups",
    "sub-icb": "sub-ICB locations",
    "stp": "sustainability and transformation partnerships",
    "icb": "integrated care boards",
    "district": "districts",
    "upper-tier": "upper-tier authorities",
}
_HEADINGS: Final = (
    ("sub-icb", r"SICBL|SUB.?ICB"),
    ("icb", r"ICB|ICS"),
    ("ccg", r"CCG"),
    ("stp", r"STP"),
    ("upper-tier", r"UTLA|CTYUA|COUNTY"),
    ("district", r"LTLA|LAD|DISTRICT"),
)
_YEAR: Final = re.compile(r"(?<!\d)(?:20)?([12]\d)(?!\d)")  # as in CCG19CDH, icb22_code, LAD_2021
_LEAST: Final = 0.5  # at least this part of the codes must be known: below it, the column holds something else
_EXAMPLES: Final = 3


@dataclass(frozen=True)
class Vintage:
    """What the codes of a column are of: a kind, and the time in which most, `known` of `of`, were in use."""

    kind: str
    start: date
    end: date
    known: int
    of: int

    def __str__(self) -> str:
        return f"{NAMES[self.kind]}, {told(self.start, self.end)} ({self.known} of {self.of} codes in use then)"

    def meets(self, spell: Spell) -> bool:
        """Tell whether a spell is of the kind and lasts in the time."""
        return spell.kind == self.kind and self.overlaps(spell)

    def overlaps(self, spell: Spell) -> bool:
        """Tell whether a spell lasts in the time."""
        return spell.start < self.end and spell.end > self.start


def told(start: date, end: date) -> str:
    """Tell a time by its first and last day.

    >>> told(date(2021, 4, 1), date(2022, 7, 1))
    '2021-04-01 to 2022-06-30'
    """
    if end == LAST:
        return f"since {start.isoformat()}"
    last = day_before(end)
    return f"on {start.isoformat()}" if start == last else f"{start.isoformat()} to {last.isoformat()}"


def tidy(code: str) -> str:
    """Give a code as it is looked up: without space around it, in capitals."""
    return code.strip().upper()


def find_vintage(history: History, codes: Iterable[str], column: str, since: date | None) -> Vintage:
    """Find what sort of codes a column holds, and when most were in use.

    Parameters: history; codes, tidy; column, whose heading may tell between kinds that fit as well; since, the day of
    the codes, where it is given.
    Raises: BadParameter where no more than half are known, or none was in use on the day that is given.
    """
    distinct = sorted({code for code in codes if code})
    known = [code for code in distinct if code in history.by_code]
    if not known or len(known) < _LEAST * len(distinct):
        examples = ", ".join(distinct[:_EXAMPLES]) or "nothing"
        raise BadParameter(
            "column",
            column,
            f"no vintage knows most of its codes, such as {examples}; what names are of, carekg reconcile finds",
        )
    held = [spell for code in known for spell in history.by_code[code] if since is None or spell.holds(since)]
    if not held:
        times = sorted({told(spell.start, spell.end) for code in known[:_EXAMPLES] for spell in history.by_code[code]})
        used = f"{', '.join(known[:_EXAMPLES])} were in use {'; '.join(times)}"
        raise BadParameter("from", since.isoformat() if since else "", f"no code of the column was in use then: {used}")
    return _best(history, known, held, len(distinct), column, since)


def _best(
    history: History, known: Sequence[str], held: Iterable[Spell], of: int, column: str, since: date | None
) -> Vintage:
    """Choose the kind of which most codes were in use at one time, by the heading or the order where several fit."""
    kinds = sorted({spell.kind for spell in held}, key=list(LEVELS).index)
    hint = next((kind for kind, pattern in _HEADINGS if re.search(pattern, column, re.IGNORECASE)), "")
    found = [_of_kind(history, known, kind, column, since) for kind in kinds]
    best = max(found, key=lambda each: (each.known, each.kind == hint, -kinds.index(each.kind)))
    return replace(best, of=of)


def _of_kind(history: History, known: Sequence[str], kind: str, column: str, since: date | None) -> Vintage:
    """Give the time in which most codes of a kind were in use: of several, that in the year of the heading."""
    spells = [(code, spell) for code in known for spell in history.by_code[code] if spell.kind == kind]
    days = sorted({day for _, spell in spells for day in (spell.start, spell.end)})
    times = [(since, day_after(since))] if since else list(pairwise(days))
    counts = {time: len({code for code, spell in spells if spell.holds(time[0])}) for time in times}
    most = max(counts.values())
    best = [time for time in times if counts[time] == most]
    named = [time for time in best if _is_of_year(time, column)] or best
    return Vintage(kind, named[0][0], named[-1][1], most, len(known))


def _is_of_year(time: tuple[date, date], column: str) -> bool:
    return any(time[0].year <= 2000 + int(year) < time[1].year for year in _YEAR.findall(column))
