"""An Act or a provision: what it is about, who must do what under it, its versions, what changed it."""

from collections.abc import Sequence
from typing import Final

from pyoxigraph import NamedNode

import carekg_api.pages.views.pictures as pictures
from carekg.terms.prefixes import PREFIXES
from carekg_api.pages import tables, words
from carekg_api.pages.addresses import iri_at, text_at
from carekg_api.pages.page import Block, Cell, Grid, Page, Piece
from carekg_api.pages.page import words as cell
from carekg_api.pages.reader import Reader
from carekg_api.pages.views.citing import cited, section
from carekg_api.pages.views.declaration import View
from carekg_api.pages.views.duties import duty_blocks
from carekg_api.pages.views.other_forms import other_form, split
from carekg_api.pages.views.statement import mentions
from carekg_api.pages.views.structure import planned
from carekg_api.pages.views.thing import Thing, about, learn_rows, question_block, sources, thing_of


def _make(reader: Reader) -> Page:
    path, suffix = split(reader.asked.parts["path"].rstrip("/"))
    iri = iri_at("/law/", path)
    return other_form(reader, iri, suffix) if suffix else show(thing_of(reader, iri))


def show(thing: Thing) -> Page:
    """Show an Act, an instrument or a part of one."""
    reader = thing.reader
    parts = _parts(thing)
    blocks: list[Block | None] = [
        *duty_blocks(reader, {"provision": thing.iri}),
        *_under(thing),
        _linked(reader, thing),
        _versions(reader, thing),
        _effects(thing),
        planned(thing),
        parts,
        _reach(thing),
        pictures.network(thing, "law"),
        mentions(thing, "Who else names it"),
        sources(thing),
    ]
    act = PREFIXES["leg"] + "/".join(thing.iri.removeprefix(PREFIXES["leg"]).split("/")[:3])
    crumbs = [reader.page("Law", "/search", q=reader.label(act), group="Law")]
    if act != thing.iri:
        reader.learn([act])
        crumbs.append(reader.thing(act))
    schema = {
        "@type": "Legislation",
        "name": thing.label,
        "legislationIdentifier": thing.iri,
        "url": reader.asked.site + "/law/" + thing.iri.removeprefix(PREFIXES["leg"]),
    }
    return thing.page(
        words.upper_first(cited(reader, thing.iri)) if act != thing.iri else "Act or instrument",
        _lead(thing),
        blocks,
        crumbs=crumbs,
        schema=schema,
    )


def _lead(thing: Thing) -> list[Cell]:
    act = thing.first("skos:altLabel")
    lead = [cell(thing.first("dcterms:description") or thing.first("skos:scopeNote"))]
    lead.append(
        cell(
            "Read the text: ", Piece("legislation.gov.uk", text_at(thing.iri)), f". Also called {act}." if act else "."
        )
    )
    if thing.first("ckg:commencementNote"):
        lead.append(cell("When it came into force: ", thing.first("ckg:commencementNote")))
    return lead


def _parts(thing: Thing) -> Block:
    reader = thing.reader
    rows = reader.select("views/parts", thing=NamedNode(thing.iri))
    learn_rows(reader, rows)
    lines = [
        cell(reader.thing(row["part"], row["number"] or ""), ": " if row["number"] else "", row["label"])
        for row in sorted(rows, key=_order)
    ]
    return Block("Its parts", "parts", lines=lines, folded=len(lines) > 40)


def _order(row: dict[str, str]) -> list[tuple[int, str]]:
    """Order parts as an Act does: 9 before 10, and 14Z2 before 14Z10."""
    told: list[tuple[int, str]] = []
    number = ""
    for letter in f"{row['part']} ":
        if letter.isdigit():
            number += letter
        else:
            told += [(int(number), "")] if number else []
            told.append((0, letter))
            number = ""
    return told


def _versions(reader: Reader, thing: Thing) -> Block:
    rows = reader.select("views/versions", thing=NamedNode(thing.iri))
    learn_rows(reader, rows)
    day = str(reader.as_of)
    cells = [
        [
            cell(words.say_span(row["since"], row["until"])),
            cell(
                "ended"
                if row["until"] and row["until"] <= day
                else "to come"
                if row["since"] and row["since"] > day
                else "now"
            ),
            cell(Piece(row["label"], reader.asked.here(as_of=row["since"]) if row["since"] else "")),
            cell(row["note"] or ""),
            tables.sure(reader, row),
        ]
        for row in rows
    ]
    headings = ("When", "On this day", "Version", "How it came into force", tables.SURE)
    return Block("Versions in time", "versions", grid=Grid(headings, cells), folded=len(cells) > 12)


def _effects(thing: Thing) -> Block | None:
    columns = ("date", "says", "relation", "other", "stage")
    return question_block(
        thing.reader,
        "lineage",
        "What it changes, and what changed it",
        "effects",
        {"entity": thing.iri},
        columns=columns,
        most=80,
        keep=lambda row: row["relation"] != "version",
    )


def _linked(reader: Reader, thing: Thing) -> Block:
    """Show what the provision founds, and the provisions that speak of that: regulations under it, often."""
    founded = [NamedNode(row["founded"]) for row in reader.select("views/founds", thing=NamedNode(thing.iri))]
    rows = reader.select("views/founded", thing=NamedNode(thing.iri), founded=founded) if founded else []
    learn_rows(reader, rows)
    cells: list[Sequence[Cell]] = [
        [
            (reader.thing(row["rule"], row["label"]),),
            cell(words.upper_first(row["strength"] or "")),
            (section(reader, row["provision"]),),
            cell(words.say_span(row["since"], row["until"])),
            tables.sure(reader, row),
        ]
        for row in rows
    ]
    headings = ("What it says", "How strongly", "Where", "When", tables.SURE)
    return Block("What other law says of what it founds", "founded", grid=Grid(headings, cells), folded=True)


def _under(thing: Thing) -> list[Block]:
    """Show what instruments made under a provision, or under what it replaced, require, allow and forbid."""
    rows = thing.reader.select("views/under", thing=NamedNode(thing.iri))
    learn_rows(thing.reader, rows)
    blocks: list[Block] = []
    for number, row in enumerate(rows):
        title = f", by the {thing.reader.label(row['instrument'])}"
        blocks += duty_blocks(thing.reader, {"provision": row["instrument"]}, title, f"under-{number}-")
    return blocks


def _reach(thing: Thing) -> Block:
    return about(
        thing,
        ("Where it applies", "ckg:appliesIn"),
        ("Where it extends", "ckg:extendsTo"),
        ("Replaces", "dcterms:replaces"),
        ("Replaced by", "dcterms:isReplacedBy"),
        ("Made or passed on", "eli:date_document"),
    )


VIEWS: Final = (View("law", _make, "/law/{path:path}", formed="path"),)
