"""Garbage: what refers to itself and to nothing that is used, which Python looks for among all that there is."""

import gc
from typing import Final

_MADE: Final = 50_000  # objects, and not freed, before the next look; Python's own 700 are a row of an answer


def look_seldom() -> None:
    """Look for garbage seldom, and not in what is there by now, most of which stays: looks took a fifth of all time."""
    gc.freeze()
    gc.set_threshold(_MADE)
