"""How fast measures are, and how near to igraph called directly; also at ten times the size.

Run: python benchmarks/analytics.py [store folder] [layer]
"""

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
    """Print a line for each measure: ours, igraph's own, and the ratio, the conversion apart."""
    seconds, simple = timed(lambda: ties(graph))
    converting, tied = timed(lambda: Converted(simple, {"count": 1}).simple("count", max))
    tied.es["count"] = tied.es["weight"]
    directed = igraph.Graph.from_networkx(relations(graph))
    size = f"{len(graph):,} nodes, {graph.number_of_edges():,} relations, {simple.number_of_edges():,} ties"
    print(f"\n{name}: {size}; collapsing {seconds:.3f} s, conversion {converting:.3f} s")
    print(f"{'measure':22}{'ours s':>9}{'conversion apart':>18}{'igraph s':>10}{'ratio':>8}")
    for label, (ours, direct) in DIRECT.items():
        if label in ("betweenness", "closeness") and len(graph) * simple.number_of_edges() > MOST:
            print(f"{label:22} left out: {precision(graph) if label == 'betweenness' else 'too many pairs'}")
            continue
        whole, _ = timed(lambda ours=ours: ours(graph))
        bare, _ = timed(lambda direct=direct: direct(tied, directed))
        apart = max(whole - seconds - converting, 0.0)
        print(f"{label:22}{whole:9.3f}{apart:18.3f}{bare:10.3f}{apart / bare if bare else 0:8.1f}")


def main() -> None:
    """Measure a layer of a store as it is today, and ten times as much."""
    store = Embedded.open(Path(sys.argv[1] if len(sys.argv) > 1 else "carekg-store"))
    layer = sys.argv[2] if len(sys.argv) > 2 else "all"
    seconds, graph = timed(lambda: draw(store, layer, today()))
    print(f"projection of the layer {layer}: {seconds:.3f} s")
    measure(graph, layer)
    measure(larger(graph, 10), f"{layer}, ten times")


if __name__ == "__main__":
    main()
