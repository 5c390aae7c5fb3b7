"""What can be asked of the law."""

from typing import Final

from carekg.questions.declaration import (
    LIMIT,
    OFFSET,
    Question,
    body,
    choice,
    day,
    entity,
    party,
    table,
    text,
    thing,
    truth,
    whole,
)

QUESTIONS: Final = (
    Question(
        name="duties",
        title="Who must do what, in relation to whom, under which provision, on a date",
        description=(
            "The duty ledger: each thing that the law requires, allows, forbids, sets up or defines on "
            "the date, with the provision that says so and how far that was checked. A bearer is found "
            "under its own name, under the roles that it holds on the date, under the broader kinds it "
            "belongs to, and, if it is a body, under its kind; where a duty is mutual, the other party "
            "bears it too. Nobody bears a duty before it exists or after it has ended, and no body what applies in "
            "other nations only. Where a provision applies, and to which law it extends, are two things: its own "
            "statement goes before its Act's."
        ),
        topic="law",
        answered_by="carekg.questions.duties:answer",
        parameters=(
            party("bearer", "who must, may or must not, such as ICB"),
            party("exercised_by", "who carries out the function in the bearer's place, such as HWB"),
            party("in_relation_to", "the other party, such as structure:upper-tier-local-authority"),
            entity("action", "what is to be done, such as cooperate", "action"),
            entity("modality", "how strongly, such as must", "modality"),
            entity("provision", "an Act, a section or a part of one, such as s. 194 of the 2012 Act", "law"),
            entity("object", "what it is done to, such as document:joint-strategic-needs-assessment"),
            entity("applies_in", "a nation where it applies, such as England", "area"),
            entity("extends_to", "a nation to whose law it belongs, such as Wales", "area"),
        ),
        parts=(
            table(
                thing("statement", "the statement", labelled=False),
                text("says", "what it says, in our words"),
                text(
                    "kind", "duty, power, prohibition, establishment, conferral of functions, condition or definition"
                ),
                thing("bearer", "who bears it"),
                thing("through", "the statutory role, named by the provision, through which it is borne"),
                text("capacity", "whether it bears it, exercises it for others, or is bound as the other party"),
                text("borne_by", "who bears it by the text"),
                text("exercised_by", "who exercises it in the bearer's place"),
                text("accountable", "who answers for it, where that is said"),
                thing("modality", "how strongly the law speaks"),
                thing("action", "what is to be done"),
                text("object", "what it is done to"),
                text("other_party", "in relation to whom"),
                text("qualifier", "what narrows it"),
                text("condition", "what must be so first"),
                text("triggered_by", "the document without which it is not owed"),
                text("consequence", "what the law says follows a breach"),
                thing("provision", "the provision"),
                text("section", "its number"),
                thing("act", "the Act or instrument"),
                day("valid_from", "the first day of the version that is read, or of the role held"),
                day("valid_until", "the first day on which it no longer held"),
                text("end", "why there is or is not an end"),
                text("knowledge_level", "what kind of authority it has"),
                text("verification", "whether it was checked against its source"),
                text("read_at", "where it was read"),
                day("read_on", "the day on which it was read"),
                rests_on="statement",
            ),
        ),
        example={"bearer": "HWB", "as_of": "2022-07-01"},
    ),
    Question(
        name="document-steps",
        title="How the law leads from one document to the next",
        description=(
            "Each step between two kinds of document that the law makes on the date: what hands the "
            "earlier one over, or binds the maker of the later one to it, and what takes it up. The "
            "question chain finds the way between two documents."
        ),
        topic="law",
        parameters=(
            entity("earlier", "the document that a step starts from, such as JSNA", "document"),
            entity("later", "the document that a step leads to", "document"),
        ),
        parts=(
            table(
                thing("earlier", "the earlier document"),
                thing("later", "the later document"),
                thing("handed_over_by", "how the earlier one reaches or binds the maker of the later one"),
                text("handing_section", "the section that says so"),
                thing("handing_act", "its Act"),
                thing("taken_up_by", "how the later one is made from it"),
                text("section", "the section that says so"),
                thing("act", "its Act"),
                text("verification", "whether what takes it up was checked against its source"),
                text("read_at", "where that was read"),
                rests_on="taken_up_by",
            ),
        ),
        example={"earlier": "document:joint-strategic-needs-assessment", "as_of": "2022-07-01"},
    ),
    Question(
        name="planned",
        title="What is announced or in a Bill",
        description=(
            "Everything that is announced or stands in a Bill on the date, by the day on which it would come, with "
            "what it touches: a row for each thing that it is about, would end or would found. None of it is law yet. "
            "What was announced on a day that is not recorded is listed from a year before it was last checked: a year "
            "that is ours. A step of a Bill that was taken, such as its introduction, is told as happened."
        ),
        topic="law",
        parameters=(
            choice("stage", "how far along it is, both unless given", ("announced", "bill")),
            party("about", "what it touches, such as NHS England or Surrey County Council"),
            LIMIT,
            OFFSET,
        ),
        parts=(
            table(
                day("day", "the day on which it would come, or a step of a Bill was taken, where one is known"),
                text("precision", "how exactly the day is known"),
                thing("plan", "what is planned"),
                thing("stage", "how far along it is"),
                text("description", "more about it, in our words"),
                body("touches", "what it is about, would end or would found"),
                day("announced", "the day on which it was announced, where that is recorded"),
                day("checked", "the day on which it was last checked"),
                rests_on="plan",
            ),
        ),
        example={"about": "Surrey County Council", "as_of": "2026-11-29"},
    ),
    Question(
        name="lineage",
        title="What preceded and followed a provision, a body or a kind",
        description=(
            "Every effect, change event and version in the line of a provision or body: its own, and "
            "those of what it replaced and of what replaced it, however far back or on. Of an Act or "
            "section, the effects on its parts are included."
        ),
        topic="law",
        parameters=(
            party(
                "entity", "a provision, an Act, a body or a kind, such as leg:ukpga/2006/41/section/75", required=True
            ),
        ),
        parts=(
            table(
                day("date", "the day of effect, or the first day"),
                text("precision", "how exactly the date is known"),
                thing("member", "the provision, body or kind in the line"),
                text("relation", "what happened to it"),
                thing("other", "what did it, preceded it or followed it"),
                thing("via", "the effect, event or version that says so", labelled=False),
                text("says", "what that says, in our words"),
                text("stage", "how far along it is"),
                text("verification", "whether it was checked against its source"),
                text("read_at", "where it was read"),
                rests_on="via",
            ),
        ),
        example={"entity": "leg:ukpga/2006/41/section/75"},
    ),
    Question(
        name="timeline",
        title="Everything dated about a thing",
        description=(
            "When a thing began and ended, and every event, effect, version, seat, role, capacity and "
            "payment that concerns it, in the order of their dates. What is planned is told so, whether or not its day "
            "has come; its stage says how sure it is."
        ),
        topic="law",
        answered_by="carekg.questions.timeline:answer",
        parameters=(party("entity", "a kind, a body, a provision, a document or a fund, such as ICB", required=True),),
        parts=(
            table(
                day("date", "the date; empty where a plan has none"),
                text("precision", "how exactly it is known"),
                text("what", "begins, ends, happens or takes effect"),
                thing("thing", "what does", labelled=False),
                text("says", "what that is, in our words"),
                text("relation", "how it concerns the entity"),
                text(
                    "tense",
                    "happened; is planned; would, under a Bill; or was planned, its day past and no more found",
                ),
                text("stage", "how far along it is"),
                text("knowledge_level", "what kind of authority it has"),
                text("verification", "whether it was checked against its source"),
                text("read_at", "where it was read"),
                rests_on="thing",
            ),
        ),
        example={"entity": "structure:integrated-care-partnership"},
    ),
    Question(
        name="seats",
        title="Who must have a seat on which board",
        description=(
            "The statutory seats of each health and wellbeing board, integrated care partnership and integrated care "
            "board on the date. A seat that bodies fill is given once for each of them; where it is not certain that a "
            "body is relevant, the row says so. Posts and bodies are named, never people."
        ),
        topic="law",
        answered_by="carekg.questions.seats:answer",
        parameters=(
            entity(
                "board",
                "a board or partnership, a council, or a kind, such as body:hwb-leeds-city-council or ICP",
                "seated",
                "kind",
                "council",
            ),
            LIMIT,
            OFFSET,
        ),
        parts=(
            table(
                body("board", "the board or partnership, or the kind of one where no real one is held"),
                thing("kind", "what kind it is"),
                body("council", "of a health and wellbeing board, the council that it is a committee of"),
                thing("seat", "the rule that gives the seat"),
                thing("holder", "the kind of post or body that fills it"),
                body("body", "the body that names the representative, where it is known"),
                truth("certain", "false where the body's overlap with the area is likely rather than known"),
                thing("basis", "on what footing the seat is filled"),
                thing("nominated_by", "who names or appoints"),
                whole("minimum", "the least number of members"),
                thing("provision", "where the law says so"),
                rests_on="seat",
            ),
        ),
        example={"board": "body:hwb-leeds-city-council"},
    ),
)
