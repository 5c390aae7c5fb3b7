"""Carrying the codes in a column of a table to another day: it comes back whole, the new columns after its own."""

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Final

from carekg.recode.carrying import STATUSES, Carrier, Target, check_into, worse
from carekg.recode.coverage import Absent, find_absent, find_joined
from carekg.recode.division import Total, divide
from carekg.recode.given import Table, free_names, read_table
from carekg.recode.history import History
from carekg.recode.spells import LEVELS
from carekg.recode.vintage import NAMES, Vintage, find_vintage, tidy
from carekg.terms.errors import BadParameter

_SHOWN: Final = 20


@dataclass(frozen=True)
class Carried:
    """One row of the answer: the number of the row that it is from, its cells, and what its code became."""

    number: int
    cells: Sequence[str]
    code: str
    target: Target


@dataclass(frozen=True)
class Recoded:
    """A table with the new codes beside the old, and what was found on the way."""

    columns: tuple[str, ...]
    added: Mapping[str, str]
    rows: tuple[Carried, ...]
    vintage: Vintage
    to: date
    totals: tuple[Total, ...]
    absent: tuple[Absent, ...]
    notes: tuple[str, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows there are of each status."""
        found = Counter(row.target.status for row in self.rows)
        return {status: found[status] for status in STATUSES}

    @property
    def missing(self) -> tuple[str, ...]:
        """The codes that nothing is known to have followed, in order."""
        return tuple(sorted({row.code for row in self.rows if row.target.status == "missing"}))

    def records(self) -> list[list[str]]:
        """Give the rows as the columns have them."""
        return [[*row.cells, *_added(row.target)] for row in self.rows]

    def to_csv(self) -> bytes:
        """Write the table. Source: RFC 4180."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(self.columns)
        writer.writerows(self.records())
        return text.getvalue().encode()

    def __str__(self) -> str:
        counts = ", ".join(
            f"{self.counts[each]} {each}" for each in STATUSES if each != "announced" or self.counts[each]
        )
        return f"Read as codes of {self.vintage}, carried to {self.to}: {counts} rows"


def recode(
    history: History,
    text: str,
    column: str,
    to: date,
    *,
    since: date | None = None,
    into: str | None = None,
    values: Sequence[str] = (),
    today: date,
) -> Recoded:
    """Carry a column of codes to another day.

    Parameters: history; text of the table; column that holds the codes; to, the day of the codes that are wanted;
    since, the day of those that there are, found from them unless given; into, the kind of codes that is wanted, else
    that which follows; values, columns of numbers that are divided by the shares of a code that was split; today.
    Returns: the table; a row whose code was split stands once for each part. With values, one that cannot be divided
    stands once, without a code, so that the sums stay.
    Raises: BadParameter.
    """
    table = read_table(text, column)
    place, divided = table.place(column), {value: table.place(value, "value") for value in values}
    codes = {tidy(row[place]) for row in table.rows} - {""}
    vintage = find_vintage(history, codes, column, since)
    _check_day(history, vintage, to)
    if into:
        check_into(history, into, to, codes)
    carrier = Carrier(history, vintage, to, today, since, into)
    found = {code: carrier.carry(code) for code in sorted({row[place] for row in table.rows})}
    absent = find_absent(history, vintage, codes)
    rows, totals = _carry_rows(table, place, divided, found, find_joined(absent, table.rows, place))
    names = free_names(table.columns)
    told = Recoded((*table.columns, *names.values()), names, rows, vintage, to, totals, absent, ())
    notes = (*_notes_of_table(table, names), *carrier.notes(codes), *_notes_of_rows(told, has_values=bool(values)))
    return replace(told, notes=notes)


def _check_day(history: History, vintage: Vintage, day: date) -> None:
    first, _ = history.span([kind for kind, level in LEVELS.items() if level == LEVELS[vintage.kind]])
    if day < first:
        raise BadParameter(
            "to", day.isoformat(), f"the first codes of {NAMES[vintage.kind]} are of {first.isoformat()}"
        )


def _carry_rows(
    table: Table,
    place: int,
    divided: Mapping[str, int],
    found: Mapping[str, Sequence[Target]],
    joined: Mapping[int, Sequence[Absent]],
) -> tuple[tuple[Carried, ...], tuple[Total, ...]]:
    rows: list[Carried] = []
    totals = {column: Total(column) for column in divided}
    for number, cells in enumerate(table.rows):
        targets = [_join(target, joined.get(number, ())) for target in found[cells[place]]]
        if divided and len(targets) > 1 and any(target.share is None for target in targets):
            targets = [_undivided(targets)]
        parts = {column: _divide(cells[at], targets) for column, at in divided.items()}
        for column, total in totals.items():
            told = zip(parts[column], targets, strict=True)
            total.take(cells[divided[column]], [(part, bool(target.code)) for part, target in told])
        for part, target in enumerate(targets):
            own = list(cells)
            for column, at in divided.items():
                own[at] = parts[column][part]
            rows.append(Carried(number + 1, own, cells[place], target))
    return tuple(rows), tuple(totals.values())


def _divide(cell: str, targets: Sequence[Target]) -> list[str]:
    return [cell] if len(targets) == 1 else divide(cell, [target.share or Fraction() for target in targets])


def _undivided(targets: Sequence[Target]) -> Target:
    """Say that a row became several, whose shares are not known, so that its numbers are those of none of them."""
    codes = " or ".join(target.code or "what is not known" for target in targets)
    notes = dict.fromkeys(target.note for target in targets if target.note)
    return Target("", None, "", "ambiguous", "; ".join([f"it became {codes}, and no share is known", *notes]))


def _join(target: Target, absent: Sequence[Absent]) -> Target:
    """Say that a row is of another area too, so that its numbers are not those of its code alone."""
    if not absent:
        return target
    note = f"the row is of {' and '.join(map(str, absent))} too: whose part is which is not known"
    status = worse([target.status, "ambiguous"])
    return replace(target, share=None, basis="", status=status, note="; ".join(filter(None, [target.note, note])))


def _added(target: Target) -> list[str]:
    return [target.code, write_share(target), target.basis, target.status, target.note]


def write_share(target: Target) -> str:
    """Write a share with at most six decimal places; empty where it is not known."""
    return "" if target.share is None else f"{float(target.share):.6f}".rstrip("0").rstrip(".")


def _notes_of_table(table: Table, names: Mapping[str, str]) -> list[str]:
    notes = [
        f"The table has a column {name} of its own: the new one is {new}." for name, new in names.items() if name != new
    ]
    return [*notes, f"{table.above} lines above the headings were left out."] if table.above else notes


def _notes_of_rows(found: Recoded, *, has_values: bool) -> list[str]:
    notes = [f"Sum of {total}." for total in found.totals]
    lost = {row.number: row.code.strip() or "no code" for row in found.rows if row.target.status == "missing"}
    left = [f"row {number} ({code})" for number, code in lost.items()]
    if left:
        notes.append(f"Not carried over: {_listed(left)}.")
    if found.absent:
        notes.append(f"No row of its own: {_listed([str(each) for each in found.absent])}.")
    if not has_values and len({row.number for row in found.rows}) < len(found.rows):
        notes.append(
            "A row whose code was split stands once for each part, its numbers whole: name their columns as value."
        )
    return notes


def _listed(words: Sequence[str]) -> str:
    more = f" and {len(words) - _SHOWN} more" if len(words) > _SHOWN else ""
    return f"{', '.join(words[:_SHOWN])}{more}"
