"""Commands that make a version, check it, keep it elsewhere, bring it back, and send it to another server."""

from pathlib import Path
from typing import Annotated, Final

import typer

from carekg.terms.errors import BadParameter


def refuse_address(store: Path) -> Path:
    """Refuse the address of an endpoint where the files of a store are needed. Raises: BadParameter."""
    if store.parts[:1] in (("http:",), ("https:",)):
        raise BadParameter(
            "store", store.name, "this changes or copies the files of a store folder; name the folder that was pushed"
        )
    return store


def see_policy(store: Path, *, writable: bool, lenient: bool) -> None:
    """See that a store may be written so; make one of plain RDF where one is wanted and none is there.

    Raises: BadParameter.
    """
    from carekg.build.plain import is_plain, start_plain
    from carekg.knowledge_graph import MAKERS

    if lenient and not writable:
        raise BadParameter("lenient", "", "it says how to write: add --writable")
    if lenient:
        start_plain(store, MAKERS)
    if writable and is_plain(store) != lenient:
        told = "it holds plain RDF: add --lenient" if not lenient else "it holds a built graph: name another folder"
        raise BadParameter("store", store, told)


app = typer.Typer()
_STORE: Final = Path("carekg-store")
_Store = Annotated[Path, typer.Option(help="The store folder.", envvar="CAREKG_STORE", callback=refuse_address)]
_Catalog = Annotated[Path | None, typer.Option(help="The catalogue of what to load; carekg's own unless given.")]
_Options = Annotated[
    list[str] | None,
    typer.Option("--with", help="An optional graph to load too: practices, lsoas or delay-reasons; may be repeated."),
]
_NOT_VALID: Final = 1  # the exit code of InvalidGraph


@app.command()
def build(
    catalog: _Catalog = None,
    output: _Store = _STORE,
    options: _Options = None,
    strict: Annotated[bool, typer.Option(help="Let a warning stop the build too.")] = False,
) -> None:
    """Build a version of the graph from the files of a catalogue, check it, and publish it.

    Nothing is published unless every shape and quality rule holds; until then the old version keeps serving.
    GP practices, small areas and why discharges are delayed are loaded where they are asked for: `--with practices
    --with lsoas --with delay-reasons`.
    """
    from carekg.build.candidate import build as build_store
    from carekg.bulk.examples import EXAMPLES
    from carekg.cli.render import ERR, OUT, progress_bar
    from carekg.knowledge_graph import MAKERS
    from carekg.terms.files import locate

    with progress_bar() as progress:
        name, report = build_store(
            catalog or locate("data/catalog.ttl"),
            output,
            options=options or (),
            strict=strict,
            makers=(*MAKERS, EXAMPLES),
            progress=progress,
        )
    ERR.print(str(report), markup=False, highlight=False)
    OUT.print(name, markup=False, highlight=False)


@app.command()
def validate(
    catalog: _Catalog = None,
    options: _Options = None,
    strict: Annotated[bool, typer.Option(help="Let a warning count as a failure.")] = False,
    form: Annotated[str, typer.Option("--format", "-f", help="text or json.")] = "text",
) -> None:
    """Check the files of a catalogue against the shapes and quality rules, and publish nothing."""
    import orjson

    from carekg.build.candidate import validate as validate_files
    from carekg.cli.render import OUT, progress_bar, write_bytes
    from carekg.terms.files import locate

    with progress_bar() as progress:
        report = validate_files(catalog or locate("data/catalog.ttl"), progress, options=options or ())
    if form == "json":
        write_bytes(orjson.dumps(report.as_dict(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    elif form == "text":
        OUT.print(str(report), markup=False, highlight=False)
    else:
        raise BadParameter("format", form, "write text or json")
    if not report.conforms or (strict and report.violations):
        raise typer.Exit(_NOT_VALID)


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="The .tar.gz to write.")], store: _Store = _STORE) -> None:
    """Write the current version to one file. The store may be served, and written, meanwhile."""
    from carekg.cli.render import OUT
    from carekg.store.backup import back_up

    OUT.print(back_up(store, file), markup=False, highlight=False)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `carekg backup` wrote.")], store: _Store = _STORE
) -> None:
    """Make a version that was backed up the current one. A file that is not whole changes nothing."""
    from carekg.cli.render import OUT
    from carekg.store.backup import restore as restore_version

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
    from carekg.cli.render import ERR, progress_bar
    from carekg.store.push import push as send

    with progress_bar() as progress:
        number = send(store, address, unnamed, progress)
    ERR.print(f"sent {number} graphs", markup=False, highlight=False)


@app.command()
def dump(
    store: Annotated[str, typer.Option(help="The store folder, or an endpoint.", envvar="CAREKG_STORE")] = str(_STORE),
    output: Annotated[Path | None, typer.Option(help="The folder to write into; that of the version alone.")] = None,
    only: Annotated[
        list[str] | None, typer.Option(help="A file to write, or a pattern such as '*.parquet'; may be repeated.")
    ] = None,
) -> None:
    """Write the bulk files of the current version: graphs, tables, one SQLite file, what describes them, checksums.

    Each is made once a version and kept beside it, where `carekg serve` finds it too; --output copies it.
    Try: carekg dump --output carekg-files --only 'carekg.*'
    """
    from carekg.bulk.files import choose, export
    from carekg.cli.render import OUT, progress_bar
    from carekg.store.remote import open_store

    files = choose(only or ["*"])
    with progress_bar() as progress:
        paths = export(open_store(store), files, output, progress)
    for path in paths:
        OUT.print(str(path), markup=False, highlight=False, soft_wrap=True)
