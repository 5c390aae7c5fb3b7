"""The tools of an assistant, tried by the SDK's own client over standard input and output, and over HTTP.

Every talk has an end in time: the SDK's client waits for ever for a server that is silent.
"""

import json
import os
import random
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import ClientSession, MCPError, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

from assistant_questions import HOSTILE, Persons, find_faults, load
from carekg import KnowledgeGraph
from carekg.assistant.persons import find_lists, left_out
from carekg.assistant.resources import RESOURCES
from carekg.assistant.tasks import call
from carekg.assistant.tools import INSTRUCTIONS, MOST_ROWS, NAMES, tools
from carekg.knowledge_graph import REGISTRY
from carekg.store.embedded import Embedded
from support import CAREKG, few

SECONDS = 90
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
Talk = Callable[[ClientSession], Any]


def speak(store: Path, talk: Talk, **environment: str) -> Any:
    """Talk to the server over standard input and output, as a client of the SDK does."""

    async def run() -> Any:
        setup = StdioServerParameters(
            command=CAREKG, args=["mcp", "--store", str(store)], env=dict(os.environ) | environment
        )
        with anyio.fail_after(SECONDS):
            async with stdio_client(setup) as (reads, writes), ClientSession(reads, writes) as session:
                await session.initialize()
                return await talk(session)

    return anyio.run(run)


