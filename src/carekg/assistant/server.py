"""The server of the Model Context Protocol, by its official SDK: over standard input and output, or HTTP.

Every call is done by a worker, with a deadline: one that ran in this process could neither be ended nor leave it.

Source: Model Context Protocol, specification 2025-11-25.
"""

from contextlib import suppress
from typing import Any, Final

import anyio
import orjson
from mcp import types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from carekg.assistant import resources, tasks
from carekg.assistant.persons import left_out
from carekg.assistant.tools import INSTRUCTIONS, NAMES, tools
from carekg.knowledge_graph import REGISTRY
from carekg.terms.errors import CarekgError, ServiceBusy
from carekg.terms.version import __version__
from carekg.workers.pool import Limits, Pool

_READS: Final = types.ToolAnnotations(read_only_hint=True, destructive_hint=False, open_world_hint=False)
MODULES: Final = ("carekg.assistant.tasks", "carekg.assistant.resources")
_JSON: Final = "application/json"
_PATIENCE: Final = 6  # deadlines


def make_server(pool: Pool) -> "Server[Any]":
    """Make the server over a pool of workers."""

    async def list_tools(_: Any, __: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[types.Tool(**each, annotations=_READS) for each in tools()])

    async def call_tool(_: Any, asked: types.CallToolRequestParams) -> types.CallToolResult:
        told, refused = await _call(pool, asked.name, asked.arguments or {})
        text = types.TextContent(type="text", text=orjson.dumps(told).decode())
        return types.CallToolResult(content=[text], structured_content=told, is_error=refused)

    async def list_resources(_: Any, __: Any) -> types.ListResourcesResult:
        listed = [
            types.Resource(uri=uri, name=each.name, description=each.description, mime_type=_JSON)
            for uri, each in resources.RESOURCES.items()
        ]
        return types.ListResourcesResult(resources=listed)

    async def read_resource(_: Any, asked: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        uri = str(asked.uri)
        if uri not in resources.RESOURCES:
            raise ValueError(f"There is no resource {uri} here; there are {', '.join(resources.RESOURCES)}.")
        text = orjson.dumps(await pool.compute(resources.read, uri)).decode()
        return types.ReadResourceResult(contents=[types.TextResourceContents(uri=uri, mime_type=_JSON, text=text)])

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


async def _call(pool: Pool, name: str, given: dict[str, Any]) -> tuple[tasks.Told, bool]:
    is_heavy = name in NAMES and REGISTRY[NAMES[name]].is_heavy
    try:
        return await (pool.compute if is_heavy else pool.ask)(tasks.call, name, given)
    except CarekgError as error:  # a limit was reached
        return tasks.refusal(error), True


async def _warm(pool: Pool) -> None:
    """Wait for the first worker, which on a busy machine takes longer than a call may."""
    for _ in range(_PATIENCE):
        with suppress(ServiceBusy):
            await pool.ask(resources.read, "carekg://prefixes")
            return


def serve(location: str, limits: Limits) -> None:
    """Serve a version over standard input and output, until that closes. Parameters: where it is; limits."""

    async def run() -> None:
        async with Pool(copy, MODULES, limits) as pool, stdio_server() as (reads, writes):
            await _warm(pool)
            server = make_server(pool)
            await server.run(reads, writes, server.create_initialization_options())

    with left_out(location) as copy:
        anyio.run(run)


def serve_http(location: str, limits: Limits, host: str, port: int) -> None:
    """Serve a version over HTTP, at /mcp. Parameters: as `serve`; the address and port to listen at."""
    import uvicorn

    async def run() -> None:
        async with Pool(copy, MODULES, limits) as pool:
            await _warm(pool)
            app = make_server(pool).streamable_http_app(host=host)
            await uvicorn.Server(uvicorn.Config(app, host=host, port=port, log_level="warning")).serve()

    with left_out(location) as copy:
        anyio.run(run)
