"""Layers: what is declared is drawn, as it held on a date, with where it comes from."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from pyoxigraph import Literal, Store

from carekg import KnowledgeGraph
from carekg.layers.declared import holds, layers
from carekg.layers.presence import is_tied
from carekg.layers.projection import draw, project, warm
from carekg.store.embedded import Embedded
from carekg.terms.errors import BadParameter, NotInLayer, UnknownName
from carekg.terms.prefixes import compress, expand

Make = Callable[[str], KnowledgeGraph]

SEAT = """seat:a a ckg:SeatRule ; rdfs:label "a seat" ; ckg:seatOn structure:health-and-wellbeing-board ;
    ckg:seatFor structure:clinical-commissioning-group ; ckg:seatBasis seat-basis:appointed ; ckg:minimumSeats 1 ;
    ckg:validFrom "2013-04-01"^^xsd:date ; ckg:validUntil "2022-07-01"^^xsd:date ; ckg:endStatus end-status:ended ;
    ckg:page <https://example.org/act> ;
    ckg:knowledgeLevel knowledge-level:statute ; ckg:verification verification:from-memory ."""
CLAIM = """claim:a a ckg:Claim ; rdfs:label "a claim" ; ckg:subject activity:joint-planning ;
    ckg:relation relation:reduces ; ckg:object outcome:duplication ; ckg:statedIn publication:p ;
    ckg:knowledgeLevel knowledge-level:opinion ; ckg:verification verification:said .
