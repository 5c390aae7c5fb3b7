"""Measures agree with what is published on classic graphs, and with what they are by definition."""

import math
from collections.abc import Mapping
from typing import Any, Final

import igraph
import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carekg.analytics import centrality
from carekg.analytics.brokerage import brokerage_roles, constraint, effective_size
from carekg.analytics.catalogue import MEASURES, find_measure
from carekg.analytics.centrality import betweenness, closeness, core_number, degree, pagerank, precision
from carekg.analytics.communities import communities, community_quality, leiden
from carekg.analytics.measures import ties
from carekg.analytics.structure import (
    articulation_points,
    assortativity,
    bridges,
    components,
    core_periphery,
    reciprocity,
    robustness,
)
from carekg.analytics.tables import measure_table
from classic_graphs import florence, karate


def close(found: Mapping[str, float], expected: Mapping[str, float]) -> bool:
    return set(found) == set(expected) and all(
        math.isclose(found[node], expected[node], abs_tol=1e-9) for node in expected
    )


def test_betweenness_of_the_florentine_families() -> None:
    found = betweenness(florence())
    # Jackson (2008), Social and Economic Networks, table 2.1
    assert found["Medici"] == pytest.approx(0.521978, abs=1e-6)
    assert max(found, key=lambda family: found[family]) == "Medici"
    assert found["Strozzi"] == pytest.approx(0.102564, abs=1e-6)


def test_degree_and_closeness_of_the_florentine_families() -> None:
    assert degree(florence())["Medici"] == 6
    found = closeness(florence())  # as NetworkX's own tests have it
    assert found["Medici"] == pytest.approx(0.56)
    assert found["Pazzi"] == pytest.approx(0.285714286)


CLASSIC: Final = [florence(), karate()]


@pytest.mark.parametrize("graph", CLASSIC, ids=["Florence", "karate"])
def test_measures_of_classic_graphs_are_networkx_own_and_igraph_own(graph: "nx.MultiDiGraph[str]") -> None:
    simple = ties(graph)
    directly = igraph.Graph.from_networkx(simple)
    names, n = directly.vs["_nx_name"], len(simple)

    def named(values: list[float]) -> dict[str, float]:
        return dict(zip(names, values, strict=True))

    assert close(betweenness(graph), nx.betweenness_centrality(simple))
    assert close(betweenness(graph), named([2 * value / (n - 1) / (n - 2) for value in directly.betweenness()]))
    assert close(closeness(graph), nx.closeness_centrality(simple))
    assert close(closeness(graph), named(directly.closeness()))
    assert close(constraint(graph), nx.constraint(simple))
    assert close(constraint(graph), named(directly.constraint()))
    assert close(effective_size(graph), nx.effective_size(simple))
    assert core_number(graph) == nx.core_number(simple) == named(directly.coreness())
    assert close(pagerank(graph), nx.pagerank(nx.DiGraph(graph), tol=1e-14, max_iter=1000))
    assert set(bridges(graph)) == {(min(edge), max(edge)) for edge in nx.bridges(simple)}
    assert {node for node, pieces in articulation_points(graph).items() if pieces} == set(
        nx.articulation_points(simple)
    )


@pytest.mark.parametrize("method", [communities, leiden])
def test_communities_of_the_karate_club(method: Any) -> None:
    graph = karate()
    found = method(graph)
    groups = [{node for node in found if found[node] == number} for number in sorted(set(found.values()))]
    assert nx.community.modularity(ties(graph), groups) > 0.4  # the best there is has 0.4198
    assert found == method(graph), "the same seed gives the same groups"
    assert [len(group) for group in groups] == sorted(map(len, groups), reverse=True)


def test_community_quality_says_how_stable_groups_are() -> None:
    found = community_quality(karate())
    assert found["Leiden: modularity"] == pytest.approx(0.4198, abs=0.01)
    assert 0.5 < found["Louvain: stability over 10 seeds"] <= 1


def in_sectors(*edges: tuple[str, str]) -> "nx.MultiDiGraph[str]":
    """A graph whose nodes' first letter is their sector; those that begin with a dash have none."""
    graph = nx.MultiDiGraph(edges)
    nx.set_node_attributes(graph, {node: node[0].strip("-") for node in graph}, "sector")
    return graph


@pytest.mark.parametrize(
    ("first", "broker", "last", "role"),
    [
        ("a1", "a2", "a3", "coordinator"),
        ("a1", "b", "a2", "consultant"),
        ("a", "b1", "b2", "gatekeeper"),
        ("a", "b", "c", "liaison"),
    ],
)
def test_each_role_of_gould_and_fernandez(first: str, broker: str, last: str, role: str) -> None:
    found = brokerage_roles(in_sectors((first, broker), (broker, last)))
    expected = {"gatekeeper", "representative"} if role == "gatekeeper" else {role}
    assert {name for name, count in found[broker].items() if count} == expected
    assert sum(found[broker].values()) == 2
    assert sum(found[first].values()) == 0


