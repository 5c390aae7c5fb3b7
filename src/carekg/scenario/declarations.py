"""What can be asked of a reform."""

from typing import Final

from carekg.analytics.declarations import PICTURES
from carekg.questions.declaration import TABLE_FORMATS, Parameter, Question, count, number, table, text, thing, whole

EXAMPLE: Final = (
    '{"title": "The end of local Healthwatch", "date": "2026-11-01", "layer": "statutory", '
    '"steps": [{"abolish": "structure:local-healthwatch"}]}'
)

QUESTIONS: Final = (
    Question(
        name="scenario",
        title="What would happen if: try a reform on a fork of the graph",
        description=(
            "Carry out the steps of a scenario on a fork of the graph, say what is lost and what would "
            "restore it, and discard the fork. The graph stays as it is."
        ),
        topic="reform",
        answered_by="carekg.export.reasons:scenario",
        path="/scenarios",
        method="POST",
        parameters=(
            Parameter(
                name="scenario",
                type="document",
                required=True,
                help=(
                    "the scenario, as JSON or YAML: title, date and steps, and where wanted layer and measures; a step "
                    "is abolish, repeal, split (into), merge (into), transfer (to), amend (replace, by), move (from, "
                    "to) or membership (add, remove) of a thing"
                ),
            ),
            count("top", "how many rows of each measure", 10),
        ),
        parts=(
            table(
                whole("left", "how many others have the same part"),
                text("kind", "what kind of statement loses it"),
                text("label", "what the statement says"),
                text("part", "the part that is lost"),
                text("party_label", "who had it"),
                thing("provision", "the provision that says so"),
                text("restore", "what would restore it"),
                thing("statement", "the statement", labelled=False),
                thing("party", "who had it", labelled=False),
                name="lost",
            ),
            table(
                thing("statement", "the statement", labelled=False),
                text("label", "what it says"),
                text("kind", "what kind of statement it is"),
                text("part", "the part that is gained"),
                thing("party", "who has it then"),
                thing("provision", "the provision that says so"),
                name="gained",
            ),
            table(
                text("label", "the place"),
                text("before", "what it belongs to today"),
                text("after", "what it would belong to"),
                name="places",
            ),
            table(
                text("measure", "the measure"),
                text("label", "what the node, tie or figure is called"),
                number("first", "the value as it is"),
                number("second", "the value in the scenario"),
                number("difference", "how much more it is in the scenario"),
                name="measures",
            ),
        ),
        formats=("json", "text", *PICTURES, *TABLE_FORMATS[1:]),
        example={"scenario": EXAMPLE},
        is_heavy=True,
        is_dated=False,
    ),
)
