"""The formats in which a drawing is written, one module each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from carekg.export import cx2, cytoscape, dot, gexf, graphml, mermaid, page, raster, rdf, svg, tables
from carekg.export.choices import Bundle
from carekg.export.drawing import Drawing
from carekg.terms.errors import NotAcceptable


@dataclass(frozen=True)
class Format:
    """A format: its media type, the function that writes a drawing as files by name, how it puts ties together."""

    media_type: str
    write: Callable[[Drawing], Mapping[str, bytes]]
    bundle: Bundle = "none"


FORMATS: Final[Mapping[str, Format]] = {
    "graphml": Format("application/graphml+xml", graphml.write),
    "gexf": Format("application/gexf+xml", gexf.write),
    "cytoscape": Format("application/json", cytoscape.write),
    "cx2": Format("application/json", cx2.write),
    "csv": Format("application/zip", tables.write),
    "turtle": Format("text/turtle", rdf.write_turtle),
    "jsonld": Format("application/ld+json", rdf.write_jsonld),
    "svg": Format("image/svg+xml", svg.write, "pairs"),
    "png": Format("image/png", raster.write_png, "pairs"),
    "pdf": Format("application/pdf", raster.write_pdf, "pairs"),
    "html": Format("text/html", page.write, "pairs"),
    "dot": Format("text/vnd.graphviz", dot.write, "pairs"),
    "mermaid": Format("text/vnd.mermaid", mermaid.write, "pairs"),
}


def find_format(name: str) -> Format:
    """Give the format of a name. Raises: NotAcceptable naming those that there are."""
    if name not in FORMATS:
        raise NotAcceptable(name, list(FORMATS))
    return FORMATS[name]
