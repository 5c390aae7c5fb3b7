"""Charts: small pictures drawn on the server, each with its table."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from markupsafe import Markup, escape

from carekg_api.pages import tables, words
from carekg_api.pages.page import Block, Grid
from carekg_api.pages.page import words as cell
from carekg_api.pages.reader import Reader, Row

_WIDE: Final = 720
_HIGH: Final = 240
_MOST: Final = 48  # figures in the table beside a picture
_LEFT: Final = 56
_BELOW: Final = 28
_COLOURS: Final = ("#1c4f50", "#b35900", "#5b2c83", "#005a9c", "#7a0019", "#4c6272")


def delays(reader: Reader, found: Mapping[str, Sequence[Row]]) -> Block:
    """Show delayed discharges of the boards of a place, each under its own name, with the breaks between series."""
    rows = sorted(found.get("delay", []), key=lambda row: (row["item"], row["valid_from"]))
    breaks = found.get("break in series", [])
    series: dict[str, list[tuple[date, float]]] = {}
    for row in rows:
        series.setdefault(reader.label(row["item"]), []).append(
            (date.fromisoformat(row["valid_from"]), float(row["amount"]))
        )
    cells = [
        [
            (reader.thing(row["item"]),),
            cell(words.say_date(row["valid_from"], "month")),
            cell(words.number(row["amount"])),
            tables.sure(reader, row),
        ]
        for row in sorted(rows, key=lambda row: row["valid_from"], reverse=True)[:_MOST]
    ]
    measure = rows[0]["measure"] if rows else ""
    intro = (
        [cell(f"{words.upper_first(measure)}. The figures are of whole boards, not of this place alone.")]
        if rows
        else []
    )
    intro += [cell(f"The newest {_MOST} of {len(rows)} figures; the picture and the files have all.")] * (
        len(rows) > _MOST
    )
    intro += [cell("Not to be compared: ", row["detail"]) for row in breaks]
    return Block(
        "Delayed discharge",
        "delays",
        svg=lines(series, f"{measure}, by month") if series else "",
        grid=Grid(("Whose", "Month", "Patients a day", tables.SURE), cells, frozenset({2})),
        intro=intro,
        total=len(rows),
        folded=True,
        empty="No figures of delayed discharge are held for this place.",
    )


def lines(series: Mapping[str, Sequence[tuple[date, float]]], title: str) -> Markup:
    """Draw lines over time. Parameters: series, points by name; title, what the picture shows, in words."""
    days = [day.toordinal() for points in series.values() for day, _ in points]
    top = max((value for points in series.values() for _, value in points), default=1.0) or 1.0
    first, span = min(days), max(1, max(days) - min(days))

    def place(day: date, value: float) -> str:
        x = _LEFT + (day.toordinal() - first) / span * (_WIDE - _LEFT - 8)
        return f"{x:.1f},{(_HIGH - _BELOW) - value / top * (_HIGH - _BELOW - 12):.1f}"

    high = _HIGH + 20 * len(series)
    parts = [
        Markup('<svg class="carekg-chart" role="img" viewBox="0 0 {} {}" aria-label="{}">').format(_WIDE, high, title)
    ]
    parts += [_grid(top), _years(first, span)]
    for index, (name, points) in enumerate(series.items()):
        colour = _COLOURS[index % len(_COLOURS)]
        drawn = " ".join(place(*point) for point in points)
        parts.append(Markup('<polyline fill="none" stroke="{}" stroke-width="2.5" points="{}"/>').format(colour, drawn))
        y = _HIGH + 14 + 20 * index
        parts.append(Markup('<path d="M{} {}h24" stroke="{}" stroke-width="4"/>').format(_LEFT, y - 4, colour))
        parts.append(Markup('<text x="{}" y="{}" font-size="13">{}</text>').format(_LEFT + 32, y, name))
    return Markup("").join([*parts, Markup("</svg>")])


def _grid(top: float) -> Markup:
    drawn = Markup("")
    for step in range(5):
        y = (_HIGH - _BELOW) - step / 4 * (_HIGH - _BELOW - 12)
        drawn += Markup('<path d="M{} {:.1f}H{}" stroke="#d8dde0"/>').format(_LEFT, y, _WIDE - 8)
        drawn += Markup('<text x="{}" y="{:.1f}" font-size="12" text-anchor="end">{}</text>').format(
            _LEFT - 6, y + 4, words.number(round(top * step / 4))
        )
    return drawn


def _years(first: int, span: int) -> Markup:
    drawn = Markup("")
    for year in range(date.fromordinal(first).year, date.fromordinal(first + span).year + 1):
        x = _LEFT + (date(year, 1, 1).toordinal() - first) / span * (_WIDE - _LEFT - 8)
        if x >= _LEFT:
            drawn += Markup('<text x="{:.1f}" y="{}" font-size="12">{}</text>').format(x, _HIGH - 8, year)
    return drawn


def bars(values: Sequence[tuple[str, float, str]], title: str) -> Markup:
    """Draw bars. Parameters: values, each with its name, number and how the number is written; title in words."""
    top = max((number for _, number, _ in values), default=1.0) or 1.0
    high = 26 * len(values) + 6
    drawn = Markup('<svg class="carekg-chart" role="img" viewBox="0 0 {} {}" aria-label="{}">').format(
        _WIDE, high, title
    )
    for index, (name, number, written) in enumerate(values):
        y = 26 * index + 4
        wide = max(1, number / top * (_WIDE - 330))
        drawn += Markup('<text x="0" y="{}" font-size="13">{}</text>').format(y + 15, escape(name)[:34])
        drawn += Markup('<rect x="230" y="{}" width="{:.1f}" height="20" fill="{}"/>').format(y, wide, _COLOURS[0])
        drawn += Markup('<text x="{:.1f}" y="{}" font-size="13">{}</text>').format(236 + wide, y + 15, written)
    return drawn + Markup("</svg>")
