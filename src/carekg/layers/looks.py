"""Looks: in which colour, shape and line the ontology has things and ties drawn, the same in every picture."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from carekg.store.embedded import Embedded
from carekg.store.sparql import read
from carekg.terms.prefixes import PREFIXES

SHAPES: Final = (
    *("rectangle", "round-rectangle", "ellipse", "hexagon", "octagon", "parallelogram", "trapezoid"),
    "inverted-trapezoid",
)
LINES: Final = ("solid", "dashed", "dotted")
ARROWS: Final = ("triangle", "vee", "tee", "circle", "diamond")
CHANGES: Final = ("began", "ended", "stayed", "planned")
_QUERY: Final = read(Path(__file__).parent / "looks.rq")
_SECTOR: Final = PREFIXES["sector"]
_LOOK: Final = PREFIXES["look"]
_OTHER: Final = f"{_LOOK}other"
PART: Final = f"{_LOOK}part"  # of a tie that no projection makes: a party's part in a statement


@dataclass(frozen=True)
class ThingLook:
    """How a thing is drawn: what the look stands for in words, its colour as #RRGGBB, its shape, its row."""

    label: str
    colour: str
    shape: str
    rank: int


@dataclass(frozen=True)
class TieLook:
    """How a tie is drawn: what the look stands for in words, its colour as #RRGGBB, its line, its arrow."""

    label: str
    colour: str
    line: str
    arrow: str


@dataclass(frozen=True)
class Looks:
    """The looks that the ontology declares: of kinds of thing and sectors by label, of ties by projection.

    `signs` are those of ties with a sign, `changes` those of what began, ended, stayed or is planned, and `several`
    that of ties of several kinds drawn as one.
    """

    kinds: Mapping[str, ThingLook]
    sectors: Mapping[str, str]
    ties: Mapping[str, TieLook]
    signs: Mapping[int, TieLook]
    changes: Mapping[str, TieLook]
    several: TieLook
    other: ThingLook

    def of_thing(self, kind: str, sector: str = "") -> ThingLook:
        """Give the look of a kind of thing, in the colour of its sector where it has one."""
        look = self.kinds.get(kind, self.other)
        return replace(look, colour=self.sectors[sector]) if sector in self.sectors else look

    def of_tie(self, projection: str, sign: int | None = None) -> TieLook:
        """Give the look of a kind of tie; of one with a sign, in the colour and with the arrow of that."""
        look = self.ties.get(projection, self.several)
        if sign is None:
            return look
        signed = self.signs[sign]
        return replace(signed, label=f"{look.label}: {signed.label}", line=look.line)


def read_looks(store: Embedded) -> Looks:
    """Read the looks that the ontology of a store declares."""
    rows = {row["thing"].value: row for row in store.select(_QUERY.text)}
    of_things = {iri: _thing(row) for iri, row in rows.items() if row["shape"] is not None}
    changes = {iri.removeprefix(_LOOK): _tie(row) for iri, row in rows.items() if iri.startswith(_LOOK)}
    return Looks(
        kinds={look.label: look for iri, look in of_things.items() if iri != _OTHER},
        sectors={row["label"].value: row["colour"].value for iri, row in rows.items() if iri.startswith(_SECTOR)},
        ties={
            iri: _tie(row)
            for iri, row in rows.items()
            if row["arrow"] is not None and (iri == PART or not iri.startswith(_LOOK))
        },
        signs={int(row["sign"].value): _tie(row) for row in rows.values() if row["sign"] is not None},
        changes={name: look for name, look in changes.items() if name in CHANGES},
        several=changes["several"],
        other=of_things[_OTHER],
    )


def _thing(row: Mapping[str, Any]) -> ThingLook:
    return ThingLook(row["label"].value, row["colour"].value, row["shape"].value, int(row["rank"].value))


def _tie(row: Mapping[str, Any]) -> TieLook:
    line, arrow = (row[name].value if row[name] is not None else "" for name in ("line", "arrow"))
    return TieLook(row["label"].value, row["colour"].value, line or "solid", arrow or "triangle")
