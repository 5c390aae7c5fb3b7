"""Brokers answer why, edge by edge."""

import csv
import io
import json
from pathlib import Path

import httpx
import networkx as nx
import pytest

from carekg import KnowledgeGraph
from carekg.analytics.brokers import find_brokers
from carekg.layers.grounds import find_grounds
from carekg.terms.errors import UnknownName
from commands import run

DIRECTORS = {"director of adult social services", "director of children's services", "director of public health"}


def test_the_statutory_brokers_are_the_board_and_the_directors_named_in_statute(kg: KnowledgeGraph) -> None:
    found = kg.brokers(as_of="2024-01-01")
    board = next(each for each in found.between if each.label == "health and wellbeing board")
    assert board.pairs > 0
    sitting = {each.label: each for each in found.interlocking}
    assert sitting.keys() >= DIRECTORS
    for name in DIRECTORS:
        assert sitting[name].interlocks == (("health and wellbeing board", "upper-tier local authority"),)


def test_every_tie_of_every_broker_has_words_provision_and_source(kg: KnowledgeGraph) -> None:
    for tie in kg.brokers(as_of="2024-01-01").ties():
        assert tie.words
        assert tie.provision.startswith("http")
        assert tie.source


def test_what_names_no_provision_is_given_none(kg: KnowledgeGraph) -> None:
    post = "https://w3id.org/carekg/id/post/housing-officer"  # with no source of its own
    assert find_grounds(kg.store, [post]) == {post: ("", "")}


def test_why_a_director_is_a_broker(kg: KnowledgeGraph) -> None:
    (director,) = kg.brokers(as_of="2024-01-01", of="director of public health").interlocking
    told = {(tie.words, tie.other_label, tie.provision.partition("/id/")[2]) for tie in director.ties}
    assert told >= {
        ("has a seat on", "health and wellbeing board", "ukpga/2012/7/section/194/2"),
        ("belongs to", "upper-tier local authority", "ukpga/2006/41/section/73A"),
    }


def test_the_broker_of_an_open_pair_lists_its_ties_from_its_own_side() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for party in ("council", "trust", "board"):
        graph.add_node(party, sector=party)
    graph.add_edge("council", "board", words="sets up", inverse="is set up by", projection="edge/tie", statement="s")
    graph.add_edge("board", "trust", words="hears", inverse="is heard by", projection="edge/tie", authority="p")
    (broker,) = find_brokers(graph).between
    assert (broker.label, broker.pairs, broker.interlocks) == ("board", 1, ())
    assert [(tie.words, tie.other, tie.rests_on, tie.provision) for tie in broker.ties] == [
        ("is set up by", "council", "s", ""),
        ("hears", "trust", "board", "p"),
    ]
    graph.add_edge("trust", "council", words="pays", inverse="is paid by", projection="edge/tie")
    assert find_brokers(graph).between == (), "who is tied needs no broker"


def test_brokers_of_nothing_and_of_no_one() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    assert find_brokers(graph).between == find_brokers(graph).interlocking == ()
    with pytest.raises(UnknownName, match="nobody"):
        find_brokers(graph, only="nobody")


def test_the_same_brokers_by_library_service_and_command(kg: KnowledgeGraph, server: str, store: Path) -> None:
    asked = {"as_of": "2024-01-01", "of": "HWB"}
    mine = json.loads(json.dumps(kg.brokers(**asked).as_dict()))
    told = httpx.get(f"{server}/api/v1/brokers", params=asked, timeout=30).json()
    assert told | mine == told
    arguments = ("--as-of", "2024-01-01", "--of", "HWB", "--store", str(store))
    assert json.loads(run("brokers", *arguments, "-f", "json").stdout) == told
    rows = list(csv.DictReader(io.StringIO(run("brokers", *arguments, "-f", "csv").stdout)))
    assert len(rows) == len(mine["between"][0]["ties"])
    told = run("brokers", *arguments).stdout
    assert "health and wellbeing board stands between" in told
    assert "leg:ukpga/2012/7/section/194" in told


@pytest.mark.parametrize(
    ("asked", "status"), [({"layer": "statutry"}, 404), ({"of": "nobody at all"}, 404), ({"as_of": "soon"}, 400)]
)
def test_bad_input_about_brokers_is_a_problem(server: str, asked: dict[str, str], status: int) -> None:
    assert httpx.get(f"{server}/api/v1/brokers", params=asked, timeout=30).status_code == status
