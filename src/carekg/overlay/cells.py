"""The cells of the workbook: what each may hold, and what would be right where it does not."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from rapidfuzz import process

from carekg.names.lookup import Names
from carekg.overlay.sheets import Kind
from carekg.terms.dates import read_period
from carekg.terms.errors import AmbiguousName, BadParameter, InputError, UnknownName

LONGEST: Final = 200  # characters of a name
_MOST: Final = Decimal(10) ** 12  # pounds
_KINDS: Final[Mapping[Kind, tuple[str, ...]]] = {"kind": ("kind",), "law": ("law",), "body": ("body",)}
# Words of which the name of a post has one; the name of a person has none.
_POSTS: Final = {
    *("accountant", "administrator", "adviser", "advisor", "advocate", "analyst", "apprentice", "architect"),
    *("assistant", "associate", "auditor", "champion", "chair", "chairman", "chairperson", "chairwoman"),
    *("chief", "clerk", "clinician", "commissioner", "consultant", "controller", "coordinator"),
    *("co-ordinator", "councillor", "deputy", "developer", "director", "doctor", "economist", "engineer"),
    *("executive", "governor", "guardian", "head", "inspector", "lead", "leader", "librarian", "manager"),
    *("mayor", "member", "navigator", "nurse", "officer", "owner", "paramedic", "partner", "pharmacist"),
    *("physiotherapist", "planner", "practitioner", "president", "programmer", "psychologist", "registrar"),
    *("representative", "researcher", "reviewer", "scientist", "secretary", "solicitor", "specialist"),
    *("superintendent", "supervisor", "surveyor", "teacher", "team", "technician", "therapist", "treasurer"),
    *("trustee", "worker"),
}  # fmt: skip
_PERSON: Final = re.compile(r"(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|lord|lady|cllr|rev)\.?\s", re.IGNORECASE)


class Bad(Exception):
    """A cell that cannot be used: what is wrong, and what would be right."""

    def __init__(self, wrong: str, right: str) -> None:
        super().__init__(f"{wrong}: {right}")
        self.wrong, self.right = wrong, right


def told(cell: Any) -> str:
    """Give a cell as it is shown in a fault, and read as text: whole numbers without a point, days as YYYY-MM-DD."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def read_name(cell: Any) -> str:
    """Read what something is called. Raises: Bad."""
    written = told(cell)
    if len(written) > LONGEST:
        raise Bad(f"{written[:20]!r}… has {len(written)} characters", f"write at most {LONGEST}")
    if not re.search(r"\w", written):
        raise Bad(f"{written!r} is no name", "write a name with letters or digits")
    return written


def read_post(cell: Any) -> str:
    """Read what a post is called. Raises: Bad where it seems to name a person.

    >>> read_post("Head of integrated commissioning")
    'Head of integrated commissioning'
    """
    written = read_name(cell)
    words = set(re.findall(r"[a-z-]+", written.casefold()))
    if "@" in written or _PERSON.match(written) or not words & _POSTS:
        right = "write the post, such as Head of integrated commissioning, and never who holds it"
        raise Bad(f"{written!r} does not read as a post", right)
    return written


def read_amount(cell: Any) -> Decimal:
    """Read pounds, as a number or written with a sign and commas. Raises: Bad.

    >>> read_amount("£1,250,000"), read_amount(12.5)
    (Decimal('1250000'), Decimal('12.5'))
    """
    written = told(cell)
    try:
        amount = Decimal(re.sub(r"^£|,(?=\d{3}\b)", "", written))
    except InvalidOperation as error:
        raise Bad(f"{written!r} is no amount", "write pounds in digits, such as 1250000") from error
    if not amount.is_finite() or not 0 <= amount <= _MOST or amount != round(amount, 2):
        raise Bad(f"{written!r} is no amount of pounds", "write a number from 0, with two decimals at most")
    return amount


def read_day(cell: Any) -> date:
    """Read a day: as the spreadsheet has it, or written as 2026-04-01 or 1/4/2026. Raises: Bad."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    written = told(cell)
    try:
        period = read_period(written, "day")
    except BadParameter as error:
        raise Bad(f"{written!r} is no day that exists", "write it as 2026-04-01") from error
    if period.first != period.last:
        raise Bad(f"{written!r} is no day", "write the whole day, as 2026-04-01")
    return period.first


def read_year(cell: Any) -> tuple[str, date, date]:
    """Read a financial year. Returns: as 2026/27, its first day, and the first day after it. Raises: Bad."""
    written = told(cell)
    try:
        period = read_period(written, "year")
    except BadParameter:
        period = None
    if period is None or (period.first.month, period.first.day, (period.last - period.first).days > 360) != (
        4,
        1,
        True,
    ):
        raise Bad(f"{written!r} is no financial year", "write it as 2026/27")
    first = period.first
    return f"{first.year}/{(first.year + 1) % 100:02}", first, period.last + timedelta(days=1)


def resolve(names: Names, kind: Kind, written: str, as_of: date | None) -> str:
    """Give the IRI of the one thing that a name stands for. Raises: Bad with the nearest names, or the senses."""
    try:
        return names.resolve(written, _KINDS[kind], as_of)
    except UnknownName as error:
        near = (
            f"the nearest that are: {', '.join(error.candidates)}"
            if error.candidates
            else "write its whole name or code"
        )
        raise Bad(f"{written!r} is not known", near) from error
    except AmbiguousName as error:
        senses = [f"{each} ({sense['label']})" for each, sense in zip(error.candidates, error.senses, strict=False)]
        raise Bad(f"{written!r} may mean several", f"write one of {', '.join(senses[:6])}") from error
    except BadParameter as error:
        raise Bad(f"{written!r} cannot be used here", error.expected) from error
    except InputError as error:
        raise Bad(f"{written!r} cannot be used", str(error)) from error


def nearest(written: str, known: Iterable[str]) -> str:
    """Say which of the workbook's own names come nearest to one that it has not."""
    near = [match[0] for match in process.extract(written, list(known), limit=3)]
    return f"the nearest that are: {', '.join(near)}" if near else "describe it there first"
