"""The command line for a private overlay: an organisation's own facts, on its own machine alone."""

from pathlib import Path
from typing import Annotated, Final

import typer

from carekg.cli.versions import refuse_address

app = typer.Typer(
    rich_markup_mode="markdown",
    help="Your own facts, in a private overlay which every question takes in with --overlay and nothing sends on.",
)
_STORE: Final = Path("carekg-store")
_Store = Annotated[
    Path, typer.Option(help="The folder of the public store.", envvar="CAREKG_STORE", callback=refuse_address)
]
_File = Annotated[Path, typer.Argument(help="The workbook, an XLSX file that began as the template.")]


@app.command()
def template(file: Annotated[Path, typer.Argument(help="The XLSX file to write.")]) -> None:
    """Write an empty workbook to fill in: agreements, hosts, pooled amounts, end dates, posts, committees."""
    from carekg.cli.render import ERR
    from carekg.overlay.template import make_template

    file.write_bytes(make_template())
    ERR.print(f"wrote {file}: fill it in, then carekg overlay check {file}", markup=False, highlight=False)


@app.command()
def check(file: _File, store: _Store = _STORE) -> None:
    """Check a workbook row by row, and write nothing: each fault with sheet, row, column, and what would be right."""
    from carekg.cli.render import OUT
    from carekg.knowledge_graph import KnowledgeGraph
    from carekg.overlay.reading import read_workbook

    book = read_workbook(file, KnowledgeGraph.open(store).names)
    book.raise_for_faults()
    OUT.print(f"{len(book.rows)} rows, and nothing wrong with any", markup=False, highlight=False)


@app.command()
def add(
    file: _File,
    overlay: Annotated[Path, typer.Option("--overlay", help="The folder of the overlay: its own, and of nobody else.")],
    store: _Store = _STORE,
) -> None:
    """Check a workbook and make a private overlay of it over the current version; it replaces what the folder held.

    Try then: carekg bodies --kind s75 --overlay FOLDER, or carekg serve --overlay FOLDER
    """
    from carekg.cli.render import ERR, OUT, progress_bar
    from carekg.knowledge_graph import MAKERS
    from carekg.overlay.making import add as make

    with progress_bar() as progress:
        name, book = make(file, store, overlay, makers=MAKERS, progress=progress)
    ERR.print(f"took in {len(book.rows)} rows of {file}", markup=False, highlight=False)
    OUT.print(name, markup=False, highlight=False)
