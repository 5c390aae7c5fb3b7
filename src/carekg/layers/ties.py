"""Ties: all that may be an edge of a layer, whatever the date, read from a version once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from sys import intern
from typing import Any, Final, NamedTuple

from pyoxigraph import NamedNode

from carekg.layers.declared import EdgeProjection, Row, text_of, was_there
from carekg.store.embedded import Embedded
from carekg.store.keeping import once
from carekg.store.sparql import bind, read_folder
from carekg.terms.prefixes import PREFIXES

_UNKNOWN_END: Final = f"{PREFIXES['end-status']}unknown"
_QUERIES: Final = {query.name: query.text for query in read_folder(Path(__file__).parent)}


class Tie(NamedTuple):
    """A row of an edge projection: its ends, its statement if it is one, how it is put, and when it held."""

    source: str
    target: str
    statement: str
    authority: str
    words: str
    inverse: str
    sign: int
    valid_from: str
    valid_until: str
    stage: str
    certain: bool

    def held(self, as_of: date) -> bool:
        """Tell whether it held on a date: begun, not ended, and more than a plan."""
        return was_there(self.valid_from, self.valid_until, self.stage, as_of)


def find_ties(store: Embedded, edges: Iterable[EdgeProjection]) -> Mapping[EdgeProjection, Sequence[Tie]]:
    """Give the ties of projections in the order of their IRIs, and keep them where the store does not change."""
    kept = _TIES(store) if store.is_lasting else {}
    lacking = [edge for edge in dict.fromkeys(edges) if edge not in kept]
    ask = _AUTHORITIES if store.is_lasting else _authorities
    authorities = ask(store) if any(edge.of_class for edge in lacking) else {}
    for edge in lacking:
        kept[edge] = _read(store, edge, authorities)
    return kept


_TIES: Final = once(lambda _: dict[EdgeProjection, Sequence[Tie]]())


def _read(store: Embedded, edge: EdgeProjection, authorities: Mapping[str, str]) -> Sequence[Tie]:
    """Read the ties of a projection and put them in order, which the engine would take twice as long for."""
    if edge.predicate is not None:
        found = store.select(bind(_QUERIES["edges-of-property"], {"property": edge.predicate}))
        ties = (_tie(edge, row, text_of(row["authority"])) for row in found)
        return sorted(ties, key=lambda tie: (tie.source, tie.target, tie.authority))
    rows = _statements(store, edge)
    rows.sort(key=lambda row: tuple(text_of(row.get(name)) for name in ("edge", "source", "target", "words")))
    return [_tie(edge, row, authorities.get(row["edge"].value, "")) for row in rows]


def _statements(store: Embedded, edge: EdgeProjection) -> list[dict[str, Any]]:
    """Give the statements of a class, each with how its relation is put: asked once for all that have it."""
    values = {
        "class": edge.of_class,
        "source": edge.source,
        "target": edge.target,
        "relation": edge.relation or NamedNode("urn:none"),
    }
    found = store.select(bind(_QUERIES["edges-of-class"], values))
    relations = sorted({row["relation"].value for row in found if isinstance(row["relation"], NamedNode)})
    asked = bind(_QUERIES["edge-relations"], {"relations": list(map(NamedNode, relations))}) if relations else None
    put = {row["relation"]: row for row in store.select(asked)} if asked else {}  # of several the first by name stays
    return [row | put.get(row["relation"], {}) for row in found]


def _authorities(store: Embedded) -> dict[str, str]:
    """Give the authority of each statement that has one; of several the first, in IRI order."""
    found: dict[str, str] = {}
    for row in store.select(_QUERIES["edge-authorities"]):
        statement, authority = row["edge"].value, row["authority"].value
        found[statement] = min(authority, found.get(statement, authority))
    return found


_AUTHORITIES: Final = once(_authorities)


def _tie(edge: EdgeProjection, row: Row, authority: str) -> Tie:
    """Give what a row says as text, the words and days of many only once."""
    sign, status = row.get("sign"), row.get("status")
    return Tie(
        source=row["source"].value,
        target=row["target"].value,
        statement=text_of(row.get("edge")),
        authority=intern(authority),
        words=intern(_fill(edge.words, row)),
        inverse=intern(_fill(edge.inverse, row)),
        sign=int(sign.value) if sign is not None else 0,
        valid_from=intern(text_of(row.get("from"))),
        valid_until=intern(text_of(row.get("until"))),
        stage=intern(text_of(row.get("stage"))),
        certain=status is None or status.value != _UNKNOWN_END,
    )


def _fill(words: str, row: Mapping[str, Any]) -> str:
    """Put an edge's relation, and how it reads before a party, into the words declared for it."""
    relation = text_of(row.get("words")) or "is related to"
    return words.replace("{relation}", relation).replace("{phrase}", text_of(row.get("phrase")) or relation)
