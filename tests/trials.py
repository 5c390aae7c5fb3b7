"""What the tests of scenarios share: trying steps, and telling what is gone."""

from typing import Any

from carekg import KnowledgeGraph
from carekg.scenario.reading import make_scenario
from carekg.scenario.running import Outcome, run
from carekg.terms.prefixes import compress


def tried(graph: KnowledgeGraph, *steps: dict[str, Any], **fields: Any) -> Outcome:
    body = {"title": "a trial", "date": "2024-01-01", "layer": "membership", "measures": ["degree"], **fields}
    return run(graph.store, graph.names, make_scenario({**body, "steps": list(steps)}))


def gone(outcome: Outcome) -> set[tuple[str, str, str, int]]:
    return {(compress(each.statement), each.part, compress(each.party), each.left) for each in outcome.lost}
