"""Documents: what the graph says of one thing, with the label of every IRI that it mentions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Triple

from carekg import KnowledgeGraph
from carekg.names.described import labels
from carekg.store.sparql import bind
from carekg.terms.prefixes import PREFIXES
from carekg_api.pages.addresses import BASE
from carekg_api.pages.reader import text_of

_LABEL: Final = NamedNode(f"{PREFIXES['rdfs']}label")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Document:
    """What the graph says of a thing."""

    graph: KnowledgeGraph
    thing: NamedNode

    def _select(self, name: str, **more: Literal) -> list[dict[str, Any]]:
        return self.graph.store.select(bind(text_of(name), {"thing": self.thing, **more}))

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """Each property, its value, and the named graph that says so."""
        return self._select("document")

    @cached_property
    def exists(self) -> bool:
        """Whether the graph says anything of the thing."""
        return self.graph.store.is_described(self.thing.value)

    @cached_property
    def labels(self) -> dict[str, str]:
        """The labels of every IRI in the document, by IRI."""
        terms = {term for row in self.rows for term in row.values()}
        return labels(self.graph.store, {self.thing, *(term for term in terms if isinstance(term, NamedNode))})

    def retirement(self) -> tuple[bool, str | None]:
        """Tell whether the thing is retired, and the IRI of what came after it, where something did."""
        rows = self._select("retired")
        successor = rows[0]["successor"] if rows else None
        return bool(rows), successor.value if successor is not None else None

    def triples(self) -> Iterator[Triple]:
        """Give what is said of the thing, and the labels of what it mentions."""
        said = {Triple(self.thing, row["property"], row["value"]): None for row in self.rows}
        yield from said
        mentioned = {term.value for row in self.rows for term in row.values() if isinstance(term, NamedNode)}
        for iri in sorted(mentioned & self.labels.keys() - {self.thing.value}):
            yield Triple(NamedNode(iri), _LABEL, Literal(self.labels[iri]))


def local(iri: str) -> str:
    """Give the address of an IRI on this server, where it is one of ours; else the IRI itself.

    >>> local("https://w3id.org/carekg/id/fund/better-care-fund"), local("http://e/x")
    ('/id/fund/better-care-fund', 'http://e/x')
    """
    return iri.removeprefix(BASE) if iri.startswith(f"{BASE}/") else iri
