"""A fund: amounts by year, conditions, who pays in, who decides, evidence."""

from pyoxigraph import NamedNode

import carekg_api.pages.views.charts as charts
import carekg_api.pages.views.pictures as pictures
from carekg_api.pages import tables, words
from carekg_api.pages.page import Block, Cell, Grid, Page
from carekg_api.pages.page import words as cell
from carekg_api.pages.views.citing import cited
from carekg_api.pages.views.duties import duty_blocks
from carekg_api.pages.views.evidence_blocks import evidence_blocks
from carekg_api.pages.views.statement import mentions
from carekg_api.pages.views.structure import money, planned
from carekg_api.pages.views.thing import Thing, about, learn_rows, sources


def show(thing: Thing) -> Page:
    """Show a fund."""
    reader = thing.reader
    lead = [cell(thing.first("skos:definition")), cell(thing.first("dcterms:description"))]
    founded = [reader.thing(each, cited(reader, each)) for each in thing.every("ckg:foundedBy")]
    if founded:
        lead.append(cell("The law behind it: ", *[each for piece in founded for each in (" and ", piece)][1:], "."))
    if thing.tense == "ended":
        lead.insert(0, cell(f"It ended on {words.say_date(thing.first('ckg:validUntil'))}."))
    blocks: list[Block | None] = [
        *evidence_blocks(reader, thing),
        _amounts(thing),
        money(thing),
        *duty_blocks(reader, {"object": thing.iri}),
        planned(thing),
        about(
            thing,
            ("Also called", "skos:altLabel"),
            ("Where", "ckg:appliesIn"),
            ("Parts", "skos:narrower"),
            ("Part of", "skos:broader"),
        ),
        mentions(thing, "What names it"),
        pictures.network(thing),
        sources(thing),
    ]
    return thing.page("Fund", lead, blocks, crumbs=[reader.page("Funds", "/search", q="fund", group="Funds")])


def _amounts(thing: Thing) -> Block:
    reader = thing.reader
    rows = reader.select("views/amounts", thing=NamedNode(thing.iri))
    learn_rows(reader, rows)
    cells: list[list[Cell]] = [
        [
            cell(row["period"] or ""),
            (reader.thing(row["allocation"], row["label"]),),
            cell(words.number(row["amount"]) if row["amount"] is not None else ""),
            tables.sure(reader, row),
        ]
        for row in rows
    ]
    years: dict[str, float] = {}
    for row in rows:
        if row["part"] == thing.iri and row["amount"] is not None and row["period"]:
            years[row["period"]] = max(years.get(row["period"], 0.0), float(row["amount"]))
    drawn = [(period, amount, f"£{amount / 1e6:,.0f} million") for period, amount in sorted(years.items())]
    svg = charts.bars(drawn, f"{thing.label}: the largest amount named for each year") if drawn else ""
    return Block(
        "Amounts by year", "amounts", svg=svg, grid=Grid(("Year", "What", "Pounds", tables.SURE), cells, frozenset({2}))
    )
