"""The command line for published files."""

from pathlib import Path
from typing import Annotated

import typer


def import_(
    source: Annotated[
        str, typer.Argument(help="The published format, such as ods-trusts; a wrong name gives the nearest.")
    ],
    files: Annotated[list[Path], typer.Argument(help="The file, then the companions that it is read with.")],
    vintage: Annotated[str, typer.Option(help="The day that the file describes, YYYY-MM-DD.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The Turtle file to write; for boundaries, CSV.")],
    reject: Annotated[Path | None, typer.Option(help="A CSV file for the rows that were left out.")] = None,
    store: Annotated[
        Path, typer.Option(help="For boundaries: the store that knows which council each district is in.")
    ] = Path("carekg-store"),
) -> None:
    """Import a published file: each row becomes an observation in one Turtle file, with where it comes from.

    List the file in the catalogue, and build. Try: carekg import ods-trusts etr.csv --vintage 2026-07-01 -o trusts.ttl
    """
    from carekg.cli.render import ERR, OUT, progress_bar
    from carekg.sources import boundaries
    from carekg.sources.command import import_files, write_rejects
    from carekg.terms.dates import read_date

    if source == boundaries.NAME:
        return _import_boundaries(files[0], output, store)
    with progress_bar() as progress:
        job = import_files(source, files, read_date(vintage, "vintage"), output, progress)
    if reject is not None:
        write_rejects(reject, job.rejects)
    for each in job.rejects[:20]:
        ERR.print(str(each), markup=False, highlight=False, soft_wrap=True)
    left = f"; {len(job.rejects)} left out" if job.rejects else ""
    passed = f"; {job.skipped} rows passed over, as the source says" if job.skipped else ""
    OUT.print(
        f"wrote {len(job.turtle)} triples to {output}{left}{passed}", markup=False, highlight=False, soft_wrap=True
    )
    return None


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
