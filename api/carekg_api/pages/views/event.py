"""An event or a plan: what, when, how far it has come, what it touches, when that was last checked."""

from typing import Final

from carekg.questions.tense import HAPPENED, PASSED, PLANNED, WOULD
from carekg.questions.trust import tenses
from carekg_api.pages import words
from carekg_api.pages.page import Block, Page
from carekg_api.pages.page import words as cell
from carekg_api.pages.views.statement import mentions
from carekg_api.pages.views.structure import planned
from carekg_api.pages.views.thing import Thing, about, sources

_WHEN: Final = {PLANNED: "Planned for", WOULD: "Planned for", PASSED: "It was planned for"}


def show(thing: Thing) -> Page:
    """Show an event, a plan, a Bill or a part of one."""
    reader = thing.reader
    begins = (
        words.say_date(thing.first("ckg:validFrom"), thing.word("ckg:startPrecision"))
        if thing.first("ckg:validFrom")
        else ""
    )
    stage, checked = thing.word("ckg:stage"), thing.first("ckg:lastChecked")
    told = f"{words.upper_first(stage)}." if stage else ""
    stands = tenses(reader.graph.store, [thing.iri], reader.as_of)[thing.iri]
    when = f" {_WHEN.get(stands, 'On')} {begins}." if begins else "" if stands == HAPPENED else " No day is known."
    seen = f" Last checked on {words.say_date(checked)}." if checked else ""
    lead = [cell(f"{told}{when}{seen}".strip()), cell(thing.first("dcterms:description"))]
    is_bill = "/bill/" in thing.iri
    blocks: list[Block | None] = [
        mentions(thing, "What it would change") if is_bill else None,
        about(
            thing,
            ("What it touches", "ckg:about"),
            ("Before", "org:originalOrganization"),
            ("After", "org:resultingOrganization"),
            ("Where", "ckg:appliesIn"),
            ("Part of", "eli:is_part_of"),
            ("By", "ckg:affecting"),
            ("Changes", "ckg:affected"),
            ("Names", "ckg:mentions"),
        ),
        planned(thing),
        None if is_bill else mentions(thing, "What belongs to it"),
        sources(thing),
    ]
    kicker = "What happened" if stands == HAPPENED else "Planned"
    day = thing.first("ckg:validFrom")
    schema = {"@type": "Event", "name": thing.label, "startDate": day} if day else {}
    return thing.page(kicker, lead, blocks, crumbs=[reader.page("What is planned", "/planned")], schema=schema)
