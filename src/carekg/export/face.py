"""The face of a picture: what is written above and below what is drawn, laid out in lines and columns."""

from dataclasses import dataclass, field
from typing import Final

from carekg.export.drawing import Drawing, Entry
from carekg.export.lettering import measure, wrap
from carekg.layers.looks import ThingLook, TieLook

_LEAST: Final = 900.0  # the width of a page
_USUAL: Final = 1500.0  # up to there, letters have their own size; beyond, they grow with the page
_SIDE: Final = 40.0
_COLUMN: Final = 235.0
SAMPLE: Final = 30.0  # the width of a sample in the legend
_SAMPLE: Final = 42.0  # what a line of the legend leaves for it
_TITLE, _HEAD, _BODY = 20.0, 12.5, 11.5


@dataclass(frozen=True)
class Line:
    """A line of text: where its base line begins, the size of its letters."""

    text: str
    x: float
    y: float
    size: float
    bold: bool = False


@dataclass(frozen=True)
class Sample:
    """A look shown in the legend: the middle of the sample, and its size."""

    look: ThingLook | TieLook
    x: float
    y: float
    width: float
    height: float


@dataclass
class Face:
    """What is written on a page, and where on it the drawing stands."""

    width: float
    scale: float
    top: float = 0.0
    height: float = 0.0
    lines: list[Line] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)


def make_face(drawing: Drawing) -> Face:
    """Write title, date and sizes above, and legend, notes, source and licence below a drawing."""
    width = max(drawing.width + _SIDE, _LEAST)
    face = Face(width, max(1.0, width / _USUAL))
    y = _write(face, drawing.about.title, 34 * face.scale, _TITLE, bold=True)
    date = f"{drawing.about.date[:1].upper()}{drawing.about.date[1:]}"
    face.top = _write(face, f"{date} · {drawing.sizes}", y, _HEAD) + 4 * face.scale
    y = face.top + drawing.height + 54 * face.scale
    y = _write_legend(face, drawing, y)
    for text in (drawing.about.meaning, *drawing.notes):
        y = _write(face, text, y, _BODY) if text else y
    about = drawing.about
    y = _write(
        face, f"Source: {about.source}. Licence: {about.licence}. {about.attribution}", y + 4 * face.scale, _BODY
    )
    y = _write(face, f"{about.address} · version {about.short_version}", y, _BODY)
    face.height = y + 10 * face.scale
    return face


def _write(face: Face, text: str, y: float, size: float, *, bold: bool = False) -> float:
    """Write a paragraph from one side of the page to the other; give where the next begins."""
    letters = size * face.scale
    for line in wrap(text, letters, bold=bold, most=face.width - 2 * _SIDE * face.scale):
        face.lines.append(Line(line, _SIDE * face.scale, round(y, 1), round(letters, 1), bold))
        y += letters * 1.4
    return y


def _write_legend(face: Face, drawing: Drawing, y: float) -> float:
    """Write the legend in columns, section by section."""
    sections: list[tuple[str, tuple[Entry, ...]]] = [
        ("What it is: the shape", drawing.things),
        ("Sector: the colour", drawing.sectors),
        ("Ties", drawing.kinds),
        ("What became of ties", drawing.changes),
        ("What became of things", drawing.became),
    ]
    for title, entries in sections:
        if entries:
            y = _write_section(face, title, entries, y)
    told = "The larger a name, the more others it is tied to. The wider an arrow, the more ties it stands for."
    if any(map(drawing.fades, drawing.ties)):
        told += " Arrows that do not touch what is in the middle are paler."
    return _write(face, told, y, _BODY) + 4 * face.scale


def _write_section(face: Face, title: str, entries: tuple[Entry, ...], y: float) -> float:
    s = face.scale
    face.lines.append(Line(title, _SIDE * s, round(y, 1), round(_HEAD * s, 1), bold=True))
    longest = max(measure(_told(entry), _BODY * s) for entry in entries) + (_SAMPLE + 24) * s
    columns = max(1, int((face.width - 2 * _SIDE * s) // max(longest, _COLUMN * s)))
    rows = -(-len(entries) // columns)
    room = (face.width - 2 * _SIDE * s) / columns
    for place, entry in enumerate(entries):
        x = _SIDE * s + room * (place // rows)
        base = y + 20 * s * (place % rows + 1)
        face.samples.append(Sample(entry.look, x + 15 * s, base - 4 * s, SAMPLE * s, 13 * s))
        face.lines.append(Line(_told(entry), x + _SAMPLE * s, round(base, 1), round(_BODY * s, 1)))
    return y + 20 * s * (rows + 1) + 8 * s


def _told(entry: Entry) -> str:
    return f"{entry.words} ({entry.count:,})"
