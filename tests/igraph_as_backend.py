"""A pytest plugin for NetworkX's own tests: it declares that our backend has Leiden, and notes what the backend did."""

from collections import Counter
from collections.abc import Callable
from functools import wraps
from typing import Any

import networkx as nx
import pytest

from carekg.analytics import igraph_backend
from carekg.analytics.measures import BACKEND

FUNCTIONS = (
    "articulation_points",
    "betweenness_centrality",
    "biconnected_components",
    "bridges",
    "closeness_centrality",
    "connected_components",
    "constraint",
    "core_number",
    "effective_size",
    "leiden_communities",
    "louvain_communities",
    "pagerank",
)
answered: Counter[str] = Counter()

nx.community.leiden_communities.backends.add(BACKEND)  # NetworkX leaves Leiden to backends, and so skips its tests


def _noted(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def call(*arguments: Any, **named: Any) -> Any:
        found = function(*arguments, **named)
        answered[function.__name__] += 1
        return found

    return call


for each in FUNCTIONS:
    setattr(igraph_backend, each, _noted(getattr(igraph_backend, each)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for name in FUNCTIONS:
        terminalreporter.write_line(f"igraph answered {name} {answered[name]} times")
