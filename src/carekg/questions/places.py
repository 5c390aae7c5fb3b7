"""What can be asked of places and bodies."""

from typing import Final

from carekg.questions.declaration import (
    LIMIT,
    OFFSET,
    PROBLEM,
    TABLE_FORMATS,
    Column,
    Parameter,
    Question,
    body,
    choice,
    day,
    entity,
    number,
    table,
    text,
    thing,
    truth,
    whole,
)

QUESTIONS: Final = (
    Question(
        name="area",
        title="One area's partnership working on a date",
        description=(
            "The page of an upper-tier council's area, in sections: authority, districts, regions and "
            "combined authority, health and wellbeing board and its statutory seats, NHS bodies with "
            "their shares and basis, partnership, trusts and whence their patients come, primary care "
            "networks, who must do what in relation to whom, what changed, what is planned, and figures "
            "of delayed discharge with their series and breaks. Boards, partnerships and duties follow "
            "from the law and are not observed. A district, a board or a body stands for the council "
            "that it belongs to; of a board, group or combined authority of several councils the page is of "
            "its own area: its councils with their shares, what belongs to it, changes and plans. What is "
            "not there on the date is shown with what followed it."
        ),
        topic="places",
        answered_by="carekg.questions.area:answer",
        path="/areas/{id}",
        parameters=(
            entity(
                "id",
                "a council, its area, a district, a board or a combined authority, such as Leeds or E08000035",
                "council",
                "health",
                "combined",
                required=True,
            ),
        ),
        parts=(
            table(
                text("section", "what the row is about"),
                thing("item", "the thing itself, or who bears the duty"),
                thing("other", "what it is related to, or in relation to whom the duty is borne"),
                text("detail", "more about it, in words"),
                number("share", "the part of the area's residents, or of the trust's admissions, from 0 to 1"),
                number("amount", "a number"),
                text("measure", "what the number counts"),
                text("basis", "how it is known"),
                truth("certain", "false where it is likely rather than known"),
                day("valid_from", "since when"),
                day("valid_until", "until when"),
                thing("source", "the file, provision or page that says so"),
                rests_on="item",
            ),
        ),
        example={"id": "gss:E08000035"},
    ),
    Question(
        name="due",
        title="What must be produced in a place, and by when",
        description=(
            "Each plan, strategy, report, return and review that the law requires of the bodies of a council's area on "
            "the date, with how often and, where the law names a day, by when next. What names a day comes first. The "
            "calendar holds what has a day. Dates that guidance sets for single years are not held. Of a board, group "
            "or combined authority of several councils: what it must itself, and its partnership; each council has "
            "its own answer."
        ),
        topic="places",
        answered_by="carekg.questions.due:answer",
        path="/areas/{id}/due",
        parameters=(
            entity(
                "id",
                "a council or its area, a board or a combined authority, such as Leeds, E08000035 or QWO",
                "council",
                "health",
                "combined",
                required=True,
            ),
        ),
        parts=(
            table(
                thing("statement", "the duty", labelled=False),
                text("says", "what it says, in our words"),
                thing("action", "what is to be done"),
                thing("document", "with which kind of document, where it is one"),
                body("who", "who must"),
                thing("post", "which of its officers, or which board that it must set up, where it is one"),
                text("every", "how often, where the law says so"),
                day("due", "the last day on which it is in time, where the law names one"),
                text("condition", "what narrows it, or must be so first"),
                thing("provision", "the provision"),
                truth("certain", "false where it is likely rather than known that the body belongs to the place"),
                rests_on="statement",
            ),
        ),
        formats=(*TABLE_FORMATS, "ics"),
        example={"id": "gss:E08000035"},
    ),
    Question(
        name="passing",
        title="What passes to whom when a council ends",
        description=(
            "Of a council whose end is announced: each duty, power, seat, kind of plan and fund that it has on the "
            "date, to whom it passes, and whether the law itself settles that. What the law gives to every council of "
            "a kind falls on those that follow; what belongs to this one alone is not settled until an order or an "
            "agreement says so, and none was found. Of a board, group or combined authority: each of its councils that "
            "is to end."
        ),
        topic="places",
        answered_by="carekg.questions.passing:answer",
        path="/areas/{id}/passing",
        parameters=(
            entity(
                "id",
                "a council or its area, a board or a combined authority, such as Surrey",
                "council",
                "health",
                "combined",
                required=True,
            ),
            choice("what", "which things, all unless given", ("duty", "power", "seat", "plan", "fund")),
            LIMIT,
            OFFSET,
        ),
        parts=(
            table(
                text("what", "what passes: duty, power, seat, plan or fund"),
                thing("item", "the duty, seat rule, kind of document or fund", labelled=False),
                text("says", "what it is, in our words"),
                text("passes_to", "to whom it passes, by what is announced"),
                text("settled", "in law, or not yet settled"),
                text("why", "why so"),
                thing("provision", "the provision that it rests on"),
                thing("event", "the announced change"),
                day("day", "when that is to be"),
                text("precision", "how exactly the day is known"),
                body("council", "the council that is to end"),
                rests_on="item",
            ),
        ),
        example={"id": "Surrey County Council", "as_of": "2026-11-28"},
    ),
    Question(
        name="bodies",
        title="Which bodies there were on a date",
        description=(
            "Every body of a kind that was there on the date, with the code, name and area that it had then, and its "
            "name of today beside it. What announced changes would end and begin by the date is listed apart: a "
            "planned body is not there, and the counts say how many there are by the files and if every announced "
            "decision is carried out. Of a trust it is said whether its kind on the date is held."
        ),
        topic="places",
        answered_by="carekg.questions.bodies:answer",
        parameters=(
            entity("kind", "a kind of structure, such as ICB or structure:upper-tier-local-authority", "kind"),
            LIMIT,
            OFFSET,
        ),
        parts=(
            table(
                body("body", "the body", labelled=False),
                text("name", "what it was called on the date"),
                text("name_today", "what it is called now, or was called last"),
                text("kind", "its kind"),
                truth("kind_known", "false where no file of the date or before shows it under this kind"),
                Column(name="code", type="code", help="the code of its registrar"),
                body("area", "the area that it governed on the date"),
                day("valid_from", "its first day; empty where it is older than what is recorded"),
                day("valid_until", "the first day without it"),
                thing("knowledge_level", "whether it was seen in official data or inferred from a duty"),
                text("announced", "what is announced for it, and when that was last checked"),
                rests_on="body",
            ),
        ),
        example={"kind": "structure:integrated-care-board"},
    ),
    Question(
        name="delays",
        title="Delayed discharges of a body, month by month",
        description=(
            "Of an integrated care board of England and of a council of Scotland the mean of the days of "
            "each month; of a trust or a Welsh health board what it counted under each reason, where the "
            "graph was built with the reasons: carekg build --with delay-reasons. Of councils of England "
            "none are held. Zeros are left out; what was not given is a row "
            "without a number. Series of different publishers count different things and are not "
            "compared."
        ),
        topic="places",
        path="/bodies/{id}/delays",
        parameters=(
            entity("id", "a trust, board or council, by name or code, such as RR8", "body", required=True),
            Parameter(
                name="month",
                type="date",
                help="the only month that is wanted, as 2025-08 or a day in it",
                of_month=True,
            ),
        ),
        parts=(
            table(
                day("month", "the first day of the month"),
                text("reason", "the reason, where the series has reasons"),
                number("patients", "the number, as published, or the mean of the days of the month"),
                text("measure", "what the number counts"),
                thing("source", "the file that says so"),
                rests_on="source",
            ),
        ),
        example={"id": "body:icb-qwo", "month": "2025-08-01"},
    ),
    Question(
        name="footprints",
        title="Where boundaries do not match",
        description=(
            "For each council, how many boards or groups are relevant to it on the date, and the share "
            "of its residents in the largest; for each board or group, how many councils it is relevant "
            "to. Coterminosity is 1 where the two areas are the same: the residents of both, divided by "
            "the residents of either (the Jaccard index), for the best-matching pair."
        ),
        topic="places",
        parameters=(
            LIMIT,
            OFFSET,
        ),
        parts=(
            table(
                body("body", "the council, board or group"),
                text("kind", "its kind"),
                whole("partners", "how many of the other side it overlaps"),
                number("largest_share", "the share of its residents in the largest overlap"),
                number("smallest_share", "the share of its residents in the smallest overlap"),
                number("coterminosity", "the Jaccard index of its best match, from 0 to 1"),
                day("map_date", "the date of the map"),
                rests_on="body",
            ),
        ),
        example={"limit": 20},
    ),
    Question(
        name="locate",
        title="What covers a place or belongs to a body",
        description=(
            "From the code or name of a district, council area, trust, network, sub-ICB location, group "
            "or board to what it belonged to on the date, step by step, and for a council to the boards "
            "or groups relevant to it; a district of a county has overlaps of its own. Give several with semicolons "
            "between: each has its own rows, or its own problem. GP practices and small areas "
            "(LSOAs) are found where the graph was built with them: carekg build --with practices "
            "--with lsoas; a postcode, where carekg import postcodes has read a directory of them."
        ),
        topic="places",
        answered_by="carekg.questions.locate:answer",
        path="/locate/{id}",
        parameters=(
            entity(
                "id",
                "a GSS or ODS code, a CURIE or a name, such as E07000223 or RR8; several with semicolons between",
                "area",
                "body",
                required=True,
                several=True,
            ),
        ),
        parts=(
            table(
                thing("asked", "what was asked for"),
                body("place", "the same, or what governs it or takes it in"),
                text("relation", "how it relates to what covers it"),
                body("cover", "what covers it"),
                text("kind", "the kind of what covers it"),
                truth("certain", "false where it is likely rather than known"),
                number("share", "of a district, the part of it that lies there, from 0 to 1"),
                text("basis", "how an overlap is known"),
                day("map_date", "of a district, the date of the map"),
                day("valid_from", "since when"),
                day("valid_until", "until when"),
                thing("source", "for a district, a practice or a small area, the file that puts it there"),
                text("announced", "what is announced for the place"),
                PROBLEM,
                rests_on="place",
            ),
        ),
        example={"id": "E07000223"},
    ),
    Question(
        name="overlaps",
        title="How councils and boards or groups overlap",
        description=(
            "Each council with each board (or, before July 2022, group) that is relevant to it on the "
            "date: its area coincides with the council's or falls wholly or partly within it. The law "
            "sets no threshold; the shares are another fact, from the newest map on or before the date, "
            "and the basis says how the overlap is known."
        ),
        topic="places",
        answered_by="carekg.questions.overlaps:answer",
        parameters=(
            entity(
                "council",
                "one council, board or group, or a combined authority's councils, such as Oxfordshire County Council",
                "council",
                "health",
                "combined",
            ),
            LIMIT,
            OFFSET,
        ),
        parts=(
            table(
                body("council", "the upper-tier authority"),
                body("body", "the board or group"),
                number("share_of_council", "the part of the council's residents, from 0 to 1"),
                number("share_of_body", "the part of the body's residents, from 0 to 1"),
                whole("residents", "how many people live in the overlap, where it was counted"),
                whole("lsoas", "how many small areas it has"),
                whole("uncertain_lsoas", "how many of them are placed by inference"),
                text("measure", "what the shares count"),
                day("map_date", "the date of the map"),
                thing("basis", "how the overlap is known: in law, by best fit, or by succession"),
                truth("certain", "false where it rests on a map of best fit alone, or on uncertain small areas only"),
                truth("small", "true where it may be an artefact of best fit"),
                day("valid_from", "since when the body is relevant to the council"),
                day("valid_until", "until when"),
                text("announced", "what is announced for the council"),
                body("council_area", "the council's area on the date, with its code of the ONS", labelled=False),
                body("body_area", "the area of the board or group on the date, with its code", labelled=False),
                rests_on="body",
            ),
        ),
        example={"council": "body:oxfordshire-county-council"},
    ),
    Question(
        name="succession",
        title="What came before a body, and what after it",
        description=(
            "Every change by which the body came about, and every change that followed, step by step, "
            "from the first body that is held to the last; those of a later day than the date are "
            "planned or later. Of what is announced it is said what would follow what, and no more. Give several "
            "with semicolons between."
        ),
        topic="places",
        answered_by="carekg.questions.succession:answer",
        path="/succession/{id}",
        parameters=(
            entity(
                "id",
                "a body, such as body:ccg-15f or NHS Leeds CCG; several with semicolons between",
                "body",
                required=True,
                several=True,
            ),
        ),
        parts=(
            table(
                text("direction", "before, where the change led to the body; after, where it followed"),
                day("date", "the first day of what followed"),
                text("precision", "how exactly an announced day is known: day, month or year"),
                body("before", "the body before"),
                body("after", "the body after"),
                text(
                    "how",
                    "renamed, replaced, replaced by a class, in part, split or merged; or not settled, where announced",
                ),
                thing("event", "the change"),
                thing("stage", "how far it has come"),
                thing("knowledge_level", "whether it was listed or inferred"),
                thing("source", "the file, or where it was read"),
                thing("asked", "the body that was asked for"),
                PROBLEM,
                rests_on="event",
            ),
        ),
        example={"id": "body:ccg-15f"},
    ),
    Question(
        name="successions",
        title="Which bodies followed which",
        description=(
            "Each change of one body into another between two dates, both included. What is only announced is among "
            "them, at its stage."
        ),
        topic="places",
        answered_by="carekg.questions.succession:between",
        parameters=(
            Parameter(
                name="from", type="date", help="the first day; of one body, any unless given", default="2013-04-01"
            ),
            Parameter(name="to", type="date", help="the last day", default="2100-01-01"),
            entity("body", "a body that came before or after", "body"),
            LIMIT,
            OFFSET,
        ),
        parts=(
            table(
                day("date", "the first day of what followed"),
                text("precision", "how exactly an announced day is known: day, month or year"),
                body("before", "the body before"),
                body("after", "the body after"),
                text(
                    "how",
                    "renamed, replaced, replaced by a class, in part, split or merged; or not settled, where announced",
                ),
                thing("event", "the change"),
                thing("stage", "how far it has come"),
                thing("knowledge_level", "whether it was listed or inferred"),
                rests_on="event",
            ),
        ),
        example={"from": "2026-04-01"},
    ),
)
