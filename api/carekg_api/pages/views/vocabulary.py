"""The vocabulary: the list of its terms, and the sources that the graph is made from."""

from typing import Final

from pyoxigraph import NamedNode

import carekg_api.pages.views.statement as statement
from carekg_api.pages import words
from carekg_api.pages.addresses import BASE, address_of
from carekg_api.pages.page import Block, Page, Piece
from carekg_api.pages.page import words as cell
from carekg_api.pages.reader import Reader
from carekg_api.pages.views.declaration import View
from carekg_api.pages.views.thing import Thing


def _terms(reader: Reader) -> Page:
    rows = reader.select("views/terms")
    lines = [
        cell(Piece(words.upper_first(row["label"]), address_of(row["term"]).replace("/doc/def/", "/def/")))
        for row in rows
    ]
    lead = [cell("The words that the data are written in, each with its meaning.")]
    programs = [
        Piece("The vocabulary as Turtle, by content negotiation", "/def/"),
        Piece("Description of the service", "/.well-known/void"),
    ]
    return Page(
        "Vocabulary",
        lead=lead,
        blocks=[Block("Terms", "terms", lines=lines)],
        programs=programs,
        cited=False,
        dated=False,
    )


def _source(reader: Reader) -> Page:
    """Show a source: what it is, and its content as files. For programs it is a named graph."""
    thing = Thing(reader, f"{BASE}{reader.asked.path}")
    described = reader.select("views/dataset", graph=NamedNode(thing.iri))
    lead = [cell(row["title"]) for row in described[:1]]
    files = [
        Piece(name, f"{reader.asked.path}?format={form}")
        for name, form in (("Turtle", "turtle"), ("N-Triples", "ntriples"), ("JSON-LD", "jsonld"))
    ]
    rows = [
        cell(
            f"{title}: ",
            reader.thing(described[0][name]) if "://" in str(described[0][name]) else str(described[0][name]),
        )
        for name, title in (("publisher", "Publisher"), ("licence", "Licence"), ("issued", "Issued"))
        if described and described[0].get(name)
    ]
    blocks = [
        Block("In short", "about", lines=rows),
        Block("Its content as files", "files", links=files, intro=[cell("A named graph: what one source says.")]),
    ]
    if thing.facts:
        blocks.append(Block("What is said of it", "said", grid=statement.said(thing)))
    return thing.page("Source", lead, blocks)


VIEWS: Final = (View("terms", _terms), View("source", _source))
