"""Checking a graph: SHACL shapes over what was asserted, and quality rules over everything."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolution, QuerySolutions, Store

from carekg.build.report import Report, Violation
from carekg.store.catalog import Catalog
from carekg.store.sparql import QueryFile, read_folder
from carekg.terms.files import locate
from carekg.terms.prefixes import PREFIXES, compress

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

_TYPE: Final = NamedNode(f"{PREFIXES['rdf']}type")
_SUBCLASS: Final = NamedNode(f"{PREFIXES['rdfs']}subClassOf")
_SEVERITIES: Final = {"Violation": "violation", "Warning": "warning", "Info": "warning"}


def check(engine: Store, catalog: Catalog, focus: Collection[str] | None = None) -> Report:
    """Check a loaded and derived graph against the shapes and the quality rules.

    Parameters: engine with every graph loaded; catalog that says which graphs were asserted, from which files; focus,
    IRIs of the only nodes to hold against the shapes, where the others are known to conform.
    Returns: a report; the caller decides whether to raise.
    """
    found = [*check_shapes(engine, catalog, focus=focus), *check_rules(engine, catalog)]
    return Report(tuple(sorted(set(found))))


def check_rules(engine: Store, catalog: Catalog, folder: Path | None = None) -> Iterator[Violation]:
    """Run the quality rules: each is a SELECT, and each row it gives is a violation.

    Parameters: engine; catalog; folder of .rq files, the ones that come with carekg unless given.
    """
    for rule in read_folder(folder or locate("ontology/checks")):
        rows = engine.query(rule.text, use_default_graph_as_union=True, prefixes=PREFIXES)
        assert isinstance(rows, QuerySolutions)
        for row in rows:
            yield violation(rule, row, engine, catalog)


def violation(rule: QueryFile, row: QuerySolution, engine: Store, catalog: Catalog) -> Violation:
    """Say what a row of a quality rule means. Parameters: rule; row; engine with what is said of it; catalog."""
    subject = row["subject"]
    try:
        value = row["value"]
    except KeyError:
        value = None
    text = value.value if isinstance(value, Literal) else compress(value.value) if value is not None else ""
    return Violation(
        file=_file_of(engine, catalog, subject) if isinstance(subject, NamedNode) else "",
        subject=subject.value,
        rule=rule.name,
        message=f"{rule.header['problem']}{f' ({text})' if text else ''}.",
        remedy=f"{rule.header['solution']}.",
        severity=rule.header.get("severity", "violation"),
    )


def check_shapes(
    engine: Store, catalog: Catalog, folder: Path | None = None, focus: Collection[str] | None = None
) -> Iterator[Violation]:
    """Validate the asserted graphs, taken as one, against the SHACL shapes.

    Parameters: engine; catalog, which says which graphs are asserted; folder of shape files, the ones that come
    with carekg unless given; focus, IRIs of the only nodes to validate.

    Source: Shapes Constraint Language (SHACL), W3C Recommendation, 2017, sections 1 to 4 (Core).
    """
    if focus is not None and not focus:
        return
    import pyshacl
    import rdflib
    from rdflib.namespace import SH

    shapes = read_shapes(folder or locate("ontology/shapes"))
    data = asserted(engine, catalog, focus)
    nodes: list[rdflib.URIRef | str] | None = None if focus is None else sorted(focus)
    _, results, _ = pyshacl.validate(data, shacl_graph=shapes, advanced=False, inference="none", focus_nodes=nodes)
    assert isinstance(results, rdflib.Graph)
    for result in results.objects(None, SH.result):
        node = results.value(result, SH.focusNode)
        shape = results.value(result, SH.sourceShape)
        severity = str(results.value(result, SH.resultSeverity)).rpartition("#")[2]
        value = results.value(result, SH.value)
        remedy = shapes.value(shape, SH.description) if shape else None
        message = str(results.value(result, SH.resultMessage) or "breaks a shape").rstrip(".")
        shown = f" ({compress(str(value))})" if value is not None and value != node else ""
        yield Violation(
            file=_file_of(engine, catalog, NamedNode(node)) if isinstance(node, rdflib.URIRef) else "",
            subject=str(node),
            rule=compress(str(shape)) if isinstance(shape, rdflib.URIRef) else "shape",
            message=f"{message}{shown}.",
            remedy=str(remedy or ""),
            severity=_SEVERITIES[severity],
        )


@cache
def read_shapes(folder: Path) -> "rdflib.Graph":
    """Read the shapes of a folder."""
    import rdflib

    shapes = rdflib.Graph()
    for path in sorted(folder.glob("*.ttl")):
        shapes.parse(path)
    return shapes


def asserted(engine: Store, catalog: Catalog, focus: Collection[str] | None = None) -> "rdflib.Graph":
    """Gather the asserted graphs into one graph in memory.

    Parameters: engine; catalog; focus, where only that is wanted on which the shapes of some nodes depend: what is
    said of them, the types of what they point to, and the order of classes. Each path of ours is one property long,
    which `tests/ontology/test_shapes.py` sees to.
    """
    import rdflib

    graph = rdflib.Graph(bind_namespaces="none")
    graphs = [dataset.graph for dataset in catalog.datasets if dataset.is_asserted]
    quads = _all_of(engine, graphs) if focus is None else _near(engine, set(graphs), focus)
    for triple in to_rdflib(quads):
        graph.add(triple)
    return graph


def _all_of(engine: Store, graphs: Iterable[NamedNode]) -> Iterator[Quad]:
    for graph in graphs:
        yield from engine.quads_for_pattern(None, None, None, graph)


def _near(engine: Store, graphs: Collection[NamedNode], focus: Collection[str]) -> Iterator[Quad]:
    own = [quad for node in focus for quad in engine.quads_for_pattern(NamedNode(node), None, None, None)]
    values = {quad.object for quad in own if isinstance(quad.object, NamedNode | BlankNode)}
    types = (quad for value in values for quad in engine.quads_for_pattern(value, _TYPE, None, None))
    order = engine.quads_for_pattern(None, _SUBCLASS, None, None)
    return (quad for quad in (*own, *types, *order) if quad.graph_name in graphs)


def to_rdflib(quads: Iterable[Quad]) -> Iterator[tuple["Node", "Node", "Node"]]:
    """Turn the engine's quads into rdflib's triples."""
    node = cache(_node)  # one term stands in many of them
    for quad in quads:
        yield node(quad.subject), node(quad.predicate), node(quad.object)


def _node(term: object) -> "Node":
    from rdflib import BNode, Literal, URIRef

    match term:
        case ox.NamedNode():
            return URIRef(term.value)
        case ox.Literal():
            datatype = None if term.language else URIRef(term.datatype.value)
            return Literal(term.value, lang=term.language, datatype=datatype, normalize=False)
        case ox.BlankNode():
            return BNode(term.value)
        case ox.Triple():  # SHACL has none: a node that nothing is said of
            return BNode(hashlib.sha256(str(term).encode()).hexdigest())
    raise TypeError(f"rdflib has no term for {term!r}")


def _file_of(engine: Store, catalog: Catalog, subject: NamedNode) -> str:
    files = _files_of_graphs(engine, catalog, subject)
    return next((file for file in files.values() if file), "")


def _files_of_graphs(engine: Store, catalog: Catalog, subject: NamedNode) -> Mapping[str, str]:
    quads = engine.quads_for_pattern(subject, None, None, None)
    graphs = sorted({quad.graph_name.value for quad in quads if isinstance(quad.graph_name, NamedNode)})
    return {graph: catalog.file_of(graph) for graph in graphs}
