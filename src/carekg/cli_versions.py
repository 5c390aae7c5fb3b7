"""Commands that keep a version elsewhere, bring it back, and send it to another server."""

from pathlib import Path
from typing import Annotated, Final

import typer

from carekg.errors import BadParameter


def refuse_address(store: Path) -> Path:
    """Refuse the address of an endpoint where the files of a store are needed. Raises: BadParameter."""
    if store.parts[:1] in (("http:",), ("https:",)):
        raise BadParameter(
            "store", store.name, "this changes or copies the files of a store folder; name the folder that was pushed"
        )
    return store


app = typer.Typer()
_STORE: Final = Path("carekg-store")
_Store = Annotated[Path, typer.Option(help="The store folder.", envvar="CAREKG_STORE", callback=refuse_address)]


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


@app.command()
def push(
    address: Annotated[str, typer.Argument(help="Where the server speaks the Graph Store Protocol.")],
    store: _Store = _STORE,
    unnamed: Annotated[str, typer.Option(help="A name for the unnamed graph, for a server that has none.")] = "",
) -> None:
    """Send every graph of the current version to another server, where each takes the place of that of its name.

    Try: carekg push http://127.0.0.1:7878/store, then carekg show HWB --store http://127.0.0.1:7878/query
    """
    from carekg.push import push as send
    from carekg.render import ERR, progress_bar

    with progress_bar() as progress:
        number = send(store, address, unnamed, progress)
    ERR.print(f"sent {number} graphs", markup=False, highlight=False)
