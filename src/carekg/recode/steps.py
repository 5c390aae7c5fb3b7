"""Steps: which area followed which on a day, from what bodies and councils became."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from carekg.recode.spells import LAST, Spell, group, levels_of_council

Changes = Sequence[tuple[str, str, date]]
Links = Mapping[str, Sequence[tuple[str, date, date]]]  # by what is inside: what it is in, from, and until


@dataclass(frozen=True, order=True)
class Step:
    """One area was followed by another on a day; `moved` where the body stayed and its boundary moved."""

    day: date
    level: str
    before: str
    after: str
    moved: bool = False


def find_steps(spells: Sequence[Spell], changes: Changes, links: Links) -> list[Step]:
    """Find the steps between areas.

    Parameters: spells; changes of bodies, by their IRIs, and of the areas of councils, by their codes; links.
    """
    bodies = group(spells, "body")
    found = {
        *_between_councils(changes),
        *_between_bodies(bodies, changes),
        *_where_codes_change(bodies),
        *_where_kinds_change(spells),
    }
    return sorted(_once(found | set(_by_members(spells, bodies, links, {step.before for step in found}))))


def _once(steps: Iterable[Step]) -> Iterator[Step]:
    """Give each pair of areas once: as moved, where one of several ways says so."""
    pairs: dict[tuple[str, str, str], Step] = {}
    for step in sorted(steps):
        key = step.level, step.before, step.after
        if key not in pairs or (step.moved and not pairs[key].moved):
            pairs[key] = step
    yield from pairs.values()


def _between_councils(changes: Changes) -> Iterator[Step]:
    """A council area that is followed by one alone, of the same sort, got another code since its boundary moved."""
    pairs = {(before, after, day) for before, after, day in changes if levels_of_council(before)}
    for before, after, day in pairs:
        alone = [pair for pair in pairs if before == pair[0] or after == pair[1]] == [(before, after, day)]
        moved = alone and before[:3] == after[:3]
        for level in levels_of_council(before):
            if level in levels_of_council(after):
                yield Step(day, level, before, after, moved)


def _between_bodies(bodies: Mapping[str, Sequence[Spell]], changes: Changes) -> Iterator[Step]:
    for before, after, day in changes:
        old = next((spell for spell in reversed(bodies.get(before, [])) if spell.start < day), None)
        new = next((spell for spell in bodies.get(after, []) if spell.end > day), None)
        if old and new and old.level == new.level and old.area != new.area:
            yield Step(day, old.level, old.area, new.area)


def _where_codes_change(bodies: Mapping[str, Sequence[Spell]]) -> Iterator[Step]:
    for spells in bodies.values():
        for old, new in pairwise(spells):
            if old.level == new.level and old.area != new.area:
                yield Step(new.start, old.level, old.area, new.area, moved=True)


def _where_kinds_change(spells: Iterable[Spell]) -> Iterator[Step]:
    """A group that became a sub-ICB location, or a partnership a board, under its code, with another boundary."""
    for code, held in group(spells, "code").items():
        for old, new in pairwise(held):
            if code and old.kind != new.kind and old.level == new.level and old.area != new.area:
                yield Step(new.start, old.level, old.area, new.area, moved=True)


def _by_members(
    spells: Iterable[Spell], bodies: Mapping[str, Sequence[Spell]], links: Links, followed: set[str]
) -> Iterator[Step]:
    """A system that nothing is said of was followed by those that its groups were in from the day of its end."""
    inside: dict[tuple[str, date], set[str]] = defaultdict(set)
    for inner, outers in links.items():
        for outer, _, end in outers:
            inside[outer, end].add(inner)
    for old in spells:
        if old.level != "system" or old.end == LAST or old.area in followed:
            continue
        for inner in sorted(inside[old.body, old.end]):
            for outer, start, end in links[inner]:
                if start <= old.end < end:
                    yield from (
                        Step(old.end, "system", old.area, new.area) for new in bodies[outer] if new.holds(old.end)
                    )
