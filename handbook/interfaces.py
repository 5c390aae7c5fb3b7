"""The reference of the command line and of the service's addresses."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import orjson
import typer
from typer.cli import get_docs_for_click

from carekg.bulk.examples import FILE as EXAMPLES_FILE
from carekg.cli.app import app
from carekg.knowledge_graph import REGISTRY, KnowledgeGraph
from carekg_api.app import create_app
from carekg_api.rest.description import describe
from handbook.writing import table

_COMMANDS: Final = """# Commands

What `carekg --help` and the help of each command say. `carekg COMMAND --help` says it in the terminal.

"""
_ADDRESSES: Final = """# Addresses

What the service answers, besides [questions](questions/index.md), which are all below `/api/v1`. The whole description
for programs is at `/openapi.json`, and the page `/api` tries out each call. Those that people read are in
[the pages](../pages.md), the files in [bulk files](../bulk.md), graphs in [writing](../writing.md).

{table}"""
_STAR: Final = re.compile(r"\n{3,}")


def commands() -> str:
    """Write what every command says of itself, by typer's own writer."""
    command = typer.main.get_command(app)
    context: Any = command.make_context("carekg", ["query"], resilient_parsing=True)
    text = get_docs_for_click(obj=command, ctx=context, name="carekg", title="carekg")
    text = text.replace("\n# carekg\n", "\n").removeprefix("# carekg\n")
    return _COMMANDS + _STAR.sub("\n\n", text)


def addresses(kg: KnowledgeGraph) -> str:
    """Write the addresses that are no questions, from the description that the service gives of itself."""
    with TemporaryDirectory() as folder:
        (Path(folder) / EXAMPLES_FILE).write_bytes(b"{}")  # of the questions, which are told elsewhere
        told = orjson.loads(describe(create_app(kg), Path(folder)))
    asked = {f"/api/v1{each.route}" for each in REGISTRY.values()}
    rows = [
        [f"`{method.upper()} {path}`", operation.get("summary", ""), _sentence(operation.get("description", ""))]
        for path, operations in sorted(told["paths"].items())
        if path not in asked
        for method, operation in operations.items()
        if isinstance(operation, dict)
    ]
    return _ADDRESSES.format(table=table(["address", "what it does", "more"], rows))


def _sentence(text: str) -> str:
    return text.partition(". ")[0]
