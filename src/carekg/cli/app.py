"""The command line: a thin face over the library."""

import errno
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from carekg.cli import national as cli_national
from carekg.cli import overlay as cli_overlay
from carekg.cli import reconciliation as cli_reconciliation
from carekg.cli import versions as cli_versions
from carekg.cli import watching as cli_watching
from carekg.cli.commands import Commands
from carekg.cli.questions import STORE, OverlayOption
from carekg.terms.errors import (
    BadParameter,
    CarekgError,
    InputError,
    InvalidGraph,
    LimitReached,
    NotAuthorised,
    RemoteFailed,
    SearchUnavailable,
    SourceError,
    StoreMissing,
    StoreUnwritable,
)
from carekg.terms.garbage import look_seldom
from carekg.terms.version import __version__

if TYPE_CHECKING:
    from starlette.types import ASGIApp

EXIT_CODES: Final[Mapping[type[CarekgError], int]] = {
    InvalidGraph: 1,
    InputError: 2,
    SourceError: 3,
    StoreMissing: 4,
    SearchUnavailable: 4,
    StoreUnwritable: 7,
    NotAuthorised: 2,
    LimitReached: 5,
    RemoteFailed: 6,
}

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="The open knowledge graph of partnership working in UK health and social care.\n\n"
    "Build a store with `carekg build`, then query it, ask it, project it, or serve it. Things are named by a CURIE "
    "(`structure:integrated-care-board`), an IRI, or any of their names (`ICB`).\n\n"
    "Exit codes: 0 done, 1 the graph is not valid, 2 bad input, 3 a file cannot be used, 4 there is no store, "
    "5 a limit was reached, 6 another server failed, 7 the disk is full or the folder may not be written. "
    "Of a question: 0 rows, or there are none; 3 nothing is held, or "
    "it is outside what the files cover; 4 it had ended, or is only planned.",
)

Store = Annotated[str, typer.Option(help="The store folder, or a SPARQL endpoint.", envvar="CAREKG_STORE")]


def _tell_version(wanted: bool) -> None:
    if wanted:
        print(f"carekg {__version__}")
        raise typer.Exit


@app.callback()
def carekg(
    version: Annotated[
        bool, typer.Option("--version", help="Tell the version of the code.", is_eager=True, callback=_tell_version)
    ] = False,
) -> None:
    """Only options of the command as a whole."""


@app.command()
def query(
    text: Annotated[str, typer.Argument(help="A SPARQL query; - reads it from the standard input.")],
    store: Store = STORE,
    form: Annotated[
        str,
        typer.Option("--format", "-f", help="table, json, xml, csv, tsv, turtle, ntriples, rdfxml or jsonld."),
    ] = "table",
    overlay: OverlayOption = None,
) -> None:
    """Answer a SPARQL query. carekg's prefixes need not be declared.

    Try: carekg query 'SELECT ?label { ?barrier a ckg:Barrier ; rdfs:label ?label }'
    """
    from carekg.cli.render import show_result
    from carekg.store.remote import open_store

    show_result(open_store(store, overlay=overlay).query(sys.stdin.read() if text == "-" else text), form)


@app.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
def ask(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(help="The question; leave it out to list them all.")] = None,
) -> None:
    """Ask one of carekg's own questions by its name. Without a name, list the questions and their parameters.

    Every question is a command of its own too, with help. Try: carekg ask claims fact=S78
    """
    from carekg.cli.questions import ask_words
    from carekg.cli.render import show_table
    from carekg.knowledge_graph import REGISTRY

    if name is None or name.startswith("-"):
        rows = [[each.name, each.title, ", ".join(each.by_name)] for each in REGISTRY.values()]
        show_table(["question", "what it asks", "parameters"], rows)
        return
    typer.main.get_command(app)(ask_words(REGISTRY, name, ctx.args), standalone_mode=False)


@app.command()
def verify(
    receipt: Annotated[Path, typer.Argument(help="A receipt, or the .about.json of a file; - is the standard input.")],
    store: Store = STORE,
    overlay: OverlayOption = None,
) -> None:
    """Ask the question of a receipt again, and say whether the answer is the same.

    Exit codes: 0 the same, 1 it differs, 3 the version is not held here.
    """
    import orjson

    from carekg.cli.questions import read_document
    from carekg.cli.render import OUT
    from carekg.knowledge_graph import KnowledgeGraph
    from carekg.questions.receipt import Receipt
    from carekg.questions.verifying import verify as ask_again

    try:
        held = orjson.loads(read_document(str(receipt)))
    except orjson.JSONDecodeError as error:
        raise BadParameter("receipt", receipt, f"it is not JSON: {error}") from error
    found = ask_again(KnowledgeGraph.open(store, overlay).asker, Receipt.read(held))
    OUT.print(f"{found.verdict}: {found.sentence}", markup=False, highlight=False, soft_wrap=True)
    for row in found.rows:
        OUT.print(str(row), markup=False, highlight=False, soft_wrap=True)
    sys.exit({"same": 0, "version not held": 3}.get(found.verdict, 1))


