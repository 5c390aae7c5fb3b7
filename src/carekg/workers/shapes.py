"""Shapes: what queries that take about as long have in common, and which of them proved short, or ran long, lately."""

import re
import time
from collections import OrderedDict
from typing import Final

_READ: Final = 2_000  # characters of a text
_REMEMBERED: Final = 60.0  # seconds for which a shape that ran long goes to the slow lane at once
_MOST: Final = 10_000  # shapes of either kind

_IRI: Final = r"<[^<>\"{}|^`\s]*>"
_TEXT: Final = r"\"(?:[^\"\\]|\\.)*\" | '(?:[^'\\]|\\.)*'"
_REST: Final = r"[?$]\w+ | \b\d[\d.eE]* | \#[^\n]* | \s+"
_COARSE: Final = re.compile(rf"{_TEXT} | {_IRI} | :[\w%.\\-]+ | {_REST}", re.VERBOSE)
_PROLOGUE: Final = re.compile(rf"\s*(?:(?:PREFIX\s+[\w.-]*:|BASE)\s*{_IRI}\s*)*", re.IGNORECASE)
_FINE: Final = re.compile(rf"({_IRI}) | {_TEXT} | {_REST}", re.VERBOSE)


def coarse(text: str) -> str:
    """Give a text without names, IRIs, strings, numbers, comments, white space and the declarations before it.

    >>> coarse("SELECT ?a { ?a ex:size 12 }") == coarse("SELECT ?x {  ?x <http://e/p> 7 }")
    False
    >>> coarse("ASK { ex:a ?p ?o }") == coarse("PREFIX ex: <http://e/> ASK { ex:other ?x ?y } # 'z'")
    True
    """
    start = declared.end() if (declared := _PROLOGUE.match(text, 0, _READ)) else 0
    return _COARSE.sub("~", text[start : start + _READ]).rstrip("~")


def fine(text: str) -> str:
    """Give a text as `coarse` does, but with its names and IRIs: one thing may be long to tell of, another short.

    >>> fine("ASK { ex:a ?p 1 }") == fine("ASK { ex:b ?p 1 }"), fine("ASK { ?s ?p 1 }") == fine("ASK { ?x ?y 2 }")
    (False, True)
    """
    return _FINE.sub(r"\1~", text[:_READ])


class Shapes:
    """The shapes that proved short, by `coarse`, and those that ran long lately, by `fine`.

    One that ran long is no longer short: so who proves a shape short, to slip in what is long, gains one budget.
    """

    def __init__(self) -> None:
        self._short: OrderedDict[int, None] = OrderedDict()
        self._long: OrderedDict[int, float] = OrderedDict()

    def prove_short(self, shape: int) -> None:
        """Remember that what has a shape was done soon."""
        if shape not in self._short:
            self._short[shape] = None
            if len(self._short) > _MOST:
                self._short.popitem(last=False)

    def note_long(self, shape: int, text: str) -> None:
        """Remember that a text of a shape was not done soon, for a while."""
        self._short.pop(shape, None)
        known = hash(fine(text))
        self._long.pop(known, None)
        self._long[known] = time.monotonic() + _REMEMBERED
        if len(self._long) > _MOST:
            self._long.popitem(last=False)

    def is_short(self, shape: int) -> bool:
        """Tell whether what had a shape was always done soon."""
        return shape in self._short

    def is_long(self, text: str) -> bool:
        """Tell whether a text like this one was not done soon, lately."""
        return bool(self._long) and self._long.get(hash(fine(text)), 0.0) > time.monotonic()
