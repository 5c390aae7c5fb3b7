"""Commands that keep a version elsewhere, and bring it back."""

from pathlib import Path
from typing import Annotated, Final

import typer

app = typer.Typer()
_STORE: Final = Path("carekg-store")
_Store = Annotated[Path, typer.Option(help="The store folder.", envvar="CAREKG_STORE")]


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="The .tar.gz to write.")], store: _Store = _STORE) -> None:
    """Write the current version to one file. The store may be served, and written, meanwhile."""
    from carekg.render import OUT
    from carekg.versions import back_up

    OUT.print(back_up(store, file), markup=False, highlight=False)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `carekg backup` wrote.")], store: _Store = _STORE
) -> None:
    """Make a version that was backed up the current one. A file that is not whole changes nothing."""
    from carekg.render import OUT
    from carekg.versions import restore as restore_version

    OUT.print(restore_version(file, store), markup=False, highlight=False)
