"""What can be asked of anything."""

from typing import Final

from carekg.questions.declaration import LIMIT, OFFSET, Parameter, Question, entity, table, text, thing, yes_or_no

QUESTIONS: Final = (
    Question(
        name="entities",
        title="What is in the graph",
        description=(
            "Things with a label, by class, by words in one of their names, or both. What the "
            "demonstration essay says is left out unless it is asked for."
        ),
        topic="things",
        parameters=(
            entity("type", "a class or concept scheme, such as ckg:Duty or scheme:barrier"),
            Parameter(name="q", type="text", help="words that must occur in one of the names"),
            yes_or_no("essay", "whether to show what the essay says too", False),
            LIMIT.model_copy(update={"default": 100}),
            OFFSET,
        ),
        parts=(
            table(
                thing("entity", "the thing", labelled=False),
                text("label", "what it is called"),
                text("identifier", "the number of the fact it stands for, if any"),
                rests_on="entity",
            ),
        ),
        example={"type": "ckg:Barrier"},
    ),
    Question(
        name="entity",
        title="What is said of a thing",
        description="Every property of a thing with its value, and the named graph that says so.",
        topic="things",
        path="/entities/{id}",
        parameters=(entity("id", "a CURIE, an IRI or a name, such as HWB", required=True),),
        parts=(
            table(
                thing("property", "the property"),
                thing("value", "its value"),
                thing("graph", "the named graph that says so"),
            ),
        ),
        example={"id": "structure:health-and-wellbeing-board"},
    ),
    Question(
        name="neighbours",
        title="What a thing is linked to",
        description=("Every thing that points to it or that it points to, in the graph that queries see by default."),
        topic="things",
        path="/entities/{id}/neighbours",
        parameters=(
            entity("id", "a CURIE, an IRI or a name, such as HWB", required=True),
            LIMIT.model_copy(update={"default": 500}),
            OFFSET,
        ),
        parts=(
            table(
                text("direction", "out, where it points to the neighbour; in, where the neighbour points to it"),
                thing("property", "the property between the two"),
                thing("neighbour", "the other thing"),
                rests_on="neighbour",
            ),
        ),
        example={"id": "fund:better-care-fund"},
    ),
)
