"""Pictures and graph files are read back by independent readers, and nothing is lost or runs on the way."""

import csv
import io
import itertools
import json
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import igraph
import networkx as nx
import numpy as np
import openpyxl
import pytest
import rdflib

from carekg import KnowledgeGraph
from carekg.export import raster
from carekg.export.choices import BUNDLES, LAYOUTS
from carekg.export.composing import arrange, compose
from carekg.export.drawing import About, Drawing
from carekg.export.formats import FORMATS, find_format
from carekg.export.layouts import WAYS
from carekg.export.layouts.overlaps import overlapping
from carekg.export.mermaid import MOST
from carekg.export.outlines import NUMBER, contain
from carekg.layers.looks import ARROWS, LINES, SHAPES, Looks, read_looks
from carekg.questions.answer import Answer
from carekg.terms.errors import BadParameter, NotAcceptable, UnknownName

SVG = "{http://www.w3.org/2000/svg}"
GEXF = "{http://gexf.net/1.3}"
VIZ = "{http://gexf.net/1.3/viz}"
ML = "{http://graphml.graphdrawing.org/xmlns}"
Y = "{http://www.yworks.com/xml/graphml}"
WEB = Path(__file__).parents[2] / "api/web"
HAS_FONT = all((raster.FONTS / name).is_file() for name in ("Arimo_400Regular.ttf", "Arimo_700Bold.ttf"))
needs_font = pytest.mark.skipif(not HAS_FONT, reason="the font is not there: run `make assets`")
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'); DROP TABLE nodes; --",
    '=HYPERLINK("http://example.org","x")',
    "a\x00b\x1bc\ud800d\ufffe",
    "]]> --> </svg> </title> %% {{ }}",
    'back\\slash "quote" \\N \\n ${x} #{y}',
    "x" * 5000,
    "مجلس الصحة 健康委员会 🏥 e\u0301\u202etxt",
    "",
)


def only(files: Mapping[str, bytes]) -> bytes:
    (content,) = files.values()
    return content


@pytest.fixture(scope="module")
def looks(kg: KnowledgeGraph) -> Looks:
    return read_looks(kg.store)


@pytest.fixture(scope="module")
def board(kg: KnowledgeGraph) -> Answer:
    return kg.asker.ask("graph", {"layer": "partnership", "as_of": "2024-01-01", "focus": "HWB", "depth": 1})


@pytest.fixture(scope="module")
def change(kg: KnowledgeGraph) -> Answer:
    given = {
        "layer": "bodies",
        "focus": "Essex County Council",
        "depth": 1,
        "since": "2025-01-01",
        "as_of": "2026-11-28",
    }
    return kg.asker.ask("graph", given)


def written(answer: Answer, form: str) -> bytes:
    return only(answer.files[form]())


def about() -> About:
    return About(
        title="A title",
        as_of="2024-01-01",
        since="",
        meaning="What it means.",
        licence="CC BY 4.0",
        licence_address="https://creativecommons.org/licenses/by/4.0/",
        attribution="Contains public sector information.",
        address="https://w3id.org/carekg/api/v1/graph?version=0",
        version="0" * 64,
    )


