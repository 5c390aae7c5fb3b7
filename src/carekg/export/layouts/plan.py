"""What a layout is given, and what it gives."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
SEED = 1


@dataclass(frozen=True)
class Plan:
    """The boxes to be laid out, in the order of their IRIs, so that the same graph is laid out the same.

    `sizes` is n × 2, `pairs` m × 2 without loops or repetition; `ranks`, `groups`, `regions` and `begins` are n each;
    a cluster is called after what has the highest `standing`; `focus` is the number of the box in the middle, if any.
    """

    sizes: Array
    pairs: Numbers
    ranks: Sequence[int]
    groups: Sequence[str]
    begins: Sequence[str]
    names: Sequence[str]
    kinds: Sequence[str]
    focus: int | None = None
    regions: Sequence[str] = ()
    standing: Sequence[float] = ()

    def __len__(self) -> int:
        return len(self.sizes)

    @property
    def degrees(self) -> Numbers:
        """How many others each box is tied to."""
        return np.bincount(self.pairs.ravel(), minlength=len(self)).astype(np.int64)

    def ranked(self, ranks: Sequence[int], kinds: Sequence[str]) -> "Plan":
        """Give the same with other rows, and other names for what stands in them."""
        return replace(self, ranks=ranks, kinds=kinds)

    def of(self, numbers: Sequence[int]) -> "Plan":
        """Give the plan of some of its boxes."""
        place = {number: index for index, number in enumerate(numbers)}
        inside = [(place[a], place[b]) for a, b in self.pairs.tolist() if a in place and b in place]

        def some(values: Sequence[Any]) -> list[Any]:
            return [values[number] for number in numbers] if len(values) else []

        return Plan(
            sizes=self.sizes[list(numbers)],
            pairs=np.array(inside, dtype=np.int64).reshape(-1, 2),
            ranks=some(self.ranks),
            groups=some(self.groups),
            begins=some(self.begins),
            names=some(self.names),
            kinds=some(self.kinds),
            focus=place.get(self.focus) if self.focus is not None else None,
            regions=some(self.regions),
            standing=some(self.standing),
        )


@dataclass(frozen=True)
class Frame:
    """A rectangle with a title around some boxes: its left upper corner, its size, the lettering of its title."""

    title: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float
    lettering: float = 15.0


@dataclass(frozen=True)
class Placed:
    """Where boxes are: the middle of each, n × 2, and the frames around them."""

    spots: Array
    frames: tuple[Frame, ...] = field(default_factory=tuple)
