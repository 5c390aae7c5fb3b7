"""What can be asked for as files of other tools: layers as graphs, and bibliographies."""

from typing import Final

from carekg.analytics.declarations import DEPTH, FOCUS, layer
from carekg.export.choices import BUNDLES, LAYOUTS
from carekg.questions.declaration import (
    TABLE_FORMATS,
    Column,
    Parameter,
    Question,
    body,
    choice,
    day,
    number,
    table,
    text,
    thing,
    whole,
)

QUESTIONS: Final = (
    Question(
        name="graph",
        title="A layer as a picture, or as a file for another tool",
        description=(
            "Draw a layer, whole or around one thing, or how it differs from an earlier date: a picture for a page, a "
            "slide or a report, or a file that opens finished in Gephi, yEd, Cytoscape, a browser or a spreadsheet."
        ),
        topic="connections",
        answered_by="carekg.export.views:graph",
        parameters=(
            layer("partnership"),
            FOCUS,
            DEPTH,
            Parameter(name="since", type="date", help="mark what began, ended and stayed since this date"),
            choice("layout", "how things are placed; by size, focus and layer unless given", LAYOUTS),
            choice(
                "bundle",
                "what is one arrow: all ties of a pair, those of a kind, or each; by format unless given",
                BUNDLES,
            ),
            Parameter(name="strip", type="text", several=True, help="dates: small pictures of each beside the others"),
        ),
        parts=(
            table(
                body("id", "the node", labelled=False),
                text("label", "what it is called"),
                text("kind", "its kind"),
                text("sector", "its sector"),
                day("valid_from", "the first day"),
                day("valid_until", "the first day without it"),
                text("change", "what became of it since the earlier date"),
                name="nodes",
            ),
            table(
                body("source", "where the tie starts"),
                text("words", "how the two are related"),
                body("target", "where it ends"),
                text("kind", "the kind of tie"),
                thing("statement", "the statement that makes it"),
                thing("authority", "the provision that it rests on"),
                number("weight", "how strong it is: legal ties are stronger than soft ones"),
                number("cost", "what a path through it costs: one divided by its strength"),
                day("valid_from", "the first day"),
                day("valid_until", "the first day without it"),
                text("change", "what became of it since the earlier date"),
                text("note", "what has to be known of it, such as that it is derived and not observed"),
                name="edges",
            ),
        ),
        formats=(
            *("cytoscape", "graphml", "gexf", "cx2", "svg", "png", "pdf", "html", "dot", "mermaid"),
            *("turtle", "jsonld", *TABLE_FORMATS),
        ),
        example={"layer": "partnership", "focus": "HWB", "depth": 1},
        is_heavy=True,
        typed_as="cytoscape",
    ),
    Question(
        name="bibliography",
        title="The publications behind the answer to a question",
        description=(
            "Write what the rows of an answer name or rest on, for a reference manager. The parameters "
            "of the question are given beside its name."
        ),
        topic="evidence",
        answered_by="carekg.export.answers:bibliography",
        path="/evidence/bibliography",
        command="evidence bibliography",
        parameters=(
            Parameter(
                name="question",
                type="text",
                default="evidence",
                help="the question, such as evidence",
                placed=True,
            ),
        ),
        parts=(
            table(
                text("id", "a short name"),
                text("type", "the kind of publication"),
                text("title", "its title"),
                text("authors", "who wrote it"),
                whole("year", "when it was published"),
                text("venue", "where"),
                Column(name="doi", type="code", help="its digital object identifier"),
                Column(name="url", type="page", help="where it is"),
            ),
        ),
        formats=("csl", "bibtex", "ris", *TABLE_FORMATS),
        example={"question": "evidence", "concept": "BCF"},
        takes_more=True,
        typed_as="bibtex",
    ),
)
