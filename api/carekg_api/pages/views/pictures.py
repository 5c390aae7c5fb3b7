"""Pictures that the service draws, each beside its table, and opened as a network where scripts run."""

from collections.abc import Mapping
from datetime import date, timedelta
from urllib.parse import urlencode

from carekg.layers.presence import is_tied
from carekg.terms.prefixes import compress
from carekg_api.pages import words
from carekg_api.pages.page import Block, Picture, Piece
from carekg_api.pages.views.thing import Thing


def network(thing: Thing, layer: str = "partnership", depth: int = 1) -> Block | None:
    """Show a thing with what is next to it, on the day of the page or, where it ended before, on its last day.

    None where it is only planned, or nothing in the layer is tied to it then.
    """
    if thing.tense == "planned":
        return None
    day = thing.reader.as_of
    if thing.tense == "ended":
        day = date.fromisoformat(thing.first("ckg:validUntil")) - timedelta(days=1)
    if not is_tied(thing.reader.graph.store, layer, thing.iri, day):
        return None
    given = {"layer": layer, "focus": compress(thing.iri), "depth": str(depth), "as_of": day.isoformat()}
    return _drawn("Picture of its ties", given, f"{thing.label} and what is tied to it on {words.say_date(day)}.")


def changed(thing: Thing, first: date, second: date, layer: str = "bodies") -> Block | None:
    """Show a thing with what is next to it, what began and ended between two days marked; None where nothing is."""
    if not any(is_tied(thing.reader.graph.store, layer, thing.iri, day) for day in (first, second)):
        return None
    given = {"layer": layer, "focus": compress(thing.iri), "depth": "1"}
    days = {"since": first.isoformat(), "as_of": second.isoformat()}
    told = f"{thing.label} and what was tied to it: what began, what ended and what stayed between"
    return _drawn(
        "Picture", given | days, f"{told} {words.say_date(first)} and {words.say_date(second)}.", folded=False
    )


def _drawn(title: str, given: Mapping[str, str], alt: str, *, folded: bool = True) -> Block:
    """Make the block of a picture. Parameters: title; given, what the graph is asked for; alt, what it shows."""

    def at(form: str) -> str:
        return f"/api/v1/graph?{urlencode({**given, 'format': form})}"

    links = [
        Piece("Open as a table", f"/ask/graph?{urlencode(given)}"),
        Piece("Picture (SVG)", at("svg")),
        Piece("For Gephi", at("gexf")),
        Piece("For yEd and others", at("graphml")),
    ]
    shown = Picture(at("svg"), f"{alt} Licence: CC BY 4.0.", links, at("cytoscape"), at("png"))
    return Block(title, "picture", picture=shown, folded=folded)
