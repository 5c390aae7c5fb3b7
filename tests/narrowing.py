"""Triples on which rules turn: of the whole graph, the fewest from which each rule derives something.

python tests/narrowing.py carekg-store > tests/narrowing.nt
"""

import random
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from pyoxigraph import NamedNode, Quad, QueryTriples, Store, Triple

from carekg.build.rules import in_order
from carekg.store.reach import Reach
from carekg.store.reader import read_query
from carekg.store.sparql import QueryFile, read_folder
from carekg.store.versions import DERIVED, is_derived
from carekg.store.view import Unbounded, View
from carekg.terms.files import locate
from carekg.terms.prefixes import PREFIXES

FILE = Path(__file__).with_suffix(".nt")
_TRIES, _DEPTH, _MOST, _SEED = 12, 6, 2_500, 7  # triples of each rule; rules that build on each other; quads under one
_RULES = {f"{DERIVED}{rule.name}": rule for rule in in_order(read_folder(locate("ontology/rules")))}


def support(engine: Store) -> set[Triple]:
    """Give what was asserted of which some triples of each rule can be derived."""
    chance, found = random.Random(_SEED), set[Triple]()
    for name, rule in _RULES.items():
        made = sorted(engine.quads_for_pattern(None, None, None, NamedNode(name)), key=str)
        for quad in chance.sample(made, min(_TRIES, len(made))):
            below = {each.triple for each in _below(engine, rule, quad, _DEPTH)}
            found |= below
            if below:
                break
        print(f"{rule.name} {len(found)}", file=sys.stderr, flush=True)
    return found


def _below(engine: Store, rule: QueryFile, quad: Quad, depth: int) -> Iterator[Quad]:
    for each in _fewest(_rests_on(engine, rule, quad), lambda quads: _derives(rule, quads, quad)):
        if not isinstance(each.graph_name, NamedNode) or not is_derived(each.graph_name):
            yield each
        elif depth and each.graph_name.value in _RULES and each.graph_name != quad.graph_name:
            yield from _below(engine, _RULES[each.graph_name.value], each, depth - 1)


def _rests_on(engine: Store, rule: QueryFile, quad: Quad) -> list[Quad]:
    """Give what the solution hangs on that gave a triple, found by what else it gave of the same thing."""
    reading, graph = read_query(rule.text), quad.graph_name
    for each in (quad, *sorted(engine.quads_for_pattern(quad.subject, None, None, graph), key=str)):
        for pattern in reading.template:
            is_here = isinstance(pattern.predicates, str) or each.predicate in pattern.predicates
            for name, term in ((pattern.subject, each.subject), (pattern.object, each.object)):
                if is_here and isinstance(name, str) and name in reading.root.binds:
                    reach = Reach(reading, View(engine, is_union=True), deep=True)
                    with suppress(Unbounded):
                        found = reach.gather(name, [term])
                        if len(found) < _MOST:
                            return sorted((below for below in found if below.graph_name != graph), key=str)
    return []


def _derives(rule: QueryFile, quads: list[Quad], wanted: Quad) -> bool:
    store = Store()
    store.extend(quads)
    made = store.query(rule.text, use_default_graph_as_union=True, prefixes=PREFIXES)
    assert isinstance(made, QueryTriples)
    return wanted.triple in set(made)


def _fewest(quads: list[Quad], is_enough: Callable[[list[Quad]], bool]) -> list[Quad]:
    """Leave out quads, part by part, for as long as the rest is enough."""
    if not is_enough(quads):
        return []
    size = len(quads) // 2
    while size:
        for start in range(len(quads), -size, -size):
            fewer = quads[: max(0, start)] + quads[max(0, start) + size :]
            if len(fewer) < len(quads) and is_enough(fewer):
                quads = fewer
        size //= 2
    return quads


if __name__ == "__main__":
    print(
        "".join(sorted(f"{triple} .\n" for triple in support(Store.read_only(f"{sys.argv[1]}/current/engine")))), end=""
    )
