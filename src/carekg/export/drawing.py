"""A drawing: one view, bundled, styled and laid out once, which every format writes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, Final

from carekg.export.layouts.plan import Frame
from carekg.layers.looks import ThingLook, TieLook
from carekg.questions.wording import clean
from carekg.store.embedded import shorten

Point = tuple[float, float]
SOURCE: Final = "carekg, the open knowledge graph of partnership working"

DENSE: Final = 5  # arrows for each box
HEAD: Final = 9.0  # the length of an arrowhead; on a wide arrow it is longer


def head(width: float) -> float:
    """Give the length of the head of an arrow of a width."""
    return HEAD if width < 2.5 else HEAD + 4 if width < 4 else HEAD + 8


def _clean_texts(told: Any) -> None:
    """Make every text clean as it comes into a drawing, so that no writer has to."""
    for each in fields(told):
        if each.type is str:
            object.__setattr__(told, each.name, clean(getattr(told, each.name)))


@dataclass(frozen=True, slots=True)
class Box:
    """A thing as it is drawn: a shape around its name, with its middle at (x, y), y downwards.

    `key` is its name in files (n1 …); `size` that of its letters, which grows with the number of its `degree` ties to
    others; `note` is what has to be said of it.
    """

    key: str
    iri: str
    label: str
    lines: tuple[str, ...]
    kind: str
    sector: str
    code: str
    note: str
    look: ThingLook
    x: float
    y: float
    width: float
    height: float
    size: float
    degree: int
    change: str = ""
    is_focus: bool = False
    valid_from: str = ""
    valid_until: str = ""

    def __post_init__(self) -> None:
        _clean_texts(self)

    @property
    def title(self) -> str:
        """Everything about it, a line each."""
        kind = f"{self.kind}, {self.sector}" if self.sector else self.kind
        told = [self.label, kind, self.code, self.note, self.change, _days(self.valid_from, self.valid_until)]
        return "\n".join(line for line in told if line)


@dataclass(frozen=True, slots=True)
class Said:
    """One tie as the graph has it, in words."""

    sentence: str
    words: str
    kind: str
    statement: str
    authority: str
    note: str
    sign: int
    weight: float
    cost: float
    valid_from: str
    valid_until: str
    certain: bool
    change: str = ""

    def __post_init__(self) -> None:
        _clean_texts(self)

    @property
    def title(self) -> str:
        """The sentence, with what has to be known of it."""
        told = (
            self.change,
            _days(self.valid_from, self.valid_until),
            "" if self.certain else "not certain on this date",
            self.note,
        )
        more = "; ".join(each for each in told if each)
        return f"{self.sentence} ({more})" if more else self.sentence


@dataclass(frozen=True, slots=True)
class Tie:
    """An arrow: one tie, or several between the same two, with the way that it takes: start, bend, end.

    A tie of a thing with itself, or with others of its kind, is a loop above it.
    """

    key: str
    source: Box
    target: Box
    look: TieLook
    said: tuple[Said, ...]
    width: float
    route: tuple[Point, Point, Point]
    change: str = ""
    kind: str = ""

    @property
    def count(self) -> int:
        """How many ties it stands for."""
        return len(self.said)

    @property
    def weight(self) -> float:
        """How strong it is: the strengths of its ties together."""
        return round(sum(each.weight for each in self.said), 3)

    @property
    def cost(self) -> float:
        """What a path through it costs: as much as its best tie."""
        return min(each.cost for each in self.said)

    @property
    def label(self) -> str:
        """What it says, in short."""
        words = list(dict.fromkeys(each.words for each in self.said))
        if self.count == 1:
            return words[0]
        more = f"; {len(words) - 2} more" if len(words) > 2 else ""
        return f"{self.count} ties: {'; '.join(words[:2])}{more}"

    @property
    def title(self) -> str:
        """Each tie that it stands for, a line each."""
        return "\n".join(each.title for each in self.said)

    @property
    def valid_from(self) -> str:
        """The first day of the first of its ties; nothing where one has no known beginning."""
        days = [each.valid_from for each in self.said]
        return min(days) if all(days) else ""

    @property
    def valid_until(self) -> str:
        """The first day without the last of its ties; nothing where one has no known end."""
        days = [each.valid_until for each in self.said]
        return max(days) if all(days) else ""

    @property
    def middle(self) -> Point:
        """The point half way along it."""
        (x1, y1), (x2, y2), (x3, y3) = self.route
        return (x1 + 2 * x2 + x3) / 4, (y1 + 2 * y2 + y3) / 4

    @property
    def is_of_focus(self) -> bool:
        """Whether it begins or ends at the thing in the middle."""
        return self.source.is_focus or self.target.is_focus

    @property
    def is_straight(self) -> bool:
        """Whether its way has no bend."""
        (x1, y1), (x2, y2), (x3, y3) = self.route
        return abs((x1 + x3) / 2 - x2) < 0.5 and abs((y1 + y3) / 2 - y2) < 0.5


def _days(first: str, last: str) -> str:
    told = [f"from {first}" if first else "", f"until {last}" if last else ""]
    return " ".join(each for each in told if each)


@dataclass(frozen=True)
class Entry:
    """A line of the legend: a look, what it stands for, and how many there are."""

    look: ThingLook | TieLook
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class About:
    """What a picture says of itself, on its face and in its file."""

    title: str
    as_of: str
    since: str
    meaning: str
    licence: str
    licence_address: str
    attribution: str
    address: str
    version: str
    source: str = SOURCE

    def __post_init__(self) -> None:
        _clean_texts(self)

    @property
    def date(self) -> str:
        """Its date, or its two dates, in words."""
        return f"from {self.since} to {self.as_of}" if self.since else f"as of {self.as_of}"

    @property
    def short_version(self) -> str:
        """As much of the version's name as an address has."""
        return shorten(self.version)


