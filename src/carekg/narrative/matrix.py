"""The evidence map: benefits or barriers against structures or areas, counted by direction and study design."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode

from carekg.names.described import labels
from carekg.store.embedded import Embedded
from carekg.store.sparql import bind, read
from carekg.terms.errors import BadParameter
from carekg.terms.namespaces import CKG

_QUERIES: Final = Path(__file__).parent
_FINDINGS, _ROWS, _SEARCHES = (read(_QUERIES / f"map-{name}.rq") for name in ("findings", "rows", "searches"))
_COLUMNS: Final = {name: read(_QUERIES / f"map-{name}s.rq") for name in ("structure", "area")}
ROWS: Final = {"benefit": CKG.Benefit, "barrier": CKG.Barrier, "enabler": CKG.Enabler, "outcome": CKG.Outcome}
COLUMNS: Final = tuple(_COLUMNS)
METHOD: Final = (
    "A finding is counted in a row where it is about the row's concept, about something narrower, or about an outcome "
    "that the theory of change ties to the row's benefit; and in a column where it, or the publication that reports "
    "it, is about the column's structure, or applies in the column's area. Each finding counts once in a cell, by its "
    "direction and study design; nothing is averaged, and what essays and other documents merely say is left out. "
    "An empty cell says what is held here, not what exists."
)


@dataclass(frozen=True, order=True)
class Count:
    """How many findings of one direction and one study design a cell holds, and which."""

    direction: str
    design: str
    findings: tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """What is held on one row in one column; `searched` is when one of the two was last searched for, if ever."""

    counts: tuple[Count, ...]
    searched: str | None


@dataclass(frozen=True)
class Matrix:
    """An evidence map. Every pair of a row and a column has a cell, empty or not."""

    row_kind: str
    column_kind: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], Cell]
    labels: Mapping[str, str]
    held_on: str
    searched: tuple[str, str] | None
    version: str
    method: str = METHOD

    def label(self, iri: str) -> str:
        """Give the label of a row, column, direction or design."""
        return self.labels.get(iri, iri)

    def words(self, cell: Cell) -> list[str]:
        """Say in words what a cell holds: a line each direction, with its study designs; or that it holds nothing."""
        if not cell.counts:
            hint = f"last searched {cell.searched}" if cell.searched else "not searched for by itself"
            return [f"nothing held as of {self.held_on} ({hint})"]
        return [
            f"{self.label(direction)}: {', '.join(f'{self.label(each.design)} {len(each.findings)}' for each in group)}"
            for direction, group in groupby(cell.counts, lambda count: count.direction)
        ]

    def as_dict(self) -> dict[str, Any]:
        """Give the map as JSON would hold it."""
        return {
            "rows": self.row_kind,
            "columns": self.column_kind,
            "method": self.method,
            "held_on": self.held_on,
            "searched": self.searched,
            "version": self.version,
            "cells": [
                {
                    "row": row,
                    "column": column,
                    "searched": cell.searched,
                    "counts": [vars(each) for each in cell.counts],
                }
                for (row, column), cell in self.cells.items()
            ],
            "labels": dict(self.labels),
        }


def matrix(store: Embedded, rows: str = "benefit", columns: str = "structure") -> Matrix:
    """Count findings by direction and design for every pair of a row and a column.

    Parameters: store; rows, one of ROWS; columns, one of COLUMNS.
    Raises: BadParameter where there are no such rows or columns.

    Source: evidence and gap maps, Campbell Collaboration guidance (White and others, 2020), without its ratings.
    """
    if rows not in ROWS:
        raise BadParameter("rows", rows, f"write one of {', '.join(ROWS)}")
    if columns not in COLUMNS:
        raise BadParameter("columns", columns, f"write one of {', '.join(COLUMNS)}")
    by_row = _members(store, bind(_ROWS.text, {"class": NamedNode(ROWS[rows])}), "row")
    by_column = _members(store, _COLUMNS[columns].text, "column")
    about = {row["finding"].value: row for row in store.select(_FINDINGS.text)}
    searches = {row["concept"].value: row["date"].value for row in store.select(_SEARCHES.text)}
    cells = {
        (row, column): Cell(_counts(by_row[row] & by_column[column], about), _latest(searches, (row, column)))
        for row in by_row
        for column in by_column
    }
    shown = {*by_row, *by_column, *(term.value for each in about.values() for term in list(each.values())[1:])}
    names = labels(store, {NamedNode(iri) for iri in shown})
    return Matrix(
        row_kind=rows,
        column_kind=columns,
        rows=tuple(sorted(by_row, key=lambda iri: names.get(iri, iri))),
        columns=tuple(sorted(by_column, key=lambda iri: names.get(iri, iri))),
        cells=cells,
        labels=names,
        held_on=str(store.version["built_at"])[:10],
        searched=(min(searches.values()), max(searches.values())) if searches else None,
        version=str(store.version["hash"]),
    )


def _members(store: Embedded, query: str, name: str) -> dict[str, set[str]]:
    members: dict[str, set[str]] = defaultdict(set)
    for row in store.select(query):
        found = members[row[name].value]
        if row["finding"] is not None:
            found.add(row["finding"].value)
    return dict(members)


def _counts(findings: Iterable[str], about: Mapping[str, Mapping[str, Any]]) -> tuple[Count, ...]:
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for finding in sorted(findings):
        row = about[finding]
        groups[row["direction"].value, row["design"].value].append(finding)
    return tuple(sorted(Count(*key, tuple(each)) for key, each in groups.items()))


def _latest(searches: Mapping[str, str], concepts: Iterable[str]) -> str | None:
    return max((searches[concept] for concept in concepts if concept in searches), default=None)
