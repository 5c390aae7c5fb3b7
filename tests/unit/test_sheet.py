"""A contributed sheet: checked whole, or nothing is written."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carekg import KnowledgeGraph
from carekg.build.candidate import build
from carekg.sources.contribution import contribute
from carekg.sources.sheet import convert
from carekg.sources.sheet_cells import Bad, read_day, read_doi, read_number, read_year
from carekg.terms.errors import InvalidGraph, InvalidSheet, MalformedFile, MissingFile
from commands import run
from support import write_catalogue

GOOD = {
    "title": "An invented study",
    "authors": "Example A",
    "year": "2024",
    "kind": "journal article",
    "design": "survey",
    "area": "England",
    "finding": "Staff trust each other more",
    "about": "enabler:mutual-trust",
    "direction": "names an enabler",
}
PAGE = Path(__file__).parents[2] / "docs/contributing-evidence.md"


def sheet(folder: Path, *rows: dict[str, str]) -> Path:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    lines = [",".join(columns), *(",".join(f'"{row.get(name, "")}"' for name in columns) for row in rows)]
    path = folder / "sheet.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("change", "column", "said"),
    [
        ({"about": "mutual trsut"}, "about", "mutual trust"),
        ({"doi": "10.99/x"}, "doi", "is not a DOI"),
        ({"year": str(datetime.now(UTC).year + 1)}, "year", "in the future"),
        ({"year": "24"}, "year", "is not a year"),
        (
            {"title": "Does pooling health & social care budgets reduce hospital use and lower costs?"},
            "title",
            "stokes-2019",
        ),
        ({"doi": "10.1016/j.socscimed.2019.05.038"}, "doi", "publication:stokes-2019"),
        ({"effect": "4.9"}, "unit", "has no unit"),
        ({"effect": "many", "unit": "per cent"}, "effect", "not a number"),
        ({"unit": "per cent"}, "effect", "has no effect"),
        ({"about": "patient satisfaction"}, "about", "outcome:user-satisfaction"),
        ({"finding": ""}, "finding", "it is empty"),
        ({"direction": "sideways"}, "direction", "nearest"),
        ({"kind": "song"}, "kind", "journal article"),
        ({"read_at": "https://example.org/study"}, "read_on", "belong together"),
        ({"read_at": "example.org", "read_on": "2026-11-22"}, "read_at", "is not the address of a page"),
        ({"publication": "publication:stokes-2019"}, "title", "leave it empty"),
    ],
)
def test_each_fault_is_named_with_row_and_column(
    kg: KnowledgeGraph, tmp_path: Path, change: dict[str, str], column: str, said: str
) -> None:
    with pytest.raises(InvalidSheet) as caught:
        convert(kg.store, sheet(tmp_path, GOOD, {**GOOD, "title": "Another study", **change}), "test")
    assert any(each.startswith(f"row 3, column {column}:") and said in each for each in caught.value.problems)


def test_nothing_is_written_unless_every_row_passes(store: Path, tmp_path: Path) -> None:
    path = sheet(tmp_path, GOOD, {**GOOD, "title": "Another study", "year": "2999"})
    output = tmp_path / "out.ttl"
    refused = run("evidence", "add", str(path), "--output", str(output), "--store", str(store))
    assert refused.returncode == 3
    assert "row 3, column year" in refused.stderr
    assert not output.exists()


def test_rows_of_one_publication_must_agree(kg: KnowledgeGraph, tmp_path: Path) -> None:
    with pytest.raises(InvalidSheet, match="row 3, column year: another row"):
        convert(kg.store, sheet(tmp_path, GOOD, {**GOOD, "year": "2023"}), "test")


def test_the_example_of_the_page_becomes_a_valid_graph(
    kg: KnowledgeGraph, tmp_path: Path, small: Callable[..., KnowledgeGraph]
) -> None:
    block = re.search(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert block
    path = tmp_path / "teams.yaml"
    path.write_text(block[1], encoding="utf-8")
    turtle = convert(kg.store, path, "A contributor").decode()
    graph = small(re.sub(r"^@prefix .*$", "", turtle, flags=re.MULTILINE))
    (row,) = graph.ask("evidence").rows
    assert (float(row["effect"]), row["unit"], row["year"]) == (61.0, "per cent of staff", 2024)
    (source,) = graph.store.select("SELECT ?who { ?finding a ckg:Finding ; prov:wasDerivedFrom/dcterms:creator ?who }")
    assert source["who"].value == "A contributor"


def test_the_example_of_the_page_is_added_to_a_catalogue_without_any_turtle(tmp_path: Path) -> None:
    block = re.search(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert block
    (tmp_path / "teams.yaml").write_text(block[1], encoding="utf-8")
    home, store = tmp_path / "data", str(tmp_path / "store")
    home.mkdir()
    catalogue = write_catalogue(home, {"facts.ttl": ""})
    build(catalogue, tmp_path / "store")
    add = ("evidence", "add", str(tmp_path / "teams.yaml"), "--into", str(catalogue), "--store", store)
    done = run(*add, "--contributor", "A contributor")
    assert (done.returncode, "run carekg build --catalog" in done.stderr) == (0, True), done.stderr
    build(catalogue, tmp_path / "store")
    told = run("evidence", "--concept", "mutual trust", "--store", store, "-f", "csv").stdout
    assert "Staff of shared teams say that they trust each other more" in told
    again = run(*add)
    assert (again.returncode, "this publication is held as" in again.stderr) == (3, True)


def test_what_would_not_be_valid_leaves_the_catalogue_as_it_was(kg: KnowledgeGraph, tmp_path: Path) -> None:
    catalogue = write_catalogue(tmp_path, {"facts.ttl": ""}, ontology=False)  # so that no term is defined
    before = catalogue.read_bytes()
    with pytest.raises(InvalidGraph):
        contribute(kg.store, sheet(tmp_path, GOOD), catalogue, "test")
    assert catalogue.read_bytes() == before
    assert not (tmp_path / "contributed").exists()


def test_every_column_of_the_page_is_known() -> None:
    from carekg.sources.sheet import COLUMNS

    named = set(re.findall(r"`([a-z_]+)`", "".join(re.findall(r"^\| (`.*?) \|", PAGE.read_text(), re.MULTILINE))))
    assert named == set(COLUMNS)


def test_a_finding_of_a_publication_that_is_held(kg: KnowledgeGraph, tmp_path: Path) -> None:
    row = {name: GOOD[name] for name in ("finding", "about", "direction")} | {"publication": "publication:stokes-2019"}
    written = convert(kg.store, sheet(tmp_path, row), "test").decode()
    assert "ckg:reportedIn publication:stokes-2019" in written
    assert "fabio:" not in written


@pytest.mark.parametrize("content", ["colour\nred\n", "title;authors\n"])
def test_a_sheet_with_columns_that_there_are_not(kg: KnowledgeGraph, tmp_path: Path, content: str) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text(content + "x\n", encoding="utf-8")
    with pytest.raises(MalformedFile, match="there is no column"):
        convert(kg.store, path, "test")


def test_files_that_are_no_sheets(kg: KnowledgeGraph, tmp_path: Path) -> None:
    with pytest.raises(MissingFile):
        convert(kg.store, tmp_path / "none.csv", "test")
    (tmp_path / "a.yaml").write_text("just: one", encoding="utf-8")
    with pytest.raises(MalformedFile, match="list of findings"):
        convert(kg.store, tmp_path / "a.yaml", "test")
    (tmp_path / "b.csv").write_bytes(b"title\nc\xc3\xb4te\n\xf4")
    with pytest.raises(MalformedFile, match="UTF-8"):
        convert(kg.store, tmp_path / "b.csv", "test")
    (tmp_path / "c.csv").write_text("title\n", encoding="utf-8")
    with pytest.raises(InvalidSheet, match="no rows"):
        convert(kg.store, tmp_path / "c.csv", "test")


@given(st.text(max_size=30))
def test_cells_are_read_or_refused_never_crash(written: str) -> None:
    refused: list[Bad] = []
    for reader in (read_doi, read_year, read_number, read_day):
        try:
            reader(written)
        except Bad as error:
            refused.append(error)
    assert all(error.wrong and error.right for error in refused)
