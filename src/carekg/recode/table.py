"""Carrying the codes in a column of a table from one vintage to another."""

import csv
import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from carekg.recode.codes import Codes, Step
from carekg.terms.dates import read_date
from carekg.terms.errors import BadParameter

KINDS: Final = {"ccg": "sub-icb", "sub-icb": "sub-icb", "icb": "icb", "council": "council"}
_BACK: Final = {"sub-icb": ("ccg",)}  # what codes of a kind become on a day before the kind was there
ADDED: Final = ("recoded", "share", "status", "note")
STATUSES: Final = ("exact", "estimated", "ambiguous", "missing")
_LEAST: Final = 0.5  # a vintage must know at least this part of the codes: below it, the column holds something else


@dataclass(frozen=True)
class Target:
    """What a code became: the new code, the share of it, how certain that is, and why."""

    code: str
    share: float | None
    status: str
    note: str


@dataclass(frozen=True)
class Vintage:
    """What sort of codes a column holds, and the vintages that know most of them."""

    kind: str
    system: str
    days: tuple[date, ...]
    known: int
    of: int

    def __str__(self) -> str:
        days = " to ".join(dict.fromkeys(day.isoformat() for day in (self.days[0], self.days[-1])))
        return f"{self.kind} codes of {self.system}, {days} ({self.known} of {self.of} codes known)"