@dataclass(frozen=True)
class Drawing:
    """One view as it is drawn: what is in it, where, and what it says of itself.

    The left upper corner is (0, 0). `groups` tells the frame that each box stands in by its key, if any.
    """

    about: About
    boxes: tuple[Box, ...]
    ties: tuple[Tie, ...]
    things: tuple[Entry, ...]
    sectors: tuple[Entry, ...]
    kinds: tuple[Entry, ...]
    changes: tuple[Entry, ...]
    became: tuple[Entry, ...]
    notes: tuple[str, ...]
    frames: tuple[Frame, ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)
    is_directed: bool = True

    @cached_property
    def extent(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of what is drawn, in pixels: arrows may bend beyond the boxes."""
        half = [(box.x - box.width / 2, box.y - box.height / 2) for box in self.boxes]
        half += [(box.x + box.width / 2, box.y + box.height / 2) for box in self.boxes]
        half += [(frame.x, frame.y) for frame in self.frames]
        half += [(frame.x + frame.width, frame.y + frame.height) for frame in self.frames]
        half += [tie.middle for tie in self.ties]
        if not half:
            return 0.0, 0.0, 0.0, 0.0
        across, down = zip(*half, strict=True)
        return min(across), min(down), max(across), max(down)

    @property
    def width(self) -> float:
        """The width of what is drawn, in pixels."""
        return self.extent[2] - self.extent[0]

    @property
    def height(self) -> float:
        """The height of what is drawn, in pixels."""
        return self.extent[3] - self.extent[1]

    @property
    def is_dense(self) -> bool:
        """Whether it has so many arrows that wide ones would hide each other."""
        return len(self.ties) > DENSE * len(self.boxes)

    def fades(self, tie: Tie) -> bool:
        """Whether an arrow stands back, so that those of the focus are seen among very many."""
        return self.is_dense and not tie.is_of_focus and any(box.is_focus for box in self.boxes)

    @property
    def sizes(self) -> str:
        """How much there is in it, in words."""
        count = sum(tie.count for tie in self.ties)
        things = f"{len(self.boxes):,} thing{'' if len(self.boxes) == 1 else 's'}"
        ties = f"{count:,} tie{'' if count == 1 else 's'}"
        return f"{things}, {ties}" if count == len(self.ties) else f"{things}, {ties} as {len(self.ties):,} arrows"

    @property
    def description(self) -> str:
        """What it shows, in words, for who cannot see it and for files that have room for one text."""
        kinds = ", ".join(f"{entry.count:,} {entry.words}" for entry in self.things)
        ties = ", ".join(f"{entry.count:,} {entry.words}" for entry in self.kinds)
        changes = ", ".join(f"{entry.count:,} {entry.words}" for entry in self.changes)
        lines = [
            f"{self.about.title}. {self.about.date[:1].upper()}{self.about.date[1:]}. {self.sizes}.",
            self.about.meaning,
            f"Things: {kinds}." if kinds else "",
            f"Ties: {ties}." if ties else "",
            f"Changes: {changes}." if changes else "",
            *self.notes,
            self.about.attribution,
            f"{self.about.source}. Licence: {self.about.licence}, {self.about.licence_address}",
            f"Permanent address: {self.about.address} (version {self.about.version})",
        ]
        return "\n".join(line for line in lines if line)
