"""The first page: one search box, four doors, what changed last and what is planned next."""

from typing import Final

from carekg_api.pages import words
from carekg_api.pages.page import Block, Cell, Page, Piece
from carekg_api.pages.page import words as cell
from carekg_api.pages.reader import Reader
from carekg_api.pages.views.declaration import View

_NEWS: Final = 6


def _make(reader: Reader) -> Page:
    page = reader.page
    doors = [
        (
            "A place",
            "Who plans and pays for care there, who must sit together, what is changing.",
            [page("Essex", "/place/E10000012"), page("Leeds", "/place/E08000035"), page("All places on a map", "/map")],
        ),
        (
            "Who must do what",
            "What the law requires of councils and NHS bodies, with the section.",
            [
                page("Section 75: what may be pooled", "/law/ukpga/2006/41/section/75"),
                page("Health and wellbeing boards", "/doc/structure/health-and-wellbeing-board"),
                page("Duties to cooperate", "/ask/duties", action="cooperate"),
            ],
        ),
        (
            "How bodies connect",
            "From one to the other in sentences, with a picture.",
            [
                page("A board and NHS England", "/connect", source="health and wellbeing board", target="NHS England"),
                page("Areas that overlap", "/ask/overlaps"),
            ],
        ),
        (
            "Does it work",
            "What research found, for and against.",
            [
                page("Better Care Fund", "/doc/fund/better-care-fund"),
                page("Sharing data", "/doc/barrier/data-sharing"),
                page("All evidence in one table", "/evidence"),
            ],
        ),
    ]
    blocks = [_changed(reader), _planned(reader), _trust(reader)]
    programs = [
        Piece("Query workbench (SPARQL)", "/sparql"),
        Piece("The interface for programs (OpenAPI)", "/api"),
        Piece("Description as JSON", "/openapi.json"),
        Piece("The data as files", "/data"),
        Piece("Catalogue (DCAT)", "/catalog"),
        Piece("Vocabulary", "/def/"),
    ]
    said = (
        "Partnership working in health and social care: who must do what with whom, since when, and what is known of it"
    )
    schema = {
        "@type": "WebSite",
        "name": "carekg",
        "description": said,
        "url": f"{reader.asked.site}/",
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{reader.asked.site}/search?q={{q}}",
            "query-input": "required name=q",
        },
    }
    return Page(
        "carekg: partnership working in health and social care",
        "home.html",
        blocks=blocks,
        programs=programs,
        values={"doors": doors},
        schema=schema,
        description=said,
        canonical="/",
        cited=False,
    )


def _changed(reader: Reader) -> Block:
    last = [row for row in reader.select("views/news") if row["day"] <= reader.as_of.isoformat()][:_NEWS]
    lines = [_news(reader, row) for row in last]
    return Block(
        "What changed last", "changed", lines=lines, links=[reader.page("All changes between two days", "/changes")]
    )


def _planned(reader: Reader) -> Block:
    day = reader.as_of.isoformat()
    coming = [row for row in reader.select("views/news") if row["day"] > day]
    lines = [_news(reader, row) for row in coming[::-1][:_NEWS]]
    links = [reader.page("All that is planned", "/planned")]
    return Block("What is planned next", "planned", lines=lines, tense="planned", links=links)


def _news(reader: Reader, row: dict[str, str]) -> Cell:
    when = words.say_date(row["day"], row["precision"] or "")
    stage = f" ({row['stage']})" if row["stage"] and row["day"] > reader.as_of.isoformat() else ""
    return cell(Piece(f"{when}: ", kind="strong"), reader.thing(row["event"], row["label"]), stage)


def _trust(reader: Reader) -> Block:
    said = (
        "Each line says what kind of source it has (law, guidance, official figures, research) and whether somebody "
        "read that source. What is only announced stands apart from what is law; what is not known is said."
    )
    links = [reader.page("Sources and how far to trust them", "/sources"), reader.page("How to read a line", "/help")]
    return Block("How far to trust it", "trust", intro=[cell(said)], links=links)


VIEWS: Final = (View("home", _make, "/"),)
