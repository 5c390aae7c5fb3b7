"""The command line for law and history: why a thing exists, what changed between two dates, and document chains."""

from typing import Annotated, Final

import typer

Store = Annotated[str, typer.Option(help="The store folder, or a SPARQL endpoint.", envvar="CAREKG_STORE")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="The date, YYYY-MM-DD; today unless given.")]
Form = Annotated[str, typer.Option("--format", "-f", help="table, json or csv.")]
STORE: Final = "carekg-store"


def why(
    entity: Annotated[str, typer.Argument(help="A CURIE, an IRI or a name, such as HWB.")],
    store: Store = STORE,
    as_of: AsOf = None,
    essay: Annotated[bool, typer.Option("--essay", help="Show what the essay says too.")] = False,
    form: Annotated[str, typer.Option("--format", "-f", help="text, table, json or csv.")] = "text",
) -> None:
    """Explain why a thing exists: Act, provision, structure, members, documents, money, and what is said of it.

    Try: carekg why HWB --as-of 2022-07-01
    """
    from carekg.cli.render import OUT, show_answer, write_bytes
    from carekg.knowledge_graph import KnowledgeGraph
    from carekg.narrative import why as explain

    graph = KnowledgeGraph.open(store)
    found = explain(graph.store, graph.names, entity, as_of, essay=essay)
    if form == "text":
        OUT.print(found.prose, markup=False, highlight=False, soft_wrap=True)
    elif form == "json":
        write_bytes(found.to_json())
    else:
        show_answer(found.answer, form)


def diff(
    start: Annotated[str, typer.Argument(metavar="FROM", help="The first date, YYYY-MM-DD.")],
    end: Annotated[str, typer.Argument(metavar="TO", help="The second date, YYYY-MM-DD.")],
    store: Store = STORE,
    part: Annotated[str | None, typer.Option(help="body, kind, version, duty, seat or role; all unless given.")] = None,
    measure: Annotated[str | None, typer.Option(help="A measure to take before and after, such as degree.")] = None,
    layer: Annotated[str, typer.Option("--layer", "-l", help="The layer to measure.")] = "partnership",
    top: Annotated[int, typer.Option(help="How many rows of the measure to show.", min=1)] = 20,
    form: Form = "table",
) -> None:
    """Tell what began, ended, moved or changed between two dates; with a measure, what that did to the network.

    Try: carekg diff 2022-06-30 2022-07-01 --part seat --measure degree
    """
    from carekg.analytics.comparison import compare
    from carekg.cli.render import show_answer
    from carekg.cli.render_analytics import show_difference
    from carekg.knowledge_graph import KnowledgeGraph
    from carekg.narrative import diff as difference

    graph = KnowledgeGraph.open(store)
    found = difference(graph.store, start, end, part)
    if measure is None or form == "csv":
        show_answer(found, form)
        return
    show_difference(found, compare(graph.graph(layer, start), graph.graph(layer, end), measure, top), form)


def chain(
    source: Annotated[str, typer.Argument(help="The document to start from, such as JSNA.")],
    target: Annotated[str, typer.Argument(help="The document to reach.")],
    store: Store = STORE,
    as_of: AsOf = None,
    form: Form = "table",
) -> None:
    """Give the longest way by which the law leads from one document to another, with a section at every step.

    Try: carekg chain JSNA document:icb-performance-assessment
    """
    from carekg.analytics.chains import chain as find_chain
    from carekg.cli.render import show_answer
    from carekg.knowledge_graph import KnowledgeGraph

    graph = KnowledgeGraph.open(store)
    show_answer(find_chain(graph.registry, graph.names, source, target, as_of), form)


COMMANDS: Final = (why, diff, chain)
