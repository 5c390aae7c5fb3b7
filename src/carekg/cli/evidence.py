"""The command line for evidence: the map, the audit, pathways, bibliographies, and adding evidence from a sheet."""

from pathlib import Path
from typing import Annotated, Final

import typer

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="What is claimed, what it rests on, and what disagrees. See also `carekg ask evidence` and "
    "`carekg ask disagreements`.",
)

Store = Annotated[str, typer.Option(help="The store folder, or a SPARQL endpoint.", envvar="CAREKG_STORE")]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="The file to write; the standard output unless given.")
]
STORE: Final = "carekg-store"


@app.command("matrix")
def draw_matrix(
    rows: Annotated[str, typer.Option(help="benefit, barrier, enabler or outcome.")] = "benefit",
    columns: Annotated[str, typer.Option(help="structure or area.")] = "structure",
    store: Store = STORE,
    form: Annotated[str, typer.Option("--format", "-f", help="csv, json, html or svg.")] = "csv",
    output: Output = None,
) -> None:
    """Count findings by direction and study design for each pair of a row and a column; empty cells say so.

    Try: carekg evidence matrix --rows barrier --format html -o barriers.html
    """
    from carekg.cli.render import write_files
    from carekg.export.evidence_map import find_map_format
    from carekg.narrative import matrix
    from carekg.store.remote import open_store

    _, write = find_map_format(form)
    write_files({f"matrix.{form}": write(matrix(open_store(store), rows, columns))}, output)


@app.command()
def audit(
    document: Annotated[str, typer.Argument(help="A CURIE, an IRI or a title.")] = "publication:seed-essay",
    store: Store = STORE,
    form: Annotated[str, typer.Option("--format", "-f", help="table, json or csv.")] = "table",
) -> None:
    """Go through a document statement by statement: its sources, whether they can bear it, what stands against it."""
    from carekg.cli.render_evidence import show_audit
    from carekg.knowledge_graph import KnowledgeGraph
    from carekg.narrative import audit as audit_document

    graph = KnowledgeGraph.open(store)
    show_audit(audit_document(graph.store, graph.registry, graph.resolve(document)), form)


@app.command()
def pathways(
    barrier: Annotated[str, typer.Argument(help="Where to start: a CURIE, an IRI or a name of a barrier.")],
    benefit: Annotated[str, typer.Argument(help="Where to end: a CURIE, an IRI or a name of a benefit.")],
    store: Store = STORE,
    sentences: Annotated[bool, typer.Option(help="Let sentences of documents, as the essay, be steps too.")] = False,
    form: Annotated[str, typer.Option("--format", "-f", help="text or json.")] = "text",
) -> None:
    """Trace how a barrier is said to reach a benefit, with the sign of each step and the weakest link's evidence.

    Try: carekg evidence pathways 'cultural differences' 'resource efficiency'
    """
    from carekg.cli.render_evidence import show_pathways
    from carekg.knowledge_graph import KnowledgeGraph
    from carekg.narrative import pathways as find_pathways

    graph = KnowledgeGraph.open(store)
    ends = graph.resolve(barrier), graph.resolve(benefit)
    show_pathways(find_pathways(graph.store, *ends, sentences=sentences), form)


@app.command()
def bibliography(
    question: Annotated[str, typer.Argument(help="A question, such as evidence; `carekg ask` lists them.")],
    parameters: Annotated[list[str] | None, typer.Argument(help="Its parameters, as name=value.")] = None,
    store: Store = STORE,
    form: Annotated[str, typer.Option("--format", "-f", help="bibtex, ris or csl.")] = "bibtex",
    output: Output = None,
) -> None:
    """Write the publications behind the answer to a question, for a reference manager.

    Try: carekg evidence bibliography evidence concept=BCF -f ris -o bcf.ris
    """
    from carekg.cli.pairs import read_pairs
    from carekg.cli.render import write_files
    from carekg.export.bibliography import cite_answer, find_bibliography_format
    from carekg.knowledge_graph import KnowledgeGraph

    _, write = find_bibliography_format(form)
    graph = KnowledgeGraph.open(store)
    items = cite_answer(graph.store, graph.registry.ask(question, read_pairs(parameters or [])))
    write_files({f"bibliography.{form}": write(items)}, output)


@app.command()
def add(
    sheet: Annotated[Path, typer.Argument(help="A CSV or YAML sheet: one finding a row.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The Turtle file to write.")],
    store: Store = STORE,
    contributor: Annotated[str, typer.Option(help="Who adds it, as it should be recorded.")] = "carekg contributors",
) -> None:
    """Check a sheet of publications and findings, and write it as Turtle; nothing unless every row passes."""
    from carekg.cli.render import ERR
    from carekg.knowledge_graph import KnowledgeGraph
    from carekg.sources.sheet import convert

    written = convert(KnowledgeGraph.open(store).store, sheet, contributor)
    output.write_bytes(written)
    ERR.print(f"wrote {output}: list it in a catalogue and run carekg validate", highlight=False)
