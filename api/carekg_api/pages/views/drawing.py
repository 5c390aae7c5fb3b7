"""The map as a picture: outlines of councils, coloured so that neighbours differ, hatched where several boards meet."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from markupsafe import Markup

from carekg.sources.boundaries import Outline
from carekg.terms.prefixes import PREFIXES
from carekg_api.pages import words
from carekg_api.pages.reader import Reader
from carekg_api.pages.views.councils import Place
from carekg_api.pages.views.outlines import BOXES, OUTLINES, Box, shared_out

_COLOURS: Final = ("#9fc5c2", "#f2c78f", "#c3b1d9", "#a9c8e8", "#e8aeb1", "#cfd8a0", "#d9c7b8", "#b8bec4")
_COUNTS: Final = {0: "#ffffff", 1: "#d5e4e3", 2: "#7fb0ad", 3: "#3a7a78"}
_PLANNED: Final = {True: "#e0a458", False: "#dfe5e5"}
_HEAD: Final = Markup(
    '<svg class="carekg-map" viewBox="130 -60 3070 3290" role="group" aria-label="Map of England by council; the table '
    'below says the same"><defs><pattern id="split" width="14" height="14" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><path d="M0 0V14" stroke="#212b32" stroke-width="5"/></pattern></defs>'
)
_INSET: Final = Markup(
    '<rect x="150" y="150" width="1060" height="830" fill="#f0f4f5" stroke="#4c6272" stroke-width="4"/>'
    '<text x="170" y="130" font-size="64">London</text>'
    '<g transform="translate(180 180) scale(3.4) translate({} {})">{}</g>'
)
_LONDON: Final = (2400, 2225)  # the corner of London on the map
_SMALL: Final = Markup(
    '<svg class="carekg-map carekg-map--small" viewBox="{} {} {} {}" role="group" aria-label="{}">{}</svg>'
)
_SMALL_SHAPE: Final = Markup(
    '<a href="{}"><title>{}</title><path d="{}" fill="{}" stroke="#fff" stroke-width="{:.1f}"/></a>'
)
_CHOSEN: Final = {True: "#1c4f50", False: "#d8dde0"}
_KEY: Final = Markup(
    '<li><svg width="22" height="14" aria-hidden="true"><rect width="22" height="14" fill="{}" stroke="#4c6272"/></svg>'
    " {}</li>"
)


def draw(reader: Reader, found: Sequence[Place], by: str) -> tuple[Markup, list[str]]:
    """Draw the map. Returns: the picture, and the names of places that have no outline."""
    by_code = {place.code: place for place in found}
    drawn = {part: by_code[code] for part, code in shared_out(reader, by_code).items()}
    fill = _fills(drawn, by)
    shapes = [_shape(reader, OUTLINES[part], place, fill(place)) for part, place in drawn.items()]
    shown = {place.code for place in drawn.values()}
    missing = [reader.label(place.area) for code, place in by_code.items() if code not in shown]
    london = [shape for shape, part in zip(shapes, drawn, strict=True) if part.startswith("E09")]
    inset = _INSET.format(-_LONDON[0], -_LONDON[1], Markup("").join(london)) if london else Markup("")
    return _HEAD + Markup("").join(shapes) + inset + Markup("</svg>") + _legend(by), missing


def small(reader: Reader, chosen: Sequence[str], title: str) -> Markup:
    """Draw some outlines among their neighbours, each a link. Parameters: codes of the outlines; title, in words."""
    boxes = [BOXES[code] for code in chosen]
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
    margin = max(right - left, bottom - top, 60) // 3
    view = Box(left - margin, top - margin, right + margin, bottom + margin)
    near = [code for code, box in BOXES.items() if box.meets(view) or code in chosen]
    areas = {code: f"{PREFIXES['gss']}{code}" for code in near}
    reader.learn(areas.values())
    shapes = Markup("").join(
        _SMALL_SHAPE.format(
            reader.thing(areas[code]).href,
            reader.label(areas[code]),
            OUTLINES[code].path,
            _CHOSEN[code in chosen],
            (view.right - view.left) / 160,
        )
        for code in near
    )
    return _SMALL.format(view.left, view.top, view.right - view.left, view.bottom - view.top, title, shapes)


def _shape(reader: Reader, outline: Outline, place: Place, fill: str) -> Markup:
    names = words.join([reader.label(board) for board in place.boards]) or "no board known"
    title = f"{reader.label(place.area)}: {names}"
    shape = Markup('<path d="{0}" fill="{1}" stroke="#fff" stroke-width="5"/>').format(outline.path, fill)
    if len(place.boards) > 1:
        shape += Markup('<path d="{0}" fill="url(#split)" fill-opacity="0.45"/>').format(outline.path)
    return Markup('<a href="{}"><title>{}</title>{}</a>').format(reader.thing(place.area).href, title, shape)


def _fills(found: Mapping[str, Place], by: str) -> Callable[[Place], str]:
    if by == "boards":
        return lambda place: _COUNTS[min(len(place.boards), 3)]
    if by == "planned":
        return lambda place: _PLANNED[bool(place.plans)]
    colours = colour({part: _group(place, by) for part, place in found.items()})
    return lambda place: colours.get(_group(place, by), "#ffffff")


def _group(place: Place, by: str) -> str:
    return place.authority if by == "authority" else next(iter(place.boards), "")


def colour(groups: Mapping[str, str]) -> dict[str, str]:
    """Give each group of places a colour that no neighbouring group has. Parameters: groups, by code of the place."""
    beside: dict[str, set[str]] = {group: set() for group in groups.values() if group}
    for code, group in groups.items():
        if group:
            beside[group] |= {groups[other] for other in OUTLINES[code].neighbours if groups.get(other)} - {group}
    chosen: dict[str, str] = {}
    for group in sorted(beside, key=lambda each: (-len(beside[each]), each)):
        taken = {chosen[other] for other in beside[group] if other in chosen}
        chosen[group] = next(each for each in _COLOURS if each not in taken)
    return chosen


def _legend(by: str) -> Markup:
    if by not in ("boards", "planned"):
        return Markup('<p class="nhsuk-body-s">Colours only tell neighbours apart; the table says which is which.</p>')
    told = {True: "reorganisation announced", False: "none recorded"}
    entries = [(shade, told[planned]) for planned, shade in _PLANNED.items()]
    if by == "boards":
        entries = [(shade, f"{count}{' or more' if count == 3 else ''}") for count, shade in _COUNTS.items() if count]
    keys = Markup("").join(_KEY.format(*each) for each in entries)
    return Markup('<ul class="carekg-legend nhsuk-body-s">{}</ul>').format(keys)
