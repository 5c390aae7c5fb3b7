"""Tables, comparisons and paths: measures as they are read, side by side, and connections in words."""

import networkx as nx
import pytest

from carekg import KnowledgeGraph
from carekg.analytics.catalogue import MEASURES, find_measure
from carekg.analytics.comparison import compare, difference
from carekg.analytics.coterminosity import coterminosity
from carekg.analytics.paths import explain
from carekg.analytics.tables import measure_table
from carekg.terms.errors import BadParameter, UnknownName
from carekg.terms.prefixes import expand
from classic_graphs import florence, karate


def test_an_unknown_measure_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="betweenness"):
        find_measure("betweeness")


def test_a_table_is_highest_first_with_its_method(kg: KnowledgeGraph) -> None:
    table = measure_table(kg.graph("partnership", "2024-01-01"), "degree", 5)
    values = [row["value"] for row in table.rows]
    assert values == sorted(values, reverse=True)
    assert len(values) == 5
    assert "Count the others" in table.method
    assert (table.layer, table.as_of, table.precision) == ("partnership", "2024-01-01", "exact")


def test_the_brokers_of_the_law_are_councils_and_boards_and_of_the_partnership_the_directors(
    kg: KnowledgeGraph,
) -> None:
    roles = measure_table(kg.graph("statutory", "2024-01-01"), "brokerage", 3)
    assert [row["label"] for row in roles.rows[:2]] == ["upper-tier local authority", "integrated care board"]
    between = measure_table(kg.graph("partnership", "2024-01-01"), "betweenness")
    brokers = {row["label"] for row in between.rows if row["value"] > 0}
    assert {"director of adult social services", "director of public health"} <= brokers


def test_councils_that_share_their_board_are_less_coterminous(kg: KnowledgeGraph) -> None:
    before, after = (coterminosity(kg.graph("bodies", date)) for date in ("2026-03-31", "2026-04-01"))
    assert before[expand("body:cornwall-council")] == pytest.approx(1 / 2)
    assert after[expand("body:london-borough-of-camden")] == pytest.approx(1 / 13)
    assert before[expand("body:london-borough-of-camden")] == pytest.approx(1 / 5)


def labelled(*edges: tuple[str, str, float]) -> "nx.MultiDiGraph[str]":
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for source, target, weight in edges:
        graph.add_edge(source, target, words=f"to {target}", inverse=f"back to {target}", cost=weight)
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
    with pytest.raises(BadParameter, match="another thing"):
        explain(graph, "a", "a")
    with pytest.raises(UnknownName, match="nowhere"):
        explain(graph, "a", "nowhere")


@pytest.mark.parametrize("number", [0, -3])
def test_none_cannot_be_asked_for(kg: KnowledgeGraph, number: int) -> None:
    with pytest.raises(BadParameter, match="k = "):
        kg.paths("HWB", "ICB", k=number)
    with pytest.raises(BadParameter, match="top = "):
        kg.brokers(top=number)


def test_what_ties_cost_is_kept_of_a_graph_that_cannot_change_and_of_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    open_, frozen = labelled(("a", "m", 1), ("m", "b", 1)), nx.freeze(labelled(("a", "m", 1), ("m", "b", 1)))
    assert [len(explain(graph, "a", "b")[0].steps) for graph in (open_, frozen)] == [2, 2]
    open_.add_edge("a", "b", words="to b", inverse="back to a", cost=1)
    assert len(explain(open_, "a", "b")[0].steps) == 1
    monkeypatch.setattr("carekg.analytics.paths._reckon", None)
    assert len(explain(frozen, "a", "b")[0].steps) == 2


def test_the_board_was_established_by_its_act(kg: KnowledgeGraph) -> None:
    path = kg.paths("HWB", "leg:ukpga/2012/7", k=1)[0]
    assert str(path) == "health and wellbeing board was established by Health and Social Care Act 2012"


def test_two_graphs_side_by_side() -> None:
    first = labelled(("a", "b", 1), ("b", "c", 1))
    second = labelled(("a", "b", 1), ("a", "d", 1))
    found = compare(first, second, "degree")
    assert {row["node"]: (row["first"], row["second"]) for row in found.rows} == {
        "a": (1, 2),
        "b": (2, 1),
        "c": (1, None),
        "d": (None, 1),
    }
    assert found.edges == {"began": 1, "ended": 1, "stayed": 1}
    assert all(set(row) == set(found.columns) for row in found.rows)


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_can_be_compared(name: str) -> None:
    found = compare(karate(), florence(), name)
    assert all(set(row) == set(found.columns) for row in found.rows)
    differences = [abs(row["difference"] or 0) for row in found.rows]
    assert differences == sorted(differences, reverse=True)


def test_what_the_board_reform_of_2022_changed(kg: KnowledgeGraph) -> None:
    before, after = (kg.graph("partnership", date) for date in ("2022-06-30", "2022-07-01"))
    changed = difference(before, after)
    assert changed.nodes[expand("structure:integrated-care-board")]["change"] == "began"
    assert changed.nodes[expand("structure:clinical-commissioning-group")]["change"] == "ended"
    assert changed.nodes[expand("structure:health-and-wellbeing-board")]["change"] == "stayed"
