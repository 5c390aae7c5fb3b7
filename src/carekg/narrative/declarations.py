"""What can be asked that is composed of several questions: why, what changed, and what evidence bears."""

from typing import Final

from carekg.questions.declaration import (
    TABLE_FORMATS,
    Parameter,
    Question,
    choice,
    count,
    day,
    entity,
    party,
    table,
    text,
    thing,
    whole,
    yes_or_no,
)

PARTS: Final = (
    *("body", "kind", "version", "duty", "seat", "role"),
    *("relevance", "location", "code", "succession", "planned"),
)
_SPOKEN: Final = ("json", "text", *TABLE_FORMATS[1:])

QUESTIONS: Final = (
    Question(
        name="why",
        title="Why a thing exists",
        description=(
            "Explain why a thing exists on a date, from the Act behind it to what is said of it: Act, "
            "provision, structure, members, documents, money, what is planned, claims and findings, as cited steps "
            "and as prose. A provision, an Act or a Bill is told of by what it says itself, with qualifiers, "
            "conditions, who nominates, and what changed it or would."
        ),
        topic="law",
        answered_by="carekg.narrative.why:answer",
        parameters=(
            party("entity", "a kind, body, document, fund or provision, such as HWB", required=True),
            yes_or_no("essay", "whether to show what the essay says too", default=False),
        ),
        parts=(
            table(
                text("part", "what part of the explanation the step is"),
                thing("thing", "the thing that the step is about", labelled=False),
                text("says", "what it says, in our words"),
                thing("provision", "the provision that says so"),
                text("section", "its number"),
                thing("act", "the Act or instrument"),
                thing("source", "the document that says so, where no law does"),
                day("valid_from", "the first day"),
                day("valid_until", "the first day without it"),
                text("qualifier", "what narrows it"),
                text("condition", "what must be so first"),
                text("nominated_by", "of a seat: who names or appoints"),
                text("knowledge_level", "what kind of authority it has"),
                text("verification", "whether it was checked against its source"),
                text("read_at", "where it was read"),
                rests_on="thing",
            ),
        ),
        formats=_SPOKEN,
        example={"entity": "HWB", "as_of": "2022-07-01"},
    ),
    Question(
        name="diff",
        title="What changed between two dates",
        description=(
            "Tell which bodies, kinds, versions of provisions, duties, seats and roles began, ended, "
            "moved or changed; which boards became or ceased to be relevant to which councils, and so have seats; "
            "which sub-board locations moved; which codes of areas changed; which body followed which, and how; "
            "and what is planned between the dates. With a measure, the answer has a member network too: the measure "
            "of a layer before and after, the largest difference first."
        ),
        topic="law",
        answered_by="carekg.narrative.difference:answer",
        is_heavy=True,  # with a measure it is a comparison of layers, which is
        parameters=(
            Parameter(name="from", type="date", required=True, help="the first date, such as 2022-06-30"),
            Parameter(name="to", type="date", required=True, help="the second date, such as 2022-07-01"),
            choice("part", "what to tell of; all unless given", PARTS),
            Parameter(name="measure", type="text", help="a measure to take before and after, such as degree"),
            Parameter(name="layer", type="text", default="partnership", help="the layer to measure"),
            count("top", "how many rows of the measure", 20),
        ),
        parts=(
            table(
                text("change", "began, ended, moved, changed; of a succession how; is planned"),
                text("part", "what it is that did"),
                day("date", "the day on which it did"),
                thing("thing", "what did"),
                text("says", "what that is, in our words"),
                text("holder", "of a seat or role: who has it"),
                thing("replaced", "what it took the place of"),
                text("replaced_holder", "of a seat or role: who had it"),
                thing("provision", "the provision that says so"),
                text("section", "its number"),
                thing("act", "the Act or instrument"),
                text("verification", "whether it was checked against its source"),
                text("read_at", "where it was read"),
                rests_on="thing",
            ),
        ),
        example={"from": "2022-06-30", "to": "2022-07-01", "part": "seat"},
        is_dated=False,
    ),
    Question(
        name="evidence-map",
        title="The evidence map: findings by direction and study design",
        description=(
            "Count findings for each pair of a row and a column: benefits, barriers, enablers or "
            "outcomes against structures or areas. Empty cells say as of when nothing is held."
        ),
        topic="evidence",
        answered_by="carekg.export.evidence_map:answer",
        path="/evidence/matrix",
        command="evidence matrix",
        parameters=(
            choice("rows", "what the rows are", ("benefit", "barrier", "enabler", "outcome"), "benefit"),
            choice("columns", "what the columns are", ("structure", "area"), "structure"),
        ),
        parts=(
            table(
                thing("row", "the concept of the row"),
                thing("column", "the structure or area of the column"),
                thing("direction", "which way the findings point"),
                thing("design", "the design of their studies"),
                whole("findings", "how many findings there are"),
                text("note", "of an empty cell: when it was searched for"),
            ),
        ),
        formats=(*TABLE_FORMATS, "html"),
        example={"rows": "barrier"},
        tells_apart=True,
        typed_as="csv",
    ),
    Question(
        name="audit",
        title="A document, audited statement by statement",
        description=(
            "Say of each statement what it cites, whether a source of that kind can bear it, and what "
            "stands for and against it."
        ),
        topic="evidence",
        answered_by="carekg.narrative.audit:answer",
        path="/evidence/audit",
        command="evidence audit",
        parameters=(
            Parameter(
                name="document", type="entity", default="publication:seed-essay", help="the document", placed=True
            ),
        ),
        parts=(
            table(
                text("fact", "the number of the fact"),
                whole("paragraph", "the paragraph of the document"),
                whole("sentence", "the sentence of the paragraph"),
                text("hedge", "how the document weakens it"),
                text("says", "what it says, in our words"),
                text("verdict", "whether its source can bear it"),
                text("reason", "why"),
                text("cites", "the source that it gives, as printed"),
                text("supports", "findings that support it"),
                text("disputes", "findings that dispute it"),
                text("qualifies", "findings that qualify it"),
                text("corrects", "what corrects it"),
                thing("statement", "the statement", labelled=False),
                rests_on="statement",
            ),
        ),
        example={"document": "publication:seed-essay"},
    ),
    Question(
        name="pathways",
        title="How a barrier is said to reach a benefit",
        description=("Follow signed claims from a barrier to a benefit, each with its findings, and name the weakest."),
        topic="evidence",
        answered_by="carekg.narrative.pathways:answer",
        path="/evidence/pathways",
        command="evidence pathways",
        parameters=(
            entity("barrier", "where to start, such as barrier:organisational-culture", required=True),
            entity("benefit", "where to end, such as benefit:resource-efficiency", required=True),
            yes_or_no("sentences", "whether sentences of documents are steps too", default=False),
        ),
        parts=(
            table(
                whole("chain", "the number of the chain; 0 for what is said to remedy the barrier"),
                whole("step", "the number of the step"),
                thing("source", "what acts"),
                text("relation", "how it acts"),
                thing("target", "what it acts on"),
                whole("sign", "1 where more means more, -1 where more means less"),
                text("strength", "how the findings on the claim point"),
                text("says", "the claim, in our words"),
                thing("claim", "the claim", labelled=False),
                rests_on="claim",
            ),
        ),
        formats=_SPOKEN,
        example={"barrier": "barrier:organisational-culture", "benefit": "benefit:resource-efficiency"},
    ),
)
