"""An event or a plan: what, when, how far it has come, what it touches, when that was last checked."""

from carekg_api.pages import words
from carekg_api.pages.page import Block, Page
from carekg_api.pages.page import words as cell
from carekg_api.pages.views.statement import mentions
from carekg_api.pages.views.structure import planned
from carekg_api.pages.views.thing import Thing, about, sources


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
    when = (
        f" {'Planned for' if thing.tense == 'planned' else 'On'} {begins}."
        if begins
        else " No day is known."
        if thing.tense == "planned"
        else ""
    )
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
    kicker = "Planned" if thing.tense == "planned" else "What happened"
    day = thing.first("ckg:validFrom")
    schema = {"@type": "Event", "name": thing.label, "startDate": day} if day else {}
    return thing.page(kicker, lead, blocks, crumbs=[reader.page("What is planned", "/planned")], schema=schema)
