"""Carrying one code to another day: what it became, in which shares, and how certain that is."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Final

from carekg.recode.history import History
from carekg.recode.spells import LEVELS, Spell, is_coded, levels_of_council
from carekg.recode.vintage import NAMES, Vintage, tidy, told
from carekg.recode.walk import ALL, SAME, Part, Walker, merge
from carekg.terms.errors import BadParameter

STATUSES: Final = ("exact", "estimated", "announced", "ambiguous", "missing")
_OVER: Final = {"location": ("location", "system"), "district": ("district", "upper-tier")}  # what each is carried into
_GSS: Final = re.compile(r"[A-Z]\d{8}")
_JOINTS: Final = re.compile(r"[;,/&+|]|\band\b", re.IGNORECASE)


@dataclass(frozen=True)
class Target:
    """What a code became: the new code, the share of it, by what count, how certain that is, and why."""

    code: str
    share: Fraction | None
    basis: str
    status: str
    note: str


@dataclass(frozen=True)
class Carrier:
    """What carries codes to a day, into a kind where one is wanted.

    `since` is the day of the codes, where it is given; else each code has its own, which is that of the column where
    it was in use then.
    """

    history: History
    vintage: Vintage
    day: date
    today: date
    since: date | None = None
    into: str | None = None
    walker: Walker = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "walker", Walker(self.history))

    def carry(self, written: str) -> list[Target]:
        """Say what a code became by the day."""
        code = tidy(written)
        if not code:
            return [missing("there is no code")]
        if code not in self.history.by_code:
            joined = [each for part in _JOINTS.split(written) if (each := tidy(part)) in self.history.by_code]
            return self._joined(joined) if len(joined) > 1 else [missing("no file that is held lists this code")]
        spells = self._spells(code)
        if not spells:
            assert self.since is not None, "a code without a day has a spell"
            return [missing(f"it was not in use on {self.since.isoformat()}, but {self._times(code)}")]
        level = spells[0].level
        if self.into and LEVELS[self.into] not in _OVER.get(level, (level,)):
            return [missing(f"codes of {NAMES[spells[0].kind]} are not carried into {NAMES[self.into]}")]
        areas = list(dict.fromkeys(spell.area for spell in spells))
        own = "" if any(map(self.vintage.overlaps, spells)) else f"in use {told(spells[0].start, spells[-1].end)}"
        return _unite([self._targets(level, area, code, own) for area in areas])

    def notes(self, codes: Iterable[str]) -> list[str]:
        """Say what was decided for all rows: which tier, and that the day is beyond the files."""
        notes = []
        other = "district" if LEVELS[self.vintage.kind] == "upper-tier" else "upper-tier"
        if not self.into and any(self._differs_by_tier(code) for code in codes):
            tier = NAMES[self.vintage.kind]
            notes.append(f"Unitary areas were followed as {tier}; into={other} follows them as {NAMES[other]}.")
        if self.day > self.history.newest:
            newest = self.history.newest.isoformat()
            notes.append(f"The day is beyond the files: codes are those of {newest}, and what is announced is said.")
        return notes

    def _differs_by_tier(self, code: str) -> bool:
        levels = levels_of_council(code) if code in self.history.by_code else []
        found = [{part.area for part in self.walker.follow(level, code, self.day)} for level in levels]
        return len(found) > 1 and found[0] != found[1]

    def _joined(self, codes: Sequence[str]) -> list[Target]:
        """Name what each of several codes in one cell became: which part of the row is whose is not known."""
        became = {code: " and ".join(target.code or "nothing" for target in self.carry(code)) for code in codes}
        both = " and ".join(f"{code} (which became {after})" for code, after in became.items())
        return [Target("", None, "", "ambiguous", f"the row joins {both}: whose part is which is not known")]

    def _times(self, code: str) -> str:
        return " and ".join(dict.fromkeys(told(spell.start, spell.end) for spell in self.history.by_code[code]))

    def _spells(self, code: str) -> list[Spell]:
        """Choose the spells that a code is meant in, all of one level."""
        held = [spell for spell in self.history.by_code[code] if self.since is None or spell.holds(self.since)]
        wanted, order = LEVELS[self.into or self.vintage.kind], list(LEVELS)
        held.sort(key=lambda spell: (spell.level != wanted, order.index(spell.kind), spell))
        held = [spell for spell in held if spell.level == held[0].level]
        return [spell for spell in held if self.vintage.meets(spell)] or [s for s in held if s.kind == held[0].kind]

    def _targets(self, level: str, area: str, code: str, own: str) -> list[Target]:
        parts = self.walker.follow(level, area, self.day)
        if self.into and LEVELS[self.into] != level:
            parts = merge(self._into_outer(level, part) for part in parts)
        out = LEVELS[self.into] if self.into else level
        by_ods = not _GSS.fullmatch(code)
        return sorted((self._written(out, part, by_ods=by_ods, note=own) for part in parts), key=lambda each: each.code)

    def _into_outer(self, level: str, part: Part) -> Part:
        """Give the board, partnership or authority that an area lies in on the day."""
        spell = self.history.on(level, part.area, self.day)
        if spell is None:
            return part
        outer = self.history.outer(spell, self.day)
        if outer is not None:
            return replace(part, area=outer.area, notes=(*part.notes, f"{spell.code or part.area} lies in it"))
        if self.history.on(LEVELS[str(self.into)], part.area, self.day):
            return part  # a unitary area is its own authority
        return replace(part, area="", notes=(*part.notes, f"what {spell.code or part.area} lies in is not known"))

    def _written(self, level: str, part: Part, *, by_ods: bool, note: str) -> Target:
        """Write the code of a part on the day, by whoever gave the code that there was."""
        spell = self.history.on(level, part.area, self.day)
        code = "" if spell is None else spell.code if by_ods else part.area if is_coded(part.area) else ""
        notes = [each for each in (note, *part.notes) if each]
        if not code:
            return missing("; ".join(notes) or "what followed has no such code", part.share)
        announced = [each.says for each in self.history.announced_for(part.area, self.day, self.today)]
        status = worse([_status(part), "announced"]) if announced else _status(part)
        basis = "" if part.share is None else "; ".join(part.basis) or SAME
        return Target(code, part.share, basis, status, "; ".join([*notes, *announced]))


def _status(part: Part) -> str:
    if part.share is None:
        return "ambiguous"
    return "exact" if part.share == ALL and not part.moved else "estimated"


def missing(note: str, share: Fraction | None = None) -> Target:
    """Say that there is no code, and why."""
    return Target("", share, "", "missing", note)


def worse(statuses: Iterable[str]) -> str:
    """Give the least certain of some statuses."""
    return max(statuses, key=STATUSES.index)


def _unite(outcomes: Sequence[list[Target]]) -> list[Target]:
    """Make one outcome of those of the areas that a code may mean: where they differ, nobody can say which."""
    first = outcomes[0]
    became = [[(target.code, target.share) for target in outcome] for outcome in outcomes]
    if all(each == became[0] for each in became):
        return [max(same, key=lambda each: STATUSES.index(each.status)) for same in zip(*outcomes, strict=True)]
    codes = sorted({target.code for outcome in outcomes for target in outcome if target.code})
    note = "its boundary moved while the code was in use: say of which day the codes are, as from"
    return [Target(code, None, "", "ambiguous", note) for code in codes] or first


def check_into(history: History, into: str, day: date, codes: Iterable[str]) -> None:
    """Refuse a kind that the codes cannot be carried into, or that was not there on the day. Raises: BadParameter."""
    levels = {spell.level for code in codes for spell in history.by_code.get(code, ())}
    reached = {over for level in levels for over in _OVER.get(level, (level,))}
    if LEVELS[into] not in reached:
        kinds = [kind for kind, level in LEVELS.items() if level in reached]
        raise BadParameter("into", into, f"these codes can be carried into {' or '.join(kinds)}")
    start, end = history.span([into])
    if not start <= day < end:
        kinds = [kind for kind, level in LEVELS.items() if level == LEVELS[into] and kind != into]
        instead = "; ".join(f"{NAMES[kind]} ({kind}) there were" for kind in kinds if _was_there(history, kind, day))
        raise BadParameter("into", into, f"there were no {NAMES[into]} on {day.isoformat()}; {instead}".rstrip("; "))


def _was_there(history: History, kind: str, day: date) -> bool:
    start, end = history.span([kind])
    return start <= day < end
