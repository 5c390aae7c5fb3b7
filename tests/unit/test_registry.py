"""Every question is declared once, and every face of it follows the declaration."""

import inspect
import io
import json
import subprocess
import sys
from contextlib import nullcontext
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import polars
import pytest
from pydantic import TypeAdapter

from carekg import KnowledgeGraph
from carekg.cli.faces import BY_HAND, MODULES
from carekg.knowledge_graph import REGISTRY
from carekg.questions.declaration import Question
from carekg.questions.formats import FORMATS
from carekg.questions.formats import write as write_in
from carekg.questions.parameters import read_parameters
from carekg.terms.errors import AmbiguousName, BadParameter
from commands import run
from support import few

QUICK = [question for question in REGISTRY.values() if not question.is_heavy and question.method == "GET"]
TABLES = {"csv", "xlsx", "parquet", "jsonl"}


def ids(question: Question) -> str:
    return question.name


def test_declarations_are_read_without_an_engine() -> None:
    code = (
        "import sys, carekg.questions.registry, carekg.analytics.declarations, carekg.scenario.declarations, "
        "carekg.export.declarations, carekg.recode.declarations, carekg.narrative.declarations; "
        "print([name for name in ('pyoxigraph', 'networkx', 'igraph', 'fastapi', 'rdflib') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("question", REGISTRY.values(), ids=ids)
def test_every_declaration_holds_to_its_types(question: Question) -> None:
    assert TypeAdapter(Question).validate_python(asdict(question)) == question
    for part in question.parts:
        names = [name for name, _ in part.written]
        assert len(set(names)) == len(names), "readers of tables know a column by its name"


@pytest.mark.parametrize("module", MODULES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_methods_are_those_of_the_registry(module: Path) -> None:
    formatted = subprocess.run(
        [str(Path(sys.executable).with_name("ruff")), "format", "--stdin-filename", str(module), "-"],
        input=MODULES[module](),
        capture_output=True,
        text=True,
        check=True,
    )
    assert formatted.stdout == module.read_text(encoding="utf-8"), "run make faces"


@pytest.mark.parametrize("question", REGISTRY.values(), ids=ids)
def test_every_question_is_a_method_with_its_parameters(question: Question) -> None:
    signature = inspect.signature(getattr(KnowledgeGraph, question.python_name))
    if question.name not in BY_HAND:
        assert {each.python_name for each in question.by_name.values()} <= set(signature.parameters)


@pytest.mark.parametrize("question", REGISTRY.values(), ids=ids)
def test_every_question_is_a_command_that_teaches(question: Question) -> None:
    told = run(*question.command_name.split(), "--help").stdout
    for parameter in question.by_name.values():
        assert parameter.option[2:] in told or parameter.is_placed, parameter.name


@pytest.mark.parametrize("question", QUICK, ids=ids)
def test_every_question_answers_its_example_in_every_table_format(server: str, question: Question) -> None:
    given = question.texts(question.example)
    path = question.route
    for name in [name for name in given if f"{{{name}}}" in path]:
        path = path.replace(f"{{{name}}}", given.pop(name))
    part = {"part": question.parts[0].name} if len(question.parts) > 1 else {}
    names = [name for name, _ in question.part.written]
    for form in few(sorted(TABLES & set(question.formats)), 2):
        answer = httpx.get(f"{server}/api/v1{path}", params={**given, **part, "format": form}, timeout=60)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].partition(";")[0] == FORMATS[form].media_type
        assert answer.headers["x-carekg-outcome"] == "rows"
        if question.name not in ("evidence-map", "bibliography"):  # their CSV is made for its readers
            assert columns(answer.content, form) == names
    by_accept = httpx.get(f"{server}/api/v1{path}", params=given, headers={"Accept": "text/csv"}, timeout=60)
    by_suffix = httpx.get(f"{server}/api/v1{path}.csv", params=given, timeout=60)
    assert by_accept.content == by_suffix.content


@pytest.mark.parametrize("question", [each for each in QUICK if each.is_dated], ids=ids)
def test_every_question_may_be_asked_of_the_first_and_of_the_last_day(kg: KnowledgeGraph, question: Question) -> None:
    for day in (date.min, date.max):
        several = (question.name, day) == ("resolve", date.min)  # of those that had the code, none was there yet
        with pytest.raises(AmbiguousName, match="stands for several") if several else nullcontext():
            assert kg.ask(question.name, **{**question.example, "as_of": day}).as_of == day


def columns(content: bytes, form: str) -> list[str]:
    if form == "csv":
        return content.decode().partition("\r\n")[0].split(",")
    if form == "jsonl":
        return list(json.loads(content.splitlines()[0]))
    if form == "parquet":
        return polars.read_parquet(io.BytesIO(content)).columns
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return [cell.value for cell in next(sheet.iter_rows(max_row=1))]


@pytest.mark.parametrize("question", REGISTRY.values(), ids=ids)
def test_what_a_question_does_not_know_is_refused_by_name(server: str, question: Question) -> None:
    if question.takes_more:
        return
    path = question.route.replace("{id}", "HWB").replace("{measure}", "degree")
    asked: dict[str, Any] = {"params": {"nonsense": "1"}, "timeout": 60}
    if question.method == "POST":
        asked |= {"content": b"{}", "headers": {"Content-Type": "text/plain"}}
    answer = httpx.request(question.method, f"{server}/api/v1{path}", **asked)
    assert answer.status_code == 400
    assert answer.json()["name"] == "nonsense"
    assert answer.json()["outcome"]["kind"] == "refused"


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
def test_a_shape_of_what_has_none_is_refused(server: str, form: str) -> None:
    answer = httpx.get(f"{server}/api/v1/bodies.{form}", params={"kind": "ICB", "shape": "array"}, timeout=60)
    assert (answer.status_code, answer.json()["name"]) == (400, "shape")


def test_pythons_own_values_are_taken(kg: KnowledgeGraph) -> None:
    answer = kg.bodies(kind="ICB", as_of=date(2022, 7, 1), limit=5)
    assert (len(answer.rows), answer.table.total, answer.as_of) == (5, 42, date(2022, 7, 1))
    assert kg.ask("bodies", kind="ICB", limit=5).rows
    assert kg.evidence(concept="joint commissioning", essay=True).rows
    assert kg.bodies(kind="ICB", as_of=datetime(2022, 7, 1, 9), limit=1).as_of == date(2022, 7, 1)
    both = kg.locate(id=["Leeds", "Kent"], as_of="2024-01-01").rows
    for given in (polars.Series(["Leeds", "Kent"]), (name for name in ("Leeds", "Kent"))):
        assert kg.ask("locate", id=given, as_of="2024-01-01").rows == both
    assert len(repr(answer)) < 200
    assert "<table>" in answer._repr_html_()


def test_the_same_answer_is_the_same_file(kg: KnowledgeGraph) -> None:
    answer = kg.bodies(kind="ICB", as_of=date(2024, 4, 1))
    for write in (answer.to_json, answer.to_csv, answer.to_parquet, answer.to_xlsx, answer.to_markdown, answer.to_docx):
        assert len({write() for _ in range(3)}) == 1, write


def test_true_types_reach_a_data_frame(kg: KnowledgeGraph) -> None:
    frame = kg.overlaps(as_of="2024-04-01").to_polars()
    kinds = dict(frame.schema)
    assert kinds["map_date"] == polars.Date
    assert kinds["share_of_council"] == polars.Float64
    assert kinds["residents"] == polars.Int64
    assert kinds["certain"] == polars.Boolean


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"limit": "-1"}, "whole number from 0"),
        ({"limit": "5" * 5000}, "whole number"),
        ({"limit": True}, "whole number"),
        ({"as_of": "2022-02-30"}, "YYYY-MM-DD"),
        ({"kind": "x" * 501}, "at most 500"),
        ({"kidn": "ICB"}, "did you mean kind"),
    ],
)
def test_bad_values_are_named(given: dict[str, Any], told: str) -> None:
    with pytest.raises(BadParameter, match=told):
        read_parameters(REGISTRY["bodies"], given)


@pytest.mark.parametrize(("name", "blank"), [("search", " "), ("locate", " ; "), ("locate", []), ("why", "\t")])
def test_what_is_needed_and_blank_is_refused(name: str, blank: Any) -> None:
    (needed,) = (each.name for each in REGISTRY[name].parameters if each.required)
    with pytest.raises(BadParameter, match="it is needed"):
        read_parameters(REGISTRY[name], {needed: blank})


@pytest.mark.parametrize(
    ("name", "given", "form"),
    [("bibliography", {"question": "evidence"}, "bibtex"), ("due", {"id": "E08000035"}, "ics")],
)
def test_a_part_of_what_is_whole_is_refused(kg: KnowledgeGraph, name: str, given: dict[str, Any], form: str) -> None:
    answer = kg.ask(name, **given)
    with pytest.raises(BadParameter, match=f"{form} holds the answer whole"):
        write_in(answer, form, answer.tables[0].part.name)
