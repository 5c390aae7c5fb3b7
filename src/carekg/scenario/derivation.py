"""Re-derivation: the rules whose grounds a scenario has changed, run again on its fork."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from pyoxigraph import NamedNode, Quad, QueryTriples, Store

from carekg.store.sparql import QueryFile, read_folder
from carekg.terms.files import locate
from carekg.terms.namespaces import CKG
from carekg.terms.prefixes import GRAPH, PREFIXES

Group = tuple[tuple[str, ...], tuple[NamedNode, ...], tuple[NamedNode, ...]]

# rules in their order; they read of a thing that has one of these properties, or that is the object of one of those
LAW: Final[Group] = (
    ("held-through-role", "in-force", "involvement", "statutory-tie", "reach-of-documents", "step-between-documents"),
    tuple(map(NamedNode, (CKG.sourceVersion, CKG.role))),
    tuple(
        map(NamedNode, (CKG.sourceVersion, CKG.bearer, CKG.inRelationTo, CKG.exercisedBy, CKG.accountable, CKG.holder))
    ),
)
PLACES: Final[Group] = (
    ("national-affiliations", "national-relevance", "national-partnerships"),
    tuple(map(NamedNode, (CKG.relevantBody, CKG.affiliated))),
    tuple(map(NamedNode, (CKG.relevantBody, CKG.relevantTo, CKG.affiliated, CKG.affiliatedTo))),
)


def derive_again(
    engine: Store, touched: Iterable[Any], between: Callable[[], None]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Run the rules of the law, of documents and of places again, where a scenario touched what they read.

    Parameters: engine, of a fork; touched, the things of which a scenario said or took back something; between,
    called once parts are derived and before ties are drawn from them.
    Returns: the names of the rules that were run again, and of those that were not.

    What a rule no longer gives goes, from the unnamed graph too, and what it gives now comes. The rules read the
    unnamed graph, where all is merged: over the union of the graphs, all that is in it would be matched twice. The
    other rules read what files and maps showed, and vocabularies: no step changes those.
    """
    rules = {rule.name: rule for rule in read_folder(locate("ontology/rules"))}
    things = list(touched)
    again = tuple(name for group in (LAW, PLACES) if _is_read(engine, things, group) for name in group[0])
    for name in again:
        if name == "statutory-tie":
            between()
        _run(engine, rules[name])
    return again, tuple(name for name in rules if name not in again)


def _is_read(engine: Store, things: Iterable[Any], group: Group) -> bool:
    """Tell whether the rules of a group read of any of some things."""
    _, properties, inverses = group
    return any(
        next(iter(found), None) is not None
        for thing in things
        for found in (
            *(engine.quads_for_pattern(thing, part, None, None) for part in properties),
            *(engine.quads_for_pattern(None, part, thing, None) for part in inverses),
        )
    )


def _run(engine: Store, rule: QueryFile) -> None:
    """Run a rule, and change what the engine holds to what it gives."""
    graph = NamedNode(f"{GRAPH}derived-{rule.name}")
    before = {quad.triple for quad in engine.quads_for_pattern(None, None, None, graph)}
    if rule.header.get("closure"):  # it reads what it has added itself
        _remove(engine, before, graph)
        before = set()
    while True:
        found = engine.query(rule.text, prefixes=PREFIXES)
        assert isinstance(found, QueryTriples)
        after = set(found)
        if rule.header.get("closure"):
            after |= before
        _remove(engine, before - after, graph)
        for triple in after - before:
            engine.add(Quad(triple.subject, triple.predicate, triple.object, graph))
            engine.add(Quad(triple.subject, triple.predicate, triple.object))
        if not rule.header.get("closure") or after == before:
            return
        before = after


def _remove(engine: Store, stale: Iterable[Any], graph: NamedNode) -> None:
    """Remove triples from a rule's graph, and from the unnamed one where no other graph says them."""
    for triple in stale:
        engine.remove(Quad(triple.subject, triple.predicate, triple.object, graph))
        own = Quad(triple.subject, triple.predicate, triple.object)
        if all(quad == own for quad in engine.quads_for_pattern(own.subject, own.predicate, own.object, None)):
            engine.remove(own)
