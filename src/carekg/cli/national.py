"""The command line for the national graph: published files in, and tables from one vintage of codes to another."""

from pathlib import Path
from typing import Annotated, Final

import typer

Store = Annotated[str, typer.Option(help="The store folder, or a SPARQL endpoint.", envvar="CAREKG_STORE")]
STORE: Final = "carekg-store"


def recode(
    file: Annotated[Path, typer.Argument(help="A CSV file with a header.")],
    column: Annotated[str, typer.Option(help="The column that holds the codes.")],
    to: Annotated[str, typer.Option(help="The day of the codes that are wanted, YYYY-MM-DD.")],
    since: Annotated[
        str | None, typer.Option("--from", help="The day of those that there are; found unless given.")
    ] = None,
    into: Annotated[str | None, typer.Option(help="icb, for groups and sub-ICB locations.")] = None,
    store: Store = STORE,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The CSV file to write.")] = None,
) -> None:
    """Carry a CSV file from one vintage of codes to another: exact, estimated, ambiguous and missing rows, each named.

    Try: carekg recode groups.csv --column CCG --to 2022-07-01
    """
    from carekg.cli.render import ERR, write_files
    from carekg.recode import Codes
    from carekg.recode import recode as carry
    from carekg.sources.reading import decode
    from carekg.store.remote import open_store

    found = carry(Codes.read(open_store(store)), decode(file), column, to, since, into)
    write_files({file.name: found.to_csv()}, output)
    ERR.print(str(found), markup=False, highlight=False, soft_wrap=True)


def import_(
    source: Annotated[
        str, typer.Argument(help="The published format, such as ods-trusts; a wrong name gives the nearest.")
    ],
    files: Annotated[list[Path], typer.Argument(help="The file, then the companions that it is read with.")],
    vintage: Annotated[str, typer.Option(help="The day that the file describes, YYYY-MM-DD.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The Turtle file to write.")],
    reject: Annotated[Path | None, typer.Option(help="A CSV file for the rows that were left out.")] = None,
) -> None:
    """Import a published file: each row becomes an observation in one Turtle file, with where it comes from.

    List the file in the catalogue, and build. Try: carekg import ods-trusts etr.csv --vintage 2026-07-01 -o trusts.ttl
    """
    from carekg.cli.render import ERR, OUT, progress_bar
    from carekg.sources.command import import_files, write_rejects
    from carekg.terms.dates import read_date

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
