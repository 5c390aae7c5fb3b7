"""Languages: what things are called in another language than English, and whether a speaker has reviewed it."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from pyoxigraph import Literal

from carekg.store.embedded import Embedded
from carekg.store.sparql import bind, read

ENGLISH: Final = "en"
WELSH: Final = "cy"
LANGUAGES: Final = (ENGLISH, WELSH)
UNREVIEWED: Final = "No speaker of Welsh has reviewed these labels; the rest is in English."
_QUERY: Final = read(Path(__file__).parent / "labels-in.rq")


class Label(NamedTuple):
    """What a thing is called in a language, and whether somebody who speaks it has reviewed that."""

    text: str
    is_reviewed: bool


@lru_cache(maxsize=4)
def labels_in(store: Embedded, language: str) -> Mapping[str, Label]:
    """Give the labels that there are in a language, by IRI; none in English, in which everything has one.

    Parameters: store; language, as BCP 47 writes it.
    """
    rows = store.select(bind(_QUERY.text, {"language": Literal(language)}))
    return {row["thing"].value: Label(row["text"].value, row["reviewed"].value == "true") for row in rows}


def prefer(header: str) -> str:
    """Choose a language by an Accept-Language header: Welsh where it is wanted at least as much as English.

    >>> prefer("cy-GB,cy;q=0.9,en;q=0.8"), prefer("en-GB,en;q=0.9,cy;q=0.1"), prefer("fr"), prefer("cy;q=0"), prefer("")
    ('cy', 'en', 'en', 'en', 'en')

    Source: RFC 9110, section 12.5.4.
    """
    wanted = {name: max((weight for tag, weight in _weights(header) if tag == name), default=0.0) for name in LANGUAGES}
    return WELSH if wanted[WELSH] > 0 and wanted[WELSH] >= wanted[ENGLISH] else ENGLISH


def _weights(header: str) -> list[tuple[str, float]]:
    found = []
    for each in header.lower().split(","):
        tag, _, parameter = each.partition(";")
        weight = parameter.strip().removeprefix("q=") if parameter else "1"
        found.append((tag.strip().partition("-")[0], float(weight) if _is_weight(weight) else 0.0))
    return found


def _is_weight(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal() and len(text) <= len("0.123")