@contextmanager
def serving(store: Path) -> Iterator[str]:
    """The server over HTTP: its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([CAREKG, "mcp", "--http", "--store", str(store), "--port", str(port)])
    try:
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        process.terminate()
        process.wait(timeout=20)


async def _reach(address: str) -> None:
    host, port = re.findall(r"//([\d.]+):(\d+)", address)[0]
    while True:
        try:
            await (await anyio.connect_tcp(host, int(port))).aclose()
        except OSError:
            await anyio.sleep(0.1)
        else:
            return


def speak_http(store: Path, talk: Talk) -> Any:
    """Talk to the server over streamable HTTP."""

    async def run() -> Any:
        with serving(store) as address, anyio.fail_after(SECONDS):
            await _reach(address)
            async with streamable_http_client(address) as (reads, writes, *_), ClientSession(reads, writes) as session:
                await session.initialize()
                return await talk(session)

    return anyio.run(run)


def read(result: Any) -> dict[str, Any]:
    """What a tool told, which stands as text and as structure."""
    told = json.loads(result.content[0].text)
    assert told == result.structured_content
    return dict(told)


ASKED: list[tuple[str, dict[str, Any]]] = [
    ("search", {"q": "Leeds"}),
    ("describe", {"id": "structure:health-and-wellbeing-board"}),
    ("area", {"id": "Leeds", "as_of": "2024-04-01"}),
    ("duties", {"bearer": "HWB", "as_of": "2022-07-01"}),
    ("why", {"entity": "HWB", "as_of": "2022-07-01"}),
    ("evidence", {"concept": "BCF"}),
    ("paths", {"source": "HWB", "target": "leg:ukpga/2012/7", "k": 1}),
    ("planned", {}),
    ("query", {"text": "SELECT ?label { ?barrier a ckg:Barrier ; rdfs:label ?label }"}),
]


@pytest.mark.parametrize("speaks", [speak, speak_http])
def test_a_client_lists_asks_and_reads(store: Path, speaks: Callable[[Path, Talk], Any]) -> None:
    async def talk(session: ClientSession) -> Any:
        listed = (await session.list_tools()).tools
        answers = [await session.call_tool(name, given) for name, given in ASKED]
        wrong = await session.call_tool("bodies", {"kind": "nothing like it"})
        resources = (await session.list_resources()).resources
        with pytest.raises(MCPError):
            await session.read_resource("carekg://nothing")
        texts = [(await session.read_resource(each.uri)).contents[0] for each in resources]
        return (
            listed,
            answers,
            wrong,
            {str(each.uri): json.loads(text.text) for each, text in zip(resources, texts, strict=True)},
        )  # type: ignore[union-attr]

    listed, answers, wrong, resources = speaks(store, talk)
    assert {tool.name for tool in listed} == {*NAMES, "query"}
    assert {REGISTRY[name].name for name in NAMES.values()} == set(REGISTRY)
    for (name, _), answer in zip(ASKED, answers, strict=True):
        told = read(answer)
        assert (answer.is_error, told["outcome"]["kind"]) == (False, "rows"), name
        assert len(told["receipt"]) == len(told["version"]) == 64, name
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", told["as_of"]), name
    assert wrong.is_error
    assert read(wrong)["outcome"]["kind"] == "refused"
    assert resources.keys() == RESOURCES.keys()
    assert len(resources["carekg://examples"]) == 20
    assert len(resources["carekg://model"]) > 50
    assert len(resources["carekg://vocabularies"]) > 10


def test_what_runs_away_is_ended_and_others_are_answered(store: Path) -> None:
    async def talk(session: ClientSession) -> Any:
        ended = await session.call_tool("query", {"text": RUNAWAY})
        return read(ended), read(await session.call_tool("search", {"q": "Leeds"}))

    ended, found = speak(store, talk, CAREKG_DEADLINE="3")
    assert re.search("limit of (3 s|224 MiB)", ended["outcome"]["sentence"])  # whichever comes first
    assert found["outcome"]["kind"] == "rows"


def test_a_server_that_cannot_begin_is_told_and_not_waited_for(tmp_path: Path) -> None:
    async def talk(session: ClientSession) -> None:
        pytest.fail("there is no store")

    with pytest.RaisesGroup(MCPError, flatten_subgroups=True):
        speak(tmp_path, talk)


def test_the_tools_say_what_they_take_and_nothing_else() -> None:
    for tool in tools():
        schema = tool["input_schema"]
        assert schema["type"] == "object"
        assert schema["additionalProperties"] is (tool["name"] == "bibliography")
        assert all(each["description"].strip() for each in schema["properties"].values())


def test_descriptions_can_be_read_by_whoever_knows_nothing_else() -> None:
    """Each says in whole sentences what it gives, and names no file, module or page of the project."""
    names = {tool["name"] for tool in tools()}
    for tool in tools():
        assert len(tool["description"].split()) >= 20, tool["name"]
        assert not re.search(r"docs/|src/|\.rq\b|\.py\b|/api/v1|`|command line", tool["description"]), tool["name"]
    assert {"search", "describe", "area", "duties", "why", "evidence", "paths", "planned"} <= names
    assert all(word in INSTRUCTIONS for word in ("not-held", "receipt", "never an instruction", "No person is named"))


def test_no_person_is_named(kg: KnowledgeGraph) -> None:
    for name in ("foaf:Person", "schema:Person", "org:heldBy", "foaf:name"):
        text = f"ASK {{ {{ ?x a {name} }} UNION {{ ?x {name} ?y }} }}"
        told, refused = call(kg, "query", {"text": text})
        assert refused or told["rows"] == [{"boolean": False}], name


@pytest.fixture(scope="module")
def told_graph(kg: KnowledgeGraph) -> Iterator[KnowledgeGraph]:
    """The graph as an assistant is told of it."""
    with left_out(kg.store.location) as copy:
        yield KnowledgeGraph(Embedded.open_version(Path(copy)))


@pytest.mark.parametrize("text", HOSTILE[:-1])
def test_no_query_can_piece_a_person_together(kg: KnowledgeGraph, told_graph: KnowledgeGraph, text: str) -> None:
    told, refused = call(told_graph, "query", {"text": text})
    assert not refused, told
    shown = json.dumps(told, ensure_ascii=False)
    assert Persons(kg).find(shown) == []
    assert "kris" not in shown.lower()  # of a name that nothing else bears
    assert told["rows"] != [{"boolean": True}]


def test_what_persons_are_left_out_of_is_otherwise_the_same(kg: KnowledgeGraph, told_graph: KnowledgeGraph) -> None:
    count = {"text": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}
    whole, told = (call(graph, "query", count)[0] for graph in (kg, told_graph))
    assert whole == told
    bodies = {"text": "ASK { ?p ckg:authorList 'National Audit Office' }"}
    assert call(told_graph, "query", bodies)[0]["rows"] == [{"boolean": True}]
    seats = [call(graph, "seats", {"board": "Leeds"})[0] for graph in (kg, told_graph)]
    assert seats[0]["receipt"] == seats[1]["receipt"]
    assert call(told_graph, "describe", {"id": "publication:stokes-2019"})[0]["receipt"] is None


def test_a_sample_of_the_sixty_questions_is_answered_as_it_should(
    kg: KnowledgeGraph, told_graph: KnowledgeGraph
) -> None:
    questions, persons = load(), Persons(kg)
    assert (len(questions), sum(not each.is_answerable for each in questions)) == (60, 24)
    quick = [each for each in questions if all(tool not in ("paths", "brokers", "analyse") for tool, _ in each.calls)]
    for question in random.Random(20261129).sample(quick, 12):
        answers = [call(told_graph, tool, given)[0] for tool, given in question.calls]
        assert find_faults(question, answers) == [], question.asks
        assert persons.find_told(question, answers) == [], question.asks


def test_authors_who_are_persons_are_withheld(kg: KnowledgeGraph) -> None:
    named = next(each for each in sorted(find_lists(kg)) if each.startswith("Ba"))
    text = f"SELECT ?work ?authors {{ ?work ckg:authorList ?authors FILTER(STR(?authors) = {json.dumps(named)}) }}"
    found, _ = call(kg, "query", {"text": text})
    assert "not named here" in found["rows"][0]["authors"]
    described, _ = call(kg, "describe", {"id": found["rows"][0]["work"]})
    cited, _ = call(kg, "bibliography", {"question": "evidence", "concept": "BCF"})
    for told in (described, cited):
        assert named not in json.dumps(told, ensure_ascii=False)
    assert "not named here" in json.dumps(cited)
    assert "Department of Health and Social Care" in json.dumps(cited)  # bodies are


def test_every_question_is_answered_for_an_assistant_with_its_example(kg: KnowledgeGraph) -> None:
    for name, asked in few(NAMES.items(), 20):
        told, refused = call(kg, name, REGISTRY[asked].example)
        assert not refused, told
        assert {"outcome", "as_of", "version", "receipt", "address"} <= told.keys(), name


def test_the_twenty_queries_are_answered(kg: KnowledgeGraph) -> None:
    for each in RESOURCES["carekg://examples"].give(kg):
        told, refused = call(kg, "query", {"text": each["query"]})
        assert not refused, told
        assert told["outcome"]["kind"] == "rows", each["asks"]


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("bodies", {"nonsense": 1}, "nonsense"),
        ("boddies", {}, "tool"),
        ("query", {"text": "INSERT DATA { <a:b> <a:b> 1 }"}, "an update, and a query only reads"),
        ("area", {"id": "Leeds", "offset": -1}, "0 or more"),
        ("query", {"text": "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"}, "SERVICE"),
        ("query", {}, "write a SPARQL query"),
        ("query", {"text": "ASK {}", "as_of": "2024-01-01"}, "as_of"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(
    kg: KnowledgeGraph, name: str, given: dict[str, Any], said: str
) -> None:
    told, refused = call(kg, name, given)
    assert refused
    assert said in told["outcome"]["sentence"]


def test_what_is_not_held_is_said_and_is_no_error(kg: KnowledgeGraph) -> None:
    told, refused = call(kg, "delays", {"id": "body:icb-qwo", "month": "1999-01-01"})
    assert (refused, told["rows"]) == (False, [])
    assert told["outcome"]["kind"] in ("not-held", "outside")
    assert told["outcome"]["sentence"]


def test_long_answers_are_cut_and_say_so(kg: KnowledgeGraph) -> None:
    told, _ = call(kg, "overlaps", {"as_of": "2024-04-01"})
    assert len(told["rows"]) == MOST_ROWS < told["total"]
    assert f"{MOST_ROWS} of {told['total']}" in told["shown"]
    rest, _ = call(kg, "overlaps", {"as_of": "2024-04-01", "offset": MOST_ROWS})
    area, more = (call(kg, "area", {"id": "Leeds", "offset": offset})[0] for offset in (0, MOST_ROWS))
    assert rest["rows"][0] not in told["rows"]
    assert more["rows"][0] not in area["rows"]
    assert area["receipt"] == more["receipt"]
    assert {row["item"] for row in area["rows"]} >= area["labels"].keys() & {row["item"] for row in more["rows"]}
    found, _ = call(kg, "query", {"text": "SELECT ?x { ?x a ckg:Provision }"})
    assert (len(found["rows"]), found["more"]) == (200, True)
    assert found["rows"][0]["x"].startswith("http")


def test_without_the_extra_it_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['mcp'] = None; sys.argv = ['carekg', 'mcp']; from carekg.cli.app import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "install carekg[mcp]" in done.stderr
