"""Dividing numbers as people write them, so that the parts add up to the whole, in the form that it had."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal
from fractions import Fraction
from typing import Final

_NUMBER: Final = re.compile(r"(?P<sign>[-+]?)(?P<unit>[£$€]?)(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?P<part>\.\d+)?")
_EXACT: Final = Context(prec=2000)  # digits: no sum of a table is rounded
_MORE: Final = 3  # decimal places that a part has beside those of the whole


def read_number(cell: str) -> Decimal | None:
    """Read a number as people write it; None for a cell that is none, such as a withheld one or a percentage.

    >>> read_number("£1,234.50"), read_number("*"), read_number("12%")
    (Decimal('1234.50'), None, None)
    """
    found = _NUMBER.fullmatch(cell.strip())
    return Decimal(found["sign"] + found["whole"].replace(",", "") + (found["part"] or "")) if found else None


def divide(cell: str, shares: Sequence[Fraction]) -> list[str]:
    """Divide a cell by shares: the parts add up to it exactly; one that is no number stands in each as it is.

    >>> divide("£1,000.50", [Fraction(1, 3), Fraction(2, 3)]), divide("7", [Fraction(1, 3), Fraction(2, 3)])
    (['£333.50', '£667.00'], ['2.333', '4.667'])
    >>> divide("", [Fraction(1, 2), Fraction(1, 2)]), divide("*", [Fraction(1)])
    (['', ''], ['*'])
    """
    found, whole = _NUMBER.fullmatch(cell.strip()), read_number(cell)
    if found is None or whole is None or len(shares) == 1:
        return [cell] * len(shares)
    places = len(found["part"] or ".") - 1
    scale = 10 ** (places + _MORE)
    units = [round(Fraction(whole) * share * scale) for share in shares]
    largest = max(range(len(shares)), key=lambda place: (shares[place], -place))
    units[largest] += round(Fraction(whole) * scale) - sum(units)
    parts = [_EXACT.scaleb(Decimal(each), -(places + _MORE)) for each in units]
    return [_written(part, found["unit"], places, grouped="," in found["whole"]) for part in parts]


def _written(number: Decimal, unit: str, places: int, *, grouped: bool) -> str:
    """Write a number with at least some decimal places, and no more than it needs."""
    text = f"{abs(number):{',' if grouped else ''}f}"
    whole, _, part = text.partition(".")
    part = part.rstrip("0").ljust(places, "0")
    sign = "-" if number < 0 else ""
    return f"{sign}{unit}{whole}{'.' if part else ''}{part}"


@dataclass
class Total:
    """The sum of a column as it was, as it is, and of it what was carried to a code; and what could not be added up."""

    column: str
    before: Decimal = field(default_factory=Decimal)
    after: Decimal = field(default_factory=Decimal)
    carried: Decimal = field(default_factory=Decimal)
    not_numbers: int = 0

    def take(self, cell: str, parts: Iterable[tuple[str, bool]]) -> None:
        """Add a cell, and what it was divided into: each with whether it has a code."""
        whole = read_number(cell)
        if whole is None:
            self.not_numbers += bool(cell.strip())
            return
        self.before = _EXACT.add(self.before, whole)
        for part, has_code in parts:
            number = read_number(part) or Decimal()
            self.after = _EXACT.add(self.after, number)
            self.carried = _EXACT.add(self.carried, number) if has_code else self.carried

    @property
    def left(self) -> Decimal:
        """What has no code."""
        return _EXACT.subtract(self.after, self.carried)

    def __str__(self) -> str:
        one = self.not_numbers == 1
        kept = "cell is no number and stands as it was" if one else "cells are no numbers and stand as they were"
        words = f"; {self.not_numbers} {kept}" if self.not_numbers else ""
        left = f", {_plain(self.left)} of it without a code" if self.left else ""
        return f"{self.column}: {_plain(self.before)} before, {_plain(self.after)} after{left}{words}"


def _plain(number: Decimal) -> str:
    """Write a number without noughts that say nothing."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