@dataclass(frozen=True)
class Recoded:
    """A table with the new codes beside the old, and what was found on the way."""

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]
    vintage: Vintage
    to: date
    missing: tuple[str, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows there are of each status."""
        found = Counter(row["status"] for row in self.rows)
        return {status: found[status] for status in STATUSES}

    def to_csv(self) -> bytes:
        """Write the table."""
        text = io.StringIO()
        writer = csv.DictWriter(text, self.columns, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(self.rows)
        return text.getvalue().encode()

    def __str__(self) -> str:
        counts = ", ".join(f"{count} {status}" for status, count in self.counts.items())
        missing = f"; not carried over: {', '.join(self.missing)}" if self.missing else ""
        return f"{self.vintage}, carried to {self.to}: {counts} rows{missing}"


def recode(codes: Codes, text: str, column: str, to: str, since: str | None = None, into: str | None = None) -> Recoded:
    """Carry a column of a table from one vintage of codes to another.

    Parameters: codes of one version of the graph; text of the table as CSV with a header; column that holds the
    codes; to, the day of the codes that are wanted, YYYY-MM-DD; since, the day of those that there are, found from
    them unless given; into, the kind of codes wanted: icb for groups and sub-ICB locations, else the kind that
    follows. A row whose code was split is given once for each part, with its share; no number is changed.
    Raises: BadParameter where the column is not there, or no vintage knows most of its codes.
    """
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))  # a cell may be as long as the table
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    names = [name for name in reader.fieldnames or [] if name]
    if column not in names:
        raise BadParameter("column", column, f"the columns are {', '.join(names)}")
    table = [{name: row[name] or "" for name in names} for row in reader]
    day = read_date(to, "to")
    vintage = detect(codes, [row[column].strip() for row in table], column, read_date(since, "from") if since else None)
    wanted = _wanted(vintage.kind, into)
    found = {code: follow(codes, vintage, code, day, wanted) for code in {row[column].strip() for row in table}}
    rows = [
        row | dict(zip(ADDED, (each.code, _share(each.share), each.status, each.note), strict=True))
        for row in table
        for each in found[row[column].strip()]
    ]
    missing = sorted(code for code, targets in found.items() if any(each.status == "missing" for each in targets))
    return Recoded((*names, *ADDED), tuple(rows), vintage, day, tuple(missing))


def _wanted(kind: str, into: str | None) -> str:
    allowed = {KINDS[kind], "icb"} if kind in ("ccg", "sub-icb") else {KINDS[kind]}
    if into is not None and into not in allowed:
        raise BadParameter("into", into, f"{kind} codes can be carried into {' or '.join(sorted(allowed))}")
    return into or KINDS[kind]


def _share(share: float | None) -> str:
    return "" if share is None else f"{share:.6f}".rstrip("0").rstrip(".")


def detect(codes: Codes, given: list[str], column: str, since: date | None) -> Vintage:
    """Find which kind of code a column holds, and of which vintages. Raises: BadParameter."""
    distinct = {code for code in given if code}
    found: dict[tuple[str, str, date], int] = Counter(
        (kind, system, day)
        for (kind, system), seen in codes.seen.items()
        for code in distinct & seen.keys()
        for day in seen[code]
    )
    if since is not None:
        found = {key: count for key, count in found.items() if key[2] <= since} or found
    most = max(found.values(), default=0)
    if not distinct or most < _LEAST * len(distinct):
        examples = ", ".join(sorted(distinct)[:3]) or "nothing"
        raise BadParameter("column", column, f"no vintage knows most of its codes, such as {examples}")
    kind, system, _ = min((key for key, count in found.items() if count == most), key=lambda key: (_rank(key[0]), key))
    days = sorted(day for (one, other, day), count in found.items() if (one, other, count) == (kind, system, most))
    return Vintage(kind, system, tuple(days), most, len(distinct))


def _rank(kind: str) -> int:
    return list(KINDS).index(kind)


def follow(codes: Codes, vintage: Vintage, code: str, day: date, wanted: str) -> list[Target]:
    """Say what a code became by a day."""
    node = codes.nodes.get((vintage.kind, vintage.system, code))
    if node is None:
        return [Target("", None, "missing", "no file that is held lists this code" if code else "there is no code")]
    kinds = {vintage.kind, KINDS[vintage.kind], *_BACK.get(vintage.kind, ())}
    ends = _walk(codes, node, day, kinds, _begin(codes, node, day, vintage.days[-1]))
    if wanted == "icb" and vintage.kind != "icb":
        ends = [_into_board(codes, each, day) for each in ends]
    return [_written(codes, vintage.system, each, day) for each in ends]


def _begin(codes: Codes, node: str, day: date, seen: date) -> Target:
    """Begin with all of a node; where it was there on an earlier day and has grown since, with an unknown part."""
    if codes.is_there(node, day):
        for _, step in codes.origins.get(node, []):
            if day < step.day <= seen:
                return Target(node, None, "ambiguous", step.note)
    return Target(node, 1.0, "exact", "")


def _walk(codes: Codes, node: str, day: date, kinds: set[str], so_far: Target) -> list[Target]:
    """Follow a node until one is there on the day and of a kind that is wanted. Codes of targets are nodes yet."""
    if codes.is_there(node, day) and kinds & codes.kinds[node]:
        return [so_far]
    if codes.start(node) > day:
        return _walk_back(codes, node, day, kinds, so_far)
    steps = [step for step in codes.steps.get(node, []) if step.day <= day]
    if not steps:
        return [Target("", None, "missing", "it ended, and no file says what followed")]
    first = min(step.day for step in steps)
    steps = [step for step in steps if step.day == first]
    afters = [step.after for step in steps]
    shares = {afters[0]: 1.0} if len(afters) == 1 else codes.shares(node, afters, first)
    return [
        target
        for step in steps
        for target in _walk(codes, step.after, day, kinds, _onwards(so_far, step, shares, alone=len(afters) == 1))
    ]


def _walk_back(codes: Codes, node: str, day: date, kinds: set[str], so_far: Target) -> list[Target]:
    """Go back from a node that is younger than the day to what it followed: all of it, where that was one."""
    steps = [(before, step) for before, step in codes.origins.get(node, []) if step.day > day]
    if not steps:
        return [Target("", None, "missing", "it is younger than the day, and no file says what it followed")]
    last = max(step.day for _, step in steps)
    steps = [(before, step) for before, step in steps if step.day == last]
    befores = [before for before, _ in steps]
    shares = {befores[0]: 1.0} if len(befores) == 1 else codes.origin_shares(node, befores, last)
    backwards = [(before, replace(step, after=before)) for before, step in steps]
    return [
        target
        for before, step in backwards
        for target in _walk(codes, before, day, kinds, _onwards(so_far, step, shares, alone=len(befores) == 1))
    ]


def _onwards(so_far: Target, step: Step, shares: Mapping[str, float] | None, *, alone: bool) -> Target:
    share = None
    if shares and so_far.share is not None and not step.moved:
        share = so_far.share * shares[step.after]
    status = "ambiguous" if share is None else "exact" if alone else "estimated"
    return Target(step.after, share, _worse(so_far.status, status), step.note)


def _worse(one: str, other: str) -> str:
    return max(one, other, key=STATUSES.index)


def _into_board(codes: Codes, target: Target, day: date) -> Target:
    board = codes.board_of(target.code, day) if target.code else None
    if board is None:
        return target if not target.code else Target("", None, "missing", "its board is not known on the day")
    return Target(board, target.share, target.status, target.note or "the board of the sub-ICB location")


def _written(codes: Codes, system: str, target: Target, day: date) -> Target:
    code = codes.code_of(target.code, system, day) if target.code else ""
    if code is None:
        return Target("", None, "missing", f"what followed has no code of {system}")
    return Target(code, target.share, target.status, target.note)
