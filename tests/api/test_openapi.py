"""The description is valid, and a client generated from it reads every answer."""

import importlib
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import docx
import httpx
import networkx as nx
import openpyxl
import polars
import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from carekg import KnowledgeGraph
from carekg.build.makers import look
from carekg.bulk.examples import EXAMPLES, read_examples
from carekg.knowledge_graph import REGISTRY
from carekg.questions.declaration import Question
from carekg.questions.formats import FORMATS
from carekg_api.rest.schemas import name_of
from support import few, serving

CLIENT = "carekg_generated"
SPOKEN = [question for question in REGISTRY.values() if question.method == "GET"]
DESCRIBED = [question for question in SPOKEN if question.formats[0] == "json"]  # others have another kind of JSON first
SENT = {"scenario": "application/json", "audit-sentences": "text/plain"}  # questions of several parts, and of what kind
PICTURES = ("graphml", "gexf", "svg", "cytoscape")
READERS: dict[str, Callable[[bytes], object]] = {
    "csv": lambda content: content.decode("utf-8").splitlines()[1],
    "xlsx": lambda content: openpyxl.load_workbook(io.BytesIO(content)).sheetnames,
    "parquet": lambda content: polars.read_parquet(io.BytesIO(content)).columns,
    "jsonl": lambda content: json.loads(content.splitlines()[0]),
    "graphml": lambda content: nx.parse_graphml(content.decode(), force_multigraph=True).nodes,
    "gexf": lambda content: b"<gexf" in content,
    "svg": lambda content: b"<svg" in content,
    "html": lambda content: b"<table" in content,
    "text": lambda content: content.decode().strip(),
    "cytoscape": lambda content: json.loads(content)["elements"]["nodes"],
    "csl": json.loads,
    "md": lambda content: content.decode().startswith("# "),
    "docx": lambda content: docx.Document(io.BytesIO(content)).core_properties.title,
    "bibtex": lambda content: b"@" in content,
    "ris": lambda content: b"TY  - " in content,
}


@pytest.fixture(scope="module")
def description(server: str) -> dict[str, Any]:
    answer: dict[str, Any] = httpx.get(f"{server}/openapi.json", timeout=60).json()
    return answer


