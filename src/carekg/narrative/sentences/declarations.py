"""What can be asked of a text or a sheet of sentences."""

from typing import Final

from carekg.questions.declaration import Parameter, Question, table, text, thing, whole

EXAMPLE: Final = "Social prescribing reduces loneliness. Clinical commissioning groups must prepare the JSNA."

QUESTIONS: Final = (
    Question(
        name="audit-sentences",
        title="A text or a sheet of sentences, set beside what is held",
        description=(
            "Take plain text, or a sheet (CSV or XLSX) with a column of sentences, and say of each sentence which "
            "things it names, which statements and findings are held for and against it or near it, by what kind of "
            "study and how they were checked, and which law contradicts it. A verdict is given only where a claim on "
            "the same things, in the same direction and of the same people, is held; else there is no matching claim. "
            "Up to 1,000 sentences at once."
        ),
        topic="evidence",
        answered_by="carekg.narrative.sentences.answers:answer",
        method="POST",
        path="/evidence/audit",
        command="audit",
        parameters=(
            Parameter(
                name="text",
                type="document",
                required=True,
                takes_workbook=True,
                help="plain text, or a sheet of sentences",
            ),
            Parameter(name="column", type="text", help="of a sheet, the column with the sentences; found unless given"),
        ),
        parts=(
            table(
                whole("number", "the number of the sentence"),
                whole("place", "the line of the text, or the row of the sheet below its headings"),
                text("says", "the sentence"),
                text("names", "the words in it that name things that are held"),
                text(
                    "verdict", "what the findings or the law that are held say to it; or that no matching claim is held"
                ),
                text("reason", "why"),
                text("supports", "findings for it, with the design of the study and how they were checked"),
                text("disputes", "findings against it"),
                text("qualifies", "findings that point both ways, or of other people"),
                text("law", "the law that says so, says otherwise, or has ended"),
                text("nearest", "claims that are nearest, and how they differ"),
                title="Sentences",
                ordered=True,
            ),
            table(
                whole("number", "the number of the sentence"),
                text("stance", "for, against, qualifies, near, or what the law says"),
                text("fit", "how it fits: the same, of other people, in the other direction …"),
                text("says", "what it says, in our words"),
                text("design", "the kind of study; law"),
                thing("thing", "the claim, finding, or provision", labelled=False),
                thing("publication", "the publication that a finding is reported in"),
                rests_on="thing",
                name="held",
                title="What is held, sentence by sentence",
                ordered=True,
            ),
        ),
        example={"text": EXAMPLE},
    ),
)
