"""A topic: for, against and both ways, what disagrees, what is missing, and what the essay says."""

import carekg_api.pages.views.pictures as pictures
from carekg_api.pages.page import Block, Page
from carekg_api.pages.page import words as cell
from carekg_api.pages.views.evidence_blocks import evidence_blocks
from carekg_api.pages.views.statement import mentions
from carekg_api.pages.views.thing import Thing, about, question_block, sources


def show(thing: Thing) -> Page:
    """Show a benefit, barrier, enabler, outcome or the like."""
    reader = thing.reader
    found = evidence_blocks(reader, thing)
    none = Block(
        "Does it work: what research found",
        "evidence",
        empty="carekg has no record of research on this. The evidence board shows what was searched for, and when.",
        links=[reader.page("Evidence board", "/evidence")],
    )
    blocks: list[Block | None] = [
        *(found or [none]),
        _disagreements(thing),
        _essay(thing),
        about(
            thing,
            ("Also called", "skos:altLabel"),
            ("Wider", "skos:broader"),
            ("Narrower", "skos:narrower"),
            ("Related", "skos:related"),
            ("Note", "skos:scopeNote"),
        ),
        mentions(thing, "What names it"),
        pictures.network(thing, "theory"),
        sources(thing),
    ]
    return thing.page(
        "Topic", [cell(thing.first("skos:definition"))], blocks, crumbs=[reader.page("Evidence", "/evidence")]
    )


def _disagreements(thing: Thing) -> Block | None:
    columns = ("topic", "for_says", "for_design", "for_year", "against_says", "against_design", "against_year")
    given = {"concept": thing.iri, "essay": "false"}
    return question_block(
        thing.reader, "disagreements", "Where findings disagree", "disagree", given, columns=columns, most=20
    )


def _essay(thing: Thing) -> Block | None:
    columns = ("says", "cites", "rests_on", "corrected_by", "disputed_by", "supported_by")
    return question_block(
        thing.reader,
        "claims",
        "What an essay says of it (said, not thereby true)",
        "essay",
        {"concept": thing.iri},
        columns=columns,
        folded=True,
    )