@pytest.fixture(scope="module")
def client(description: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """A package that openapi-python-client made of the description."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "openapi.json").write_text(json.dumps(description), encoding="utf-8")
    (folder / "config.yml").write_text(f"package_name_override: {CLIENT}\npost_hooks: []\n", encoding="utf-8")
    made = subprocess.run(
        [
            *(str(Path(sys.executable).with_name("openapi-python-client")), "generate", "--path", "openapi.json"),
            *("--config", "config.yml", "--meta", "none", "--output-path", CLIENT),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    assert "WARNING" not in made.stdout, made.stdout
    sys.path.insert(0, str(folder))
    yield importlib.import_module(CLIENT)
    sys.path.remove(str(folder))


def speaking(server: str) -> Any:
    """The generated package's own client."""
    return importlib.import_module(f"{CLIENT}.client").Client(base_url=server, timeout=httpx.Timeout(90))


def model(name: str) -> Any:
    """The model of the generated package that is called so, but for case."""
    models = importlib.import_module(f"{CLIENT}.models").__dict__
    return models[next(each for each in models if each.lower() == name.replace("_", "").lower())]


def typed(question: Question, name: str) -> Any:
    """A value of the example as the generated package takes it."""
    value, parameter = question.example[name], question.by_name[name]
    if parameter.type == "date":
        return date.fromisoformat(str(value))
    return model(f"{question.python_name}{name}")(value) if parameter.choices else value


def example_of(question: Question) -> tuple[str, dict[str, str]]:
    """The address and the parameters by which a question's example is asked for."""
    path, given = question.route, question.texts(question.example)
    for name in [name for name in given if f"{{{name}}}" in path]:
        path = path.replace(f"{{{name}}}", given.pop(name))
    return path, given


def without_examples(part: Any) -> Any:
    """A description but for its examples, which may be anything."""
    match part:
        case dict():
            return {name: without_examples(each) for name, each in part.items() if name != "example"}
        case list():
            return list(map(without_examples, part))
    return part


def test_the_description_is_valid(description: dict[str, Any]) -> None:
    validate(description)
    named = [operation.get("operationId") for each in description["paths"].values() for operation in each.values()]
    assert len(set(named)) == len(named)
    assert all(len(name) <= 30 for name in named)


def test_examples_are_asked_once_a_version(server: str, store: Path, description: dict[str, Any]) -> None:
    made = look(EXAMPLES, KnowledgeGraph.open(store).store)
    assert made is not None
    path = description["paths"]["/api/v1/bodies"]["get"]["responses"]["200"]["content"]["application/json"]
    assert path["example"] == read_examples(made)["bodies"]
    assert path["example"]["rows"]


def test_a_graph_without_the_things_of_the_examples_is_described(little: Path, description: dict[str, Any]) -> None:
    with serving(little) as (address, _):
        answer = httpx.get(f"{address}/openapi.json", timeout=60)
        assert answer.status_code == 200, answer.text
        assert without_examples(answer.json()) == without_examples(description)  # which is valid


def test_every_format_parameter_says_what_is_offered(description: dict[str, Any]) -> None:
    for question in REGISTRY.values():
        operation = description["paths"][f"/api/v1{question.route}"][question.method.lower()]
        (form,) = (each for each in operation["parameters"] if each["name"] == "format")
        assert form["schema"]["enum"] == list(question.formats)
        assert set(operation["responses"]["200"]["content"]) == {FORMATS[each].media_type for each in question.formats}


@pytest.mark.parametrize("question", few(SPOKEN, 20), ids=lambda question: question.name)
def test_a_generated_client_reads_every_answer(server: str, client: ModuleType, question: Question) -> None:
    module = importlib.import_module(f"{CLIENT}.api.{question.topic}.{question.python_name}")
    given = {name: typed(question, name) for name in question.example if name in question.by_name}
    names = module.sync_detailed.__annotations__
    arguments = {f"{name}_" if f"{name}_" in names else name: value for name, value in given.items()}
    with speaking(server) as speaker:
        answer = module.sync_detailed(
            client=speaker, **arguments, format_=model(f"{question.python_name}format")("json")
        )
    assert answer.status_code == 200, answer.content[:300]
    if question.formats[0] == "json":  # the others have another kind of JSON first, which has no schema of ours
        assert answer.parsed.question == question.name
        assert answer.parsed.outcome.kind == "rows"


def check_json(server: str, description: dict[str, Any], question: Question, meant: str, **asked: str) -> None:
    """See that the JSON of a question's example is as one of its schemas has it. Parameters: meant, how that ends."""
    path, given = example_of(question)
    operation = description["paths"][f"/api/v1{question.route}"][question.method.lower()]
    answers = operation["responses"]["200"]["content"]
    (own,) = [each for each in answers["application/json"]["schema"]["anyOf"] if each["$ref"].endswith(f"/{meant}")]
    document = next((given.pop(each.name) for each in question.parameters if each.type == "document"), None)
    headers = {"Content-Type": SENT[question.name]} if document else {}
    sent = {**given, "format": "json", **asked}
    address = f"{server}/api/v1{path}"
    answer = httpx.request(question.method, address, params=sent, content=document, headers=headers, timeout=60)
    assert answer.status_code == 200, answer.text
    Draft202012Validator({**own, "components": description["components"]}).validate(answer.json())


@pytest.mark.parametrize("question", few(DESCRIBED, 6), ids=lambda question: question.name)
def test_what_is_answered_as_json_is_as_it_is_described(
    server: str, description: dict[str, Any], question: Question
) -> None:
    check_json(server, description, question, name_of(question))
    check_json(server, description, question, "Rows", shape="array")
    check_json(server, description, question, "Receipt", receipt="1")


@pytest.mark.parametrize("name", SENT)
def test_a_part_is_as_it_is_described(server: str, description: dict[str, Any], name: str) -> None:
    question = REGISTRY[name]
    for part in question.parts:
        check_json(server, description, question, "PartAnswer", part=part.name)


@pytest.mark.parametrize("form", sorted(READERS))
def test_every_other_format_is_read_by_another(server: str, client: ModuleType, form: str) -> None:
    whole = [each for each in SPOKEN if form in each.formats and len(each.parts) == 1]
    question = REGISTRY["graph"] if form in PICTURES else whole[0]
    path, given = example_of(question)
    with speaking(server) as speaker:
        answer = speaker.get_httpx_client().get(f"/api/v1{path}", params={**given, "format": form})
    assert answer.status_code == 200
    assert READERS[form](answer.content)
