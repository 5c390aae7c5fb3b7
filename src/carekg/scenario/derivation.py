"""Re-derivation: the rules of the law run again on a fork, since a scenario has changed what they read."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from pyoxigraph import NamedNode, Quad, QueryTriples, Store

from carekg.files import locate
from carekg.namespaces import CKG
from carekg.prefixes import GRAPH, PREFIXES
from carekg.sparql import QueryFile, read_folder

LAW: Final = ("in-force", "held-through-role", "involvement", "statutory-tie")
_READ_OF: Final = tuple(map(NamedNode, (CKG.sourceVersion, CKG.role)))
_READ_FROM: Final = tuple(
    map(NamedNode, (CKG.sourceVersion, CKG.bearer, CKG.inRelationTo, CKG.exercisedBy, CKG.accountable, CKG.holder))
)


def derive_again(
    engine: Store, touched: Iterable[Any], between: Callable[[], None]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Run the rules of the law again, where a scenario touched what they read.

    Parameters: engine, of a fork; touched, the things of which a scenario said or took back something; between,
    called once parts are derived and before ties are drawn from them.
    Returns: the names of the rules that were run again, and of those that were not.

    What a rule no longer gives goes, from the unnamed graph too, and what it gives now comes. The rules read the
    unnamed graph, where all is merged: over the union of the graphs, all that is in it would be matched twice.
    """
    rules = {rule.name: rule for rule in read_folder(locate("ontology/rules"))}
    again = LAW if any(_is_read(engine, thing) for thing in touched) else ()
    for name in again:
        if name == "statutory-tie":
            between()
        _run(engine, rules[name])
    return again, tuple(name for name in rules if name not in again)


def _is_read(engine: Store, thing: Any) -> bool:
    """Tell whether the rules of the law read of a thing: a statement, a version, a holding or a party in one."""
    own = (engine.quads_for_pattern(thing, part, None, None) for part in _READ_OF)
    others = (engine.quads_for_pattern(None, part, thing, None) for part in _READ_FROM)
    return any(next(iter(found), None) is not None for found in (*own, *others))


def _run(engine: Store, rule: QueryFile) -> None:
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
