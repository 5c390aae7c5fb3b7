"""Answers that project a layer: paths in words, brokers, measures, comparisons."""

from collections.abc import Container, Mapping
from dataclasses import asdict
from typing import Any

from carekg.analytics.brokers import find_brokers
from carekg.analytics.comparison import Compared
from carekg.analytics.comparison import compare as compare_graphs
from carekg.analytics.paths import Path, explain, searched
from carekg.analytics.tables import measure_table
from carekg.analytics.words import tell_brokers, tell_paths
from carekg.layers.grounds import find_grounds
from carekg.layers.projection import project
from carekg.layers.view import view
from carekg.questions.answer import Answer
from carekg.questions.asking import Ask
from carekg.terms.errors import UnknownName
from carekg.terms.prefixes import compress


def paths(ask: Ask) -> Answer:
    """Explain how two things are connected. Raises: UnknownName where one is not in the layer."""
    wanted = ask.values
    ask.progress(f"project {wanted['layer']}", 0, 2)
    graph = project(ask.store, wanted["layer"], ask.as_of)
    ask.progress("search", 1, 2)
    _require(ask, graph, wanted["source"], wanted["target"])
    found = explain(graph, wanted["source"], wanted["target"], wanted["k"])
    told = searched(graph)
    members = {
        "source": wanted["source"],
        "target": wanted["target"],
        "layer": wanted["layer"],
        "paths": [asdict(path) | {"words": str(path)} for path in found],
        "searched": told,
    }
    return ask.answer(_steps(found), members=members, text=tell_paths(found, told))


def _steps(found: list[Path]) -> list[dict[str, Any]]:
    return [
        {
            "way": number,
            "step": place,
            "source": step.source,
            "words": step.words,
            "target": step.target,
            "statement": step.statement or None,
            "authority": step.authority or None,
            "cost": path.cost,
        }
        for number, path in enumerate(found, 1)
        for place, step in enumerate(path.steps, 1)
    ]


def _require(ask: Ask, graph: Container[str], *nodes: str) -> None:
    """Refuse what a layer does not hold on the day, by its name, leading on to its kind where that is held."""
    for node in nodes:
        known = ask.names.known(node)
        if node not in graph:
            label, kind = (known.label, known.kind_iri) if known else (compress(node), "")
            raise UnknownName("thing of this layer on this date", label, [compress(kind)] if kind in graph else [])


def brokers(ask: Ask) -> Answer:
    """Tell who joins others, and why. Raises: UnknownName where the one asked of is not in the layer."""
    wanted = ask.values
    ask.progress(f"brokers of {wanted['layer']}", 0, 1)
    graph = project(ask.store, wanted["layer"], ask.as_of)
    _require(ask, graph, *([wanted["of"]] if wanted["of"] else []))
    found = find_brokers(graph, wanted["top"], wanted["of"])
    found = found.sourced(find_grounds(ask.store, (tie.rests_on for tie in found.ties())))
    rows = [{name: value or None for name, value in row.items()} for row in found.table()[1]]
    return ask.answer(rows, members=found.as_dict(), text=tell_brokers(found))


def analyse(ask: Ask) -> Answer:
    """Measure a layer, or what is near a thing, or what is of some kinds, sectors and places."""
    wanted = ask.values
    ask.progress(f"project {wanted['layer']}", 0, 2)
    only = (wanted["kind"] or (), wanted["sector"] or (), wanted["place"] or ())
    graph = view(ask.store, wanted["layer"], ask.as_of, wanted["focus"], wanted["depth"], *only)
    ask.progress(f"{wanted['measure']} of {len(graph):,} nodes", 1, 2)
    found = measure_table(graph, wanted["measure"], wanted["top"])
    size = f"{found.nodes} nodes and {found.edges} edges"
    notes = (
        f"{found.measure}: {found.method}",
        f"Layer {found.layer}: {found.meaning}",
        f"{found.precision}; {size}",
    )
    return ask.answer(list(found.rows), members=_without_table(found.as_dict()), notes=notes)


def compare(ask: Ask) -> Answer:
    """Set a measure of two dates, or of what is near two things, side by side."""
    wanted = ask.values
    sides = [(wanted[name] or ask.as_of, wanted[f"{name}_focus"]) for name in ("first", "second")]
    drawn = []
    for done, (day, focus) in enumerate(sides):
        ask.progress(f"project {wanted['layer']}", done, 3)
        drawn.append(view(ask.store, wanted["layer"], day, focus, wanted["depth"]))
    ask.progress(wanted["measure"], 2, 3)
    found = compare_graphs(drawn[0], drawn[1], wanted["measure"], wanted["top"])
    members = _without_table(found.as_dict())
    return ask.answer(list(found.rows), members=members, notes=comparison_notes(found), as_of=sides[1][0])


def comparison_notes(found: Compared) -> tuple[str, ...]:
    """Tell the method of a comparison, what began and ended, and what its sides are."""
    counts = ", ".join(f"{number} {change}" for change, number in found.edges.items()) or "none"
    sides = zip(("First", "Second"), (found.first, found.second), found.precision, strict=True)
    told = (
        f"{name}: {side['layer']}, as of {side['as_of']}, {side['nodes']} nodes, {side['edges']} edges, {exact}"
        for name, side, exact in sides
    )
    return f"{found.measure}: {found.method}", f"Edges: {counts}", "; ".join(told)


def _without_table(found: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name not in ("columns", "rows", "as_of", "version")}
