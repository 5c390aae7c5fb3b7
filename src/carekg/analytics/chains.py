"""Chains: the way that the law leads from one document to another, with a section at every step."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, Final

import networkx as nx

from carekg.questions.answer import Answer
from carekg.questions.asking import Ask
from carekg.questions.content import Row

_LONGEST: Final = 12  # steps; the statutory chain has five, and simple paths grow fast


def answer(ask: Ask) -> Answer:
    """Give the longest way from one kind of document to another that the law laid down on a date.

    The longest way leaves no document on the way out; ways that skip one are shorter. Where several are equally
    long, each is given: first the one whose steps rest on most sections. The rows are those of the question
    `document-steps` that make up each way, numbered in `way` and `step`.
    """
    found = ask.asker.ask("document-steps", {"as_of": ask.as_of}).table.whole
    ways = longest_ways([_pair(row) for row in found], ask.values["source"], ask.values["target"])
    return ask.answer([row for number, way in enumerate(ways, 1) for row in _steps(found, way, number)])


def _pair(row: Row) -> tuple[str, str]:
    return str(row["earlier"]), str(row["later"])


def _steps(found: Sequence[Row], way: list[str], number: int) -> list[dict[str, Any]]:
    return [
        {"way": number, "step": step, **row}
        for step, pair in enumerate(pairwise(way), 1)
        for row in found
        if _pair(row) == pair
    ]


def longest_ways(edges: Iterable[tuple[str, str]], source: str, target: str) -> list[list[str]]:
    """Find the longest simple paths between two nodes, those with most parallel edges first, then by name.

    Parameters: edges, pairs of nodes, repeated where several relations join them; source and target, nodes.
    Returns: the nodes of each path, all paths equally long; none where there is no path.

    >>> longest_ways([("a", "b"), ("b", "c"), ("a", "c")], "a", "c")
    [['a', 'b', 'c']]
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(edges)
    if source not in graph or target not in graph or source == target:
        return []
    ways = list(nx.all_simple_paths(nx.DiGraph(graph), source, target, cutoff=_LONGEST))
    most = max((len(way) for way in ways), default=0)
    return sorted((way for way in ways if len(way) == most), key=lambda way: (-_parallel(graph, way), way))


def _parallel(graph: "nx.MultiDiGraph[str]", way: list[str]) -> int:
    return sum(graph.number_of_edges(*pair) for pair in pairwise(way))
