"""The cells of a contributed sheet: what each may hold, and what would be right where it does not."""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode
from rapidfuzz import fuzz, process

from carekg.store.embedded import Embedded
from carekg.store.sparql import read
from carekg.terms.dates import read_date, today
from carekg.terms.errors import BadParameter
from carekg.terms.prefixes import compress

Value = list[NamedNode] | str | date | None
Read = dict[str, Value]

KINDS: Final = {
    "journal article": "fabio:JournalArticle",
    "report": "fabio:ReportDocument",
    "book": "fabio:Book",
    "book chapter": "fabio:BookChapter",
    "working paper": "fabio:WorkingPaper",
    "web page": "fabio:WebPage",
    "blog post": "fabio:BlogPost",
}
_NAMES: Final = read(Path(__file__).parent / "sheet-names.rq")
_DOI: Final = re.compile(r"10\.\d{4,9}/\S+")  # of the DOI Handbook, as Crossref recommends to match it
_PAGE: Final = re.compile(r"https?://[^/\s]+/[^\s<>\"{}|\\^`]+")
_FIRST_YEAR: Final = 1900


class Bad(Exception):
    """A cell that cannot be used: what is wrong, and what would be right."""

    def __init__(self, wrong: str, right: str) -> None:
        super().__init__(f"{wrong}: {right}")
        self.wrong, self.right = wrong, right


class Known:
    """The names of what is held, by the column in which they may stand."""

    def __init__(self, store: Embedded) -> None:
        self._by_name: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for row in store.select(_NAMES.text):
            column, thing, name = (row[each].value for each in ("column", "thing", "name"))
            for written in (name, compress(thing), thing):
                self._by_name[column][_tidy(written)].add(thing)

    def find(self, column: str, name: str) -> NamedNode:
        """Give the one thing of a column that has a name. Raises: Bad with the nearest names, or the CURIEs meant."""
        names = self._by_name[column]
        things = names.get(_tidy(name), set())
        if not things:
            plain = [each for each in names if ":" not in each] or list(names)
            near = [match[0] for match in process.extract(_tidy(name), plain, scorer=fuzz.WRatio, limit=3)]
            raise Bad(f"{name!r} is not known", f"the nearest that are: {', '.join(near)}")
        if len(things) > 1:
            raise Bad(f"{name!r} may mean several", f"write one of {', '.join(sorted(map(compress, things)))}")
        return NamedNode(next(iter(things)))

    def publication(self, doi: str, title: str) -> str | None:
        """Give the CURIE of a publication that is held under a DOI or a title."""
        names = self._by_name["publication"]
        things = names.get(_tidy(doi), set()) | names.get(_tidy(title), set())
        return compress(min(things)) if things else None


def _tidy(name: str) -> str:
    return " ".join(name.casefold().split()).rstrip(".")


def read_concepts(known: Known, column: str, written: str) -> list[NamedNode]:
    """Read names of things that are held, parted by semicolons. Raises: Bad."""
    return [known.find(column, name.strip()) for name in written.split(";") if name.strip()]


def read_text(written: str, one_of: Sequence[str] = ()) -> str:
    """Read text; with `one_of`, one of some words, in any case. Raises: Bad."""
    if one_of and written.casefold() not in one_of:
        raise Bad(f"{written!r} is not known", f"write one of {', '.join(one_of)}")
    return written.casefold() if one_of else " ".join(written.split())


def read_doi(written: str) -> str:
    """Read a DOI, bare or as a web address. Raises: Bad.

    >>> read_doi("https://doi.org/10.5334/ijic.5666")
    '10.5334/ijic.5666'
    """
    bare = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", written, flags=re.IGNORECASE)
    if not _DOI.fullmatch(bare):
        raise Bad(f"{written!r} is not a DOI", "write it as 10.5334/ijic.5666")
    return bare


def read_year(written: str) -> str:
    """Read a year of publication, which cannot be in the future. Raises: Bad."""
    if not re.fullmatch(r"\d{4}", written) or int(written) < _FIRST_YEAR:
        raise Bad(f"{written!r} is not a year", f"write four digits, from {_FIRST_YEAR}")
    if int(written) > today().year:
        raise Bad(f"{written} is in the future", f"write a year up to {today().year}")
    return written


def read_number(written: str) -> str:
    """Read a number, with a point and no thousands separator. Raises: Bad.

    >>> read_number("-0.50")
    '-0.50'
    """
    try:
        if not Decimal(written).is_finite() or "e" in written.lower():
            raise InvalidOperation
    except InvalidOperation as error:
        raise Bad(f"{written!r} is not a number", "write digits with a point, such as -4.9") from error
    return written.replace("_", "")


def read_day(written: str) -> date:
    """Read the day on which something was read, which cannot be in the future. Raises: Bad."""
    try:
        day = read_date(written)
    except BadParameter as error:
        raise Bad(f"{written!r} is not a date", "write it as YYYY-MM-DD") from error
    if day > today():
        raise Bad(f"{written} is in the future", f"write a day up to {today().isoformat()}")
    return day


def read_address(written: str) -> str:
    """Read the address of a page: http or https, a host and a path. Raises: Bad.

    >>> read_address("https://example.org/study")
    'https://example.org/study'
    """
    if not _PAGE.fullmatch(written):
        raise Bad(f"{written!r} is not the address of a page", "write it whole, such as https://example.org/study")
    return written


def key(row: Read) -> str:
    """Give what rows of one publication share: the words of its title."""
    return " ".join(re.findall(r"\w+", str(row["title"]).casefold()))
