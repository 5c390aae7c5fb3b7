"""Walking: what an area is on a day, following it through what it became, or back through what it came from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Final

from carekg.recode.history import Count, History, day_before
from carekg.recode.spells import in_level

ALL: Final = Fraction(1)
SAME: Final = "the same area"
WHOLE: Final = "all of it followed"


@dataclass(frozen=True)
class Part:
    """What an area is on a day: an area, the share of it where that is known, by what count, and why.

    `area` is empty where nothing is known to have followed. `moved` says that the boundary of what goes on moved.
    """

    area: str
    share: Fraction | None = ALL
    basis: tuple[str, ...] = ()
    moved: bool = False
    notes: tuple[str, ...] = ()


@dataclass
class Walker:
    """A walker through the history of areas, which remembers where it has been."""

    history: History
    known: dict[tuple[str, str, date], list[Part]] = field(default_factory=dict)

    def follow(self, level: str, area: str, day: date) -> list[Part]:
        """Say what an area of a level is on a day: its parts, those of one area joined, in the order of their codes."""
        key = level, area, day
        if key not in self.known:
            self.known[key] = self._follow(level, area, day)
        return self.known[key]

    def _follow(self, level: str, area: str, day: date) -> list[Part]:
        held = self.history.of_level(level, area)
        if any(spell.holds(day) for spell in held):
            return [Part(area)]
        forwards = day >= min(spell.start for spell in held)
        parts = self._after(level, area, day) if forwards else self._before(level, area)
        if not parts:
            return [Part("", None, (), False, (_nothing(held[-1].end if forwards else held[0].start, forwards),))]
        return merge(_onwards(part, end) for part in parts for end in self.follow(level, part.area, day))

    def _after(self, level: str, area: str, day: date) -> list[Part]:
        """Give what followed an area at its end: by the map of small areas of that day, else by steps."""
        steps = [step for step in self.history.forwards.get((level, area), ()) if step.day <= day]
        end = min((step.day for step in steps), default=max(s.end for s in self.history.of_level(level, area)))
        steps = [step for step in steps if step.day == end]
        counts = self._there(level, self.history.counts.get(area, {}), end)
        moved = {step.after for step in steps if step.moved}
        if counts:
            return _shared(counts, moved, end, f"divided on {end.isoformat()}")
        return _stepped([step.after for step in steps], moved, end)

    def _before(self, level: str, area: str) -> list[Part]:
        """Give what an area came from at its start, in the same way."""
        start = min(spell.start for spell in self.history.of_level(level, area))
        steps = [step for step in self.history.backwards.get((level, area), ()) if step.day == start]
        counts = self._there(level, self.history.counts_back.get(area, {}), day_before(start))
        moved = {step.before for step in steps if step.moved}
        if counts:
            return _shared(counts, moved, start, f"made of several on {start.isoformat()}")
        return _stepped([step.before for step in steps], moved, start)

    def _there(self, level: str, counts: Mapping[str, Count], day: date) -> Mapping[str, Count]:
        """Give the counts of a level, if all that they name was there on a day."""
        areas = in_level(level, counts)
        there = all(self.history.on(level, area, day) for area in areas)
        return {area: counts[area] for area in areas} if there else {}


def _shared(counts: Mapping[str, Count], moved: set[str], day: date, note: str) -> list[Part]:
    whole = sum(count.size for count in counts.values())
    several = len(counts) > 1
    return [
        Part(
            area,
            Fraction(count.size, whole),
            (count.basis,) if several or area in moved else (WHOLE,),
            area in moved,
            (_boundary(day),) if area in moved else (note,) if several else (),
        )
        for area, count in sorted(counts.items())
    ]


def _stepped(areas: Sequence[str], moved: set[str], day: date) -> list[Part]:
    if len(areas) == 1 and areas[0] not in moved:
        return [Part(areas[0], ALL, (WHOLE,))]
    note = _boundary(day) if moved else f"nobody published the shares, {day.isoformat()}"
    return [Part(area, None, (), area in moved, (note,)) for area in sorted(areas)]


def _boundary(day: date) -> str:
    return f"its code of the ONS changed, since its boundary moved by {day.isoformat()}"


def _nothing(day: date, forwards: bool) -> str:
    if forwards:
        return f"it ended on {day.isoformat()}, and no file says what followed"
    return f"it began on {day.isoformat()}, and no file says what it came from"


def _onwards(part: Part, end: Part) -> Part:
    """Join two steps of a walk."""
    share = None if part.share is None or end.share is None else part.share * end.share
    return Part(end.area, share, _once(part.basis + end.basis), part.moved or end.moved, _once(part.notes + end.notes))


def merge(parts: Iterable[Part]) -> list[Part]:
    """Join the parts of one area."""
    found: dict[str, Part] = {}
    for part in parts:
        other = found.get(part.area)
        found[part.area] = part if other is None else _join(other, part)
    return [found[area] for area in sorted(found)]


def _join(one: Part, other: Part) -> Part:
    share = None if one.share is None or other.share is None else one.share + other.share
    return replace(
        one,
        share=share,
        basis=_once(one.basis + other.basis),
        moved=one.moved or other.moved,
        notes=_once(one.notes + other.notes),
    )


def _once(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
