"""The map of England by council, its table beside it, and places found by conditions."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from pyoxigraph import NamedNode

from carekg.questions.caveats import caveats
from carekg.terms.errors import AmbiguousName
from carekg_api.pages import words
from carekg_api.pages.page import Block, Cell, Grid, Page, Piece
from carekg_api.pages.page import words as cell
from carekg_api.pages.reader import Reader
from carekg_api.pages.views.councils import Place, places
from carekg_api.pages.views.declaration import View
from carekg_api.pages.views.drawing import draw

_BY: Final = (
    ("boards", "How many boards or groups"),
    ("board", "Which board"),
    ("authority", "Combined authority"),
    ("planned", "Reorganisation planned"),
)


def _make(reader: Reader) -> Page:
    by = reader.asked.choice("by", dict(_BY)) or "boards"
    found = places(reader)
    drawn, missing = draw(reader, found, by)
    choose: list[str | Piece] = [Piece("Colour by: ", kind="strong")]
    for name, title in _BY:
        choose += [
            Piece(title, "" if name == by else reader.asked.here(by=name), "strong" if name == by else ""),
            " · ",
        ]
    several = [place for place in found if len(place.boards) > 1]
    kind = "integrated care board" if str(reader.as_of) >= "2022-07-01" else "clinical commissioning group"
    told = f"{len(several)} of {len(found)} councils lie in more than one {kind} on this day."
    lead = [cell(f"{told} They are hatched on the map.")]
    note = [cell(f"No outline of these on this day; the table has them: {words.join(missing)}.")] if missing else []
    blocks = [
        Block("Map", "map", svg=drawn, intro=[cell(*choose[:-1]), *note]),
        Block("Councils in more than one", "several", grid=grid(reader, several), links=_files(reader)),
        Block("All councils", "all", grid=grid(reader, found), folded=True),
        Block("About the map", "about-map", intro=[cell(_ABOUT)]),
    ]
    return Page(
        "Map of England by council",
        lead=lead,
        blocks=blocks,
        programs=[Piece("The overlaps as data", "/api/v1/overlaps")],
    )


_ABOUT: Final = (
    "Outlines: Office for National Statistics, districts of 2022, put together to councils here; simplified: measure "
    "nothing on them. Contains OS data © Crown copyright and database right 2022. Open Government Licence v3.0. "
    "Neighbours of different boards never share a colour."
)


def _files(reader: Reader) -> list[Piece]:
    day = reader.as_of.isoformat()
    names = (("csv", "CSV"), ("xlsx", "Excel"))
    links = [
        Piece(f"Download all overlaps as {text}", f"/api/v1/overlaps?as_of={day}&format={form}", form)
        for form, text in names
    ]
    return [*links, reader.page("As a question", "/ask/overlaps"), reader.page("Find places by conditions", "/places")]


def grid(reader: Reader, found: Sequence[Place]) -> Grid:
    """Make the table of places."""
    rows: list[list[Cell]] = []
    for place in found:
        boards: list[str | Piece] = []
        for board, certain in place.boards.items():
            boards += [", ", reader.thing(board), "" if certain else " (likely rather than known)"]
        plans: list[str | Piece] = []
        for plan in sorted(place.plans):
            plans += [", ", reader.thing(plan)]
        rows.append(
            [
                cell(reader.thing(place.area)),
                cell(words.number(len(place.boards))),
                cell(*boards[1:]),
                cell(words.number(place.residents) if place.residents else ""),
                cell(reader.thing(place.region, _name(reader, place.region)) if place.region else ""),
                cell(reader.thing(place.authority) if place.authority else ""),
                cell(*plans[1:]),
            ]
        )
    headings = ("Place", "Boards", "Which", "Residents, Census of 2021", "Region", "Combined authority", "Planned")
    return Grid(headings, rows, frozenset({1, 3}))


_COUNTS: Final = ("1", "several")
_YES_NO: Final = ("yes", "no")
_FILTERS: Final = ("has", "kind", "boards", "sure", "board", "region", "authority", "planned", "least", "most")


def _find(reader: Reader) -> Page:
    found = places(reader)
    thing = _named(reader)
    having = _having(reader, thing, found)
    kept = [place for place in found if place.council in having and _meets(reader, place)]
    drawn, _ = draw(reader, kept, "boards")
    told = caveats(reader.graph.store, [thing] if thing else [], reader.as_of)
    lead = [cell(each) for each in (f"{words.many(len(kept), 'place')} of {len(found)} on this day.", *told)]
    blocks = [
        Block("Places", "places", grid=grid(reader, kept), empty="No place meets all of these."),
        Block("On the map", "map", svg=drawn, folded=True),
    ]
    return replace(_shown(reader, found), lead=lead, blocks=blocks)


def _form(reader: Reader) -> Page:
    """Show the form of conditions, with what stands in it."""
    return _shown(reader, places(reader))


def _shown(reader: Reader, found: Sequence[Place]) -> Page:
    values = {
        "regions": sorted({_name(reader, place.region) for place in found if place.region}),
        "authorities": sorted({reader.label(place.authority) for place in found if place.authority}),
        "kinds": sorted({place.kind for place in found if place.kind}),
        "lying": sorted({reader.label(board) for place in found for board in place.boards}),
        "chosen": {name: reader.asked.text(name) for name in _FILTERS},
    }
    return Page("Places by conditions", "places.html", values=values)


def _named(reader: Reader) -> str:
    """Give the thing that places are wanted to have or lie in, or nothing where none was named. Raises: UnknownName.

    A name of a place and its council is that of the place.
    """
    named = reader.asked.text("has")
    try:
        return reader.resolve(named) if named else ""
    except AmbiguousName:
        return reader.resolve(named, "area")


def _having(reader: Reader, thing: str, found: Sequence[Place]) -> set[str]:
    """Give the councils that have a thing, or lie in it; all where none was named."""
    if not thing:
        return {place.council for place in found}
    inside = {place.council for place in found if place.region == thing}
    return inside | {row["council"] for row in reader.select("views/having", thing=NamedNode(thing))}


def _meets(reader: Reader, place: Place) -> bool:
    """Tell whether a place meets every condition that was given."""
    text = reader.asked.text
    people = place.residents or 0
    least, most = (reader.asked.number(name) for name in ("least", "most"))
    return (
        _counts(place, reader.asked.choice("boards", _COUNTS))
        and reader.asked.choice("sure", _YES_NO) in ("", "yes" if all(place.boards.values()) else "no")
        and reader.asked.choice("planned", _YES_NO) in ("", "yes" if place.plans else "no")
        and (least is None or people >= least)
        and (most is None or people <= most)
        and all(text(name) in ("", *(_name(reader, each) for each in has)) for name, has in _of(place).items())
        and text("kind") in ("", place.kind)
    )


def _name(reader: Reader, thing: str) -> str:
    """Give what a thing is called, without the code that stands behind the name of a region."""
    return reader.label(thing).removesuffix(f" ({thing.rpartition('/')[2]})")


def _of(place: Place) -> dict[str, Iterable[str]]:
    """Give what a place has, by the condition that may name one of it."""
    own = {"region": place.region, "authority": place.authority}
    return {name: [each] if each else [] for name, each in own.items()} | {"board": place.boards}


def _counts(place: Place, count: str) -> bool:
    return not count or (len(place.boards) > 1 if count == "several" else len(place.boards) == 1)


VIEWS: Final = (View("map", _make, "/map", takes=("by",)), View("places", _find, "/places", takes=_FILTERS, form=_form))
