"""How a page is cited: as an entry for a reference manager, with the day that it is read for and the version."""

from datetime import date
from typing import Final

from carekg.export.bibliography import write_bibtex
from carekg.terms.dates import today
from carekg_api.pages import words

_SHOWN: Final = 16  # digits of a version


def bibtex(title: str, address: str, version: str, as_of: date | None) -> str:
    """Write the entry of a page. Parameters: its title; address with its day; version of the data; day, if dated."""
    read = today()
    on = f"As of {words.say_date(as_of)}. " if as_of else ""
    key = "-".join(["carekg", version[:8], *([as_of.isoformat()] if as_of else [])])
    item = {
        "id": key,
        "type": "webpage",
        "title": title,
        "author": [{"literal": "carekg contributors"}],
        "issued": {"date-parts": [[read.year, read.month, read.day]]},
        "URL": address,
        "note": f"{on}Data version {version[:_SHOWN]}. Read on {words.say_date(read)}. CC BY 4.0",
    }
    return write_bibtex([item]).decode().replace(r"\_", "_")  # an address is not TeX
