"""How fast projections and measures are, and how near to igraph called directly; also at ten times the size.

Run: python benchmarks/analytics.py [store folder] > benchmarks/results/analytics.md
"""

import os
import platform
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import igraph
import networkx as nx

from carekg.analytics.brokerage import constraint, effective_size
from carekg.analytics.centrality import betweenness, closeness, core_number, pagerank, precision
from carekg.analytics.communities import communities, leiden
from carekg.analytics.igraph_graph import Converted
from carekg.analytics.measures import relations, ties
from carekg.analytics.structure import articulation_points, bridges, components
from carekg.dates import today
from carekg.layers import draw
from carekg.store import Embedded

Graph = Any
LIMITS = {"PageRank": 2, "components": 2, "Louvain": 2, "Leiden": 2, "betweenness": 10}  # seconds
LEAST = 0.002  # seconds apart from conversion, below which a ratio says nothing
MOST = 2_000_000_000  # nodes times ties above which all-pairs measures are left out

DIRECT: dict[str, tuple[Callable[[Graph], Any], Callable[[Any, Any], Any]]] = {
    "PageRank": (pagerank, lambda _, directed: directed.pagerank(weights="count")),
    "components": (components, lambda tied, _: tied.connected_components()),
    "k-core": (core_number, lambda tied, _: tied.coreness()),
    "Louvain": (communities, lambda tied, _: tied.community_multilevel(weights="count")),
    "Leiden": (leiden, lambda tied, _: tied.community_leiden("modularity", weights="count", n_iterations=2)),
    "constraint": (constraint, lambda tied, _: tied.constraint(weights="count")),
    "effective size": (effective_size, lambda tied, _: tied.transitivity_local_undirected()),
    "articulation points": (articulation_points, lambda tied, _: tied.articulation_points()),
    "bridges": (bridges, lambda tied, _: tied.bridges()),
    "betweenness": (betweenness, lambda tied, _: tied.betweenness()),
    "closeness": (closeness, lambda tied, _: tied.closeness()),
}


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Give the seconds that work took, and what it gave."""
    began = time.perf_counter()
    given = work()
    return time.perf_counter() - began, given


def best(work: Callable[[], Any]) -> tuple[float, Any]:
    """Give the seconds of the better of two runs, and what it gave."""
    return min((timed(work) for _ in range(2)), key=lambda each: each[0])


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
    seconds, simple = best(lambda: ties(graph))
    converting, tied = best(lambda: Converted(simple, {"count": 1}).simple("count", max))
    tied.es["count"] = tied.es["weight"]
    directed = igraph.Graph.from_networkx(relations(graph))
    size = f"{len(graph):,} nodes, {graph.number_of_edges():,} relations, {simple.number_of_edges():,} ties"
    print(f"\n## {name}\n\n{size}; collapsing {seconds:.3f} s, conversion {converting:.3f} s.\n")
    print("| measure | ours, s | conversion apart, s | igraph, s | ratio | target |")
    print("| --- | --- | --- | --- | --- | --- |")
    for label, (ours, direct) in DIRECT.items():
        if label in ("betweenness", "closeness") and len(graph) * simple.number_of_edges() > MOST:
            print(f"| {label} | left out: {precision(graph) if label == 'betweenness' else 'too many pairs'} | | | | |")
            continue
        whole, _ = best(lambda ours=ours: ours(graph))
        bare, _ = best(lambda direct=direct: direct(tied, directed))
        apart = max(whole - seconds - converting, 0.0)
        ratio = apart / bare if bare and apart >= LEAST else None
        shown = f"{ratio:.1f}" if ratio is not None else "too short to tell"
        print(f"| {label} | {whole:.4f} | {apart:.4f} | {bare:.4f} | {shown} | {verdict(label, whole, ratio)} |")


def verdict(label: str, seconds: float, ratio: float | None) -> str:
    """Say whether a measure keeps to its time, where it has one, and to twice igraph's, where that can be told."""
    said = [] if label not in LIMITS else ["in time" if seconds < LIMITS[label] else f"over {LIMITS[label]} s"]
    said += [] if ratio is None else ["within 2 times" if ratio <= 2 else "over 2 times"]
    return ", ".join(said)


def main() -> None:
    """Measure two layers of a store as it is today, and ten times the larger."""
    store = Embedded.open(Path(sys.argv[1] if len(sys.argv) > 1 else "carekg-store"))
    print("# Analytics, measured\n")
    print(f"Python {platform.python_version()}, igraph {igraph.__version__}, {os.cpu_count()} processors, load")
    print(f"{os.getloadavg()[0]:.1f} at the start; seconds of the clock, the better of two runs.\n")
    print("| projection | first, s | best of three, s | processor, s |\n| --- | --- | --- | --- |")
    drawn = {}
    for layer in ("bodies", "all"):
        first, drawn[layer] = timed(lambda layer=layer: draw(store, layer, today()))
        began = time.process_time()
        least = min(timed(lambda layer=layer: draw(store, layer, today()))[0] for _ in range(3))
        print(f"| {layer} | {first:.2f} | {least:.2f} | {(time.process_time() - began) / 3:.2f} |")
    for layer, graph in drawn.items():
        measure(graph, f"The layer {layer}")
    measure(larger(drawn["all"], 10), "The layer all, ten times")


if __name__ == "__main__":
    main()
