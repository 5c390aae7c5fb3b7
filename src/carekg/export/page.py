"""One HTML file that needs nothing else: the picture with search, filters, dates and words, and the table beside it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from carekg.export import svg
from carekg.export.drawing import Drawing, Said
from carekg.export.paint import pale, strong

_FOLDER: Final = Path(__file__).parent / "templates"
_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(_FOLDER),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
)
_PAGE: Final = _TEMPLATES.get_template("picture.html")
_SCRIPT: Final = Markup((_FOLDER / "picture.js").read_text(encoding="utf-8"))  # noqa: S704 - our own file
_STYLE: Final = Markup((_FOLDER / "picture.css").read_text(encoding="utf-8"))  # noqa: S704


def write(drawing: Drawing) -> Mapping[str, bytes]:
    """Write a drawing as a page. Source: HTML, WHATWG; Web Content Accessibility Guidelines 2.2, W3C."""
    picture = svg.draw(drawing, on_page=True)
    made = _PAGE.render(
        drawing=drawing,
        about=drawing.about,
        picture=Markup(svg.write_element(picture, declared=False).decode()),  # noqa: S704 - escaped by the XML writer
        data=_json(_data(drawing)),
        script=_SCRIPT,
        style=_STYLE,
        pale=pale,
        strong=strong,
        address=plain_address,
    )
    return {"graph.html": made.encode()}


def plain_address(address: str) -> str:
    """Give an address as it is read: without its protocol.

    >>> plain_address("http://www.legislation.gov.uk/id/ukpga/2012/7")
    'legislation.gov.uk/id/ukpga/2012/7'
    """
    return address.partition("://")[2].removeprefix("www.")


def _json(value: object) -> Markup:
    """Write JSON so that it ends no element of a page."""
    text = orjson.dumps(value).decode()
    for letter in "<>&":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return Markup(text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))  # noqa: S704


def _data(drawing: Drawing) -> dict[str, Any]:
    nodes = [
        {
            "key": box.key,
            "label": box.label,
            "iri": box.iri,
            "kind": box.kind,
            "sector": box.sector,
            "code": box.code,
            "note": box.note,
            "change": box.change,
            "from": box.valid_from,
            "until": box.valid_until,
        }
        for box in drawing.boxes
    ]
    ties = [
        {
            "key": tie.key,
            "source": tie.source.key,
            "target": tie.target.key,
            "kind": tie.kind,
            "change": tie.change,
            "said": [_said(each) for each in tie.said],
        }
        for tie in drawing.ties
    ]
    return {"nodes": nodes, "ties": ties, "as_of": drawing.about.as_of, "since": drawing.about.since}


def _said(said: Said) -> dict[str, Any]:
    return {"title": said.title, "ground": said.authority, "from": said.valid_from, "until": said.valid_until}
