"""Measures agree with what is published on classic graphs; paths are explained in words."""

import networkx as nx
import pytest

from carekg import KnowledgeGraph
from carekg.analytics import MEASURES, find_measure
from carekg.analytics.measures import betweenness, communities, degree, ties
from carekg.analytics.paths import explain
from carekg.analytics.tables import measure_table
from carekg.errors import UnknownName


def florence() -> "nx.MultiDiGraph[str]":
    """The marriages of the Florentine families (Padgett and Ansell, 1993)."""
    return nx.MultiDiGraph(nx.florentine_families_graph().edges())


def test_betweenness_of_the_florentine_families() -> None:
    found = betweenness(florence())
    assert found["Medici"] == pytest.approx(
        0.521978, abs=1e-6
    )  # Jackson (2008), Social and Economic Networks, table 2.1
    assert max(found, key=lambda family: found[family]) == "Medici"
    assert found["Strozzi"] == pytest.approx(0.102564, abs=1e-6)


def test_degree_of_the_florentine_families() -> None:
    assert degree(florence())["Medici"] == 6


def test_degree_counts_others_and_not_relations() -> None:
    graph = nx.MultiDiGraph([("a", "b"), ("a", "b"), ("b", "a"), ("a", "a")])
    graph.add_node("alone")
    assert degree(graph) == {"a": 1, "b": 1, "alone": 0}


def test_communities_of_the_karate_club() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_edges_from((str(a), str(b)) for a, b in nx.karate_club_graph().edges())
    found = communities(graph)
    groups = [{node for node in found if found[node] == number} for number in set(found.values())]
    assert nx.community.modularity(ties(graph), groups) > 0.38
    assert found == communities(graph), "the same seed gives the same groups"
    assert [len(group) for group in sorted(groups, key=lambda each: found[min(each)])] == sorted(
        map(len, groups), reverse=True
    )


@pytest.mark.parametrize("measure", MEASURES.values())
def test_measures_of_small_graphs(measure: object) -> None:
    assert callable(measure)
    empty: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    assert measure(empty) == {}
    empty.add_node("alone")
    assert measure(empty) == {"alone": 0}


def test_an_unknown_measure_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="betweenness"):
        find_measure("betweeness")


def test_a_table_is_highest_first_with_its_method(kg: KnowledgeGraph) -> None:
    table = measure_table(kg.graph("partnership", "2024-01-01"), "degree", 5)
    values = [row["value"] for row in table.rows]
    assert values == sorted(values, reverse=True)
    assert len(values) == 5
    assert "Count the others" in table.method
    assert (table.layer, table.as_of) == ("partnership", "2024-01-01")


def labelled(*edges: tuple[str, str, float]) -> "nx.MultiDiGraph[str]":
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for source, target, weight in edges:
        graph.add_edge(source, target, words=f"to {target}", inverse=f"back to {target}", weight=weight)
    return graph


def test_a_path_reads_in_its_own_direction() -> None:
    (path,) = explain(labelled(("b", "a", 1), ("b", "c", 1)), "a", "c")
    assert [step.words for step in path.steps] == ["back to a", "to c"]


def test_legal_ties_go_before_soft_ones_and_hubs_explain_less() -> None:
    soft = labelled(("a", "law", 1), ("law", "b", 1), ("a", "talk", 4), ("talk", "b", 4))
    assert explain(soft, "a", "b", 1)[0].steps[0].target == "law"
    hub = labelled(
        ("a", "hub", 1),
        ("hub", "b", 1),
        ("a", "quiet", 1),
        ("quiet", "b", 1),
        *((f"x{n}", "hub", 1) for n in range(50)),
    )
    assert explain(hub, "a", "b", 1)[0].steps[0].target == "quiet"


def test_paths_come_best_first_and_none_is_an_answer() -> None:
    graph = labelled(("a", "b", 1), ("a", "m", 1), ("m", "b", 1))
    graph.add_node("alone")
    costs = [path.cost for path in explain(graph, "a", "b", 5)]
    assert len(costs) == 2
    assert costs == sorted(costs)
    assert explain(graph, "a", "alone") == []
    assert explain(graph, "a", "a") == []
    with pytest.raises(UnknownName, match="nowhere"):
        explain(graph, "a", "nowhere")


def test_the_board_was_established_by_its_act(kg: KnowledgeGraph) -> None:
    path = kg.paths("HWB", "leg:ukpga/2012/7", k=1)[0]
    assert str(path) == "health and wellbeing board was established by Health and Social Care Act 2012"
