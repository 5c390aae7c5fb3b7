"""A kind of plan or document that the law asks for: who prepares it, from what, and who must heed it."""

import carekg_api.pages.views.pictures as pictures
from carekg_api.pages.page import Block, Page
from carekg_api.pages.page import words as cell
from carekg_api.pages.views.citing import cited
from carekg_api.pages.views.duties import duty_blocks
from carekg_api.pages.views.statement import mentions
from carekg_api.pages.views.structure import planned
from carekg_api.pages.views.thing import Thing, about, question_block, sources


def show(thing: Thing) -> Page:
    """Show a kind of document."""
    reader = thing.reader
    lead = [cell(thing.first("skos:definition"))]
    founded = [reader.thing(each, cited(reader, each)) for each in thing.every("ckg:foundedBy")]
    if founded:
        lead.append(cell("The law behind it: ", *[each for piece in founded for each in (" and ", piece)][1:], "."))
    columns = ("earlier", "later", "handing_section", "section", "act")
    blocks: list[Block | None] = [
        *duty_blocks(reader, {"object": thing.iri}, " with it"),
        question_block(
            reader, "document-steps", "What follows from it", "later", {"earlier": thing.iri}, columns=columns
        ),
        question_block(
            reader, "document-steps", "What it follows from", "earlier", {"later": thing.iri}, columns=columns
        ),
        about(
            thing,
            ("Also called", "skos:altLabel"),
            ("Where", "ckg:appliesIn"),
            ("Draws on", "ckg:drawsOn"),
            ("Note", "skos:scopeNote"),
        ),
        planned(thing),
        mentions(thing, "What names it"),
        pictures.network(thing, "documents"),
        sources(thing),
    ]
    return thing.page("Plan or document", lead, blocks, crumbs=[reader.page("Glossary", "/help/glossary")])
