"""Pictures that the service draws, each beside its table, and opened as a network where scripts run."""

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

    def at(form: str) -> str:
        return f"/api/v1/graph?{urlencode({**given, 'format': form})}"

    links = [
        Piece("Open as a table", f"/ask/graph?{urlencode(given)}"),
        Piece("Picture (SVG)", at("svg")),
        Piece("For Gephi", at("gexf")),
        Piece("For yEd and others", at("graphml")),
    ]
    alt = f"{thing.label} and what is tied to it on {words.say_date(day)}. Licence: CC BY 4.0."
    return Block(
        "Picture of its ties",
        "picture",
        picture=Picture(at("svg"), alt, links, at("cytoscape"), at("png")),
        folded=True,
    )
