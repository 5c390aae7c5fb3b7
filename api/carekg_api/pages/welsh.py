"""Welsh: the words of the frame of a page. No speaker has reviewed them, and each page in Welsh says so."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from carekg.names.languages import WELSH
from carekg_api.pages.words import say_date

NOTICE: Final = (
    "Nid oes siaradwr Cymraeg wedi adolygu geiriau Cymraeg y dudalen hon eto, ar wahân i enwau swyddogol. "
    "Mae'r gweddill yn Saesneg."
)
_MONTHS: Final = (
    *("Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin"),
    *("Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr"),
)
WORDS: Final[Mapping[str, str]] = {
    "Skip to the content": "Neidio i'r cynnwys",
    "Search for a place, body, law or topic": "Chwilio am le, corff, deddf neu bwnc",
    "Place, body, law, topic": "Lle, corff, deddf, pwnc",
    "Search": "Chwilio",
    "Main": "Prif",
    "Map": "Map",
    "Evidence": "Tystiolaeth",
    "What changed": "Beth sydd wedi newid",
    "All questions": "Pob cwestiwn",
    "Help": "Cymorth",
    "The day that this page is read for": "Y diwrnod y darllenir y dudalen hon ar ei gyfer",
    "As of": "Fel yr oedd ar",
    "(today)": "(heddiw)",
    "Today": "Heddiw",
    "Change the day": "Newid y diwrnod",
    "Another day": "Diwrnod arall",
    "Show that day": "Dangos y diwrnod hwnnw",
    "Cite this page": "Dyfynnu'r dudalen hon",
    "For programs": "Ar gyfer rhaglenni",
    "Glossary": "Geirfa",
    "Handbook": "Llawlyfr",
    "Sources and how far to trust them": "Ffynonellau a pha mor ddibynadwy ydynt",
    "Data to download": "Data i'w lawrlwytho",
    "Query workbench": "Mainc ymholiadau",
    "Accessibility": "Hygyrchedd",
    "Credits and licences": "Cydnabyddiaeth a thrwyddedau",
}


def say(words: str, language: str) -> str:
    """Say words of the frame in a language: in English where there are none.

    >>> say("Search", "cy"), say("Search", "en")
    ('Chwilio', 'Search')
    """
    return WORDS.get(words, words) if language == WELSH else words


def say_day(day: date, language: str) -> str:
    """Say a day in a language.

    >>> say_day(date(2026, 11, 1), "cy"), say_day(date(2026, 11, 1), "en")
    ('1 Tachwedd 2026', '1 November 2026')
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if language == WELSH else say_date(day)
