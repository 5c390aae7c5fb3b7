"""What can be asked of claims and evidence."""

from dataclasses import replace
from typing import Final

from carekg.questions.declaration import (
    LIMIT,
    OFFSET,
    Parameter,
    Question,
    body,
    entity,
    number,
    table,
    text,
    thing,
    whole,
    yes_or_no,
)

QUESTIONS: Final = (
    Question(
        name="claims",
        title="What a document says, what it rests on, and what corrects it",
        description=(
            "Each statement of a document, in its order, with its hedge, the source it gives or that it "
            "gives none, the work that the source really is, and the corrections and findings that "
            "stand against it. What a document says is said, not thereby true."
        ),
        topic="evidence",
        parameters=(
            Parameter(name="document", type="entity", help="the document", default="publication:seed-essay"),
            Parameter(name="fact", type="text", help="the number of a fact, such as S78"),
            entity("concept", "a concept that the statement relates or names, such as barrier:data-sharing"),
            yes_or_no("contested", "true for statements that something stands against, false for the rest"),
        ),
        parts=(
            table(
                text("fact", "the number of the fact"),
                thing("statement", "the statement", labelled=False),
                text("says", "what it says, in our words"),
                whole("paragraph", "the paragraph of the document, the first being 0"),
                whole("sentence", "the sentence of the paragraph, the first being 1"),
                text("kind", "what the document does with it"),
                text("hedge", "how it weakens it, or none"),
                text("cites", "the source that it gives, as printed"),
                thing("rests_on", "the work that the source really is"),
                text("knowledge_level", "what kind of authority it has"),
                text("corrected_by", "what corrects it"),
                text("disputed_by", "research that disputes it"),
                text("supported_by", "research that supports it"),
                rests_on="statement",
            ),
        ),
        example={"fact": "S78"},
    ),
    Question(
        name="disagreements",
        title="Where evidence disagrees, for and against side by side",
        description=(
            "Each row sets what speaks for something beside what speaks against it, with the study "
            "design, place and year of both. A row is a pair of findings that disagree, a claim that "
            "findings support and dispute, or a claim that findings dispute and none supports: then the "
            "claim itself stands on the left, with the document that makes it."
        ),
        topic="evidence",
        answered_by="carekg.questions.findings:disagreements",
        parameters=(
            entity("concept", "a benefit, barrier, outcome, activity, structure or fund, such as joint commissioning"),
            yes_or_no("essay", "whether claims that only the essay makes count as a side", True),
        ),
        parts=(
            table(
                text("kind", "whether findings disagree with each other or with a claim"),
                text("topic", "the claim in question, or what the findings are about"),
                thing("for", "what speaks for it", labelled=False),
                text("for_says", "what that says"),
                thing("for_design", "the study design behind it"),
                thing("for_area", "where it applies"),
                whole("for_year", "the year of its publication"),
                thing("for_publication", "where it is reported"),
                thing("against", "what speaks against it", labelled=False),
                text("against_says", "what that says"),
                thing("against_design", "the study design behind it"),
                thing("against_area", "where it applies"),
                whole("against_year", "the year of its publication"),
                thing("against_publication", "where it is reported"),
                rests_on="for",
            ),
        ),
        example={"concept": "activity:joint-commissioning"},
    ),
    Question(
        name="evidence",
        title="What research found, with the kind of study behind each finding",
        description=(
            "Findings on a concept, on anything narrower, on what their publication looked at, or on a "
            "claim about it; with direction, study design, place, people, number and the claims that "
            "they support, dispute or qualify. Findings on a wider concept or a wider group of people "
            "come too where that is asked for, or where there are no others; each row says how near it "
            "is to what was asked. Findings are never averaged. What the demonstration essay says is "
            "not evidence: it is shown only where it is asked for."
        ),
        topic="evidence",
        answered_by="carekg.questions.findings:evidence",
        parameters=(
            entity("concept", "a benefit, barrier, enabler, outcome, activity, structure or fund, such as BCF"),
            entity("direction", "which way it points, such as disputes", "finding-direction"),
            Parameter(name="setting", type="text", help="words that the setting must hold, such as Torbay"),
            entity("area", "the area that it applies in, such as England", "area"),
            entity(
                "population", "the people it is about, or a wider group of them, such as older people", "population"
            ),
            entity("design", "the study design, or a wider kind of it, such as quasi-experiment", "study-design"),
            Parameter(name="since", type="integer", help="the first year of publication to show, such as 2018"),
            yes_or_no(
                "wider", "whether to show findings on wider concepts and groups even where there are nearer ones", False
            ),
            yes_or_no("essay", "whether to show what the essay says too", False),
            replace(LIMIT, default=500),
            OFFSET,
        ),
        parts=(
            table(
                thing("finding", "the finding", labelled=False),
                text("says", "what it says, in our words"),
                thing("direction", "which way it points"),
                thing("design", "the design of the study behind it"),
                thing("publication", "where it is reported"),
                whole("year", "the year of publication"),
                body("area", "where it applies; empty where it is of several countries"),
                text("setting", "the kind of place or programme"),
                text("population", "the people"),
                text("about", "what it is about"),
                number("effect", "the size of the effect, if it gives one"),
                text("unit", "the unit of the effect"),
                text("comparator", "what the effect is compared with"),
                text("uncertainty", "its uncertainty, as far as it is given"),
                text("supports", "claims that it supports"),
                text("disputes", "claims that it disputes"),
                text("qualifies", "claims that it qualifies"),
                text("verification", "whether it was checked against its source"),
                text("identifier", "the number of the fact"),
                text(
                    "concept_match",
                    "whether it is about the concept that was asked for (same), a narrower one or a wider one",
                ),
                text(
                    "population_match",
                    "whether it is about the people who were asked for (same), a narrower group or a wider one",
                ),
                rests_on="finding",
            ),
        ),
        example={"concept": "fund:better-care-fund", "direction": "finding-direction:disputes"},
    ),
)