def test_who_is_tied_or_has_no_sector_needs_no_broker() -> None:
    assert sum(brokerage_roles(in_sectors(("a", "b"), ("b", "c"), ("c", "a")))["b"].values()) == 0
    assert sum(brokerage_roles(in_sectors(("a", "b"), ("b", "-law")))["b"].values()) == 0


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(*[st.sampled_from(["a1", "a2", "b1", "b2", "c1", "c2", "-x"])] * 2)))
def test_brokerage_is_the_count_of_open_triads(edges: list[tuple[str, str]]) -> None:
    graph = in_sectors(*edges)
    simple = ties(graph)
    parties = [node for node in graph if node != "-x"]
    for broker, counts in brokerage_roles(graph).items():
        pairs = [
            (one, two)
            for one in parties
            for two in parties
            if one != two and simple.has_edge(one, broker) and simple.has_edge(broker, two)
        ]
        expected = sum(not simple.has_edge(one, two) for one, two in pairs) if broker != "-x" else 0
        assert sum(counts.values()) == expected
        assert counts["gatekeeper"] == counts["representative"]
        assert all(count >= 0 for count in counts.values())


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh"))))
def test_a_bridge_cuts_off_its_smaller_side(edges: list[tuple[str, str]]) -> None:
    graph = nx.MultiDiGraph(edges)
    simple = ties(graph)
    assert set(bridges(graph)) == {(min(edge), max(edge)) for edge in nx.bridges(simple)}
    for (one, two), smaller in bridges(graph).items():
        cut = simple.copy()
        cut.remove_edge(one, two)
        assert smaller == min(len(nx.node_connected_component(cut, end)) for end in (one, two))


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), min_size=1))
def test_the_core_is_the_best_there_is(edges: list[tuple[str, str]]) -> None:
    graph = nx.MultiDiGraph(edges)
    simple = ties(graph)
    found = core_periphery(graph)

    def misfit(core: set[str]) -> int:
        missing = sum(not simple.has_edge(a, b) for a in core for b in core if a < b)
        return missing + simple.subgraph(set(simple) - core).number_of_edges()

    nodes = sorted(simple)
    every = ({node for bit, node in enumerate(nodes) if number >> bit & 1} for number in range(2 ** len(nodes)))
    assert misfit({node for node in found if found[node]}) == min(map(misfit, every))


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), min_size=1))
def test_robustness_is_what_removal_step_by_step_gives(edges: list[tuple[str, str]]) -> None:
    graph = nx.MultiDiGraph(edges)
    simple = ties(graph)
    left, shares = simple.copy(), []
    for node in sorted(simple, key=lambda each: (-simple.degree(each), each)):
        left.remove_node(node)
        shares.append(max(map(len, nx.connected_components(left)), default=0) / len(simple))
    assert robustness(graph)["robustness, the most tied removed first"] == pytest.approx(sum(shares) / len(shares))


def test_parts_are_numbered_from_the_largest() -> None:
    assert components(nx.MultiDiGraph([("x", "y"), ("a", "b"), ("c", "b")])) == {"a": 0, "b": 0, "c": 0, "x": 1, "y": 1}


def test_ties_within_and_across_sectors() -> None:
    found = assortativity(in_sectors(("a1", "a2"), ("a1", "b1"), ("a1", "-law")))
    assert found["share of ties that cross sectors"] == 0.5
    assert (found["ties, a and a"], found["ties, a and b"]) == (1, 1)
    assert math.isnan(assortativity(in_sectors(("a1", "a2")))["coefficient"])


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(*[st.sampled_from(["a1", "a2", "b1", "b2", "c1"])] * 2)))
def test_the_coefficient_is_networkx_own(edges: list[tuple[str, str]]) -> None:
    graph = in_sectors(("a1", "a2"), ("a1", "b1"), *edges)
    simple = ties(graph)
    nx.set_node_attributes(simple, {node: node[0] for node in simple}, "sector")
    expected = nx.attribute_assortativity_coefficient(simple, "sector")
    assert assortativity(graph)["coefficient"] == pytest.approx(expected, abs=1e-12)


def test_duties_met_by_a_duty_back() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for source, target, kind in [("a", "b", "duty"), ("b", "a", "duty"), ("a", "c", "duty"), ("c", "a", "power")]:
        graph.add_edge(source, target, projection=f"https://w3id.org/carekg/id/edge/{kind}")
    found = reciprocity(graph)
    assert found["share of pairs with duties both ways"] == 0.5
    assert found["pairs with a duty either way"] == 2


def test_degree_counts_others_and_not_relations() -> None:
    graph = nx.MultiDiGraph([("a", "b"), ("a", "b"), ("b", "a"), ("a", "a")])
    graph.add_node("alone")
    assert degree(graph) == {"a": 1, "b": 1, "alone": 0}


@pytest.mark.parametrize("name", MEASURES)
def test_measures_of_small_graphs(name: str) -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    assert measure_table(graph, name).rows == ()
    graph.add_node("alone")
    found = measure_table(graph, name)
    assert all(set(row) == set(found.columns) for row in found.rows)
    if found.scope == "node":
        assert [row["node"] for row in found.rows] == ["alone"]
        undefined = name in ("constraint", "effective-size", "coterminosity")
        assert found.rows[0]["value"] in ((None,) if undefined else (0, 1))  # its PageRank is 1, all there is


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_is_documented_like_a_small_paper(name: str) -> None:
    text = find_measure(name).function.__doc__ or ""
    assert all(part in text for part in ("Parameters:", "Returns:", ">>> ", "Source:"))


def test_a_sample_is_stated_with_its_error(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = nx.MultiDiGraph(nx.relabel_nodes(nx.barabasi_albert_graph(300, 2, seed=1), str))
    exact = betweenness(graph)
    assert precision(graph) == "exact"
    monkeypatch.setattr(centrality, "WORK", 1000)
    monkeypatch.setattr(centrality, "SAMPLE", 200)
    assert precision(graph) == "estimated from 200 of 300 sources; each value within 0.096, 19 times in 20"
    sampled = betweenness(graph)
    assert sampled != exact
    assert max(abs(sampled[node] - exact[node]) for node in exact) < 0.096
