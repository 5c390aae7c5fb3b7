"""The command line for published files."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from carekg.terms.errors import BadParameter

if TYPE_CHECKING:
    from carekg.sources.cells import Reject


def import_(
    source: Annotated[
        str, typer.Argument(help="The published format, such as ods-trusts; a wrong name gives the nearest.")
    ],
    files: Annotated[list[Path], typer.Argument(help="The file, then the companions that it is read with.")],
    vintage: Annotated[str | None, typer.Option(help="The day that the file describes, YYYY-MM-DD.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The Turtle file to write; for boundaries, CSV.")
    ] = None,
    reject: Annotated[Path | None, typer.Option(help="A CSV file for the rows that were left out.")] = None,
    store: Annotated[
        Path, typer.Option(help="For boundaries, the store that knows of councils; for postcodes, the one they go to.")
    ] = Path("carekg-store"),
) -> None:
    """Import a published file: each row becomes an observation in one Turtle file, with where it comes from.

    List the file in the catalogue, and build. Try: carekg import ods-trusts etr.csv --vintage 2026-07-01 -o trusts.ttl

    `carekg import postcodes FILE` reads the ONS Postcode Directory as published, into a table in the store folder.
    """
    from carekg.cli.render import OUT, progress_bar
    from carekg.sources import boundaries, postcodes
    from carekg.sources.command import import_files
    from carekg.terms.dates import read_date

    if source == postcodes.NAME:
        return _import_postcodes(files, store, reject)
    if output is None:
        raise BadParameter("output", "", "it is needed: the file to write")
    if source == boundaries.NAME:
        return _import_boundaries(files[0], output, store)
    with progress_bar() as progress:
        job = import_files(source, files, read_date(vintage or "", "vintage"), output, progress)
    left = _tell_rejects(job.rejects, reject)
    passed = f"; {job.skipped} rows passed over, as the source says" if job.skipped else ""
    OUT.print(
        f"wrote {len(job.turtle)} triples to {output}{left}{passed}", markup=False, highlight=False, soft_wrap=True
    )
    return None


def _tell_rejects(rejects: Sequence["Reject"], file: Path | None) -> str:
    """Show the first rows that were left out, write them all where a file is given, and say how many there are."""
    from carekg.cli.render import ERR
    from carekg.sources.command import write_rejects

    if file is not None:
        write_rejects(file, rejects)
    for each in rejects[:20]:
        ERR.print(str(each), markup=False, highlight=False, soft_wrap=True)
    return f"; {len(rejects)} left out" if rejects else ""


def _import_postcodes(files: list[Path], store: Path, reject: Path | None) -> None:
    from carekg.cli.render import OUT, progress_bar
    from carekg.sources.postcodes import import_postcodes

    with progress_bar() as progress:
        count, rejects = import_postcodes(files, store, progress)
    left = _tell_rejects(rejects, reject)
    OUT.print(f"wrote {count} postcodes into {store}{left}", markup=False, highlight=False, soft_wrap=True)


def _import_boundaries(file: Path, output: Path, store: Path) -> None:
    from carekg import KnowledgeGraph
    from carekg.cli.render import OUT
    from carekg.sources import boundaries
    from carekg.sources.command import replace

    outlines = boundaries.read_boundaries(file, KnowledgeGraph.open(store).store)
    replace(output, boundaries.write_outlines(outlines))
    OUT.print(
        f"wrote the outlines of {len(outlines)} councils to {output}", markup=False, highlight=False, soft_wrap=True
    )
