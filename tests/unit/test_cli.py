"""The command line, run as a user would."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from commands import run


def test_help_lists_every_command_and_teaches(store: Path) -> None:
    shown = run("--help").stdout
    commands = ("build", "validate", "query", "ask", "show", "paths", "analyse", "export", "serve")
    assert all(command in shown for command in commands)
    for command in commands:
        assert run(command, "--help").returncode == 0


def test_query_in_several_formats(store: Path) -> None:
    query = "SELECT ?label { structure:health-and-wellbeing-board skos:prefLabel ?label }"
    assert "health and wellbeing board" in run("query", query, "--store", str(store)).stdout
    assert run("query", query, "--store", str(store), "-f", "csv").stdout.split() == [
        "label",
        "health",
        "and",
        "wellbeing",
        "board",
    ]
    bindings = json.loads(run("query", query, "--store", str(store), "-f", "json").stdout)["results"]["bindings"]
    assert bindings[0]["label"]["value"] == "health and wellbeing board"
    turtle = run("query", "DESCRIBE fund:better-care-fund", "--store", str(store), "-f", "turtle").stdout
    assert "Better Care Fund" in turtle


def test_a_table_shows_what_is_held(store: Path) -> None:
    said = "a :heart: of [bold]it[/bold] [x"
    assert said in run("query", f'SELECT ("{said}" AS ?said) {{}}', "--store", str(store)).stdout


def test_questions_are_listed_and_asked(store: Path) -> None:
    assert "claims" in run("ask", "--store", str(store)).stdout
    found = json.loads(run("ask", "claims", "fact=S78", "--store", str(store), "-f", "json").stdout)
    assert found["rows"][0]["fact"] == "S78"
    rows = list(
        csv.DictReader(
            io.StringIO(run("ask", "entities", "type=ckg:Benefit", "--store", str(store), "-f", "csv").stdout)
        )
    )
    assert len(rows) == 5


def test_show_paths_and_analyse(store: Path) -> None:
    assert "Better Care Fund" in run("show", "BCF", "--store", str(store)).stdout
    words = run("paths", "HWB", "leg:ukpga/2012/7", "--store", str(store)).stdout
    assert "health and wellbeing board was established by Health and Social Care Act 2012" in words
    table = json.loads(run("analyse", "degree", "--store", str(store), "--top", "3", "-f", "json").stdout)
    assert len(table["rows"]) == 3


def test_paths_that_there_are_none_of_say_what_was_searched(store: Path) -> None:
    found = run("paths", "HWB", "Leeds City Council", "--layer", "money,membership", "--store", str(store))
    assert "No path was found: all " in found.stdout
    assert "in the layer money,membership" in found.stdout


@pytest.mark.parametrize("form", ["graphml", "gexf", "cytoscape", "svg"])
def test_export_writes_a_file(store: Path, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"graph.{form}"
    assert (
        run("export", "-f", form, "--focus", "HWB", "--depth", "1", "--store", str(store), "-o", str(file)).returncode
        == 0
    )
    content = file.read_text(encoding="utf-8")
    assert json.loads(content) if form == "cytoscape" else ElementTree.fromstring(content) is not None


def test_export_writes_a_pair_of_tables(store: Path, tmp_path: Path) -> None:
    run("export", "-f", "csv", "--focus", "HWB", "--store", str(store), "-o", str(tmp_path / "tables"))
    assert {"README.md", "edges.csv", "nodes.csv"} < {path.name for path in (tmp_path / "tables").iterdir()}


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (["query", "SELECT ?x WHERE { ?x nope:p 1 }"], 2, "line 1, column"),
        (["query", "ASK { SERVICE <http://127.0.0.1:9> {} }"], 2, "SERVICE"),
        (["query", "ASK {}", "-f", "pdf"], 2, "turtle"),
        (["ask", "clams"], 2, "claims"),
        (["ask", "claims", "fact"], 2, "name=value"),
        (["ask", "claims", "wrong=1"], 2, "wrong"),
        (["ask", "entity"], 2, "id"),
        (["show", "ICP"], 2, "integrated care partnership"),
        (["show", "helth and wellbeing board"], 2, "health and wellbeing board"),
        (["paths", "HWB", "nobody knows this"], 2, "nobody knows this"),
        (["analyse", "betweeness"], 2, "betweenness"),
        (["analyse", "degree", "--layer", "laww"], 2, "law"),
        (["analyse", "degree", "--as-of", "2022-02-30"], 2, "2022-02-30"),
        (["compare", "degree", "--second", "2022-02-30"], 2, "second = '2022-02-30'"),
        (["export", "-f", "pptx"], 2, "graphml"),
        (["ask", "claims", "fact=S78", "-f", "csv", "-o", "/nowhere/x.csv"], 7, "/nowhere/x.csv cannot be used"),
        (["backup", "/nowhere/x.tar.gz"], 7, "/nowhere"),
    ],
)
def test_bad_input_is_named_with_exit_code_2(store: Path, arguments: list[str], code: int, named: str) -> None:
    done = run(*arguments, "--store", str(store))
    assert done.returncode == code
    assert named in done.stderr
    assert "Traceback" not in done.stderr


def test_no_store_and_no_file_have_codes_of_their_own(tmp_path: Path) -> None:
    assert run("query", "ASK {}", "--store", str(tmp_path)).returncode == 4
    missing = run("build", "--catalog", str(tmp_path / "none.ttl"), "--output", str(tmp_path / "store"))
    assert missing.returncode == 3
    assert "none.ttl" in missing.stderr


def test_help_reads_no_importer() -> None:
    code = "import sys, carekg.cli.app; print([name for name in sys.modules if name.startswith('carekg.sources')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_command_imports_what_it_needs(store: Path) -> None:
    """A query needs no questions, whose parameters are models; nor does either need what writes workbooks."""
    heavy = ("networkx", "rdflib", "xlsxwriter", "fastapi")
    begins = {
        ("--version",): ("carekg.knowledge_graph", "pydantic", "pyoxigraph", "rich"),
        ("query", "ASK {}", "--store", str(store)): ("carekg.knowledge_graph", "pydantic"),
        ("bodies", "--kind", "ICB", "--store", str(store)): (),
    }
    for words, own in begins.items():
        code = (
            f"import sys; sys.argv = ['carekg', *{words!r}]\nfrom carekg.cli.app import main\n"
            f"try: main()\nexcept SystemExit: print([each for each in {(*heavy, *own)!r} if each in sys.modules])"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout.splitlines()[-1] == "[]", words
