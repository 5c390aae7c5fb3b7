"""The legend of a drawing: the looks that are in it, with how many of each, and what is counted below it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from carekg.export.drawing import Box, Entry, Tie
from carekg.layers.looks import Looks, ThingLook, TieLook

DERIVED: Final = "derived from the duty, not observed"
OWN: Final = "your own record, not public"
_GREY: Final = "#666666"
_MOST_NOTES: Final = 4
_CHANGES: Final = ("began", "ended", "stayed")


def count_things(boxes: Sequence[Box], looks: Looks) -> tuple[Entry, ...]:
    """Give the kinds of thing with their shapes, in the order of their rows; what has a sector is in its colour."""
    counts = Counter(box.kind for box in boxes)
    found = {box.kind: looks.kinds.get(box.kind, looks.other) for box in boxes}
    ordered = sorted(counts, key=lambda kind: (found[kind].rank, kind))
    return tuple(Entry(found[kind], kind, counts[kind]) for kind in ordered)


def count_sectors(boxes: Sequence[Box]) -> tuple[Entry, ...]:
    """Give the sectors with their colours, in the order of their names."""
    counts = Counter(box.sector for box in boxes if box.sector)
    colour = {box.sector: box.look.colour for box in boxes}
    return tuple(
        Entry(ThingLook(sector, colour[sector], "round-rectangle", 0), sector, count)
        for sector, count in sorted(counts.items())
    )


def count_kinds(ties: Sequence[Tie]) -> tuple[Entry, ...]:
    """Give the kinds of arrow with the ties that each stands for; where colour and line tell of a change, the head."""
    counts: Counter[str] = Counter()
    found: dict[str, TieLook] = {}
    for tie in ties:
        counts[tie.kind] += tie.count
        found.setdefault(tie.kind, replace(tie.look, colour=_GREY, line="solid") if tie.change else tie.look)
    return tuple(
        Entry(found[kind], kind, counts[kind]) for kind in sorted(counts, key=lambda kind: (-counts[kind], kind))
    )


def count_changes(ties: Sequence[Tie], looks: Looks) -> tuple[Entry, ...]:
    """Give what became of ties, where two dates are compared: what began and ended, even if nothing did."""
    if not any(tie.change for tie in ties):
        return ()
    counts: Counter[str] = Counter()
    for tie in ties:
        counts[tie.change] += tie.count
    return tuple(
        Entry(looks.changes[name], name, counts[name]) for name in _CHANGES if counts[name] or name != "stayed"
    )


def count_becoming(boxes: Sequence[Box]) -> tuple[Entry, ...]:
    """Give what became of things."""
    counts = Counter(box.change for box in boxes if box.change)
    edge = {"began": "#0072B2", "ended": "#D55E00", "stayed": "#888888"}
    return tuple(
        Entry(ThingLook(name, edge[name], "rectangle", 0), name, counts[name]) for name in edge if counts[name]
    )


def tell_notes(ties: Iterable[Tie], boxes: Iterable[Box]) -> Iterable[str]:
    """Tell of how many things and ties something has to be known, and what; of very many notes, only how many."""
    noted = Counter(box.note for box in boxes if box.note)
    notes = Counter(said.note for tie in ties for said in tie.said if said.note)
    yield from (f"{count:,} of the things: {note}." for note, count in sorted(noted.items()))
    if len(notes) > _MOST_NOTES:
        yield f"{notes.total():,} of the ties have a note of their own."
    else:
        yield from (f"{count:,} of the ties: {note}." for note, count in sorted(notes.items()))
