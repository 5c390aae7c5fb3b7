"""The tools of an assistant, tried by the SDK's own client over standard input and output."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import pytest

from carekg import KnowledgeGraph
from carekg.assistant.tools import MOST_ROWS, call, tools
from carekg.knowledge_graph import REGISTRY


def speak(store: Path, talk: Callable[[Any], Any]) -> Any:
    """Talk to the server as a client of the SDK does."""
    from mcp import ClientSession, StdioServerParameters
    from mcp.client.stdio import stdio_client

    async def run() -> Any:
        command = str(Path(sys.executable).with_name("carekg"))
        setup = StdioServerParameters(command=command, args=["mcp", "--store", str(store)])
        async with stdio_client(setup) as (reads, writes), ClientSession(reads, writes) as session:
            await session.initialize()
            return await talk(session)

    return anyio.run(run)


def test_a_client_lists_calls_and_reads(store: Path) -> None:
    async def talk(session: Any) -> Any:
        listed = await session.list_tools()
        found = await session.call_tool("bodies", {"kind": "ICB", "as_of": "2024-04-01"})
        wrong = await session.call_tool("bodies", {"kind": "nothing like it"})
        resources = await session.list_resources()
        return listed, found, wrong, resources

    listed, found, wrong, resources = speak(store, talk)
    names = {tool.name for tool in listed.tools}
    assert {question.python_name for question in REGISTRY.values() if question.method == "GET"} | {"query"} == names
    told = json.loads(found.content[0].text)
    assert (told["outcome"]["kind"], told["total"], len(told["receipt"])) == ("rows", 42, 64)
    assert wrong.is_error
    assert json.loads(wrong.content[0].text)["outcome"]["kind"] == "refused"
    assert len(resources.resources) == 3


def test_every_tool_says_what_it_takes_and_nothing_else(kg: KnowledgeGraph) -> None:
    for tool in tools(kg):
        assert tool["description"].strip()
        assert tool["input_schema"]["type"] == "object"
        assert tool["input_schema"]["additionalProperties"] is (tool["name"] == "bibliography")


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("bodies", {"nonsense": 1}, "nonsense"),
        ("boddies", {}, "tool"),
        ("query", {"text": "INSERT DATA { <a:b> <a:b> 1 }"}, "does not parse"),
        ("query", {"text": "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"}, "SERVICE"),
        ("query", {}, "write a SPARQL query"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(
    kg: KnowledgeGraph, name: str, given: dict[str, Any], said: str
) -> None:
    told, refused = call(kg, name, given)
    assert refused
    assert said in told["outcome"]["sentence"]


def test_long_answers_are_cut_and_say_so(kg: KnowledgeGraph) -> None:
    told, _ = call(kg, "overlaps", {"as_of": "2024-04-01"})
    assert len(told["rows"]) == MOST_ROWS < told["total"]
    assert f"{MOST_ROWS} of {told['total']}" in told["shown"]
    found, _ = call(kg, "query", {"text": "SELECT ?x { ?x a ckg:Provision }"})
    assert (len(found["rows"]), found["more"]) == (200, True)
