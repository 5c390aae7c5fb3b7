"""The W3C's tests of SPARQL: read from their manifests, in the folder that the user has them in."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
    parse,
)

PUBLISHED: Final = "https://w3c.github.io/rdf-tests/"  # what relative IRIs in the tests are relative to
MF: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT: Final = "http://www.w3.org/2009/sparql/tests/test-update#"
HT: Final = "http://www.w3.org/2011/http#"
CNT: Final = "http://www.w3.org/2011/content#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
LABEL: Final = "http://www.w3.org/2000/01/rdf-schema#label"
Term = NamedNode | BlankNode | Literal | Triple
_NUMBERS: Final = ("decimal", "double", "float")
_CALLS_OTHERS: Final = ("entailment", "service", "syntax-fed")  # other specifications: of what we do not have


@dataclass(frozen=True)
class Test:
    """One test: its kind, the suite that it is from, and its node in the manifest."""

    suite: str
    kind: str
    node: NamedNode
    manifest: "Manifest"

    @property
    def name(self) -> str:
        """Its folder and name, by which people find it."""
        folder = self.manifest.path.parent.relative_to(self.manifest.root / "sparql").as_posix()
        return f"{folder}/{self.node.value.rpartition('#')[2]}"


class Manifest:
    """A manifest, as a graph in which things are followed by their properties."""

    def __init__(self, path: Path, root: Path) -> None:
        self.path, self.root = path, root
        self._graph = Store()
        self._graph.bulk_load(path=path, format=RdfFormat.TURTLE, base_iri=self.published(path))

    def published(self, path: Path) -> str:
        """Give the address at which a file is published."""
        return PUBLISHED + path.relative_to(self.root).as_posix()

    def file(self, node: Term | None) -> Path:
        """Give the file that a node is the address of."""
        assert isinstance(node, NamedNode)
        return self.root / node.value.removeprefix(PUBLISHED)

    def all(self, thing: Term | None, name: str) -> list[Term]:
        """Give the values of a property."""
        if not isinstance(thing, NamedNode | BlankNode):
            return []
        return [quad.object for quad in self._graph.quads_for_pattern(thing, NamedNode(name), None)]

    def one(self, thing: Term | None, name: str) -> Term | None:
        """Give the value of a property, if it has one."""
        return next(iter(self.all(thing, name)), None)

    def text(self, thing: Term | None, name: str) -> str:
        """Give the text of a property; nothing where it has none."""
        value = self.one(thing, name)
        return value.value if isinstance(value, Literal | NamedNode) else ""

    def subjects(self, name: str, value: Term) -> list[Term]:
        """Give what has a property of that value."""
        return [quad.subject for quad in self._graph.quads_for_pattern(None, NamedNode(name), value)]

    def items(self, node: Term | None) -> Iterator[Term]:
        """Give the members of a list."""
        while isinstance(node, BlankNode):
            first = self.one(node, f"{RDF}first")
            if first is not None:
                yield first
            node = self.one(node, f"{RDF}rest")


def read_tests(root: Path) -> list[Test]:
    """Read all tests of SPARQL 1.1 and 1.2 but those of entailment and of other servers, in the manifests' order."""
    return [
        *_tests("SPARQL 1.1", root / "sparql/sparql11/manifest-all.ttl", root),
        *_tests("SPARQL 1.2", root / "sparql/sparql12/manifest.ttl", root),
    ]


def _tests(suite: str, path: Path, root: Path) -> Iterator[Test]:
    if path.parent.name in _CALLS_OTHERS:
        return
    manifest = Manifest(path, root)
    for name in ("include", "entries"):
        for whole in {quad.object for quad in manifest._graph.quads_for_pattern(None, NamedNode(MF + name), None)}:
            for each in manifest.items(whole):
                if name == "include":
                    yield from _tests(suite, manifest.file(each), root)
                else:
                    assert isinstance(each, NamedNode)
                    yield Test(suite, manifest.text(each, f"{RDF}type").removeprefix(MF), each, manifest)


@cache
def triples(path: Path, base: str) -> frozenset[Quad]:
    """Read a file of data; its blank nodes are its own."""
    return frozenset(parse(path=path, base_iri=base, rename_blank_nodes=True))


def same(first: set[Quad], second: set[Quad]) -> bool:
    """Tell whether two datasets are the same but for the names of blank nodes, and for how a number is written."""
    one, two = (Dataset(map(_written_alike, each)) for each in (first, second))
    if len(one) != len(two):
        return False
    return _canonical(one) == _canonical(two)


def _canonical(dataset: Dataset) -> Dataset:
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def _written_alike(quad: Quad) -> Quad:
    return Quad(quad.subject, quad.predicate, alike(quad.object), quad.graph_name)


def alike(term: Term) -> Term:
    """Write a number or a truth in one way, so that 1.0 and 1 of the same type are equal.

    >>> alike(Literal(1.0)) == alike(Literal("1", datatype=Literal(1.0).datatype))
    True
    """
    if isinstance(term, Triple):
        return Triple(term.subject, term.predicate, alike(term.object))
    if not isinstance(term, Literal):
        return term
    kind = term.datatype.value.rpartition("#")[2]
    if kind == "boolean":
        return Literal(term.value in ("true", "1"))
    with suppress(ValueError):
        return Literal(repr(float(term.value)), datatype=term.datatype) if kind in _NUMBERS else term
    return term
