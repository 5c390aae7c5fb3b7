"""The server of the Model Context Protocol, by its official SDK: over standard input and output, or HTTP.

Source: Model Context Protocol, specification 2025-11-25.
"""

from typing import Any, Final

import anyio
import orjson
from mcp import types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from carekg.assistant.tools import INSTRUCTIONS, call, tools
from carekg.knowledge_graph import KnowledgeGraph
from carekg.terms.prefixes import PREFIXES
from carekg.terms.version import __version__

_READS: Final = types.ToolAnnotations(read_only_hint=True, destructive_hint=False, open_world_hint=False)
_QUESTIONS: Final = "carekg://questions"
_PREFIXES: Final = "carekg://prefixes"
_VOCABULARIES: Final = "carekg://vocabularies"
_SCHEMES: Final = """SELECT ?scheme ?label (COUNT(?concept) AS ?concepts) {
  ?scheme a skos:ConceptScheme ; rdfs:label ?label . ?concept skos:inScheme ?scheme
} GROUP BY ?scheme ?label ORDER BY ?label"""


def make_server(graph: KnowledgeGraph) -> "Server[Any]":
    """Make the server over a knowledge graph."""

    async def list_tools(_: Any, __: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[types.Tool(**each, annotations=_READS) for each in tools(graph)])

    async def call_tool(_: Any, asked: types.CallToolRequestParams) -> types.CallToolResult:
        told, refused = await anyio.to_thread.run_sync(call, graph, asked.name, asked.arguments or {})
        text = types.TextContent(type="text", text=orjson.dumps(told).decode())
        return types.CallToolResult(content=[text], structured_content=told, is_error=refused)

    async def list_resources(_: Any, __: Any) -> types.ListResourcesResult:
        named = {_QUESTIONS: "questions", _PREFIXES: "prefixes", _VOCABULARIES: "vocabularies"}
        listed = [types.Resource(uri=uri, name=name, mime_type="application/json") for uri, name in named.items()]
        return types.ListResourcesResult(resources=listed)

    async def read_resource(_: Any, asked: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        text = orjson.dumps(_resource(graph, str(asked.uri))).decode()
        content = types.TextResourceContents(uri=asked.uri, mime_type="application/json", text=text)
        return types.ReadResourceResult(contents=[content])

    return Server(
        "carekg",
        version=__version__,
        title="carekg",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_read_resource=read_resource,
    )


def _resource(graph: KnowledgeGraph, uri: str) -> Any:
    if uri == _QUESTIONS:
        return [each.model_dump() for each in graph.registry.values()]
    if uri == _PREFIXES:
        return PREFIXES
    if uri == _VOCABULARIES:
        return call(graph, "query", {"text": _SCHEMES})[0]["rows"]
    raise ValueError(f"there is no resource {uri}")


def serve(graph: KnowledgeGraph) -> None:
    """Serve over standard input and output, until it closes."""

    async def run() -> None:
        server = make_server(graph)
        async with stdio_server() as (reads, writes):
            await server.run(reads, writes, server.create_initialization_options())

    anyio.run(run)


def serve_http(graph: KnowledgeGraph, host: str, port: int) -> None:
    """Serve over HTTP, at /mcp."""
    import uvicorn

    uvicorn.run(make_server(graph).streamable_http_app(), host=host, port=port, log_level="warning")
