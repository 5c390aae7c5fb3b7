"""A revision: a caller's change, carried out on a candidate, checked, and published or thrown away."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple

from carekg.build.candidate import Candidate
from carekg.build.check import check
from carekg.build.makers import Maker
from carekg.build.narrow import Narrow, is_ready
from carekg.store import history
from carekg.store.embedded import CURRENT, ENGINE_FOLDER
from carekg.store.faults import syntax_error
from carekg.store.iris import read_iri
from carekg.store.seal import sealed
from carekg.store.sparql import FORBIDDEN, TEXT_LIMITS, TextLimits, check_allowed, tokens
from carekg.store.updates import graphs_of, operations, scope
from carekg.store.uploads import read_triples
from carekg.store.versions import is_derived, locked, recorded
from carekg.store.view import Unbounded
from carekg.terms.errors import BadParameter, GraphProtected, QueryRefused, UnknownName
from carekg.terms.prefixes import GRAPH, PREFIXES

LOCAL: Final = NamedNode(f"{GRAPH}local")
_MARK: Final = "\ufeff"  # a byte order mark, with which some editors begin a file
_OUTSIDE: Final = "LOAD and SERVICE are not allowed here: an update may read nothing but the store."
TURN: Final = 2.0  # seconds that a write waits for a build or a restore, which may take a minute
_SMALL: Final = 1_000  # quads that a change may touch to be done narrowly
_BLIND: Final = {"PREFIX", "BASE", "INSERT", "DATA"}  # the words of an update that depends on nothing in the store
_TYPE: Final = f"{PREFIXES['rdf']}type"
_SUBCLASS: Final = f"{PREFIXES['rdfs']}subClassOf"


@dataclass(frozen=True)
class Update:
    """A SPARQL update, with the dataset that the request gives it, and the IRI that relative ones are relative to.

    One that `reaches` may say LOAD and SERVICE: the seal lets them find nothing, so they fail, or do nothing if SILENT.
    """

    text: str
    using: Sequence[str] = ()
    using_named: Sequence[str] = ()
    base: str = ""
    limits: TextLimits = TEXT_LIMITS
    reaches: bool = False

    @property
    def graphs(self) -> frozenset[str] | None:
        """The graphs that it looks at beside the local one; None where it may look at any."""
        return None if self.using or self.using_named else graphs_of(self.text)

    @property
    def reads(self) -> bool:
        """Whether what it does, or whether it may, can depend on what rules derived: unless it is INSERT DATA alone."""
        depth, outside = 0, set[str]()
        for kind, token in tokens(self.text):
            depth += (kind == "open") - (kind == "close")
            if kind == "word" and depth == 0:
                outside.add(token.upper())
        return not outside <= _BLIND

    def check(self) -> None:
        """Read it, which costs less than to carry it out. Raises: QueryRefused."""
        check_allowed(self.text, self.limits, () if self.reaches else FORBIDDEN)

    def carry_out(self, engine: Store) -> None:
        """Change a store. Raises: QueryRefused; QuerySyntaxError; BadParameter where an operation cannot be done."""
        self.check()
        try:
            text = scope(self.text.removeprefix(_MARK), self.using, self.using_named)
        except ValueError as error:
            raise BadParameter("using-graph-uri", error, "write an absolute IRI") from error
        for part in operations(text):
            try:
                engine.update(part, prefixes=PREFIXES, base_iri=self.base or None)
            except SyntaxError as error:
                raise syntax_error(part, error) from error
            except OSError as error:  # the seal
                raise QueryRefused(_OUTSIDE) from error
            except RuntimeError as error:
                raise BadParameter("update", error, "add SILENT, or leave that operation out") from error


@dataclass(frozen=True)
class Upload:
    """Triples to put in the place of a graph's, or to add to them; the local graph where none is named.

    Relative IRIs are relative to the name of the graph, or else to the base.
    """

    graph: str | None
    data: bytes
    content_type: str
    replace: bool
    base: str = LOCAL.value

    @property
    def graphs(self) -> frozenset[str] | None:
        """The graph that it looks at, where that is not the local one."""
        return frozenset() if self.graph is None else frozenset((self.graph,))

    @property
    def reads(self) -> bool:
        """Whether it would write what rules derived, which must be there to be found changed."""
        return _is_derived(self.graph)

    def carry_out(self, engine: Store) -> None:
        """Change a store. Raises: BadParameter; UnsupportedBody."""
        target = _graph(self.graph)
        if self.replace:
            engine.clear_graph(target)
        triples = read_triples(self.data, self.content_type, self.graph or self.base)
        engine.extend(Quad(each.subject, each.predicate, each.object, target) for each in triples)


@dataclass(frozen=True)
class Removal:
    """The removal of a graph, or of all that is in the local graph."""

    graph: str | None

    @property
    def graphs(self) -> frozenset[str] | None:
        """The graph that it looks at, where that is not the local one."""
        return frozenset() if self.graph is None else frozenset((self.graph,))

    @property
    def reads(self) -> bool:
        """Whether it would remove what rules derived, which must be there to be found gone."""
        return _is_derived(self.graph)

    def carry_out(self, engine: Store) -> None:
        """Change a store. Raises: UnknownName."""
        target = _graph(self.graph)
        if isinstance(target, NamedNode):
            if not engine.contains_named_graph(target):
                raise UnknownName("graph", target.value)
            engine.remove_graph(target)
        else:
            engine.clear_graph(target)


Change = Update | Upload | Removal


def revise(output: Path, change: Change, note: str, makers: Iterable[Maker] = (), full: bool = False) -> str:
    """Make a change: a new version of the graph, or nothing.

    Parameters: output, the store folder; change; note, kept with the version, so that it can be found again; makers,
    of what is made of the version before it is published; full, whether everything is to be derived, checked and stored
    anew, though less would do.
    Returns: the name of the version that holds the change.
    Raises: InvalidGraph with the report; GraphProtected; StoreLocked where something else keeps changing the store;
    whatever the change raises. Nothing is changed then.
    """
    if isinstance(change, Update):
        change.check()
    with locked(output, "a write", TURN):
        if not full:
            with suppress(Unbounded):
                return _revise_narrowly(output, change, note, makers)
        candidate = Candidate.revise(output, derived=change.reads)
        try:
            touched = _apply(candidate.engine, candidate.catalog.shipped, change)
            candidate.forget()
            candidate.list_local()
            candidate.derive(lambda *_: None)
            check(candidate.engine, candidate.catalog, _focus(candidate.engine, touched)).raise_for_violations()
            candidate.merge()
            said = candidate.tell(touched)
            name = candidate.publish(note, makers)
            history.append(output, name, said)
            return name
        finally:
            candidate.discard()


def _revise_narrowly(output: Path, change: Change, note: str, makers: Iterable[Maker]) -> str:
    """Make a change where it touches little. Raises: Unbounded where it may touch more; else as `revise` does."""
    version = (output / CURRENT).resolve()
    if not is_ready(version):
        raise Unbounded
    came, gone = _difference(version, change)
    touched = came | gone
    narrow = Narrow.start(output)
    try:
        narrow.write(came, gone)
        focus = _focus(narrow.candidate.engine, touched)
        if focus is None or max(len(touched), len(focus)) > _SMALL:
            raise Unbounded
        narrow.derive()
        narrow.check(focus).raise_for_violations()
        said = narrow.candidate.tell(touched)
        name = narrow.publish(note, makers)
        history.append(output, name, said)
        return name
    finally:
        narrow.candidate.discard()


def _difference(version: Path, change: Change) -> tuple[set[Quad], set[Quad]]:
    """Make a change where there is nothing but the callers' graphs that it names; give the quads that come and go.

    Raises: Unbounded where it may look at others; as the change does.
    """
    shipped, named = recorded(version).shipped, change.graphs
    if named is None or any(graph in shipped or is_derived(graph) for graph in map(NamedNode, named)):
        raise Unbounded
    held, own = Store.read_only(str(version / ENGINE_FOLDER)), Store()
    for graph in {LOCAL, *map(NamedNode, named)}:
        own.bulk_extend(held.quads_for_pattern(None, None, None, graph))
    touched = _apply(own, shipped, change)
    came = {quad for quad in touched if quad in own}
    return came, touched - came


def _apply(engine: Store, shipped: set[NamedNode], change: Change) -> set[Quad]:
    """Make the change; give the quads that came or went."""
    local = set(_triples(engine, LOCAL))
    engine.extend(Quad(each.subject, each.predicate, each.object) for each in local)  # what no graph is named for
    kept, before = _protected(engine, shipped), set(_quads(engine, shipped))
    with sealed():
        change.carry_out(engine)
    now = _protected(engine, shipped)
    changed = [graph.value for graph in {**kept, **now} if kept.get(graph) != now.get(graph)]
    if changed:
        raise GraphProtected(sorted(changed))
    _settle(engine, local)
    return before ^ set(_quads(engine, shipped))


def _settle(engine: Store, before: set[Triple]) -> None:
    """Write into the local graph what became of it, under its own name and as the graph that no name is given."""
    named, unnamed = set(_triples(engine, LOCAL)), set(_triples(engine, DefaultGraph()))
    for triple in before - (named & unnamed):
        engine.remove(Quad(triple.subject, triple.predicate, triple.object, LOCAL))
    engine.extend(Quad(each.subject, each.predicate, each.object, LOCAL) for each in unnamed - before)


def _protected(engine: Store, shipped: set[NamedNode]) -> dict[NamedNode, bytes]:
    """Give a digest of each graph that callers may not write."""
    named = [graph for graph in engine.named_graphs() if isinstance(graph, NamedNode)]
    graphs = [graph for graph in named if graph in shipped or is_derived(graph)]
    return {graph: _digest(engine.dump(format=RdfFormat.N_TRIPLES, from_graph=graph) or b"") for graph in graphs}


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(b"\n".join(sorted(content.splitlines()))).digest()


def _quads(engine: Store, shipped: set[NamedNode]) -> Iterator[Quad]:
    """Give what callers wrote into named graphs."""
    for graph in engine.named_graphs():
        if isinstance(graph, NamedNode) and graph not in shipped and not is_derived(graph):
            yield from engine.quads_for_pattern(None, None, None, graph)


def _triples(engine: Store, graph: NamedNode | DefaultGraph) -> Iterator[Triple]:
    return (quad.triple for quad in engine.quads_for_pattern(None, None, None, graph))


def _focus(engine: Store, touched: set[Quad]) -> set[str] | None:
    """Give the nodes that a change may make invalid: those of which it says something, and what speaks of one of these
    whose class it changes.

    None, for all nodes, where the change touches the order of classes, on which any node may depend, or a node without
    a name, by which it could not be found again. Otherwise this is enough: what a shape says of a node is settled by
    its own triples and the classes of what it points to, which `tests/ontology/test_shapes.py` sees to.
    """
    if any(quad.predicate.value == _SUBCLASS or _is_nameless(quad) for quad in touched):
        return None
    classed = {quad.subject for quad in touched if quad.predicate.value == _TYPE}
    spoken = (quad.subject for node in classed for quad in engine.quads_for_pattern(None, None, node, None))
    nodes = (*(quad.subject for quad in touched), *spoken)
    return {node.value for node in nodes if isinstance(node, NamedNode)}


def _is_nameless(quad: Quad) -> bool:
    return isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)


def _is_derived(name: str | None) -> bool:
    graph = _graph(name)
    return isinstance(graph, NamedNode) and is_derived(graph)


def _graph(name: str | None) -> NamedNode | DefaultGraph:
    return DefaultGraph() if name is None else read_iri(name, "graph")
