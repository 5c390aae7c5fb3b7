"""The command line for graphs: measures, comparisons and scenarios."""

from pathlib import Path
from typing import Annotated, Final

import typer

app = typer.Typer()

Store = Annotated[str, typer.Option(help="The store folder, or a SPARQL endpoint.", envvar="CAREKG_STORE")]
LayerName = Annotated[str, typer.Option("--layer", "-l", help="A declared layer, or several with commas between.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="The date, YYYY-MM-DD; today unless given.")]
Top = Annotated[int, typer.Option(help="How many rows to show.", min=1)]
Form = Annotated[str, typer.Option("--format", "-f", help="table, json or csv.")]
Only = Annotated[list[str] | None, typer.Option()]
STORE: Final = "carekg-store"


@app.command()
def analyse(
    measure: Annotated[str, typer.Argument(help="A measure, such as betweenness, brokerage, bridges or robustness.")],
    store: Store = STORE,
    layer: LayerName = "partnership",
    as_of: AsOf = None,
    focus: Annotated[str | None, typer.Option(help="Keep what is near this thing.")] = None,
    depth: Annotated[int, typer.Option(help="How many steps count as near.", min=1, max=10)] = 2,
    kind: Only = None,
    sector: Only = None,
    place: Only = None,
    top: Top = 20,
    form: Form = "table",
) -> None:
    """Measure a layer, and print the method beside the numbers. Kinds, sectors and places narrow it; repeat them.

    Try: carekg analyse brokerage --layer membership
    """
    from carekg.analytics import find_measure
    from carekg.analytics.tables import measure_table
    from carekg.cli.render import progress_bar, show_measure
    from carekg.knowledge_graph import KnowledgeGraph

    find_measure(measure)
    with progress_bar() as progress:
        progress(f"project {layer}", 0, 2)
        graph = KnowledgeGraph.open(store).graph(layer, as_of, focus, depth, kind or (), sector or (), place or ())
        progress(f"{measure} of {len(graph):,} nodes", 1, 2)
        table = measure_table(graph, measure, top)
    show_measure(table, form)


@app.command()
def brokers(
    store: Store = STORE,
    layer: LayerName = "statutory",
    as_of: AsOf = None,
    of: Annotated[str | None, typer.Option(help="Ask of one party only.")] = None,
    top: Annotated[int, typer.Option(help="How many of either kind to show.", min=1)] = 5,
    form: Annotated[str, typer.Option("--format", "-f", help="text, json or csv.")] = "text",
) -> None:
    """Tell who joins others, and why: every tie with its words, provision and source.

    Try: carekg brokers --of 'director of public health'
    """
    from carekg.cli.render_analytics import show_brokers
    from carekg.knowledge_graph import KnowledgeGraph

    show_brokers(KnowledgeGraph.open(store).brokers(layer, as_of, top, of), form)


@app.command()
def compare(
    measure: Annotated[str, typer.Argument(help="A measure, as for analyse.")],
    first: Annotated[str | None, typer.Option(help="The first date, YYYY-MM-DD; today unless given.")] = None,
    second: Annotated[str | None, typer.Option(help="The second date, YYYY-MM-DD; today unless given.")] = None,
    first_focus: Annotated[str | None, typer.Option(help="Keep what is near this thing in the first.")] = None,
    second_focus: Annotated[str | None, typer.Option(help="Keep what is near this thing in the second.")] = None,
    depth: Annotated[int, typer.Option(help="How many steps count as near.", min=1, max=10)] = 2,
    store: Store = STORE,
    layer: LayerName = "partnership",
    top: Top = 20,
    form: Form = "table",
) -> None:
    """Set the same measure of two dates, or of what is near two things, side by side.

    Try: carekg compare degree --first 2022-06-30 --second 2022-07-01
    """
    from carekg.analytics.comparison import compare as compare_graphs
    from carekg.cli.render import progress_bar
    from carekg.cli.render_analytics import show_comparison
    from carekg.knowledge_graph import KnowledgeGraph
    from carekg.terms.dates import check_dates

    check_dates(first=first, second=second)
    graph = KnowledgeGraph.open(store)
    with progress_bar() as progress:
        progress(f"project {layer}", 0, 2)
        one = graph.graph(layer, first, first_focus, depth)
        two = graph.graph(layer, second, second_focus, depth)
        progress(measure, 1, 2)
        found = compare_graphs(one, two, measure, top)
    show_comparison(found, form)


@app.command()
def scenario(
    file: Annotated[Path, typer.Argument(help="A scenario file, YAML or JSON; - is the standard input.")],
    store: Store = STORE,
    top: Top = 10,
    form: Annotated[str, typer.Option("--format", "-f", help="text, json or csv.")] = "text",
) -> None:
    """Try a reform on a fork of the graph: which duties lose whom, which seats empty, what would restore each tie.

    The store stays as it is. The schema is in docs/scenarios.md, and examples in scenarios/.
    """
    import sys

    from carekg.cli.render import progress_bar
    from carekg.cli.render_analytics import show_outcome
    from carekg.knowledge_graph import KnowledgeGraph
    from carekg.scenario import load_scenario, read_scenario, run

    wanted = read_scenario(sys.stdin.read()) if str(file) == "-" else load_scenario(file)
    graph = KnowledgeGraph.open(store)
    with progress_bar() as progress:
        outcome = run(graph.store, graph.names, wanted, top, progress)
    show_outcome(outcome, form)
