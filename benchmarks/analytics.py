"""How fast projections and measures are, and how near to igraph called directly; also at ten times the size.

Run: python benchmarks/analytics.py [store folder] > benchmarks/results/analytics.md
"""

import gc
import os
import platform
import random
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from math import isclose, isnan
from pathlib import Path
from typing import Any
from unittest.mock import patch

os.environ.setdefault("OMP_NUM_THREADS", "1")  # as carekg.analytics has it, and before igraph is loaded here

import igraph
import networkx as nx
from igraph_directly import Directly

from carekg.analytics import igraph_backend, measures
from carekg.analytics.brokerage import constraint, effective_size
from carekg.analytics.centrality import betweenness, closeness, core_number, degree, pagerank, precision, sample_size
from carekg.analytics.communities import communities, leiden
from carekg.analytics.igraph_graph import Converted
from carekg.analytics.measures import relations, ties
from carekg.analytics.structure import articulation_points, bridges, components
from carekg.layers.projection import draw
from carekg.store.embedded import Embedded
from carekg.terms.dates import today

Graph = Any
LIMITS = {"PageRank": 2, "components": 2, "Louvain": 2, "Leiden": 2, "betweenness": 10}  # seconds
MOST = 2_000_000_000  # nodes times ties above which closeness, of all pairs, is left out
RUNS = 5

MEASURES: dict[str, tuple[Callable[[Graph], Any], Callable[[Directly], Any]]] = {
    "degree": (degree, Directly.degree),
    "PageRank": (pagerank, Directly.pagerank),
    "components": (components, Directly.components),
    "k-core": (core_number, Directly.coreness),
    "Louvain": (communities, Directly.louvain),
    "Leiden": (leiden, Directly.leiden),
    "constraint": (constraint, Directly.constraint),
    "effective size": (effective_size, Directly.effective_size),
    "articulation points": (articulation_points, Directly.articulation_points),
    "bridges": (bridges, Directly.bridges),
    "closeness": (closeness, Directly.closeness),
}


@dataclass
class Spent:
    """What a run took, and how much of that went into conversion: seconds of the processor."""

    clock: float = 0.0
    processor: float = 0.0
    conversion: float = 0.0
    given: Any = None
    kept: list[Any] = field(default_factory=list)

    @property
    def apart(self) -> float:
        """Seconds without the conversion."""
        return self.processor - self.conversion

    def convert(self, work: Callable[..., Any]) -> Callable[..., Any]:
        """Wrap a function that converts: its time is told apart, and what it gives is freed after the run."""

        @wraps(work)
        def call(*arguments: Any, **named: Any) -> Any:
            began = time.process_time()
            found = work(*arguments, **named)
            self.conversion += time.process_time() - began
            self.kept.append(found)
            return found

        return call


def run(work: Callable[[], Any]) -> Spent:
    """Run a measure once; collapsing into ties and building igraph's graph count as conversion."""
    spent = Spent()
    gc.collect()
    gc.disable()  # as timeit does
    with (
        patch.object(measures, "_collapse", spent.convert(measures._collapse)),
        patch.object(igraph_backend, "Converted", spent.convert(Converted)),
        patch.object(Converted, "_graph", spent.convert(Converted._graph)),
    ):
        began, processor = time.perf_counter(), time.process_time()
        spent.given = work()
        spent.clock, spent.processor = time.perf_counter() - began, time.process_time() - processor
    gc.enable()
    spent.kept.clear()
    return spent


def best(work: Callable[[], Any], times: int = RUNS) -> Spent:
    """Give the best of some runs."""
    return min((run(work) for _ in range(times)), key=lambda each: each.apart)


def agree(ours: Mapping[Any, float], theirs: Mapping[Any, float]) -> bool:
    """Tell whether two answers are the same, to 1e-9."""
    return ours.keys() == theirs.keys() and all(
        isclose(value, theirs[key], abs_tol=1e-9) or (isnan(value) and isnan(theirs[key]))
        for key, value in ours.items()
    )


def larger(graph: Graph, times: int) -> Graph:
    """Make copies of a graph and tie each to the next by a tenth of its nodes, so that it stays one."""
    chosen = random.Random(1)
    grown = nx.MultiDiGraph()
    nodes = list(graph)
    for number in range(times):
        grown.add_edges_from((f"{number} {a}", f"{number} {b}") for a, b in graph.edges())
        for node in chosen.sample(nodes, len(nodes) // 10):
            grown.add_edge(f"{number} {node}", f"{(number + 1) % times} {node}")
    return grown


def measure(graph: Graph, name: str) -> None:
    """Print a row for each measure: ours, igraph's own, and the ratio, the conversion apart."""
    simple, directed = ties(graph), relations(graph)
    directly = Directly(igraph.Graph.from_networkx(simple), igraph.Graph.from_networkx(directed))
    sources = sample_size(graph)
    size = f"{len(graph):,} nodes, {graph.number_of_edges():,} relations, {simple.number_of_edges():,} ties"
    print(f"\n## {name}\n\n{size}.\n")
    print("| measure | ours by the clock, s | conversion, s | apart, s | igraph, s | ratio | same answer |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for label, (ours, direct) in MEASURES.items():
        if label == "closeness" and len(graph) * simple.number_of_edges() > MOST:
            print(f"| {label} | left out: all pairs would take minutes | | | | | |")
            continue
        tell(label, lambda ours=ours: ours(graph), lambda direct=direct: direct(directly))
    label = "betweenness" if sources is None else f"betweenness from {sources:,} sources"
    tell(label, lambda: betweenness(graph), lambda: directly.betweenness(sources), 2)
    print(f"\nBetweenness is {precision(graph)}.")


def tell(label: str, ours: Callable[[], Any], direct: Callable[[], Any], times: int = RUNS) -> None:
    """Print the row of a measure."""
    mine, bare = best(ours, times), best(direct, times)
    late = label in LIMITS and mine.clock > LIMITS[label]
    numbers = f"{mine.clock:.4f}{' (too long)' if late else ''} | {mine.conversion:.4f} | {mine.apart:.4f}"
    same = "yes" if agree(mine.given, bare.given) else "no"
    print(f"| {label} | {numbers} | {bare.apart:.4f} | {mine.apart / bare.apart:.1f} | {same} |", flush=True)


def main() -> None:
    """Measure two layers of a store as it is today, and ten times the larger."""
    store = Embedded.open(Path(sys.argv[1] if len(sys.argv) > 1 else "carekg-store"))
    print("# Analytics, measured\n")
    print(f"Python {platform.python_version()}, igraph {igraph.__version__}, {os.cpu_count()} processors, load")
    print(f"{os.getloadavg()[0]:.1f} at the start; seconds of the processor but where the clock is named, the best of")
    print(f"{RUNS} runs, of 2 for betweenness.\n")
    print("| projection | first by the clock, s | best of three by the clock, s | processor, s |")
    print("| --- | --- | --- | --- |")
    drawn = {}
    for layer in ("bodies", "all"):
        runs = [run(lambda layer=layer: draw(store, layer, today())) for _ in range(4)]
        drawn[layer] = runs[0].given
        clock, processor = (min(getattr(each, name) for each in runs[1:]) for name in ("clock", "processor"))
        print(f"| {layer} | {runs[0].clock:.2f} | {clock:.2f} | {processor:.2f} |")
        del runs
    for layer, graph in drawn.items():
        measure(graph, f"The layer {layer}")
    measure(larger(drawn["all"], 10), "The layer all, ten times")


if __name__ == "__main__":
    main()
