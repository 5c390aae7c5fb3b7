"""Words: what is said on a page for what is said inside. One table; a test reads pages for what should not be there."""

import re
from collections.abc import Mapping
from typing import Final

from carekg.questions.wording import AUTHORITY as AUTHORITY
from carekg.questions.wording import CHECKED as CHECKED
from carekg.questions.wording import HEADINGS as HEADINGS
from carekg.questions.wording import TECHNICAL as TECHNICAL
from carekg.questions.wording import heading as heading
from carekg.questions.wording import number as number
from carekg.questions.wording import say_date as say_date
from carekg.questions.wording import say_span as say_span
from carekg.questions.wording import share as share
from carekg.questions.wording import sure as sure

CHECKED_TO: Final = "carekg has no record of this"

# What may not be read on a page outside the block for programs, and what is said for it.
PUBLIC: Final[Mapping[str, str]] = {
    "bearer": "who must",
    "counterparty": "towards whom",
    "exerciser": "on whose behalf",
    "exercised_by": "on whose behalf",
    "not-held": CHECKED_TO,
    "recode": "bring a file to other codes",
    "receipt": "check this answer",
    "knowledge level": "kind of source",
    "verification status": "how it was checked",
    "named graph": "source",
    "IRI": "address",
    "CURIE": "short name",
    "triples": "statements",
    "quads": "statements",
    "provenance": "source",
    "projection": "picture",
    "coterminosity": "how well areas match",
    "skos:": "",
    "ckg:": "",
    "rdfs:": "",
}

# The same in the declarations of questions, which are written for programs too.
_PROSE: Final = (
    (re.compile(r"\bbearers?\b"), "party"),
    (re.compile(r"\bvintages?\b"), "date"),
    (re.compile(r"\bduty ledger\b", re.IGNORECASE), "list of duties"),
    (re.compile(r"\bnamed graph\b"), "source"),
    (re.compile(r"\b(?:CURIE|IRI),? (?:an IRI )?or\b"), "short name or"),
    (re.compile(r"; on the command line, [^.]*"), ""),
    (re.compile(r":? ?carekg build [^.;]*"), ""),
)

TENSE: Final[Mapping[str, str]] = {
    "holds": "now",
    "held": "ended",
    "is planned": "planned",
    "past": "past",
    "to come": "to come",
    "shadow": "elected, not yet a council",
}


def prose(text: str) -> str:
    """Say in public words what a declaration says.

    >>> prose("A bearer is found under its own name")
    'A party is found under its own name'
    """
    for inner, public in _PROSE:
        text = inner.sub(public, text)
    return text


def many(count: int, one: str, several: str = "") -> str:
    """Write how many.

    >>> many(1, "board"), many(1200, "body", "bodies")
    ('1 board', '1,200 bodies')
    """
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def upper_first(text: str) -> str:
    """Begin with a capital letter.

    >>> upper_first("health and wellbeing board")
    'Health and wellbeing board'
    """
    return text[:1].upper() + text[1:]


def join(names: list[str]) -> str:
    """Join names as a sentence does.

    >>> join(["a", "b", "c"])
    'a, b and c'
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def say_size(size: int) -> str:
    """Say how large a file is.

    >>> say_size(512), say_size(2_860), say_size(11_306_993)
    ('512 bytes', '2.9 kB', '11.3 MB')
    """
    for unit, least in (("MB", 1_000_000), ("kB", 1_000)):
        if size >= least:
            return f"{size / least:.1f} {unit}"
    return f"{size} bytes"