publication:p a fabio:Report ; dcterms:title "a report" ;
    ckg:page <https://example.org/act> ;
    ckg:knowledgeLevel knowledge-level:opinion ; ckg:verification verification:from-memory ."""


def drawn(graph: "nx.MultiDiGraph[str]", statement: str = "seat:a") -> list[tuple[str, str, dict[str, Any]]]:
    """The edges that a statement is drawn as."""
    return [edge for edge in graph.edges(data=True) if edge[2]["statement"] == expand(statement)]


@pytest.mark.parametrize(
    ("as_of", "edges"), [("2013-03-31", 0), ("2013-04-01", 1), ("2022-06-30", 1), ("2022-07-01", 0)]
)
def test_an_edge_is_drawn_while_it_held(small: Make, as_of: str, edges: int) -> None:
    assert len(drawn(small(SEAT).graph("partnership", as_of))) == edges


def test_an_edge_carries_its_words_statement_and_dates(small: Make) -> None:
    graph = small(SEAT).graph("partnership", "2020-01-01")
    ((source, target, edge),) = drawn(graph)
    assert (compress(source), compress(target)) == (
        "structure:clinical-commissioning-group",
        "structure:health-and-wellbeing-board",
    )
    assert (edge["words"], edge["inverse"]) == ("has a seat on", "has a seat for")
    assert compress(edge["statement"]) == "seat:a"
    assert (edge["valid_from"], edge["valid_until"], edge["certain"]) == ("2013-04-01", "2022-07-01", True)
    assert graph.nodes[target]["label"] == "health and wellbeing board"
    assert graph.nodes[target]["kind"] == "kind of structure"
    assert graph.nodes[target]["sector"] == "joint bodies"


def test_an_unknown_end_is_drawn_as_uncertain(small: Make) -> None:
    turtle = SEAT.replace(
        'ckg:validUntil "2022-07-01"^^xsd:date ; ckg:endStatus end-status:ended', "ckg:endStatus end-status:unknown"
    )
    ((_, _, edge),) = drawn(small(turtle).graph("partnership", "2024-01-01"))
    assert edge["certain"] is False


def test_what_is_only_planned_is_not_drawn(small: Make) -> None:
    planned = SEAT.replace(
        "ckg:endStatus end-status:ended", "ckg:endStatus end-status:planned ; ckg:stage stage:announced"
    )
    assert not drawn(small(planned).graph("partnership", "2020-01-01"))


def test_a_claim_is_a_signed_edge(small: Make) -> None:
    ((_, _, edge),) = small(CLAIM).graph("evidence", "2024-01-01").edges(data=True)
    assert (edge["words"], edge["sign"], compress(edge["authority"])) == ("reduces", -1, "publication:p")


def test_an_empty_projection_is_an_empty_graph(small: Make) -> None:
    assert len(small("").graph("evidence", "1900-01-01")) == 0


def test_a_graph_is_cut_to_what_is_near(kg: KnowledgeGraph) -> None:
    near = kg.graph("partnership", focus="HWB", depth=1)
    board = expand("structure:health-and-wellbeing-board")
    assert board in near
    assert all(node == board or near.has_edge(node, board) or near.has_edge(board, node) for node in near)
    assert len(near) < len(kg.graph("partnership"))


def test_an_unknown_layer_date_and_focus_are_named(kg: KnowledgeGraph) -> None:
    with pytest.raises(UnknownName, match="partnership"):
        kg.graph("partnerships")
    with pytest.raises(BadParameter, match="2022-02-30"):
        kg.graph("law", "2022-02-30")
    with pytest.raises(UnknownName, match="no entity"):
        kg.graph("law", focus="no such thing at all")


def test_what_a_layer_does_not_have_is_told_with_where_it_is(kg: KnowledgeGraph) -> None:
    board = "body:hwb-essex-county-council"
    for layer in ("statutory", "partnership"):
        with pytest.raises(
            NotInLayer, match=r"no ties in the layer .* \(structure:health-and-wellbeing-board\)"
        ) as told:
            kg.graph(layer, "2026-11-28", board)
        assert {"bodies", "membership"} <= set(told.value.candidates)
    with pytest.raises(NotInLayer, match="begins on 1 April 2013, after 1 March 2012"):
        kg.graph("membership", "2012-03-01", board)
    with pytest.raises(NotInLayer, match="layer money"):
        kg.asker.ask("paths", {"source": board, "target": "BCF", "layer": "money", "as_of": "2026-11-28"})


def test_what_is_absent_is_told_in_its_tense_and_what_was_left_out_as_that(kg: KnowledgeGraph) -> None:
    for focus, as_of, told in (
        ("East Surrey Council", "2026-11-28", "East Surrey Council is planned to begin on 1 April 2027"),
        ("body:icb-qxu", "2026-11-28", "was last there on 31 March 2026"),
    ):
        with pytest.raises(NotInLayer, match=told):
            kg.graph("partnership", as_of, kg.names.resolve(focus))
    with pytest.raises(BadParameter, match="of the kinds, sectors and places that are kept"):
        kg.ask("analyse", measure="degree", layer="partnership", kind="Act or instrument", focus="HWB")


def test_the_first_layers_are_declared_with_their_meaning(kg: KnowledgeGraph) -> None:
    declared = layers(kg.store)
    assert {"partnership", "law", "evidence", "all"} <= set(declared)
    assert all(layer.meaning and layer.edges for layer in declared.values())


def test_a_body_is_reached_by_what_the_law_says_of_its_kind(kg: KnowledgeGraph) -> None:
    (path,) = kg.paths("Leeds City Council", "NHS England", "all", "2024-01-01", k=1)
    assert "Leeds City Council is one of the kind upper-tier local authority" in str(path)


@pytest.mark.parametrize("layer", ["partnership", "statutory", "law", "documents", "evidence", "theory", "all"])
def test_every_layer_of_the_whole_graph_has_edges_and_no_literal_or_class_as_node(
    kg: KnowledgeGraph, layer: str
) -> None:
    graph = kg.graph(layer, "2024-01-01")
    assert graph.number_of_edges() > 50
    assert all(node.startswith("http") and graph.nodes[node]["label"] for node in graph)
    assert not any(node.startswith(expand("ckg:x")[:-1]) for node in graph)


def test_the_board_and_the_posts_it_seats_are_there(kg: KnowledgeGraph) -> None:
    graph = kg.graph("partnership", "2024-01-01")
    board = expand("structure:health-and-wellbeing-board")
    for post in ("director-of-public-health", "director-of-adult-social-services", "director-of-childrens-services"):
        assert graph.has_edge(expand(f"post:{post}"), board)


def test_several_layers_are_drawn_together(kg: KnowledgeGraph) -> None:
    money, seats = kg.graph("money", "2024-01-01"), kg.graph("membership", "2024-01-01")
    both = kg.graph("money, membership", "2024-01-01")
    assert set(both) == set(money) | set(seats)
    assert both.number_of_edges() == money.number_of_edges() + seats.number_of_edges()
    assert both.graph["layer"] == "money,membership"
    with pytest.raises(UnknownName, match="membership"):
        kg.graph("money,memberships")


def test_a_projection_is_made_once_for_a_version(kg: KnowledgeGraph) -> None:
    assert kg.graph("money", "2024-01-01") is kg.graph("money", "2024-01-01")
    assert nx.is_frozen(kg.graph("money", "2024-01-01")), "what is shared cannot be changed"


def test_a_version_that_is_warm_draws_any_date_without_asking(small: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    graph, cold = small(SEAT), small(SEAT)
    warm(graph.store)
    layers(graph.store)
    monkeypatch.setattr(graph.store, "_run", None)
    for day in ("2013-03-31", "2013-04-01", "2022-07-01"):
        told, expected = (each.graph("partnership", day) for each in (graph, cold))
        assert list(told.edges(keys=True, data=True)) == list(expected.edges(keys=True, data=True))
        assert list(told.nodes(data=True)) == list(expected.nodes(data=True))


def test_a_store_that_may_change_is_drawn_as_it_is(small: Make) -> None:
    engine, day = Store(), date(2020, 1, 1)
    engine.extend(small(SEAT).store.engine)
    fork = Embedded(engine, {"hash": "fork"}, Path())
    fork.is_lasting = False
    before = drawn(draw(fork, "partnership", day))
    engine.update(f"DELETE WHERE {{ <{expand('seat:a')}> a ?class }}")
    assert (len(before), drawn(draw(fork, "partnership", day))) == (1, [])


def test_a_succession_keeps_what_has_ended(small: Make) -> None:
    turtle = """
