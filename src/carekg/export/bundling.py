"""Bundling: which ties are drawn as one arrow."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import networkx as nx

from carekg.export.choices import Bundle
from carekg.export.drawing import Said
from carekg.layers.looks import Looks, TieLook

Edge = Mapping[str, Any]
_SIGNED: Final = ("edge/claim", "edge/finding")


@dataclass(frozen=True)
class Bound:
    """Ties that are drawn as one arrow."""

    source: str
    target: str
    look: TieLook
    said: tuple[Said, ...]
    change: str
    kind: str


def bind(graph: "nx.MultiDiGraph[str]", looks: Looks, bundle: Bundle) -> list[Bound]:
    """Put the ties of a graph together.

    Parameters: graph; looks; bundle: *pairs*, all ties from one thing to another; *kinds*, those of one kind; *none*.
    Ties that began, ended or stayed are never put together with others.
    Returns: the arrows, in the order of their ends.
    """
    bundles: dict[tuple[Any, ...], list[tuple[TieLook, Said]]] = {}
    for number, (source, target, edge) in enumerate(_sorted(graph)):
        said = _say(graph, source, target, edge)
        look = _look(looks, edge)
        key = (look.label,) if bundle == "kinds" else (number,) if bundle == "none" else ()
        bundles.setdefault((source, target, said.change, *key), []).append((look, said))
    return [_bound(looks, key, each) for key, each in bundles.items()]


def _sorted(graph: "nx.MultiDiGraph[str]") -> Iterator[tuple[str, str, Edge]]:
    for source, target, _, edge in sorted(graph.edges(keys=True, data=True), key=lambda each: each[:3]):
        yield source, target, edge


def _look(looks: Looks, edge: Edge) -> TieLook:
    projection = str(edge.get("projection", ""))
    return looks.of_tie(projection, edge.get("sign", 0) if projection.endswith(_SIGNED) else None)


def _bound(looks: Looks, key: tuple[Any, ...], found: list[tuple[TieLook, Said]]) -> Bound:
    source, target, change = key[:3]
    kinds = list(dict.fromkeys(look for look, _ in found))
    look = kinds[0] if len(kinds) == 1 else looks.several
    kind = look.label
    if change:
        look = replace(looks.changes[change], arrow=look.arrow)
    return Bound(source, target, look, tuple(said for _, said in found), change, kind)


def _say(graph: "nx.MultiDiGraph[str]", source: str, target: str, edge: Edge) -> Said:
    one, two = (str(graph.nodes[end].get("label", end)) for end in (source, target))
    words = str(edge.get("words", "is related to"))
    if source == target:  # the law speaks of kinds: one council must work with another
        two = "itself, or others of its kind"
    return Said(
        sentence=f"{one} {words} {two}",
        words=words,
        kind=str(edge.get("kind", "tie")),
        statement=str(edge.get("statement", "")),
        authority=str(edge.get("authority", "")),
        note=str(edge.get("note", "")),
        sign=int(edge.get("sign", 0)),
        weight=float(edge.get("weight", 1.0)),
        cost=float(edge.get("cost", 1.0)),
        valid_from=str(edge.get("valid_from", "")),
        valid_until=str(edge.get("valid_until", "")),
        certain=bool(edge.get("certain", True)),
        change=str(edge.get("change", "")),
    )
