"""The example of docs/audit.md is a document that can be audited, and its audit says what the page says."""

import re
from collections.abc import Callable
from pathlib import Path

from carekg import KnowledgeGraph
from carekg.narrative.audit import audit
from carekg.terms.prefixes import expand

PAGE = Path(__file__).parents[2] / "docs/audit.md"


def test_the_example_is_audited(small: Callable[..., KnowledgeGraph]) -> None:
    block = re.search(r"```turtle\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert block
    graph = small(block[1])
    found = audit(graph.asker, expand("publication:my-report"))
    verdicts = {entry.fact: entry.verdict for entry in found.entries}
    assert verdicts == {"M1": "cannot bear it", "M2": "not cited"}
    assert all(verdict in PAGE.read_text(encoding="utf-8") for verdict in verdicts.values())
    assert (found.marks, found.references) == (0, 1)
