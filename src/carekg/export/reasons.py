"""Answers with their pictures: how two things are connected, and what a reform takes and gives."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

import networkx as nx

from carekg.analytics.answers import paths as find_paths
from carekg.export.composing import Arranged, arrange
from carekg.export.drawing import About
from carekg.export.views import describe_view, drawing_files, looks_of
from carekg.layers.looks import PART
from carekg.layers.projection import describe_nodes, project
from carekg.names.described import describe
from carekg.questions.answer import Answer
from carekg.questions.asking import Ask
from carekg.scenario.answers import scenario as try_scenario

_NEW: Final = "new in this reform"


def paths(ask: Ask) -> Answer:
    """Explain how two things are connected, with the picture of the ways. Raises: UnknownName."""
    answer = find_paths(ask)
    steps = [row for row in answer.rows if row["source"] and row["target"]]
    whole = project(ask.store, ask.values["layer"], ask.as_of)
    drawn: nx.MultiDiGraph[str] = nx.MultiDiGraph(**whole.graph)
    for row in steps:
        _add_step(drawn, whole, row)
    rows = {ask.values["source"]: 0}
    for row in steps:
        rows[row["target"]] = max(rows.get(row["target"], 0), row["step"])
    rows |= {ask.values["target"]: max(rows.values(), default=0)}
    labels = answer.labels
    ends = [labels.get(ask.values[name], ask.values[name]) for name in ("source", "target")]
    told = tuple(f"{way}. {'; '.join(words)}." for way, words in _sentences(steps, labels).items())
    meaning = "" if told else str(answer.members["searched"])
    about = describe_view(answer, f"How {ends[0]} and {ends[1]} are connected", meaning)
    return _with_picture(ask, answer, drawn, about, focus=ask.values["source"], rows=rows, told=told)


def _add_step(drawn: "nx.MultiDiGraph[str]", whole: "nx.MultiDiGraph[str]", row: Mapping[str, Any]) -> None:
    """Add the tie that a step follows, in its own direction."""
    for one, two in ((row["source"], row["target"]), (row["target"], row["source"])):
        edges: dict[Any, dict[str, Any]] = whole.get_edge_data(one, two, default={})
        for key, edge in edges.items():
            words = edge["words"] if one == row["source"] else edge["inverse"]
            if words == row["words"] and edge["statement"] == (row["statement"] or ""):
                drawn.add_nodes_from((end, whole.nodes[end]) for end in (one, two))
                drawn.add_edge(one, two, key=key, **edge)
                return


def _sentences(steps: Iterable[Mapping[str, Any]], labels: Mapping[str, str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row in steps:
        ends = [labels.get(row[name], row[name]) for name in ("source", "target")]
        found.setdefault(row["way"], []).append(f"{ends[0]} {row['words']} {ends[1]}")
    return found


def scenario(ask: Ask) -> Answer:
    """Try a reform on a fork of the graph, with the picture of the ties that are lost and gained.

    Raises: as the scenario.
    """
    answer = try_scenario(ask)
    drawn: nx.MultiDiGraph[str] = nx.MultiDiGraph(as_of=answer.as_of.isoformat())
    for part, change in (("lost", "ended"), ("gained", "began")):
        for number, row in enumerate(answer.members[part]):
            _add_part(drawn, row, change, number)
    _describe_parties(ask, drawn)
    title = f"{answer.members.get('title', 'A reform')}: what is lost and gained"
    about = describe_view(answer, title, str(answer.members.get("caution", "")))
    return _with_picture(ask, answer, drawn, about)


def _describe_parties(ask: Ask, drawn: "nx.MultiDiGraph[str]") -> None:
    """Say of each party what it is: those that the reform makes are in no store."""
    parties = [node for node, data in drawn.nodes(data=True) if data["kind"] == _NEW]
    for party, said in describe_nodes(ask.store, parties).items():
        drawn.nodes[party].update(said)


def _add_part(drawn: "nx.MultiDiGraph[str]", row: Mapping[str, Any], change: str, number: int) -> None:
    """Add who loses or gains a part in a statement, as a tie to the statement."""
    party, statement = str(row["party"]), str(row["statement"])
    drawn.add_node(party, label=str(row["party_label"]), kind=_NEW)
    drawn.add_node(statement, label=str(row["label"]), kind="statement")
    drawn.add_edge(
        party,
        statement,
        key=f"{change} {number}",
        words=f"is the {row['part']} in",
        kind=str(row["kind"]),
        projection=PART,
        statement=statement,
        authority=str(row["provision"] or ""),
        note=str(row.get("restore") or ""),
        change=change,
    )


def _with_picture(
    ask: Ask,
    answer: Answer,
    drawn: "nx.MultiDiGraph[str]",
    about: About,
    *,
    focus: str | None = None,
    rows: Mapping[str, int] | None = None,
    told: tuple[str, ...] = (),
) -> Answer:
    def placed() -> Arranged:
        codes = describe(ask.store, drawn, answer.as_of)[1]
        layout = "layers" if rows else "network"
        placed = arrange(drawn, looks_of(ask.store), layout=layout, focus=focus, codes=codes, rows=rows)
        return replace(placed, frames=(), told=told)  # a row of a path is a step, and has no name

    files = drawing_files(placed, about)
    return replace(
        answer, files={**answer.files, **{name: files[name] for name in files if name in answer.asked.formats}}
    )
