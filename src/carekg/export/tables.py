"""A pair of CSV tables, nodes and edges, for spreadsheets and Gephi's importer, with a description of both."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Final

from carekg.export.drawing import Box, Drawing, Said, Tie
from carekg.questions.wording import clean

_NODES: Final = {
    "Id": "the IRI of the thing",
    "Label": "what it is called",
    "Kind": "what it is",
    "Sector": "its sector, where it has one",
    "Code": "the code that its registrar gave it",
    "Ties": "how many others it is tied to here",
    "Change": "what became of it between the two dates, where two were asked",
    "Note": "what has to be known of it, such as that it is derived and not observed",
    "Valid from": "its first day, where it is known",
    "Valid until": "the first day without it, where it has ended",
    "X": "its place in the picture, from the left, in pixels",
    "Y": "its place in the picture, from the top, in pixels",
    "Colour": "its colour in every picture",
    "Shape": "its shape in every picture",
}
_EDGES: Final = {
    "Source": "the IRI of the thing where the tie starts",
    "Target": "the IRI of the thing where it ends",
    "Type": "Directed, for Gephi",
    "Label": "how the two are related, read from source to target",
    "Weight": "its strength: legal ties weigh more than soft ones",
    "Source label": "what the source is called",
    "Source code": "the code of the source",
    "Target label": "what the target is called",
    "Target code": "the code of the target",
    "Kind": "the kind of tie",
    "Cost": "what a path through it costs: one divided by its strength",
    "Statement": "the IRI of the statement that makes it",
    "Authority": "the IRI of the provision or publication that it rests on",
    "Sign": "of a claim or finding: 1 more, -1 less, 0 neither",
    "Valid from": "its first day, where it is known",
    "Valid until": "the first day without it, where it has ended",
    "Certain": "whether it is certain that it held on the date",
    "Change": "what became of it between the two dates, where two were asked",
    "Note": "what has to be known of it, such as that it is derived and not observed",
}
_RUNS: Final = ("=", "+", "-", "@", "\t", "\r")


def write(drawing: Drawing) -> Mapping[str, bytes]:
    """Write nodes.csv and edges.csv, every tie a row; README.md; and dictionary.csv, a row for each column.

    Source: RFC 4180.
    """
    rows = [_edge(tie, each) for tie in drawing.ties for each in tie.said]
    columns = [("nodes.csv", _NODES), ("edges.csv", _EDGES)]
    dictionary: list[list[object]] = [[file, *each] for file, of in columns for each in of.items()]
    return {
        "nodes.csv": _csv(list(_NODES), map(_node, drawing.boxes)),
        "edges.csv": _csv(list(_EDGES), rows),
        "README.md": _readme(drawing).encode(),
        "dictionary.csv": _csv(["File", "Column", "Meaning"], dictionary),
    }


def _readme(drawing: Drawing) -> str:
    lines = drawing.description.split("\n")
    files = (
        "`nodes.csv` has a row for each thing, `edges.csv` one for each tie, `dictionary.csv` one for each column of "
        "the two. They are in UTF-8. A text that a spreadsheet would take for a formula begins with an apostrophe."
    )
    return "\n\n".join([f"# {drawing.about.title}", *lines, files]) + "\n"


def _node(box: Box) -> list[object]:
    told = [box.iri, box.label, box.kind, box.sector, box.code, box.degree, box.change, box.note]
    return [*told, box.valid_from, box.valid_until, box.x, box.y, box.look.colour, box.look.shape]


def _edge(tie: Tie, said: Said) -> list[object]:
    one, two = tie.source, tie.target
    ends = [one.iri, two.iri, "Directed", said.words, said.weight, one.label, one.code, two.label, two.code]
    told = [said.kind, said.cost, said.statement, said.authority, said.sign, said.valid_from, said.valid_until]
    return [*ends, *told, "true" if said.certain else "false", said.change, said.note]


def _csv(header: list[str], rows: Iterable[list[object]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([safe(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue().encode()


def safe(text: str) -> str:
    """Give a text so that no spreadsheet takes it for a formula.

    >>> safe("=1+1"), safe("Essex")
    ("'=1+1", 'Essex')
    """
    shown = clean(text)
    return f"'{shown}" if shown.startswith(_RUNS) else shown
