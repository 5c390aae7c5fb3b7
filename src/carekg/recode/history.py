"""What one version of the graph knows of areas and their codes, and of what is announced for them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Self

from carekg.recode.spells import FIRST, LAST, Spell, group, is_coded
from carekg.recode.steps import Links, Step


@dataclass(frozen=True)
class Count:
    """What passed from one area to another by a map of small areas; residents are 0 where they were not counted."""

    small_areas: int
    residents: int
    unsure: int
    vintage: date

    @property
    def size(self) -> int:
        """The residents, or where they were not counted the small areas."""
        return self.residents or self.small_areas

    @property
    def basis(self) -> str:
        """What the size counts, in words."""
        counted = "residents, Census 2021" if self.residents else "small areas (LSOAs of 2011)"
        sure = f", {self.unsure} of {self.small_areas} small areas uncertain" if self.unsure else ""
        return f"{counted}, by the map of {self.vintage.isoformat()}{sure}"


@dataclass(frozen=True)
class Announcement:
    """What is announced, or proposed, for an area: in words, and for which day, if one is set."""

    says: str
    day: date | None


@dataclass(frozen=True, eq=False, repr=False)
class History:
    """Spells, steps and counts of areas; names, of bodies and of councils' areas; the day of the newest file."""

    spells: Sequence[Spell]
    steps: Sequence[Step]
    counts: Mapping[str, Mapping[str, Count]]
    links: Links
    names: Mapping[str, str]
    announced: Mapping[str, Sequence[Announcement]]
    newest: date

    def __repr__(self) -> str:
        return f"<History of {len(self.by_area)} areas to {self.newest}>"

    @cached_property
    def by_area(self) -> Mapping[str, list[Spell]]:
        """The spells of each area."""
        return group(self.spells, "area")

    @cached_property
    def by_code(self) -> Mapping[str, list[Spell]]:
        """The spells of each code, whoever gave it."""
        coded = {area: spells for area, spells in self.by_area.items() if is_coded(area)}
        return {code: spells for code, spells in group(self.spells, "code").items() if code} | coded

    @cached_property
    def by_body(self) -> Mapping[str, list[Spell]]:
        """The spells of each body."""
        return group(self.spells, "body")

    @cached_property
    def by_kind(self) -> Mapping[str, list[Spell]]:
        """The spells of each kind of code."""
        return group(self.spells, "kind")

    @cached_property
    def spans(self) -> Mapping[str, tuple[date, date]]:
        """The first day of the codes of each kind, and the first without them."""
        return {kind: (min(s.start for s in held), max(s.end for s in held)) for kind, held in self.by_kind.items()}

    @cached_property
    def forwards(self) -> Mapping[tuple[str, str], list[Step]]:
        """The steps by level and area before."""
        return _gather((step.level, step.before, step) for step in self.steps)

    @cached_property
    def backwards(self) -> Mapping[tuple[str, str], list[Step]]:
        """The steps by level and area after."""
        return _gather((step.level, step.after, step) for step in self.steps)

    @cached_property
    def counts_back(self) -> Mapping[str, Mapping[str, Count]]:
        """What passed, by area after and area before."""
        found: dict[str, dict[str, Count]] = defaultdict(dict)
        for before, afters in self.counts.items():
            for after, count in afters.items():
                found[after][before] = count
        return found

    def of_level(self, level: str, area: str) -> list[Spell]:
        """Give the spells of an area at a level."""
        return [spell for spell in self.by_area.get(area, []) if spell.level == level]

    def on(self, level: str, area: str, day: date) -> Spell | None:
        """Give the spell of an area at a level on a day."""
        return next((spell for spell in self.of_level(level, area) if spell.holds(day)), None)

    def outer(self, spell: Spell, day: date) -> Spell | None:
        """Give the spell of what the body of a spell lay in on a day."""
        outers = [outer for outer, start, end in self.links.get(spell.body, ()) if start <= day < end]
        held = (each for outer in outers for each in self.by_body.get(outer, []) if each.holds(day))
        return next(held, None)

    def span(self, kinds: Iterable[str]) -> tuple[date, date]:
        """Give the first day of the codes of some kinds, and the first without them."""
        held = [self.spans[kind] for kind in set(kinds) if kind in self.spans]
        return min((start for start, _ in held), default=LAST), max((end for _, end in held), default=FIRST)

    def gather(self) -> Self:
        """Gather at once what will be looked up, so that a process that inherits it need not."""
        for name, value in vars(type(self)).items():
            if isinstance(value, cached_property):
                getattr(self, name)
        return self

    def announced_for(self, area: str, day: date, today: date) -> list[Announcement]:
        """Give what is announced for an area by a day beyond the files; what has no day counts in the future."""
        return [
            each
            for each in self.announced.get(area, ())
            if (each.day is None and day > today) or (each.day is not None and self.newest < each.day <= day)
        ]


def day_before(day: date) -> date:
    """Give the day before a day."""
    return day - timedelta(days=1)


def day_after(day: date) -> date:
    """Give the day after a day."""
    return day + timedelta(days=1)


def _gather(steps: Iterable[tuple[str, str, Step]]) -> Mapping[tuple[str, str], list[Step]]:
    found: dict[tuple[str, str], list[Step]] = defaultdict(list)
    for level, area, step in steps:
        found[level, area].append(step)
    return found
