"""Paint: the shades of a colour that a picture needs."""

from functools import lru_cache
from typing import Final

_PALE: Final = 0.80  # how much white is in the colour of a box, so that black letters are read on it
_CONTRAST: Final = 3.0  # of a line to white, by WCAG 2.2, 1.4.11


def rgb(colour: str) -> tuple[int, int, int]:
    """Give red, green and blue of a colour.

    >>> rgb("#0072B2")
    (0, 114, 178)
    """
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _hex(parts: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(part):02X}" for part in parts)


@lru_cache
def pale(colour: str) -> str:
    """Give the colour of the inside of a box.

    >>> pale("#0072B2")
    '#CCE3F0'
    """
    return _hex(tuple(part + (255 - part) * _PALE for part in rgb(colour)))


@lru_cache
def strong(colour: str) -> str:
    """Give a colour, as dark as a line must be to be seen on white.

    >>> strong("#0072B2"), strong("#F0E442")
    ('#0072B2', '#9D952B')
    """
    parts: tuple[float, ...] = rgb(colour)
    while 1.05 / (_luminance(parts) + 0.05) < _CONTRAST:
        parts = tuple(part * 0.97 for part in parts)
    return _hex(parts)


def _luminance(parts: tuple[float, ...]) -> float:
    """Give the relative luminance. Source: Web Content Accessibility Guidelines 2.2, W3C."""
    lights = [part / 255 for part in parts]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in lights)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
