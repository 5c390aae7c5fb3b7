"""Comparison: two graphs side by side, by a measure or edge by edge."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

import networkx as nx

from carekg.analytics.tables import Measured, Row, measure_table

Change = Literal["began", "ended", "stayed"]
CHANGES: Final[tuple[Change, ...]] = ("began", "ended", "stayed")
Graph = nx.MultiDiGraph


@dataclass(frozen=True)
class Compared:
    """The same measure of two graphs, side by side; where a row is not in one of them, its value there is None."""

    measure: str
    method: str
    precision: tuple[str, str]
    scope: str
    first: dict[str, Any]
    second: dict[str, Any]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    edges: dict[str, int]

    def as_dict(self) -> dict[str, Any]:
        """Give the comparison as JSON would hold it."""
        return asdict(self)

    def table(self) -> tuple[tuple[str, ...], Iterable[Mapping[str, Any]]]:
        """Give the columns and rows."""
        return self.columns, self.rows


def compare(first: "Graph[str]", second: "Graph[str]", name: str, top: int | None = None) -> Compared:
    """Apply a measure to two graphs and set the values side by side, the largest difference first.

    Parameters: first and second, as projected from layers: of two dates, two foci or two places; name of the
    measure; top, how many rows, all unless given.
    Returns: a row for each node, tie or figure of either, with its value in both and the difference; and how many
    edges began, ended and stayed from the first to the second.
    Raises: UnknownName.
    """
    one, two = measure_table(first, name), measure_table(second, name)
    keys = ("label",) if one.scope == "graph" else ("node", "other") if one.scope == "tie" else ("node",)
    rows = _side_by_side(one.rows, two.rows, keys)
    return Compared(
        measure=name,
        method=one.method,
        precision=(one.precision, two.precision),
        scope=one.scope,
        first=_told(one),
        second=_told(two),
        columns=("label", "first", "second", "difference", *(key for key in keys if key != "label")),
        rows=tuple(rows[:top]),
        edges=dict(Counter(dict.fromkeys(CHANGES, 0)) + Counter(_changes(difference(first, second)))),
    )


def _told(table: Measured) -> dict[str, Any]:
    names = ("layer", "meaning", "as_of", "version", "nodes", "edges")
    return {name: getattr(table, name) for name in names}


def _side_by_side(first: tuple[Row, ...], second: tuple[Row, ...], keys: tuple[str, ...]) -> list[Row]:
    before = {tuple(row[key] for key in keys): row for row in first}
    after = {tuple(row[key] for key in keys): row for row in second}
    rows = [_pair(before.get(key), after.get(key), keys) for key in {**before, **after}]
    return sorted(rows, key=lambda row: (-abs(row["difference"] or 0), row["label"], *(row[key] for key in keys)))


def _pair(first: Row | None, second: Row | None, keys: tuple[str, ...]) -> Row:
    known = first or second or {}
    old, new = (row["value"] if row else None for row in (first, second))
    label = " – ".join(str(known[name]) for name in ("label", "other_label") if name in known)  # noqa: RUF001
    difference = None if old is None and new is None else (new or 0) - (old or 0)
    return {"label": label, "first": old, "second": new, "difference": difference, **{key: known[key] for key in keys}}


def difference(first: "Graph[str]", second: "Graph[str]") -> "Graph[str]":
    """Give the difference of two graphs as a graph: every edge of either, marked with what became of it.

    An edge stayed where both graphs draw the same statement between the same two nodes; it ended where only the
    first does, and began where only the second does. A node's `change` says the same of the node.

    Parameters: first and second, as projected from a layer.
    Returns: a graph with the nodes and edges of both, each with `change`.

    >>> one, two = nx.MultiDiGraph([("a", "b"), ("b", "c")]), nx.MultiDiGraph([("a", "b"), ("b", "d")])
    >>> sorted((*edge, change) for *edge, change in difference(one, two).edges(data="change"))
    [('a', 'b', 'stayed'), ('b', 'c', 'ended'), ('b', 'd', 'began')]
    """
    joined: Graph[str] = nx.MultiDiGraph(**second.graph, compared_with=first.graph.get("as_of", ""))
    for graph in (first, second):
        joined.add_nodes_from(
            (node, {**data, "change": _mark(node in first, node in second)}) for node, data in graph.nodes(data=True)
        )
    for graph in (first, second):
        for source, target, key, data in graph.edges(keys=True, data=True):
            mark = _mark(first.has_edge(source, target, key), second.has_edge(source, target, key))
            joined.add_edge(source, target, key=key, **{**data, "change": mark})
    return joined


def _mark(before: bool, after: bool) -> Change:
    return "stayed" if before and after else "ended" if before else "began"


def _changes(graph: "Graph[str]") -> list[Change]:
    return [data["change"] for _, _, data in graph.edges(data=True)]
