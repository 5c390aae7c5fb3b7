"""The command line: a thin face over the library."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

import typer

from carekg.cli import analytics as cli_analytics
from carekg.cli import evidence as cli_evidence
from carekg.cli import law as cli_law
from carekg.cli import national as cli_national
from carekg.cli import versions as cli_versions
from carekg.cli.pairs import read_pairs
from carekg.terms.errors import (
    CarekgError,
    InputError,
    InvalidGraph,
    LimitReached,
    NotAuthorised,
    RemoteFailed,
    SourceError,
    StoreMissing,
)

EXIT_CODES: Final[Mapping[type[CarekgError], int]] = {
    InvalidGraph: 1,
    InputError: 2,
    SourceError: 3,
    StoreMissing: 4,
    NotAuthorised: 2,
    LimitReached: 5,
    RemoteFailed: 6,
}

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    help="The open knowledge graph of partnership working in UK health and social care.\n\n"
    "Build a store with `carekg build`, then query it, ask it, project it, or serve it. Things are named by a CURIE "
    "(`structure:integrated-care-board`), an IRI, or any of their names (`ICB`).\n\n"
    "Exit codes: 0 done, 1 the graph is not valid, 2 bad input, 3 a file cannot be used, 4 there is no store, "
    "5 a limit was reached, 6 another server failed.",
)

Store = Annotated[str, typer.Option(help="The store folder, or a SPARQL endpoint.", envvar="CAREKG_STORE")]
Form = Annotated[str, typer.Option("--format", "-f", help="table, json, csv or parquet.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="The date, YYYY-MM-DD; today unless given.")]
LayerName = Annotated[str, typer.Option("--layer", "-l", help="A declared layer, or several with commas between.")]
STORE: Final = "carekg-store"


@app.command()
def query(
    text: Annotated[str, typer.Argument(help="A SPARQL query; - reads it from the standard input.")],
    store: Store = STORE,
    form: Annotated[
        str,
        typer.Option("--format", "-f", help="table, json, xml, csv, tsv, turtle, ntriples, rdfxml or jsonld."),
    ] = "table",
) -> None:
    """Answer a SPARQL query. carekg's prefixes need not be declared.

    Try: carekg query 'SELECT ?label { ?barrier a ckg:Barrier ; rdfs:label ?label }'
    """
    from carekg.cli.render import show_result
    from carekg.store.remote import open_store

    show_result(open_store(store).query(sys.stdin.read() if text == "-" else text), form)


@app.command(context_settings={"ignore_unknown_options": True})
def ask(
    name: Annotated[str | None, typer.Argument(help="The question; leave it out to list them all.")] = None,
    parameters: Annotated[list[str] | None, typer.Argument(help="Parameters, as name=value or --name value.")] = None,
    store: Store = STORE,
    form: Form = "table",
) -> None:
    """Ask one of carekg's own questions. Without a name, list the questions and their parameters.

    Try: carekg ask claims fact=S78
    """
    from carekg.cli.render import show_answer, show_table
    from carekg.knowledge_graph import KnowledgeGraph

    registry = KnowledgeGraph.open(store).registry
    if name is None:
        show_table(
            ["question", "what it asks", "parameters"],
            [[each.name, each.title, ", ".join(each.parameters)] for each in registry.questions.values()],
        )
        return
    show_answer(registry.ask(name, read_pairs(parameters or [])), form)


@app.command()
def show(
    entity: Annotated[str, typer.Argument(help="A CURIE, an IRI or a name, such as HWB.")],
    store: Store = STORE,
    form: Form = "table",
) -> None:
    """Show everything that is said of a thing, and which named graph says so."""
    from carekg.cli.render import show_answer
    from carekg.knowledge_graph import KnowledgeGraph

    show_answer(KnowledgeGraph.open(store).describe(entity), form)


@app.command()
def paths(
    source: Annotated[str, typer.Argument(help="Where to start: a CURIE, an IRI or a name.")],
    target: Annotated[str, typer.Argument(help="Where to end: a CURIE, an IRI or a name.")],
    store: Store = STORE,
    layer: LayerName = "all",
    as_of: AsOf = None,
    k: Annotated[int, typer.Option(help="How many ways at most.", min=1, max=20)] = 3,
    form: Annotated[str, typer.Option("--format", "-f", help="text or json.")] = "text",
) -> None:
    """Explain in words how two things are connected, with the source of each step.

    Try: carekg paths HWB 'Care Act 2014'
    """
    from carekg.cli.render import show_paths
    from carekg.knowledge_graph import KnowledgeGraph

    graph = KnowledgeGraph.open(store)
    show_paths(graph.paths(source, target, layer, as_of, k), graph.searched(layer, as_of), form)


@app.command()
def export(
    form: Annotated[str, typer.Option("--format", "-f", help="graphml, gexf, cytoscape, svg or csv.")],
    store: Store = STORE,
    layer: LayerName = "partnership",
    as_of: AsOf = None,
    focus: Annotated[str | None, typer.Option(help="Keep what is near this thing.")] = None,
    depth: Annotated[int, typer.Option(help="How many steps count as near.", min=1, max=10)] = 2,
    since: Annotated[str | None, typer.Option(help="Mark what began and ended since this date, YYYY-MM-DD.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file, or the folder for csv.")] = None,
) -> None:
    """Export a layer, or how it differs from an earlier date, as files that Gephi, yEd, a browser or Excel opens."""
    from carekg.cli.render import ERR, write_files
    from carekg.export import find_format
    from carekg.knowledge_graph import KnowledgeGraph

    chosen = find_format(form)
    graph = KnowledgeGraph.open(store)
    drawn = graph.difference(layer, since, as_of, focus, depth) if since else graph.graph(layer, as_of, focus, depth)
    for path in write_files(chosen.write(drawn), output):
        ERR.print(f"wrote {path}", highlight=False)


@app.command()
def serve(
    store: Store = STORE,
    host: Annotated[str, typer.Option(help="The address to listen at.", envvar="CAREKG_HOST")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen at.", envvar="CAREKG_PORT")] = 8000,
    writable: Annotated[bool, typer.Option(help="Let those with a token of CAREKG_WRITE_TOKENS write.")] = False,
) -> None:
    """Serve the store over HTTP, read-only: SPARQL at /sparql, REST at /api/v1, its description at /openapi.json.

    With --writable, updates go to /sparql and graphs to /store; each is checked, then published (docs/writing.md).
    From an endpoint that `carekg push` filled, it serves the same, and follows when another version is pushed there.

    Limits, the cache and logs are set in the environment (CAREKG_DEADLINE, CAREKG_WORKER_MEMORY, …) or in a file
    carekg.env in the working folder; docs/settings.md lists them all.
    """
    import uvicorn

    from carekg.knowledge_graph import KnowledgeGraph
    from carekg.settings import Settings
    from carekg.store.remote import open_store
    from carekg_api.app import create_app

    settings = Settings()
    folder = cli_versions.refuse_address(Path(store)) if writable else None
    uvicorn.run(
        create_app(KnowledgeGraph(open_store(store, settings.deadline)), settings, folder),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=settings.shutdown,
    )


for command in cli_law.COMMANDS:
    app.command()(command)
app.command("import")(cli_national.import_)
app.command()(cli_national.recode)
app.add_typer(cli_evidence.app, name="evidence")
app.add_typer(cli_analytics.app)
app.add_typer(cli_versions.app)


def exit_code(error: CarekgError) -> int:
    """Give the exit code for an error: that of the nearest class above it in EXIT_CODES."""
    return next(EXIT_CODES[each] for each in type(error).__mro__ if each in EXIT_CODES)


def main() -> None:
    """Run the command line; report our own errors in one sentence, with an exit code that says of which kind."""
    try:
        app()
    except CarekgError as error:
        print(f"carekg: {error}", file=sys.stderr)
        sys.exit(exit_code(error))
