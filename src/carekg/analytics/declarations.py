"""What can be asked of projected layers: paths, brokers, measures, comparisons, chains of documents."""

from typing import Final

from carekg.questions.declaration import (
    TABLE_FORMATS,
    Parameter,
    Question,
    choice,
    count,
    entity,
    number,
    party,
    table,
    text,
    thing,
    whole,
)
from carekg.questions.law import QUESTIONS as LAW

PICTURES: Final = ("svg", "png", "pdf", "html", "graphml", "gexf", "cytoscape", "cx2", "dot", "mermaid")
MEASURES: Final = (
    *("degree", "betweenness", "closeness", "pagerank", "k-core", "core-periphery", "constraint", "effective-size"),
    *("brokerage", "articulation-points", "bridges", "components", "communities", "leiden", "community-quality"),
    *("assortativity", "coterminosity", "reciprocity", "robustness"),
)
ROLES: Final = ("coordinator", "consultant", "gatekeeper", "representative", "liaison")


def layer(default: str) -> Parameter:
    """Declare the parameter that names a layer."""
    told = "a declared layer, such as partnership, law, bodies or all, or several with commas between"
    return Parameter(name="layer", type="text", default=default, help=told)


FOCUS: Final = party("focus", "keep what is near this thing, such as HWB")
DEPTH: Final = count("depth", "how many steps count as near", 2, most=10)
MEASURE: Final = choice("measure", "what to measure", MEASURES, required=True)
_VALUES: Final = tuple(number(role, f"of a broker: the pairs it joins as {role}") for role in ROLES)

QUESTIONS: Final = (
    Question(
        name="paths",
        title="How two things are connected, in words",
        description=(
            "Explain how two things are connected: the best ways first, each step with its source. A "
            "way through a hub, which connects everything, explains less. Where there is no way, it "
            "says what was gone through."
        ),
        topic="connections",
        answered_by="carekg.export.reasons:paths",
        parameters=(
            party("source", "where to start, such as HWB", required=True),
            party("target", "where to end, such as leg:ukpga/2012/7", required=True),
            layer("all"),
            count("k", "how many ways at most", 3, most=20),
        ),
        parts=(
            table(
                whole("way", "the number of the way, the best first"),
                whole("step", "the number of the step"),
                thing("source", "where the step starts"),
                text("words", "how the two are related"),
                thing("target", "where the step ends"),
                thing("statement", "the statement that makes the tie"),
                thing("authority", "the provision that it rests on"),
                number("cost", "what the way costs to explain: the less, the better"),
                rests_on="statement",
                ordered=True,
            ),
        ),
        formats=("json", "text", *PICTURES, *TABLE_FORMATS[1:]),
        example={"source": "HWB", "target": "leg:ukpga/2012/7", "k": 1},
        is_heavy=True,
    ),
    Question(
        name="brokers",
        title="Who joins others, and why, tie by tie",
        description=(
            "List who stands between parties that are not tied to each other, and who sits in two at "
            "once, with every tie that makes it so and its source."
        ),
        topic="connections",
        answered_by="carekg.analytics.answers:brokers",
        parameters=(
            layer("statutory"),
            count("top", "how many of either kind", 10, most=100_000),
            party("of", "ask of one party only, such as HWB"),
        ),
        parts=(
            table(
                text("label", "what the broker is called"),
                whole("pairs", "how many pairs it stands between"),
                text("words", "how it is related to the other party"),
                text("other_label", "what the other party is called"),
                thing("provision", "the provision that the tie rests on"),
                text("source", "where that was read"),
                thing("statement", "the statement that makes the tie"),
                thing("node", "the broker"),
                thing("other", "the other party", labelled=False),
                rests_on="statement",
            ),
        ),
        formats=("json", "text", *TABLE_FORMATS[1:]),
        example={"of": "HWB", "as_of": "2024-01-01"},
        is_heavy=True,
    ),
    Question(
        name="analyse",
        title="Measure the nodes of a layer",
        description=(
            "Measure what is in a layer, the highest first, with the method and the meaning of the "
            "layer beside the numbers. Kinds, sectors and places narrow it. As JSON lines it tells how "
            "far it is, until the result."
        ),
        topic="connections",
        answered_by="carekg.analytics.answers:analyse",
        path="/analytics/{measure}",
        parameters=(
            MEASURE,
            layer("partnership"),
            FOCUS,
            DEPTH,
            Parameter(name="kind", type="text", several=True, help="keep only these kinds; several with semicolons"),
            Parameter(name="sector", type="text", several=True, help="keep only these sectors"),
            entity("place", "keep only what applies in these areas", "area", several=True),
            count("top", "how many rows; all unless given", None, most=1_000_000),
        ),
        parts=(
            table(
                text("label", "what the node, the first end of the tie, or the figure is called"),
                text("other_label", "of a tie: what its other end is called"),
                text("kind", "the kind of node"),
                number("value", "the value; empty where it is not defined"),
                *_VALUES,
                thing("node", "the node, or the first end of the tie"),
                thing("other", "of a tie: its other end", labelled=False),
                ordered=True,
            ),
        ),
        example={"measure": "degree", "focus": "HWB", "top": 3},
        is_heavy=True,
    ),
    Question(
        name="compare",
        title="The same measure of two dates, or near two things, side by side",
        description=(
            "Set a measure of two graphs side by side, the largest difference first, and count what "
            "began and ended from the first to the second."
        ),
        topic="connections",
        answered_by="carekg.analytics.answers:compare",
        parameters=(
            MEASURE,
            layer("partnership"),
            Parameter(name="first", type="date", help="the first date; that of the question unless given"),
            Parameter(name="second", type="date", help="the second date; that of the question unless given"),
            party("first_focus", "keep what is near this thing in the first"),
            party("second_focus", "keep what is near this thing in the second"),
            DEPTH,
            count("top", "how many rows; all unless given", None, most=1_000_000),
        ),
        parts=(
            table(
                text("label", "what the node, tie or figure is called"),
                number("first", "the value in the first"),
                number("second", "the value in the second"),
                number("difference", "how much more it is in the second"),
                thing("node", "the node, or the first end of the tie"),
                thing("other", "of a tie: its other end"),
                ordered=True,
            ),
        ),
        example={"measure": "degree", "first": "2022-06-30", "second": "2022-07-01", "top": 3},
        is_heavy=True,
    ),
    Question(
        name="chain",
        title="How the law leads from one document to another",
        description=(
            "The longest way by which the law leads from one kind of document to another on a date, "
            "with a section at every step. The longest leaves no document on the way out."
        ),
        topic="law",
        answered_by="carekg.analytics.chains:answer",
        parameters=(
            entity("source", "the document to start from, such as JSNA", "document", required=True),
            entity("target", "the document to reach", "document", required=True),
        ),
        parts=(
            table(
                whole("way", "the number of the way; several where they are equally long"),
                whole("step", "the number of the step"),
                *next(each for each in LAW if each.name == "document-steps").part.columns,
                rests_on="taken_up_by",
                ordered=True,
            ),
        ),
        example={"source": "JSNA", "target": "document:icb-performance-assessment", "as_of": "2022-07-01"},
    ),
)
