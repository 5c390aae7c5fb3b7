"""The command line for the national graph: a table from one vintage of codes to another."""

from pathlib import Path
from typing import Annotated, Final

import typer

Store = Annotated[Path, typer.Option(help="The store folder.", envvar="CAREKG_STORE")]
STORE: Final = Path("carekg-store")


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
    from carekg.recode import Codes
    from carekg.recode import recode as carry
    from carekg.render import ERR, write_files
    from carekg.sources.reading import decode
    from carekg.store import Embedded

    found = carry(Codes.read(Embedded.open(store)), decode(file), column, to, since, into)
    write_files({file.name: found.to_csv()}, output)
    ERR.print(str(found), markup=False, highlight=False, soft_wrap=True)


COMMANDS: Final = (recode,)
