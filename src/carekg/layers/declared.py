"""Layers as the ontology declares them: what is drawn as a node and an edge, and what held on a date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, NamedNode
from rapidfuzz import process

from carekg.store.embedded import Embedded
from carekg.store.keeping import once
from carekg.store.sparql import read
from carekg.terms.errors import UnknownName
from carekg.terms.prefixes import PREFIXES

Row = Mapping[str, Any]

_DECLARED: Final = read(Path(__file__).parent / "layers.rq").text
_NOT_YET: Final = {f"{PREFIXES['stage']}{stage}" for stage in ("announced", "bill", "enacted", "withdrawn")}


@dataclass(frozen=True)
class EdgeProjection:
    """One declaration of what is drawn as an edge."""

    iri: str
    predicate: NamedNode | None
    of_class: NamedNode | None
    source: NamedNode | None
    target: NamedNode | None
    relation: NamedNode | None
    name: str
    words: str
    inverse: str
    cost: float
    keeps_ended: bool
    note: str

    @property
    def weight(self) -> float:
        """How strong a tie of this kind is: the less it costs to explain, the stronger."""
        return round(1 / self.cost, 3)


@dataclass(frozen=True)
class Layer:
    """A named projection: what a node and an edge mean, and which edges there are."""

    name: str
    meaning: str
    edges: tuple[EdgeProjection, ...]
    layout: str = "network"


@once
def layers(store: Embedded) -> dict[str, Layer]:
    """Read the layers that the ontology declares, by name: once for each version that is open."""
    found: dict[str, Layer] = {}
    for row in store.select(_DECLARED):
        name = row["layer"].value.rpartition("/")[2]
        edge = EdgeProjection(
            iri=row["edge"].value,
            predicate=row["property"],
            of_class=row["class"],
            source=row["source"],
            target=row["target"],
            relation=row["relation"],
            words=row["words"].value,
            inverse=row["inverse"].value,
            name=row["name"].value,
            cost=float(row["cost"].value),
            keeps_ended=row["keeps"] is not None and row["keeps"].value == "true",
            note=text_of(row["note"]),
        )
        before = found.get(name)
        edges = (*(before.edges if before else ()), edge)
        found[name] = Layer(name, row["meaning"].value, edges, row["layout"].value)
    return found


def find_layer(store: Embedded, name: str) -> Layer:
    """Give the layer of a name, or of several names with commas between: all their edges together.

    Raises: UnknownName with the nearest names.
    """
    known = layers(store)
    chosen = []
    for each in name.split(","):
        if each.strip() not in known:
            nearest = [match[0] for match in process.extract(each, list(known), limit=4)]
            raise UnknownName("layer", each, nearest)
        chosen.append(known[each.strip()])
    if len(chosen) == 1:
        return chosen[0]
    edges = dict.fromkeys(edge for layer in chosen for edge in layer.edges)
    return Layer(",".join(layer.name for layer in chosen), " ".join(layer.meaning for layer in chosen), tuple(edges))


def holds(row: Row, as_of: date) -> bool:
    """Tell whether what a row describes held on a date: begun, not ended, and more than a plan.

    Parameters: row with from, until (xsd:date literals, half-open) and stage, each of which may be missing.
    """
    began, ended, stage = (text_of(row.get(name)) for name in ("from", "until", "stage"))
    return was_there(began, ended, stage, as_of)


def was_there(began: str, ended: str, stage: str, as_of: date) -> bool:
    """Tell whether something held on a date. Parameters: its days and stage in words, empty where they are missing."""
    day = as_of.isoformat()
    return began <= day and (not ended or ended > day) and stage not in _NOT_YET


def text_of(term: NamedNode | Literal | None) -> str:
    """Give the text of a term, which may be missing."""
    return term.value if term is not None else ""