body:old a org:FormalOrganization ; rdfs:label "old board" ; ckg:knowledgeLevel knowledge-level:official-data ;
    ckg:page <https://example.org/act> ; ckg:verification verification:from-memory ; ckg:stage stage:ended ;
    org:classification structure:integrated-care-board ;
    ckg:validFrom "2022-07-01"^^xsd:date ; ckg:validUntil "2026-04-01"^^xsd:date ; ckg:endStatus end-status:ended .
body:new a org:FormalOrganization ; rdfs:label "new board" ; ckg:knowledgeLevel knowledge-level:official-data ;
    ckg:page <https://example.org/act> ; ckg:verification verification:from-memory ; ckg:stage stage:in-force ;
    org:classification structure:integrated-care-board ;
    ckg:validFrom "2026-04-01"^^xsd:date ; ckg:endStatus end-status:ongoing .
event:merger a org:ChangeEvent ; rdfs:label "merger" ; org:originalOrganization body:old ;
    org:resultingOrganization body:new ; ckg:validFrom "2026-04-01"^^xsd:date ; ckg:stage stage:in-force ;
    ckg:page <https://example.org/act> ;
    ckg:knowledgeLevel knowledge-level:official-data ; ckg:verification verification:from-memory ."""
    graph = small(turtle)
    before, after = (graph.graph("succession", date) for date in ("2026-03-31", "2026-04-01"))
    assert len(before) == 0
    assert sorted(after.nodes[node]["label"] for node in after) == ["new board", "old board"]


def test_the_theory_of_change_holds_claims_only(kg: KnowledgeGraph) -> None:
    graph = kg.graph("theory", "2024-01-01")
    assert {compress(edge["projection"]) for *_, edge in graph.edges(data=True)} == {"edge:claim"}
    assert {edge["sign"] for *_, edge in graph.edges(data=True)} == {1, -1, 0}


def test_a_graph_is_narrowed_to_kinds_sectors_and_places(kg: KnowledgeGraph) -> None:
    nhs = kg.graph("partnership", "2024-01-01", sectors=["NHS"], kinds=["kind of structure"])
    assert {nhs.nodes[node]["sector"] for node in nhs} == {"NHS"}
    assert expand("structure:integrated-care-board") in nhs
    assert expand("structure:health-and-wellbeing-board") not in nhs
    scotland = kg.graph("partnership", "2024-01-01", places=["gss:S92000003"])
    assert expand("structure:integration-joint-board") in scotland
    assert expand("structure:integrated-care-board") not in scotland
    with pytest.raises(UnknownName, match="NHS"):
        kg.graph("partnership", "2024-01-01", sectors=["NSH"])


def test_a_row_without_dates_held_always() -> None:
    assert holds({}, date(1900, 1, 1))
    assert not holds({"from": Literal("2000-01-01")}, date(1999, 12, 31))


def test_what_is_told_to_be_in_a_layer_is_in_it(kg: KnowledgeGraph) -> None:
    """A provision that is enacted and not yet in force is in no projection, though it is a part of its Act."""
    day = date(2026, 11, 29)
    enacted = "http://www.legislation.gov.uk/id/ukpga/2004/31/section/16EA/4"
    graph = project(kg.store, "law", day)
    for iri in (enacted, expand("leg:ukpga/2006/41/section/75")):
        assert is_tied(kg.store, "law", iri, day) == (iri in graph)
    assert enacted not in graph


def test_every_living_kind_is_told_to_be_in_the_partnership_layer_where_it_is(kg: KnowledgeGraph) -> None:
    """A statement with its bearer alone (*Monitor is abolished*) ties nobody to nobody."""
    kinds = kg.store.select("""SELECT ?kind ?from ?until { ?kind a ckg:StructureKind
        OPTIONAL { ?kind ckg:validFrom ?from } OPTIONAL { ?kind ckg:validUntil ?until } }""")
    for day in (date(2015, 1, 1), date(2026, 11, 29)):
        graph = project(kg.store, "partnership", day)
        living = [row["kind"].value for row in kinds if holds(row, day)]
        told = {kind for kind in living if is_tied(kg.store, "partnership", kind, day)}
        assert told == {kind for kind in living if kind in graph}
        assert 20 < len(told) < len(living)
    assert not is_tied(kg.store, "partnership", expand("structure:monitor"), day)
