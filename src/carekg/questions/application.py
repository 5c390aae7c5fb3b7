"""Application: in which nations provisions apply, as far as that is held."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode

from carekg.questions.keyed import in_blocks
from carekg.store.embedded import Embedded
from carekg.store.keeping import Kept
from carekg.store.sparql import read

_APPLYING: Final = read(Path(__file__).parent / "applying.rq")
_WIDER: Final = read(Path(__file__).parent / "wider.rq")


def applying(store: Embedded, provisions: Iterable[str], nation: str) -> dict[str, bool]:
    """Tell of provisions whether they apply in a nation; one of which nobody says where it applies is left out.

    Parameters: store; provisions and nation, IRIs. What applies in all of a wider area applies in the nation.
    """
    wider = _AROUND.of(store, [nation]).get(nation, frozenset([nation]))
    return {provision: not wider.isdisjoint(areas) for provision, areas in _AREAS.of(store, provisions).items()}


def _areas(store: Embedded, provisions: Sequence[str]) -> dict[str, frozenset[str]]:
    return _gather(store, _APPLYING.text, provisions)


def _around(store: Embedded, places: Sequence[str]) -> dict[str, frozenset[str]]:
    return _gather(store, _WIDER.text, places)


def _gather(store: Embedded, text: str, things: Sequence[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in in_blocks(store, text, {}, "things", [NamedNode(each) for each in things]):
        found[row["thing"]].add(row["area"])
    return {thing: frozenset(areas) for thing, areas in found.items()}


_AREAS: Final = Kept(_areas)
_AROUND: Final = Kept(_around)
