"""Codes of bodies and areas: which vintages had them, what followed them, and in which shares."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Final, Self

from carekg.store.embedded import Embedded
from carekg.store.sparql import read

_QUERIES: Final = Path(__file__).parent
_CODES, _STEPS, _TIMES, _WEIGHTS = (read(_QUERIES / f"{name}.rq") for name in ("codes", "steps", "times", "weights"))
FIRST: Final = date.min
LAST: Final = date.max


@dataclass(frozen=True)
class Step:
    """One node followed another, wholly or in part, on a day."""

    after: str
    day: date
    note: str

    @property
    def moved(self) -> bool:
        """Whether what followed has another boundary, so that not all of it followed."""
        return self.note.endswith("moved")


@dataclass(frozen=True)
class Spell:
    """A time in which a node was there, or belonged to a board."""

    board: str | None
    start: date
    end: date

    def holds(self, day: date) -> bool:
        """Tell whether it lasts on a day."""
        return self.start <= day < self.end


@dataclass
class Codes:
    """What the graph knows of codes. A node is a body of the NHS, or an area of local government."""

    nodes: dict[tuple[str, str, str], str] = field(default_factory=dict)  # by kind, system and code
    seen: dict[tuple[str, str], dict[str, set[date]]] = field(default_factory=lambda: defaultdict(dict))
    written: dict[tuple[str, str], dict[date, str]] = field(default_factory=lambda: defaultdict(dict))
    steps: dict[str, list[Step]] = field(default_factory=lambda: defaultdict(list))
    origins: dict[str, list[tuple[str, Step]]] = field(default_factory=lambda: defaultdict(list))  # the same, backwards
    spells: dict[str, list[Spell]] = field(default_factory=lambda: defaultdict(list))
    weights: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def read(cls, store: Embedded) -> Self:
        """Read them from a version of the graph."""
        codes = cls()
        for row in store.select(_CODES.text):
            codes._see(*(row[name].value for name in ("node", "kind", "system", "code", "vintage")))
        for row in store.select(_STEPS.text):
            step = Step(row["after"].value, _day(row["day"], FIRST), row["note"].value)
            known = codes.steps[row["before"].value]
            if all((each.after, each.day) != (step.after, step.day) for each in known):
                known.append(step)
                codes.origins[step.after].append((row["before"].value, step))
        for row in store.select(_TIMES.text):
            board = row["board"].value if row["board"] else None
            codes.spells[row["node"].value].append(Spell(board, _day(row["from"], FIRST), _day(row["until"], LAST)))
        codes.weights = {row["node"].value: int(row["weight"].value) for row in store.select(_WEIGHTS.text)}
        return codes

    def _see(self, node: str, kind: str, system: str, code: str, vintage: str) -> None:
        day = date.fromisoformat(vintage)
        self.nodes[kind, system, code] = node
        self.seen[kind, system].setdefault(code, set()).add(day)
        self.written[node, system][day] = code
        self.kinds[node].add(kind)

    def is_there(self, node: str, day: date) -> bool:
        """Tell whether a node was there on a day; one whose dates are not known was."""
        whole = [spell for spell in self.spells.get(node, []) if spell.board is None]
        return not whole or any(spell.holds(day) for spell in whole)

    def start(self, node: str) -> date:
        """Give the first day of a node, as far as it is known."""
        return min((spell.start for spell in self.spells.get(node, []) if spell.board is None), default=FIRST)

    def board_of(self, location: str, day: date) -> str | None:
        """Give the board that a sub-ICB location belonged to on a day."""
        spells = self.spells.get(location, [])
        return next((spell.board for spell in spells if spell.board and spell.holds(day)), None)

    def code_of(self, node: str, system: str, day: date) -> str | None:
        """Give the code of a node on a day: that of the newest file up to the day, else of the first after it.

        A file that is older than the last change of the node does not count, where there is a younger one.
        """
        written = self.written.get((node, system), {})
        changes = [step.day for steps in self.steps.values() for step in steps if step.after == node]
        last = max((each for each in changes if each <= day), default=FIRST)
        fresh = [each for each in written if each >= last] or list(written)
        past = [each for each in fresh if each <= day]
        return written[max(past)] if past else written[min(fresh)] if fresh else None

    def shares(self, node: str, targets: list[str], day: date) -> dict[str, float] | None:
        """Give the share of a node's people in each of what followed it on a day, or None where it is not known."""
        parts = self._by_locations(node, targets, day) or self._by_residents(node, targets)
        whole = sum(parts.values())
        return {target: part / whole for target, part in parts.items()} if whole else None

    def _by_locations(self, board: str, targets: list[str], day: date) -> dict[str, int]:
        """Count the patients of the locations that passed from a board to each that followed it."""
        parts = dict.fromkeys(targets, 0)
        for location, spells in self.spells.items():
            if any(spell.board == board and spell.end == day for spell in spells):
                after = self.board_of(location, day)
                if after not in parts or location not in self.weights:
                    return {}  # a location that ended with its board: nobody published where its people went
                parts[after] += self.weights[location]
        return parts if all(parts.values()) else {}

    def origin_shares(self, node: str, sources: list[str], day: date) -> dict[str, float] | None:
        """Give the share of a node's people that came from each of what it followed on a day, or None if not known."""
        parts = self._from_boards(node, sources, day) or {each: self.weights.get(each, 0) for each in sources}
        whole = sum(parts.values())
        return {source: part / whole for source, part in parts.items()} if all(parts.values()) else None

    def _from_boards(self, board: str, sources: list[str], day: date) -> dict[str, int]:
        """Count the patients of the locations that a board took over from each board before it."""
        parts = dict.fromkeys(sources, 0)
        for location in [each for each in self.spells if self.board_of(each, day) == board]:
            before = self.board_of(location, day - timedelta(days=1))
            if before not in parts or location not in self.weights:
                return {}  # a location that is new: nobody published where its people came from
            parts[before] += self.weights[location]
        return parts if all(parts.values()) else {}

    def _by_residents(self, node: str, targets: list[str]) -> dict[str, int]:
        """Count the residents of what followed an area, where each part followed no other area of its sort."""
        sort = node.rpartition("/")[2][:3]  # the first letters of a GSS code: E07 a district, E10 a county
        like = [steps for before, steps in self.steps.items() if before != node and f"/{sort}" in before]
        others = {step.after for steps in like for step in steps}
        if any(target in others or target not in self.weights for target in targets):
            return {}
        return {target: self.weights[target] for target in targets}


def _day(term: object, otherwise: date) -> date:
    return date.fromisoformat(str(getattr(term, "value", ""))) if term is not None else otherwise