@app.command()
def mcp(
    store: Store = STORE,
    http: Annotated[bool, typer.Option("--http", help="Over HTTP at /mcp, and not standard input and output.")] = False,
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen at.")] = 8001,
) -> None:
    """Give an assistant the questions as tools, over the Model Context Protocol. It needs the extra carekg[mcp].

    Try, in an assistant's configuration: the command carekg, with the arguments mcp and --store.
    """
    try:
        from carekg.assistant.server import MODULES, serve_http
        from carekg.assistant.server import serve as serve_pipes
    except ModuleNotFoundError as error:
        raise BadParameter("mcp", error.name, "install carekg[mcp]") from error
    from dataclasses import replace

    from carekg.settings import Settings
    from carekg.store.remote import open_store
    from carekg.workers.sprout import sprout

    sprout(MODULES)  # before anything is opened
    settings = Settings()
    location = open_store(store, settings.deadline).location
    limits = replace(settings.limits, fast_workers=1, slow_workers=1, resident_quads=0)  # it has one caller
    serve_http(location, limits, host, port) if http else serve_pipes(location, limits)


@app.command()
def serve(
    store: Store = STORE,
    host: Annotated[str, typer.Option(help="The address to listen at.", envvar="CAREKG_HOST")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen at.", envvar="CAREKG_PORT")] = 8000,
    writable: Annotated[bool, typer.Option(help="Let those with a token of CAREKG_WRITE_TOKENS write.")] = False,
    lenient: Annotated[bool, typer.Option(help="Serve a folder of plain RDF, written as the standards say.")] = False,
    full: Annotated[
        bool, typer.Option("--full", help="Let each write derive, check and store everything anew, as a build does.")
    ] = False,
    follow: Annotated[bool, typer.Option(help="Go over to each new version that is built in the folder.")] = False,
    overlay: OverlayOption = None,
    overlay_public: Annotated[
        bool, typer.Option("--overlay-public", help="Serve the overlay to others than this machine too.")
    ] = False,
) -> None:
    """Serve the store over HTTP, read-only: SPARQL at /sparql, REST at /api/v1, its description at /openapi.json.

    With --writable, updates go to /sparql and graphs to /store; each is checked, then published (docs/writing.md).
    With --lenient too, the folder is one of plain RDF, which is not checked; it is made where there is none.
    From an endpoint that `carekg push` filled, it serves the same, and follows when another version is pushed there.
    A folder's version is served, and kept, for as long as the service runs, unless it is to --follow.
    With --overlay, answers take in your own facts, and `overlay=no` in an address leaves them out (docs/overlay.md).

    Limits, the cache and logs are set in the environment (CAREKG_DEADLINE, CAREKG_WORKER_MEMORY, …) or in a file
    carekg.env in the working folder; docs/settings.md lists them all.
    """
    from carekg.workers.sprout import sprout
    from carekg_api.tasks import modules_of

    for _ in range(1 if overlay is None else 2):  # before anything is opened; the rest is imported as they prepare
        sprout(modules_of(writable=writable))

    from carekg.knowledge_graph import KnowledgeGraph
    from carekg.settings import Settings
    from carekg.store.remote import open_store
    from carekg_api.app import create_app, create_overlaid
    from carekg_api.http.listening import listen
    from carekg_api.http.listening import serve as run

    settings = Settings()
    output = cli_versions.refuse_address(Path(store)) if writable or follow else None
    cli_versions.see_policy(Path(store), writable=writable, lenient=lenient)
    graph = KnowledgeGraph(open_store(store, settings.deadline))
    if overlay is not None:
        _check_overlay(host, store, changes=writable or follow, is_public=overlay_public)
        served: ASGIApp = create_overlaid(
            graph, KnowledgeGraph.open(store, overlay), settings, only_here=not overlay_public
        )
    else:
        written = output if writable else None
        served = create_app(graph, settings, writable=written, following=output, full=full)
    with listen(host, port) as at:
        run(served, settings, at)


def _check_overlay(host: str, store: str, *, changes: bool, is_public: bool) -> None:
    """See that a private overlay may be served so. Raises: BadParameter."""
    from carekg.store.remote import is_address
    from carekg_api.http.overlaid import is_here

    if changes:
        raise BadParameter("overlay", "", "the version below it may not change: leave out --writable and --follow")
    if is_address(store):
        raise BadParameter("store", store, "an overlay lies over a version that is here: name a store folder")
    if not is_public and not is_here(host):
        raise BadParameter("host", host, "others could read the private overlay there; to let them, --overlay-public")


app.command("import")(cli_national.import_)
app.command()(cli_reconciliation.reconcile)
app.add_typer(cli_overlay.app, name="overlay")
app.add_typer(cli_versions.app)
app.add_typer(cli_watching.app)


def exit_code(error: CarekgError) -> int:
    """Give the exit code for an error: that of the nearest class above it in EXIT_CODES."""
    return next(EXIT_CODES[each] for each in type(error).__mro__ if each in EXIT_CODES)


def _is_of_a_place(error: OSError) -> bool:
    """Tell whether a place that a command names is not there, no folder, a folder, or not to be written."""
    from carekg.store.versions import UNWRITABLE

    return error.errno in (*UNWRITABLE, errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG)


def main() -> None:
    """Run the command line; report our own errors in one sentence, with an exit code that says of which kind."""
    look_seldom()
    try:
        sys.exit(app(standalone_mode=True))
    except CarekgError as error:
        print(f"carekg: {error}", file=sys.stderr)
        sys.exit(exit_code(error))
    except OSError as error:
        if not _is_of_a_place(error):
            raise
        place = error.filename2 or error.filename or "what was to be written"
        print(f"carekg: {place} cannot be used: {error.strerror}.", file=sys.stderr)
        sys.exit(EXIT_CODES[StoreUnwritable])
