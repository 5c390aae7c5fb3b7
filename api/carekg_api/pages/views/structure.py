"""A kind of structure, a post or a statutory role: what it is, who founds it, who sits on it, what it must do."""

from pyoxigraph import NamedNode

import carekg_api.pages.views.pictures as pictures
from carekg.terms.errors import InputError
from carekg_api.pages import tables, words
from carekg_api.pages.page import Block, Cell, Grid, Page, Piece
from carekg_api.pages.page import words as cell
from carekg_api.pages.reader import Reader, Row
from carekg_api.pages.views.citing import cited, section
from carekg_api.pages.views.duties import duty_blocks
from carekg_api.pages.views.evidence_blocks import evidence_blocks
from carekg_api.pages.views.thing import Thing, about, learn_rows, question_block, sources


def show(thing: Thing) -> Page:
    """Show a kind of structure or post."""
    reader = thing.reader
    blocks: list[Block | None] = [
        _about(thing),
        *_tense_blocks(reader, "views/seats-of", thing, "Who sits on it", "seats"),
        *_tense_blocks(reader, "views/sits-on", thing, "Where it has a seat", "sits"),
        *duty_blocks(reader, {"bearer": thing.iri}),
        *duty_blocks(reader, {"exercised_by": thing.iri}, " on behalf of others", "for-"),
        money(thing),
        planned(thing),
        _happened(thing),
        *evidence_blocks(reader, thing),
        _all(reader, thing),
        pictures.network(thing),
        sources(thing),
    ]
    crumbs = [reader.page("Glossary", "/help/glossary")]
    return thing.page("Kind of structure or post", _lead(thing), blocks, crumbs=crumbs)


def _lead(thing: Thing) -> list[Cell]:
    lead = [cell(thing.first("skos:definition"))]
    if thing.tense == "ended":
        lead.insert(0, cell(f"It ended on {words.say_date(thing.first('ckg:validUntil'))}."))
    if thing.tense == "planned":
        lead.insert(0, cell("It is planned, and is not law."))
    capacities = thing.reader.select("views/capacities", thing=NamedNode(thing.iri))
    lead += [cell(f"{row['label']}.") for row in capacities[:3]]
    founded = [thing.reader.thing(each, cited(thing.reader, each)) for each in thing.every("ckg:foundedBy")]
    if founded:
        joined: list[str | Piece] = [each for piece in founded for each in (" and ", piece)][1:]
        lead.append(cell("The law behind it: ", *joined, f", {thing.span}." if thing.span else "."))
    note = thing.first("dcterms:description")
    return [*lead, cell(note)]


def _about(thing: Thing) -> Block:
    return about(
        thing,
        ("Also called", "skos:altLabel"),
        ("Legal form", "ckg:legalForm"),
        ("Where it applies", "ckg:appliesIn"),
        ("What it prepares", "ckg:prepares"),
        ("Wider kind", "skos:broader"),
        ("Narrower kinds", "skos:narrower"),
        ("Note", "skos:scopeNote"),
    )


def _tense_blocks(reader: Reader, query: str, thing: Thing, title: str, name: str) -> list[Block]:
    rows = [row for row in reader.select(query, thing=NamedNode(thing.iri)) if row["party"] != thing.iri]
    learn_rows(reader, rows)
    day = str(reader.as_of)
    ended = [row for row in rows if row["until"] and row["until"] <= day]
    planned_rows = [row for row in rows if row["since"] and row["since"] > day]
    now = [row for row in rows if row not in ended and row not in planned_rows]
    blocks = [Block(title, name, grid=_seat_grid(reader, now), tense="now")] if now else []
    if planned_rows:
        blocks.append(
            Block(f"{title}: planned", f"{name}-planned", grid=_seat_grid(reader, planned_rows), tense="planned")
        )
    if ended:
        blocks.append(
            Block(f"{title}: ended", f"{name}-ended", grid=_seat_grid(reader, ended), tense="ended", folded=True)
        )
    return blocks


def _seat_grid(reader: Reader, rows: list[Row]) -> Grid:
    cells = [
        [
            (reader.thing(row["party"]),),
            cell(words.upper_first(row["basis"] or "")),
            (reader.thing(row["nominated"]),) if row["nominated"] else (),
            cell(words.number(row["least"]) if row["least"] is not None else ""),
            cell(row["qualifier"] or ""),
            (section(reader, row["provision"]),),
            cell(words.say_span(row["since"], row["until"])),
            tables.sure(reader, row),
        ]
        for row in rows
    ]
    headings = (
        "Who",
        "On what footing",
        "Who names them",
        "At least",
        "Only as far as",
        "Section",
        "When",
        tables.SURE,
    )
    return Grid(headings, cells, frozenset({3}))


def money(thing: Thing) -> Block:
    """Show what a thing pays and is paid."""
    reader = thing.reader
    rows = reader.select("views/money", thing=NamedNode(thing.iri))
    learn_rows(reader, rows)
    day = str(reader.as_of)
    cells = [
        [
            (reader.thing(row["flow"], row["label"]),),
            cell("ended" if row["until"] and row["until"] <= day else "now"),
            (section(reader, row["provision"]),),
            cell(words.say_span(row["since"], row["until"])),
            tables.sure(reader, row),
        ]
        for row in rows
    ]
    return Block("Money", "money", grid=Grid(("What is paid", "On this day", "Section", "When", tables.SURE), cells))


def planned(thing: Thing) -> Block:
    """Show what is announced, or would be changed by a Bill, and where that stands."""
    reader = thing.reader
    rows = reader.select("views/planned-about", thing=NamedNode(thing.iri))
    learn_rows(reader, rows)
    cells = [
        [
            (reader.thing(row["plan"], row["label"]),),
            cell(row["description"] or ""),
            cell(words.upper_first(row["stage"] or "")),
            cell(words.say_date(row["day"], row["precision"] or "") if row["day"] else "no day known"),
            cell(words.say_date(row["checked"]) if row["checked"] else ""),
        ]
        for row in rows
    ]
    headings = ("What would change", "How", "Where it stands", "From", "Last checked")
    return Block(
        "What is planned, and what a Bill would change", "planned", grid=Grid(headings, cells), tense="planned"
    )


def _happened(thing: Thing) -> Block | None:
    columns = ("date", "what", "says", "stage")
    day = str(thing.reader.as_of)
    return question_block(
        thing.reader,
        "timeline",
        "What happened",
        "timeline",
        {"entity": thing.iri},
        columns=columns,
        tense="ended",
        folded=True,
        most=60,
        keep=lambda row: bool(row["date"]) and row["date"] <= day,
    )


def _all(reader: Reader, thing: Thing) -> Block | None:
    if "/structure/" not in thing.iri:
        return None
    try:
        return question_block(
            reader,
            "bodies",
            "All of them on this day",
            "all",
            {"kind": thing.iri},
            columns=("body", "code", "area", "valid_from"),
            most=60,
        )
    except InputError:
        return None