def small(looks: Looks, graph: "nx.MultiDiGraph[str]", layout: str = "", bundle: str = "none") -> Drawing:
    return compose(arrange(graph, looks, layout=layout), about(), bundle)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def hostile(looks: Looks) -> Drawing:
    """Ten things with hostile names, each tied to the next by hostile words, and described by them."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for number, text in enumerate(HOSTILE):
        graph.add_node(f"urn:x:{number}", label=text, kind=text or "thing", sector=text)
    for number, text in enumerate(HOSTILE):
        edge = {"words": text, "kind": text, "statement": text, "authority": text, "note": text}
        graph.add_edge(f"urn:x:{number}", f"urn:x:{(number + 1) % len(HOSTILE)}", **edge)
    drawing = small(looks, graph)
    told = dict.fromkeys(("title", "meaning", "licence", "attribution", "source"), " ".join(HOSTILE[:7]))
    return replace(drawing, about=replace(drawing.about, **told))


def test_every_kind_of_thing_has_a_look_of_its_own(looks: Looks) -> None:
    seen = Counter((look.colour, look.shape) for look in (*looks.kinds.values(), looks.other))
    in_sectors = {"kind of structure", "statutory or registered body", "committee or unit", "collaboration"}
    assert {looks.kinds[kind].shape for kind in in_sectors} <= set(SHAPES)
    assert len({looks.kinds[kind].shape for kind in in_sectors}) == len(in_sectors)
    assert seen.most_common(1)[0][1] == 1
    assert len(set(looks.sectors.values())) == len(looks.sectors)


def test_every_kind_of_tie_has_a_look_of_its_own(looks: Looks, kg: KnowledgeGraph) -> None:
    seen = Counter((look.colour, look.line, look.arrow) for look in looks.ties.values())
    assert seen.most_common(1)[0][1] == 1
    assert {look.line for look in looks.ties.values()} <= set(LINES)
    assert {look.arrow for look in looks.ties.values()} <= set(ARROWS)
    drawn = {data["projection"] for *_, data in kg.graph("all", "2024-01-01").edges(data=True)}
    assert drawn <= set(looks.ties)


def test_every_layout_that_can_be_asked_for_is_there() -> None:
    assert tuple(WAYS) == LAYOUTS


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_box_lies_on_another_and_no_arrow_on_another(kg: KnowledgeGraph, looks: Looks, layout: str) -> None:
    drawing = small(looks, kg.graph("bodies", "2026-03-31", "Essex County Council", 2), layout, "none")
    spots = np.array([(box.x, box.y) for box in drawing.boxes])
    sizes = np.array([(box.width, box.height) for box in drawing.boxes])
    assert not len(overlapping(spots, sizes))
    assert len({tie.route for tie in drawing.ties}) == len(drawing.ties)
    assert all(tie.route[0] != tie.route[2] for tie in drawing.ties)


def test_the_same_view_is_drawn_the_same(kg: KnowledgeGraph, looks: Looks) -> None:
    graph = kg.graph("theory", "2024-01-01")
    assert FORMATS["svg"].write(small(looks, graph)) == FORMATS["svg"].write(small(looks, graph))


def test_arrows_are_bundled_and_none_is_lost(kg: KnowledgeGraph, looks: Looks) -> None:
    graph = kg.graph("partnership", "2024-01-01", "HWB", 1)
    whole = graph.number_of_edges()
    counts = {}
    for bundle in BUNDLES:
        drawing = small(looks, graph, "hub", bundle)
        counts[bundle] = len(drawing.ties)
        assert sum(tie.count for tie in drawing.ties) == whole
    assert counts["pairs"] < counts["kinds"] < counts["none"] == whole


def test_a_tie_of_a_kind_with_its_own_is_a_loop_above_it(kg: KnowledgeGraph, looks: Looks) -> None:
    drawing = small(looks, kg.graph("partnership", "2024-01-01", "HWB", 1), "hub", "none")
    loops = [tie for tie in drawing.ties if tie.source is tie.target]
    assert loops
    for tie in loops:
        top = tie.source.y - tie.source.height / 2
        assert all(y < top for _, y in tie.route)
        assert tie.title.startswith(f"{tie.source.label} {tie.label} itself, or others of its kind")


def test_among_very_many_arrows_those_of_the_focus_stand_out(kg: KnowledgeGraph, looks: Looks) -> None:
    graph = kg.graph("statutory", "2024-01-01", "ICB", 1)
    focus = next(node for node, label in graph.nodes(data="label") if label == "integrated care board")
    drawing = compose(arrange(graph, looks, focus=focus), about(), "pairs")
    assert drawing.is_dense
    shown = ElementTree.fromstring(only(FORMATS["svg"].write(drawing)))
    paths = [path for path in shown.iter(f"{SVG}path") if path.get("id")]
    own = {tie.key for tie in drawing.ties if focus in (tie.source.iri, tie.target.iri)}
    assert {path.get("id") for path in paths if not path.get("opacity")} == own
    assert {path.get("id") for path in paths[-len(own) :]} == own
    assert "paler" in "".join(shown.itertext())


def test_an_arrow_to_a_large_box_ends_at_its_edge(looks: Looks) -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph([("urn:x:1", "urn:x:2")])
    graph.nodes["urn:x:1"].update(label="a", kind="fund")
    graph.nodes["urn:x:2"].update(label="as many words as there can be in a box " * 12, kind="outcome")
    (tie,) = small(looks, graph, "network").ties
    held = contain(
        np.array([NUMBER[tie.target.look.shape]]),
        np.array([(tie.target.width, tie.target.height)]),
        np.array([tie.route[2]]) - (tie.target.x, tie.target.y),
    )
    assert not held[0]


def test_weight_is_strength_and_cost_another_column(kg: KnowledgeGraph) -> None:
    weights = {
        data["kind"]: (data["weight"], data["cost"]) for *_, data in kg.graph("all", "2024-01-01").edges(data=True)
    }
    assert weights["duty towards a party"] == (1.0, 1.0)
    assert weights["citation"] == (0.25, 4.0)


def test_svg_says_on_its_face_what_it_is(board: Answer) -> None:
    picture = ElementTree.fromstring(written(board, "svg"))
    shown = " ".join(text.text or "" for text in picture.iter(f"{SVG}text"))
    for words in ("Partnership: health and wellbeing board", "2024-01-01", "carekg", "CC BY 4.0", "version"):
        assert words in shown
    assert all(text.get("textLength") for text in picture.iter(f"{SVG}text") if not text.get("data-count"))
    assert all(marker.get("markerUnits") == "userSpaceOnUse" for marker in picture.iter(f"{SVG}marker"))
    titles = [path.find(f"{SVG}title") for path in picture.iter(f"{SVG}path") if path.get("id")]
    assert titles
    assert all(title is not None and title.text for title in titles)


def test_change_is_marked_in_every_format(change: Answer) -> None:
    picture = ElementTree.fromstring(written(change, "svg"))
    shown = " ".join(text.text or "" for text in picture.iter(f"{SVG}text"))
    assert re.search(r"began \(\d", shown)
    assert re.search(r"ended \(\d", shown)
    for form in FORMATS.keys() - {"png", "pdf", "csv"}:
        content = written(change, form).decode()
        assert "ended" in content, form
        assert "began" in content, form
    assert "#D55E00" in written(change, "graphml").decode()


def test_graphml_is_read_by_networkx_and_igraph(board: Answer, tmp_path: Path) -> None:
    content = written(board, "graphml")
    tree = ElementTree.fromstring(content)
    names = [each.get("id", "") for each in (*tree.iter(f"{ML}node"), *tree.iter(f"{ML}edge"))]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[ne]\d+", name) for name in names)
    assert all(node.find(f".//{Y}NodeLabel") is not None for node in tree.iter(f"{ML}node"))
    back = nx.parse_graphml(content.decode(), force_multigraph=True)
    edges = len(list(tree.iter(f"{ML}edge")))
    assert back.number_of_edges() == edges
    assert all(isinstance(data["x"], float) for _, data in back.nodes(data=True))
    path = tmp_path / "graph.graphml"
    path.write_bytes(content)
    read = igraph.Graph.Read_GraphML(str(path))
    assert (read.vcount(), read.ecount()) == (len(back), edges)
    assert set(read.vs["label"]) == {data["label"] for _, data in back.nodes(data=True)}


def test_gexf_has_places_dates_and_kinds(board: Answer) -> None:
    content = written(board, "gexf")
    tree = ElementTree.fromstring(content)
    edges = list(tree.iter(f"{GEXF}edge"))
    kinds = [(edge.get("source"), edge.get("target"), edge.get("kind")) for edge in edges]
    assert len(set(kinds)) == len(kinds)
    assert any(edge.get("start") for edge in edges)
    nodes = list(tree.iter(f"{GEXF}node"))
    assert all(node.find(f"{VIZ}{name}") is not None for node in nodes for name in ("position", "color", "size"))
    back = nx.read_gexf(io.BytesIO(content), version="1.3")
    assert (len(back), back.number_of_edges()) == (len(nodes), len(edges))


def test_cytoscape_has_places_and_a_style(board: Answer) -> None:
    graph = json.loads(written(board, "cytoscape"))
    assert graph["data"]["licence"] == "CC BY 4.0"
    assert graph["style"]
    assert all(node["position"] for node in graph["elements"]["nodes"])
    assert all(edge["data"]["interaction"] for edge in graph["elements"]["edges"])


NODE = """
import { readFileSync } from "node:fs"; import { createRequire } from "node:module";
const require = createRequire(process.argv[2] + "/"), folder = process.argv[3];
const graphology = require("graphology"), gexf = require("graphology-gexf"), graphml = require("graphology-graphml");
const cytoscape = require("cytoscape"), read = (name) => readFileSync(`${folder}/${name}`, "utf8");
const from = JSON.parse(read("graph.cyjs"));
const { elements, style, layout } = from;
const cy = cytoscape({ headless: true, styleEnabled: true, elements, style, layout });
const g = new graphology.MultiDirectedGraph();
for (const node of from.elements.nodes) g.addNode(node.data.id, node.position);
for (const edge of from.elements.edges) g.addEdgeWithKey(edge.data.id, edge.data.source, edge.data.target, edge.data);
const one = gexf.parse(graphology.MultiDirectedGraph, read("graph.gexf"), { addMissingNodes: false });
const two = graphml.parse(graphology.MultiDirectedGraph, read("graph.graphml"));
const size = (graph) => [graph.order, graph.size];
const stands = (graph, node) => Number.isFinite(+graph.getNodeAttribute(node, "x"));
const placed = [one, two].map((graph) => graph.nodes().every((node) => stands(graph, node)));
const drawn = [cy.nodes().length, cy.edges().length];
console.log(JSON.stringify({ cy: drawn, g: size(g), gexf: size(one), graphml: size(two), placed }));
cy.destroy(); // else its clock goes on
process.exit(0);
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not there")
@pytest.mark.skipif(not (WEB / "node_modules/graphology").is_dir(), reason="graphology is not there: run `make assets`")
def test_cytoscape_js_and_graphology_take_it(board: Answer, tmp_path: Path) -> None:
    for form, name in (("cytoscape", "graph.cyjs"), ("gexf", "graph.gexf"), ("graphml", "graph.graphml")):
        (tmp_path / name).write_bytes(written(board, form))
    (tmp_path / "read.mjs").write_text(NODE, encoding="utf-8")
    command = ["node", tmp_path / "read.mjs", WEB, tmp_path]
    done = subprocess.run(command, capture_output=True, check=False, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    elements = json.loads(written(board, "cytoscape"))["elements"]
    size = [len(elements["nodes"]), len(elements["edges"])]
    assert found["cy"] == found["g"] == found["gexf"] == found["graphml"] == size
    assert found["placed"] == [True, True]


def test_cx2_counts_what_it_holds(board: Answer) -> None:
    document = json.loads(written(board, "cx2"))
    assert document[0] == {"CXVersion": "2.0", "hasFragments": False}
    assert document[-1] == {"status": [{"success": True, "error": ""}]}
    aspects = {name: content for part in document[2:-1] for name, content in part.items()}
    assert {each["name"]: each["elementCount"] for each in document[1]["metaData"]} == {
        name: len(content) for name, content in aspects.items()
    }
    known = {node["id"] for node in aspects["nodes"]}
    assert all(edge["s"] in known and edge["t"] in known for edge in aspects["edges"])


@pytest.mark.skipif(shutil.which("neato") is None, reason="Graphviz is not there")
@pytest.mark.parametrize("which", ["board", "hostile"])
def test_graphviz_draws_it(which: str, request: pytest.FixtureRequest) -> None:
    given = request.getfixturevalue(which)
    content = written(given, "dot") if isinstance(given, Answer) else only(FORMATS["dot"].write(given))
    done = subprocess.run(["neato", "-n2", "-Tsvg"], input=content, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    nodes = [g for g in ElementTree.fromstring(done.stdout).iter(f"{SVG}g") if g.get("class") == "node"]
    assert len(nodes) == len(re.findall(rb"^\s+n\d+ \[", content, re.MULTILINE))
    assert b"<script" not in done.stdout.lower()


def test_tables_hold_every_tie_with_both_ends(board: Answer, kg: KnowledgeGraph) -> None:
    files = board.files["csv"]()
    graph = kg.graph("partnership", "2024-01-01", "HWB", 1)
    nodes = list(csv.DictReader(io.StringIO(files["nodes.csv"].decode())))
    edges = list(csv.DictReader(io.StringIO(files["edges.csv"].decode())))
    assert {row["Id"] for row in nodes} == set(graph)
    assert len(edges) == graph.number_of_edges()
    assert all(row["Source label"] and row["Target label"] for row in edges)
    told = list(csv.DictReader(io.StringIO(files["dictionary.csv"].decode())))
    assert {row["Column"] for row in told if row["File"] == "edges.csv"} == set(edges[0])
    assert "CC BY 4.0" in files["README.md"].decode()


def test_the_workbook_has_labels_and_codes_of_both_ends(change: Answer) -> None:
    book = openpyxl.load_workbook(io.BytesIO(change.to_xlsx()))
    head = [cell.value for cell in next(book["edges"].iter_rows(max_row=1))]
    assert {"source_label", "source_code", "target_label", "target_code", "weight", "cost"} <= set(head)
    assert {"nodes", "edges", "About"} <= set(book.sheetnames)


@pytest.mark.parametrize(("form", "parser"), [("turtle", "turtle"), ("jsonld", "json-ld")])
def test_rdf_is_read_by_rdflib(board: Answer, form: str, parser: str) -> None:
    graph = rdflib.Graph().parse(data=written(board, form), format=parser)
    statements = set(graph.subjects(rdflib.RDF.type, rdflib.RDF.Statement))
    assert len(statements) == len(json.loads(written(board, "cytoscape"))["elements"]["edges"])
    assert (None, rdflib.DCTERMS.license, rdflib.URIRef("https://creativecommons.org/licenses/by/4.0/")) in graph


@needs_font
def test_png_has_letters(board: Answer) -> None:
    content = written(board, "png")
    assert content.startswith(b"\x89PNG")
    wide, high = int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    assert wide <= 3500
    assert high > 400
    bare = raster.to_png(ElementTree.fromstring(re.sub(rb"<text.*?</text>", b"", written(board, "svg"))))
    assert len(content) > 1.2 * len(bare)


@needs_font
def test_pdf_is_one_page(board: Answer) -> None:
    pytest.importorskip("typst")
    content = written(board, "pdf")
    assert content.startswith(b"%PDF")
    assert b"Arimo" in content


def test_without_the_font_it_is_said_what_to_run(
    board: Answer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(raster, "FONTS", tmp_path)
    for form in ("png", "pdf"):
        with pytest.raises(BadParameter, match="make assets"):
            board.files[form]()


def test_mermaid_is_for_small_pictures(board: Answer, looks: Looks) -> None:
    text = written(board, "mermaid").decode()
    assert "flowchart LR" in text
    large = nx.MultiDiGraph(nx.empty_graph([f"urn:x:{number}" for number in range(MOST + 1)]))
    with pytest.raises(BadParameter, match="narrow it with a focus"):
        FORMATS["mermaid"].write(small(looks, large))


@pytest.mark.parametrize("form", sorted(FORMATS.keys() - {"png", "pdf"}))
def test_no_text_runs(form: str, hostile: Drawing) -> None:
    files = FORMATS[form].write(hostile)
    for name, content in files.items():
        text = content.decode()
        assert "\x00" not in text
        if name.endswith((".svg", ".gexf", ".graphml")):
            tree = ElementTree.fromstring(content)
            assert not [each for each in tree.iter() if each.tag.rpartition("}")[2].lower() in ("script", "img")]
        elif name.endswith((".cyjs", ".cx2")):
            json.loads(content)
        elif name.endswith(".csv"):
            cells = itertools.chain.from_iterable(csv.reader(io.StringIO(text)))
            assert not [cell for cell in cells if cell.startswith(("=", "@", "\t"))]
        elif name.endswith(".html"):
            assert text.count("<script") == 2
            assert "<img" not in text.lower()
        elif name.endswith(".mmd"):
            labels = re.findall(r'"[^"]*"', text.partition("flowchart LR")[2])
            assert not [each for each in labels if re.search(r"[<>{}\[\]|\\;%]", re.sub(r"#\d+;", "", each))]


@needs_font
def test_no_text_breaks_a_painting(hostile: Drawing) -> None:
    assert only(FORMATS["png"].write(hostile)).startswith(b"\x89PNG")
    pytest.importorskip("typst")
    assert only(FORMATS["pdf"].write(hostile)).startswith(b"%PDF")


@pytest.mark.parametrize("name", sorted(FORMATS.keys() - {"png", "pdf"}))
def test_an_empty_graph_is_written(name: str, looks: Looks) -> None:
    assert all(FORMATS[name].write(small(looks, nx.MultiDiGraph())).values())


def test_a_national_layer_is_an_overview(kg: KnowledgeGraph) -> None:
    answer = kg.asker.ask("graph", {"layer": "bodies", "as_of": "2026-11-28"})
    picture = ElementTree.fromstring(written(answer, "svg"))
    nodes = [group for group in picture.iter(f"{SVG}g") if group.get("class") == "node"]
    assert len(nodes) == len(answer.part("nodes").rows) > 2000


def test_a_board_of_a_real_place_stands_with_its_seats(kg: KnowledgeGraph) -> None:
    given = {"layer": "membership", "focus": "body:hwb-essex-county-council", "depth": 1, "as_of": "2026-11-28"}
    answer = kg.asker.ask("graph", given)
    labels = {row["label"] for row in answer.part("nodes").rows}
    assert {"Essex County Council", "NHS Essex Integrated Care Board"} <= labels
    assert "director of public health on the board of Essex County Council" in labels
    assert "derived from the duty, not observed" in written(answer, "svg").decode()
    around = kg.graph("bodies", "2026-11-28", "body:hwb-essex-county-council", 2)
    names = set(dict(around.nodes(data="label")).values())
    assert "Mid and South Essex NHS Foundation Trust" in names
    assert "Integrated care partnership of NHS Essex Integrated Care Board" in names


def test_a_strip_shows_several_dates(kg: KnowledgeGraph) -> None:
    given = {"layer": "bodies", "focus": "body:hwb-essex-county-council", "depth": 1, "as_of": "2026-11-28"}
    answer = kg.asker.ask("graph", {**given, "strip": "2013-06-01;2022-07-02;2026-11-28"})
    shown = "".join(ElementTree.fromstring(written(answer, "svg")).itertext())
    assert all(day in shown for day in ("2013-06-01", "2022-07-02", "2026-11-28"))
    with pytest.raises(BadParameter, match="two dates or more"):
        kg.asker.ask("graph", {**given, "strip": "2013-06-01"})


def test_a_path_is_a_sentence_with_its_picture(kg: KnowledgeGraph) -> None:
    answer = kg.asker.ask("paths", {"source": "HWB", "target": "leg:ukpga/2012/7", "k": 1, "as_of": "2024-01-01"})
    shown = "".join(ElementTree.fromstring(written(answer, "svg")).itertext())
    assert "health and wellbeing board was established by Health and Social Care Act 2012" in shown


def test_a_reform_is_drawn_with_what_it_takes_and_gives(kg: KnowledgeGraph) -> None:
    reform = {"title": "The end of local Healthwatch", "date": "2026-11-01", "layer": "statutory"}
    document = json.dumps({**reform, "steps": [{"abolish": "structure:local-healthwatch"}]})
    answer = kg.asker.ask("scenario", {"scenario": document})
    shown = "".join(ElementTree.fromstring(written(answer, "svg")).itertext())
    assert "what is lost and gained" in shown
    assert re.search(r"ended \(\d", shown)
    assert "part in a statement" in shown
    assert "ties have a note of their own" in shown


def test_who_is_new_in_a_reform_has_a_name(kg: KnowledgeGraph) -> None:
    reform = {"title": "One council for Surrey", "date": "2027-04-01", "layer": "bodies"}
    step = {"split": "body:surrey-county-council", "into": ["new: All of Surrey Council", "new: The rest"]}
    answer = kg.asker.ask("scenario", {"scenario": json.dumps({**reform, "steps": [step]})})
    elements = json.loads(written(answer, "cytoscape"))["elements"]
    kinds = {node["data"]["label"]: node["data"]["kind"] for node in elements["nodes"]}
    assert kinds["All of Surrey Council"] == "new in this reform"
    assert kinds["Surrey County Council"] == "statutory or registered body"


def test_an_unknown_format_is_named_with_those_there_are() -> None:
    with pytest.raises(NotAcceptable, match="graphml"):
        find_format("bmp")


def test_a_focus_that_is_not_in_the_layer_is_named(kg: KnowledgeGraph) -> None:
    with pytest.raises(UnknownName):
        kg.asker.ask("graph", {"layer": "money", "focus": "body:hwb-essex-county-council"})


def test_packed_tables_are_a_zip(board: Answer) -> None:
    from carekg.questions.formats import write

    names = zipfile.ZipFile(io.BytesIO(write(board, "csv"))).namelist()
    assert names == ["nodes.csv", "edges.csv", "README.md", "dictionary.csv"]


def test_a_large_layout_is_kept_and_made_again_where_its_file_is_broken(kg: KnowledgeGraph, tmp_path: Path) -> None:
    graph, looks = kg.graph("membership", "2024-01-01"), read_looks(kg.store)
    first = arrange(graph, looks, home=tmp_path)
    (file,) = tmp_path.glob("layouts-*/*.json")
    written = file.stat().st_mtime_ns
    again = arrange(graph, looks, home=tmp_path)
    assert (again.boxes, again.frames) == (first.boxes, first.frames)
    assert file.stat().st_mtime_ns == written
    file.write_bytes(b"{")
    assert arrange(graph, looks, home=tmp_path).boxes == first.boxes
    assert file.stat().st_mtime_ns > written
    tmp_path.joinpath("file").touch()
    assert arrange(graph, looks, home=tmp_path / "file").boxes == first.boxes, "where nothing can be written"
