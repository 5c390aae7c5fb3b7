"""The command line for evidence: adding it from a sheet. What can be asked of it is made from the declarations."""

from pathlib import Path
from typing import Annotated, Final

import typer

from carekg.terms.errors import BadParameter

Store = Annotated[str, typer.Option(help="The store folder, or a SPARQL endpoint.", envvar="CAREKG_STORE")]
STORE: Final = "carekg-store"


def add(
    sheet: Annotated[Path, typer.Argument(help="A CSV or YAML sheet: one finding a row.")],
    into: Annotated[
        Path | None,
        typer.Option(help="The catalogue to add it to, such as data/catalog.ttl, which is checked whole."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A Turtle file to write instead, for a catalogue of your own.")
    ] = None,
    store: Store = STORE,
    contributor: Annotated[str, typer.Option(help="Who adds it, as it should be recorded.")] = "carekg contributors",
) -> None:
    """Check a sheet of publications and findings, and add it to a catalogue; nothing unless all is valid.

    Try: carekg evidence add findings.csv --into data/catalog.ttl, then carekg build --catalog data/catalog.ttl
    """
    from carekg.cli.render import ERR, progress_bar
    from carekg.knowledge_graph import KnowledgeGraph
    from carekg.sources.contribution import contribute
    from carekg.sources.sheet import convert

    if (into is None) == (output is None):
        raise BadParameter("into", into or "", "write --into CATALOGUE, or --output FILE, and not both")
    opened = KnowledgeGraph.open(store).store
    if output is not None:
        output.write_bytes(convert(opened, sheet, contributor))
        ERR.print(f"wrote {output}: list it in a catalogue and run carekg validate", highlight=False)
    elif into is not None:
        with progress_bar() as progress:
            file, report = contribute(opened, sheet, into, contributor, progress)
        ERR.print(str(report), markup=False, highlight=False)
        told = f"wrote {file}, and listed it in {into}: run carekg build --catalog {into}"
        ERR.print(told, markup=False, highlight=False, soft_wrap=True)
