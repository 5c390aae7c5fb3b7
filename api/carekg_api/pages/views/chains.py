"""A way between two things as a picture: its things as boxes in a row, the words between them over arrows."""

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from carekg_api.pages import words
from carekg_api.pages.reader import Reader, Row

EMPTY: Final = Markup('<svg xmlns="http://www.w3.org/2000/svg"/>')
_WIDE: Final = 210  # of a box
_HIGH: Final = 64
_ROOM: Final = 170  # between two boxes
_TOP: Final = 34
_HEAD: Final = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" class="carekg-chart" role="img" viewBox="0 0 {0} {1}" width="{0}" '
    'aria-label="{2}" font-family="arial, sans-serif"><defs><marker id="tip-{3}" markerWidth="10" markerHeight="10" '
    'refX="9" refY="4" orient="auto"><path d="M0 0 9 4 0 8z" fill="#1c4f50"/></marker></defs>'
)
_BOX: Final = Markup(
    '<rect x="{}" y="{}" width="{}" height="{}" rx="8" fill="#d5e4e3" stroke="#1c4f50" stroke-width="2"/>'
)
_ARROW: Final = Markup('<path d="M{} {}h{}" stroke="#1c4f50" stroke-width="2" marker-end="url(#tip-{})"/>')
_TEXT: Final = Markup('<text x="{}" y="{}" font-size="{}" text-anchor="middle">{}</text>')
_FOOT: Final = Markup('<text x="10" y="{}" font-size="12" fill="#4c6272">carekg, as of {}. CC BY 4.0. {}</text></svg>')


def chain(reader: Reader, steps: Sequence[Row], number: int = 1) -> Markup:
    """Draw a way. Parameters: reader; steps, the rows of its ties in order; number, among those on one page."""
    things = [steps[0]["source"], *(row["target"] for row in steps)]
    width = len(things) * _WIDE + (len(things) - 1) * _ROOM + 20
    said = "; ".join(f"{reader.label(row['source'])} {row['words']} {reader.label(row['target'])}" for row in steps)
    parts = [_HEAD.format(width, _HIGH + 76, said, number)]
    for index, thing in enumerate(things):
        x = 10 + index * (_WIDE + _ROOM)
        parts.append(_box(x, words.upper_first(reader.label(thing))))
        if index < len(steps):
            parts.append(_arrow(x + _WIDE, steps[index]["words"], number))
    return Markup("").join([*parts, _FOOT.format(_HIGH + 66, words.say_date(reader.as_of), reader.asked.site)])


def _box(x: int, name: str) -> Markup:
    lines = wrap(name, 27, 3)
    top = _TOP + _HIGH / 2 - (len(lines) - 1) * 9 + 5
    drawn = [_TEXT.format(x + _WIDE / 2, top + 18 * row, 15, line) for row, line in enumerate(lines)]
    return _BOX.format(x, _TOP, _WIDE, _HIGH) + Markup("").join(drawn)


def _arrow(start: int, told: str, number: int) -> Markup:
    lines = wrap(told, 24, 3)
    middle = _TOP + _HIGH / 2
    tops = (middle - 8 - 15 * (len(lines) - 1 - row) for row in range(len(lines)))
    drawn = [_TEXT.format(start + _ROOM / 2, top, 13, line) for top, line in zip(tops, lines, strict=True)]
    return _ARROW.format(start + 4, middle, _ROOM - 8, number) + Markup("").join(drawn)


def wrap(text: str, letters: int, most: int) -> list[str]:
    """Break a text into lines.

    >>> wrap("health and wellbeing board", 16, 2)
    ['health and', 'wellbeing board']
    """
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) + 1 > letters and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return [*lines[: most - 1], f"{lines[most - 1]} …"] if len(lines) > most else lines
