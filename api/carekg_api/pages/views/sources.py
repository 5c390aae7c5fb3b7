"""Sources and how far to trust them; the data to take away."""

from typing import Final

import orjson

import carekg_api.pages.views.feeds as feeds
from carekg.bulk.files import FILES
from carekg.store.embedded import shorten
from carekg_api.pages import tables, words
from carekg_api.pages.page import Block, Cell, Grid, Page, Piece
from carekg_api.pages.page import words as cell
from carekg_api.pages.reader import Reader
from carekg_api.pages.views.declaration import View

_NEWEST: Final = 20
_SHOWN: Final = 16  # digits of a checksum
_FILES: Final = (
    "Each is made once a version. Tables are of the day that the version was built. SHA256SUMS has whole checksums; "
    "datapackage.json and csv-metadata.json describe tables and columns."
)
_LICENCES: Final = {
    "open-government-licence": "Open Government Licence v3.0",
    "creativecommons.org/licenses/by/4.0": "CC BY 4.0",
    "creativecommons.org/publicdomain/zero": "CC0",
}


def _sources(reader: Reader) -> Page:
    rows = reader.select("views/sources")
    cells: list[list[Cell]] = [
        [
            cell(reader.thing(row["graph"], f"{row['title']} (Turtle)") if row["graph"] else row["title"]),
            cell(row["publisher"] or ""),
            cell(Piece(_licence(row["licence"] or ""), row["licence"] or "")),
            cell(words.say_date(row["issued"]) if row["issued"] else ""),
        ]
        for row in rows
    ]
    checked = reader.select("views/checked")
    counts: list[list[Cell]] = [
        [
            cell(words.upper_first(words.AUTHORITY.get(row["kind"], row["kind"]))),
            cell(words.CHECKED.get(row["how"], row["how"])),
            cell(words.number(row["number"])),
        ]
        for row in checked
    ]
    lead = [cell("Every line names its kind of source and how it was checked. Here is where everything comes from.")]
    blocks = [
        Block(
            "How much was checked",
            "checked",
            grid=Grid(("Kind of source", "How it was checked", "Statements"), counts, frozenset({2})),
        ),
        Block("Sources", "all", grid=Grid(("Source", "Publisher", "Licence", "Issued, or read"), cells)),
    ]
    return Page(
        "Sources and how far to trust them",
        lead=lead,
        blocks=blocks,
        programs=[Piece("The catalogue (DCAT)", "/catalog")],
        dated=False,
    )


def _licence(address: str) -> str:
    return next((name for part, name in _LICENCES.items() if part in address), address)


def _data(reader: Reader) -> Page:
    rows: list[list[Cell]] = []
    for question in reader.graph.registry.values():
        if question.method != "GET" or question.is_heavy or any(each.required for each in question.parameters):
            continue
        given = {"as_of": reader.as_of.isoformat()} if question.is_dated else {}
        part = question.part.name if len(question.parts) > 1 else ""
        files: list[str | Piece] = []
        for form, name in tables.FILES:
            if form in question.formats:
                files += [
                    " · ",
                    Piece(name, tables.data_address(question, given, form, "" if form in tables.WHOLE else part), form),
                ]
        rows.append([cell(reader.page(question.title, f"/ask/{question.name}")), cell(*files[1:])])
    version = reader.graph.store.version
    whole = [
        cell(Piece("The sources, each as a file", "/sources")),
        cell(Piece("Catalogue (DCAT)", "/catalog"), ", ", Piece("counts (VoID)", "/.well-known/void")),
    ]
    blocks = [
        Block("Files of this version", "files", grid=_files(reader), intro=[cell(_FILES)]),
        _said(reader),
        Block("Tables for any day", "tables", grid=Grid(("What", "Files"), rows)),
        Block("Everything", "everything", lines=whole),
        Block(
            "Map", "outlines", lines=[cell(Piece("Outlines of councils (CSV)", "/data/council-boundaries-2022.csv"))]
        ),
    ]
    name = shorten(str(version["hash"]))
    lead = [
        cell(f"Data version {name}. Licence: CC BY 4.0; public sector information under the Open Government Licence.")
    ]
    return Page("Data to download", lead=lead, blocks=blocks, cited=False)


def _said(reader: Reader) -> Block:
    """Show what the data say otherwise than before, the newest first."""
    entries = feeds.said(reader, None)
    lines = [
        cell(
            Piece(f"{words.say_date(each.day)}: ", kind="strong"),
            Piece(each.title, each.link.removeprefix(reader.asked.site)),
            f". {each.told}",
        )
        for each in entries[:_NEWEST]
    ]
    empty = "No version before this one is recorded."
    return Block(
        "What the data say otherwise than before", "said", lines=lines, folded=True, links=feeds.links(), empty=empty
    )


def _files(reader: Reader) -> Grid:
    """List the bulk files; what is known of those that are made comes with what was asked."""
    made: dict[str, tuple[int, str]] = orjson.loads(reader.asked.parts["made"])
    rows = []
    for name, file in FILES.items():
        size, checksum = made.get(name, (None, ""))
        told = "made when first asked for" if size is None else words.say_size(size)
        shown = f"{checksum[:_SHOWN]}…" if checksum else ""
        rows.append([cell(file.title), cell(Piece(name, f"/data/{name}")), cell(told), cell(shown)])
    return Grid(("What", "File", "Size", "SHA-256"), rows)


VIEWS: Final = (View("sources", _sources, "/sources"), View("data", _data))  # site.downloads leads to the latter
