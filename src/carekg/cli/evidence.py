"""The command line for evidence: adding it from a sheet. What can be asked of it is made from the declarations."""

from pathlib import Path
from typing import Annotated, Final

import typer

app = typer.Typer(
    rich_markup_mode="markdown",
)

Store = Annotated[str, typer.Option(help="The store folder, or a SPARQL endpoint.", envvar="CAREKG_STORE")]
STORE: Final = "carekg-store"


@app.command()
def add(
    sheet: Annotated[Path, typer.Argument(help="A CSV or YAML sheet: one finding a row.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The Turtle file to write.")],
    store: Store = STORE,
    contributor: Annotated[str, typer.Option(help="Who adds it, as it should be recorded.")] = "carekg contributors",
) -> None:
    """Check a sheet of publications and findings, and write it as Turtle; nothing unless every row passes."""
    from carekg.cli.render import ERR
    from carekg.knowledge_graph import KnowledgeGraph
    from carekg.sources.sheet import convert

    written = convert(KnowledgeGraph.open(store).store, sheet, contributor)
    output.write_bytes(written)
    ERR.print(f"wrote {output}: list it in a catalogue and run carekg validate", highlight=False)
