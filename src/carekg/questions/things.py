"""What can be asked of anything."""

from dataclasses import replace
from typing import Final

from carekg.names.groups import GROUPS, HOWS, WANTED
from carekg.questions.declaration import (
    ASKED,
    LIMIT,
    OFFSET,
    PROBLEM,
    Column,
    Parameter,
    Question,
    choice,
    count,
    day,
    entity,
    number,
    table,
    text,
    thing,
    whole,
    yes_or_no,
)

_KIND: Final = Parameter(name="kind", type="text", help="the kind that is wanted, such as council, ICB or section")
_GROUP: Final = choice("group", "the group that is wanted", GROUPS)
_ESSAY: Final = yes_or_no("essay", "whether to show what the essay says too", False)
_FOUND: Final = (
    whole("rank", "its place, the best being 1"),
    text("group", "the group that it belongs to"),
    text("kind", "its kind"),
    thing("iri", "what was found", labelled=False),
    text("label", "what it is called"),
    text("matched", "the name by which it was found"),
    text("how", f"how it was found: {', '.join(HOWS)}"),
    number("score", "how well, of 100"),
    Column(name="code", type="code", help="the code of its registrar"),
    day("valid_from", "its first day; empty where it is older than what is recorded"),
    day("valid_until", "the first day without it"),
    text("tense", "whether on the date it holds, held or is planned"),
    text("context", "what tells it from its namesakes"),
)
_LISTED: Final = ("rank", "group", "kind", "iri", "label", "matched", "code", "context")

QUESTIONS: Final = (
    Question(
        name="search",
        title="What a name stands for",
        description=(
            "Everything that a text may stand for, by names, former names, acronyms, codes of GSS and ODS, and "
            "citations of law, best first: what people mean (bodies, kinds, places, law, funds, topics, documents, "
            "publications) before events and derived statements. An exact name, a code or a citation scores 100, "
            "another name or an acronym 99, a former name 97, the words of a name without those left out in speech "
            "96, the beginning of a name 82 and less, words of it 76 and less, a like spelling 80 and less; two points "
            "are taken off for each step behind the first group, and fifteen for what was not there on the date. The "
            "facets count what was found by group, kind and tense. Give several texts with semicolons between for the "
            "five best of each."
        ),
        topic="things",
        answered_by="carekg.questions.searching:search",
        parameters=(
            Parameter(
                name="q", type="text", help="a name, code or citation, such as QE1 or s.75", required=True, several=True
            ),
            _KIND,
            _GROUP,
            _ESSAY,
            replace(LIMIT, default=20),
            OFFSET,
        ),
        parts=(table(*_FOUND, ASKED, PROBLEM),),
        example={"q": "Leeds"},
    ),
    Question(
        name="suggest",
        title="What a name that is being typed may become",
        description="The first that search finds, by the beginning of a name, with the columns that a list needs.",
        topic="things",
        answered_by="carekg.questions.searching:suggest",
        parameters=(
            Parameter(name="q", type="text", help="the beginning of a name, such as lee", required=True),
            _KIND,
            _GROUP,
            replace(LIMIT, default=10, most=50),
            OFFSET,
        ),
        parts=(
            table(
                *(
                    each
                    for each in _FOUND
                    if each.name in ("rank", "group", "kind", "iri", "label", "matched", "code", "context")
                )
            ),
        ),
        example={"q": "lee"},
    ),
    Question(
        name="resolve",
        title="The one thing that a name stands for on a date",
        description=(
            "What every other question takes a name for: the one thing that a name, code, citation, CURIE or IRI "
            "stands for on the date and among the kinds that are wanted. Where it had ended, its last day and what "
            "followed are given. Give several with semicolons between: each has its own answer, or its own problem."
        ),
        topic="things",
        answered_by="carekg.questions.searching:resolve",
        method_name="resolve_all",
        parameters=(
            Parameter(
                name="id",
                type="text",
                help="a name, such as QE1 or Leeds; several with semicolons between",
                required=True,
                several=True,
            ),
            choice("kind", "what is wanted; an area stands for its council, a council for its board", tuple(WANTED)),
        ),
        parts=(
            table(
                ASKED,
                *(each for each in _FOUND if each.name not in ("rank", "score")),
                text("successors", "what followed it, where it had ended"),
                PROBLEM,
            ),
        ),
        example={"id": "QE1", "as_of": "2026-08-01"},
    ),
    Question(
        name="entities",
        title="What is in the graph",
        description=(
            "Things with a name, by class, by words in one of their names, or both. What the "
            "demonstration essay says is left out unless it is asked for."
        ),
        topic="things",
        answered_by="carekg.questions.searching:entities",
        parameters=(
            entity("type", "a class, concept scheme or kind of body, such as ckg:Duty or ICB"),
            Parameter(name="q", type="text", help="a name, or words of one: the order is then that of search"),
            _ESSAY,
            replace(LIMIT, default=100),
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
            replace(LIMIT, default=500),
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
    Question(
        name="check-sources",
        title="What is due to be read again",
        description=(
            "For those who keep the graph: what is announced, in a Bill or not yet in force and was last checked long "
            "before the date, or whose day has come since; and kinds of file of which the newest is old."
        ),
        topic="things",
        parameters=(
            count("days", "days after which what is not settled is due", 90, most=3650),
            count("file_days", "days after which the newest file of its kind is due", 365, most=36_500),
        ),
        parts=(
            table(
                thing("thing", "what is due"),
                text("reason", "why"),
                thing("stage", "how far along it was when it was last read"),
                day("checked", "the day on which it was last checked, or the date of the newest file"),
                rests_on="thing",
            ),
        ),
        example={"days": 5, "as_of": "2026-11-29"},
    ),
)
