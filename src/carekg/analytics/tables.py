"""Measures as tables: the highest values first, with the method and its precision beside the numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from inspect import cleandoc
from math import isnan
from typing import Any, Final

import networkx as nx

from carekg.analytics.catalogue import find_measure
from carekg.analytics.measures import Scope

_COLUMNS: Final[Mapping[Scope, tuple[str, ...]]] = {
    "node": ("label", "kind", "value", "node"),
    "tie": ("label", "other_label", "value", "node", "other"),
    "graph": ("label", "value"),
}
Row = dict[str, Any]


@dataclass(frozen=True)
class Measured:
    """What a measure gave for a graph, with what is needed to read it.

    `scope` says what a row is: a node, a tie between two nodes, or a figure of the whole graph; `columns` are the
    keys that every row has. A value that is not defined is None, and its row comes last.
    """

    measure: str
    method: str
    precision: str
    scope: Scope
    layer: str
    meaning: str
    as_of: str
    version: str
    nodes: int
    edges: int
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def as_dict(self) -> dict[str, Any]:
        """Give the table as JSON would hold it."""
        return asdict(self)

    def table(self) -> tuple[tuple[str, ...], Iterable[Mapping[str, Any]]]:
        """Give the columns and rows."""
        return self.columns, self.rows


def measure_table(graph: "nx.MultiDiGraph[str]", name: str, top: int | None = None) -> Measured:
    """Apply a measure to a graph and list what it gives, the best value first.

    Parameters: graph, as projected from a layer; name of the measure; top, how many rows, all unless given.
    Raises: UnknownName.
    """
    measure = find_measure(name)
    values = measure.function(graph)
    rows = [_row(graph, measure.scope, key, value) for key, value in values.items()]
    if measure.scope != "graph":  # the figures of a whole graph keep the order that their function gives them
        rows.sort(key=lambda row: _rank(row, lowest_first=measure.lowest_first))
    return Measured(
        measure=name,
        method=method(name),
        precision=measure.precision(graph),
        scope=measure.scope,
        layer=graph.graph.get("layer", ""),
        meaning=graph.graph.get("meaning", ""),
        as_of=graph.graph.get("as_of", ""),
        version=graph.graph.get("version", ""),
        nodes=len(graph),
        edges=graph.number_of_edges(),
        columns=_COLUMNS[measure.scope] + _parts(rows, measure.scope),
        rows=tuple(rows[:top]),
    )


def method(name: str) -> str:
    """Give what a measure means and how it is computed: its documentation up to the parameters, in one line."""
    told = cleandoc(find_measure(name).function.__doc__ or "").partition("\n\nParameters:")[0]
    return told.replace("\n\n", " ").replace("\n", " ")


def _rank(row: Row, *, lowest_first: bool) -> tuple[Any, ...]:
    value = row["value"]
    ordered = 0.0 if value is None else value if lowest_first else -value
    return (value is None, ordered, row["label"], row["node"], row.get("other", ""))


def _row(graph: "nx.MultiDiGraph[str]", scope: Scope, key: Any, value: Any) -> Row:
    if scope == "graph":
        return {"label": key, "value": _defined(value)}
    if scope == "tie":
        one, other = key
        ends = {"label": _label(graph, one), "other_label": _label(graph, other), "node": one, "other": other}
        return {**ends, "value": _defined(value)}
    node = {"node": key, "label": _label(graph, key), "kind": graph.nodes[key].get("kind", "")}
    if isinstance(value, Mapping):
        return {**node, "value": sum(value.values()), **value}
    return {**node, "value": _defined(value)}


def _parts(rows: list[Row], scope: Scope) -> tuple[str, ...]:
    """Give the names of the parts that values are made of, where they are."""
    return tuple(name for name in rows[0] if name not in _COLUMNS[scope]) if rows else ()


def _defined(value: float) -> float | None:
    return None if isnan(value) else value


def _label(graph: "nx.MultiDiGraph[str]", node: str) -> str:
    return str(graph.nodes[node].get("label", node))
