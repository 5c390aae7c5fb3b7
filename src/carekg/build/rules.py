"""Rules: one CONSTRUCT a file, each into a named graph of its own, in the order that they ask for."""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter

from pyoxigraph import NamedNode, Quad, QueryTriples, Store

from carekg.store.sparql import QueryFile, read_folder
from carekg.store.versions import DERIVED
from carekg.terms.errors import MalformedFile
from carekg.terms.files import locate
from carekg.terms.prefixes import PREFIXES

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Derivation:
    """What one rule added, and how long it took."""

    rule: str
    triples: int
    seconds: float


@cache
def ways() -> str:
    """Name the rules, checks and shapes that there are, so that a version says by which it was made."""
    found = hashlib.sha256()
    for folder in ("rules", "checks", "shapes"):
        for path in sorted(locate(f"ontology/{folder}").iterdir()):
            found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]


def derive(engine: Store, progress: Progress) -> list[Derivation]:
    """Run each rule into a named graph of its own; a closure rule until it adds nothing."""
    rules = in_order(read_folder(locate("ontology/rules")))
    derivations = []
    for number, rule in enumerate(rules):
        progress(f"derive {rule.name}", number, len(rules))
        began = time.perf_counter()
        triples = run(engine, rule, NamedNode(f"{DERIVED}{rule.name}"))
        derivations.append(Derivation(rule.name, triples, round(time.perf_counter() - began, 3)))
    return derivations


def run(engine: Store, rule: QueryFile, graph: NamedNode) -> int:
    """Run a rule into a graph. Returns: how many triples there are in it then."""
    total = 0
    while True:
        found = engine.query(rule.text, use_default_graph_as_union=True, prefixes=PREFIXES)
        assert isinstance(found, QueryTriples)
        engine.bulk_extend(Quad(each.subject, each.predicate, each.object, graph) for each in found)
        count = sum(1 for _ in engine.quads_for_pattern(None, None, None, graph))
        if not rule.header.get("closure") or count == total:
            return count
        total = count


def in_order(rules: Sequence[QueryFile]) -> list[QueryFile]:
    """Put rules into an order in which each comes after those that its header names under `after`.

    Raises: MalformedFile where a rule names one that is not there, or waits for itself.
    """
    by_name = {rule.name: rule for rule in rules}
    for rule in rules:
        for name in rule.header.get("after", ()):
            if name not in by_name:
                raise MalformedFile(rule.path, 1, 1, f"it comes after {name!r}, and there is no such rule")
    try:
        order = TopologicalSorter({rule.name: rule.header.get("after", ()) for rule in rules}).static_order()
        return [by_name[name] for name in order]
    except CycleError as error:
        first = by_name[error.args[1][0]]
        raise MalformedFile(first.path, 1, 1, f"it waits for itself: {' after '.join(error.args[1])}") from error
