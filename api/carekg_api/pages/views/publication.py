"""A publication: what it found here, its design and setting, how it was read, how to cite it."""

from urllib.parse import urlencode

from pyoxigraph import NamedNode

from carekg.terms.prefixes import compress
from carekg_api.pages import tables
from carekg_api.pages.page import Block, Cell, Grid, Page, Piece
from carekg_api.pages.page import words as cell
from carekg_api.pages.views.statement import mentions
from carekg_api.pages.views.thing import Thing, about, learn_rows, question_block, sources


def show(thing: Thing) -> Page:
    """Show a publication."""
    reader = thing.reader
    authors, year, venue = thing.first("ckg:authorList"), thing.first("dcterms:issued")[:4], thing.first("ckg:venue")
    place = ", ".join(each for each in (venue, thing.first("ckg:locator")) if each)
    lead = [
        cell(f"{authors} ({year}). " if authors else f"Published {year}. " if year else "", place, "." if place else "")
    ]
    blocks: list[Block | None] = [
        _findings(thing),
        about(
            thing,
            ("Kind of study", "ckg:studyDesign"),
            ("Setting", "ckg:setting"),
            ("Sample", "ckg:sample"),
            ("Where", "ckg:appliesIn"),
            ("About", "ckg:about"),
            ("DOI", "prism:doi"),
            ("Note", "skos:note"),
        ),
        _says(thing),
        _cite(thing),
        mentions(thing, "What rests on it"),
        sources(thing),
    ]
    schema = {
        "@type": "CreativeWork",
        "name": thing.label,
        "author": authors,
        "datePublished": year,
        "sameAs": thing.iri,
    }
    return thing.page("Publication", lead, blocks, crumbs=[reader.page("Evidence", "/evidence")], schema=schema)


def _findings(thing: Thing) -> Block:
    reader = thing.reader
    rows = reader.select("views/findings-of", thing=NamedNode(thing.iri))
    learn_rows(reader, rows)
    cells: list[list[Cell]] = [
        [
            (reader.thing(row["finding"], row["label"]),),
            cell(row["direction"] or ""),
            cell(row["about"] or ""),
            tables.sure(reader, row),
        ]
        for row in rows
    ]
    empty = "carekg holds no finding of this publication."
    return Block(
        "What it found",
        "findings",
        grid=Grid(("What was found", "Which way", "About", tables.SURE), cells),
        empty=empty,
    )


def _says(thing: Thing) -> Block | None:
    columns = ("says", "hedge", "cites", "rests_on", "corrected_by", "disputed_by", "supported_by")
    given = {"document": thing.iri}
    return question_block(
        thing.reader, "claims", "What it says, sentence by sentence", "says", given, columns=columns, most=150
    )


def _cite(thing: Thing) -> Block:
    doi = thing.first("prism:doi")
    given = (
        {"question": "evidence", "concept": compress(thing.every("ckg:about")[0])} if thing.every("ckg:about") else {}
    )
    links = [Piece("The publication itself", f"https://doi.org/{doi}")] if doi else []
    if given:
        links.append(
            Piece(
                "References on its subject (BibTeX)",
                f"/api/v1/evidence/bibliography?{urlencode({**given, 'format': 'bibtex'})}",
            )
        )
    return Block("Take it with you", "files", links=links, intro=[cell("Read or cite it.")] if links else [])
