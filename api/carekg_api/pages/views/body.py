"""A real body: what it is and was, where, what it follows and what follows it, its seats, its duties."""

import carekg_api.pages.views.pictures as pictures
from carekg.names.described import AREA_OF
from carekg.questions.caveats import caveats
from carekg_api.pages import words
from carekg_api.pages.page import Block, Cell, Page, Piece
from carekg_api.pages.page import words as cell
from carekg_api.pages.reader import Reader
from carekg_api.pages.views.duties import duty_blocks
from carekg_api.pages.views.place_blocks import evidence_from, overlapping
from carekg_api.pages.views.thing import Thing, about, question_block, sources

_HEALTH = ("integrated-care-board", "clinical-commissioning-group")


def show(thing: Thing) -> Page:
    """Show a body."""
    reader = thing.reader
    kind = thing.first("org:classification")
    slug = kind.rpartition("/")[2]
    blocks: list[Block | None] = [
        _names(thing),
        overlapping(reader, thing.iri) if slug in _HEALTH else None,
        _seats(thing, slug),
        *(duty_blocks(reader, {"bearer": thing.iri}) if thing.tense == "now" else ()),
        _line(thing),
        _where(reader, thing),
        _delays(reader, thing),
        *(evidence_from(reader, Thing(reader, area)) for area in thing.every("ckg:governs")[:1]),
        pictures.network(thing, "bodies"),
        sources(thing),
    ]
    crumbs = [reader.page("All bodies of this kind", "/ask/bodies", kind=reader.label(kind))] if kind else []
    schema = {
        "@type": "GovernmentOrganization",
        "name": thing.label,
        "identifier": thing.first("org:identifier"),
        "url": reader.asked.site + f"/doc/body/{thing.iri.rpartition('/')[2]}",
    }
    return thing.page(
        words.upper_first(reader.label(kind)) if kind else "Body", _lead(thing), blocks, crumbs=crumbs, schema=schema
    )


def _lead(thing: Thing) -> list[Cell]:
    reader = thing.reader
    kind = reader.thing(thing.first("org:classification"))
    area = [reader.thing(each) for each in thing.every("ckg:governs")][:1]
    parent = thing.first("org:unitOf")
    lead: list[Cell] = [cell(each) for each in caveats(reader.graph.store, [thing.iri], reader.as_of)]
    if thing.tense == "ended" and not lead:
        lead.append(cell(f"It ended on {words.say_date(thing.first('ckg:validUntil'))}."))
    if thing.tense == "planned":
        return [cell(f"It is planned, {_from(thing)}, and was not there on this day."), *lead, *_would_be(thing)]
    where: list[str | Piece] = [" for ", *area] if area and not area[0].text.startswith(AREA_OF) else []
    of: list[str | Piece] = [", a committee of ", reader.thing(parent)] if parent else []
    span = f", {thing.span}" if thing.span else ""
    verb = "It was: " if thing.tense == "ended" else "It is: "
    return [*lead, cell(verb, kind, *where, *of, span, ".")]


def _from(thing: Thing) -> str:
    day = thing.first("ckg:validFrom")
    return f"for {words.say_date(day)}" if day else "with no day known"


def _would_be(thing: Thing) -> list[Cell]:
    would = thing.first("ckg:wouldBe")
    return [cell("It would be: ", thing.reader.thing(would), ".")] if would else []


def _names(thing: Thing) -> Block:
    return about(
        thing,
        ("Also called", "skos:altLabel"),
        ("Code", "org:identifier"),
        ("Where", "ckg:governs"),
        ("Committee of", "org:unitOf"),
        ("Members", "org:hasMember"),
        ("Follows", "dcterms:replaces"),
        ("Followed by", "dcterms:isReplacedBy"),
    )


def _seats(thing: Thing, slug: str) -> Block | None:
    if slug != "health-and-wellbeing-board":
        return None
    columns = ("holder", "body", "basis", "minimum", "provision")
    return question_block(
        thing.reader, "seats", "Who must sit on it", "seats", {"board": thing.iri}, columns=columns, tense="now"
    )


def _line(thing: Thing) -> Block | None:
    columns = ("date", "before", "after", "event", "stage")
    return question_block(
        thing.reader, "succession", "What it follows, and what follows it", "line", {"id": thing.iri}, columns=columns
    )


def _where(reader: Reader, thing: Thing) -> Block | None:
    columns = ("place", "relation", "cover", "kind", "valid_from", "valid_until")
    return question_block(reader, "locate", "What it belongs to", "belongs", {"id": thing.iri}, columns=columns)


def _delays(reader: Reader, thing: Thing) -> Block | None:
    columns = ("month", "reason", "patients", "measure")
    return question_block(
        reader,
        "delays",
        "Delayed discharge, month by month",
        "delays",
        {"id": thing.iri},
        columns=columns,
        most=200,
        folded=True,
    )
