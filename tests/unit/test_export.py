"""Exports are read back by independent readers, and nothing is lost on the way."""

import csv
import io
import json
from xml.etree import ElementTree

import networkx as nx
import pytest

from carekg import KnowledgeGraph
from carekg.export.formats import FORMATS, find_format
from carekg.terms.errors import BadParameter, NotAcceptable


@pytest.fixture(scope="module")
def graph(kg: KnowledgeGraph) -> "nx.MultiDiGraph[str]":
    return kg.graph("partnership", "2024-01-01", "HWB", 1)


def only(files: dict[str, bytes]) -> bytes:
    (content,) = files.values()
    return content


def test_graphml_is_read_back(graph: "nx.MultiDiGraph[str]") -> None:
    back = nx.parse_graphml(only(dict(FORMATS["graphml"].write(graph))).decode(), force_multigraph=True)
    assert (len(back), back.number_of_edges()) == (len(graph), graph.number_of_edges())
    assert dict(back.nodes(data="label")) == dict(graph.nodes(data="label"))


def test_gexf_is_read_back_with_its_parallel_edges(graph: "nx.MultiDiGraph[str]") -> None:
    back = nx.read_gexf(io.BytesIO(only(dict(FORMATS["gexf"].write(graph)))))
    assert set(back) == set(graph)
    assert back.number_of_edges() == graph.number_of_edges()


def test_cytoscape_is_read_back(graph: "nx.MultiDiGraph[str]") -> None:
    elements = json.loads(only(dict(FORMATS["cytoscape"].write(graph))))["elements"]
    assert {node["data"]["name"] for node in elements["nodes"]} == {name for _, name in graph.nodes(data="label")}
    assert len(elements["edges"]) == graph.number_of_edges()
    assert all(edge["data"]["interaction"] for edge in elements["edges"])


def test_svg_names_everything_it_draws(graph: "nx.MultiDiGraph[str]") -> None:
    picture = ElementTree.fromstring(only(dict(FORMATS["svg"].write(graph))))
    space = "{http://www.w3.org/2000/svg}"
    assert picture.find(f"{space}title") is not None
    assert len(picture.findall(f".//{space}line")) == graph.number_of_edges()
    titles = {title.text or "" for title in picture.iter(f"{space}title")}
    assert all(any(title.startswith(str(label)) for title in titles) for _, label in graph.nodes(data="label"))


def test_svg_of_too_many_nodes_says_how_many_and_what_to_do() -> None:
    large = nx.MultiDiGraph(nx.empty_graph(1501))
    with pytest.raises(BadParameter, match="at most 1500 nodes and this graph has 1501; narrow it with a focus"):
        FORMATS["svg"].write(large)


def test_svg_of_the_same_graph_is_the_same(graph: "nx.MultiDiGraph[str]") -> None:
    assert FORMATS["svg"].write(graph) == FORMATS["svg"].write(graph)


def test_the_tables_hold_every_node_and_edge(graph: "nx.MultiDiGraph[str]") -> None:
    files = FORMATS["csv"].write(graph)
    nodes = list(csv.DictReader(io.StringIO(files["nodes.csv"].decode())))
    edges = list(csv.DictReader(io.StringIO(files["edges.csv"].decode())))
    assert {row["Id"] for row in nodes} == set(graph)
    assert sorted((row["Source"], row["Target"]) for row in edges) == sorted(graph.edges())


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_graph_is_written(name: str) -> None:
    assert all(FORMATS[name].write(nx.MultiDiGraph()).values())


def test_an_unknown_format_is_named_with_those_there_are() -> None:
    with pytest.raises(NotAcceptable, match="graphml"):
        find_format("pdf")
