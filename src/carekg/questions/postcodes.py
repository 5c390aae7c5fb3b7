"""Postcodes that are located: the sub-ICB location and board that the directory puts each in."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode

from carekg.names.lookup import Names
from carekg.questions.asking import Ask
from carekg.questions.content import to_python
from carekg.store.postcodes import Placed, is_postcode
from carekg.store.sparql import bind, date_term, read
from carekg.terms.prefixes import PREFIXES

_QUERY: Final = read(Path(__file__).parent / "locate-postcode.rq")
Row = dict[str, Any]


def of_postcodes(ask: Ask, rows: Sequence[Row]) -> tuple[list[Row], tuple[str, ...]]:
    """Say what postcodes lie in, where a district was all that was found of them.

    Parameters: ask; rows, those of their districts.
    Returns: the rows, with the location and the board of each postcode in the place of the overlaps of its district,
    which are of all of it; and notes, a line for each postcode.
    """
    placed = [each for text in str(ask.given.get("id", "")).split(";") if (each := _find(ask.names, text))]
    kept, notes = list(rows), []
    for each in placed:
        district = f"{PREFIXES['gss']}{each.district}"
        own = _bodies(ask, district, each)
        if own and any(row["asked"] == district for row in kept):
            kept = [row for row in kept if row["asked"] != district or row["relation"] != "overlaps"] + own
        notes.append(_note(ask.names, each))
    return kept, tuple(notes)


def _find(names: Names, text: str) -> Placed | None:
    return names.postcodes.find(text) if is_postcode(text) and names.postcodes is not None else None


def _bodies(ask: Ask, district: str, placed: Placed) -> list[Row]:
    """Give the bodies of the health service that govern the areas of a postcode on the date."""
    areas = [NamedNode(f"{PREFIXES['gss']}{code}") for code in (placed.location, placed.board) if code]
    day = date_term(ask.as_of)
    found = ask.store.select(bind(_QUERY.text, {"areas": areas, "as_of": day})) if areas else []
    own = {"asked": district, "place": district, "relation": "lies in", "certain": True}
    basis = f"the postcode {placed.postcode}, by {_files(ask.names)}"
    return [own | {"cover": to_python(row["cover"]), "kind": to_python(row["kind"]), "basis": basis} for row in found]


def _files(names: Names) -> str:
    files: Iterable[str] = names.postcodes.about["files"] if names.postcodes else ()
    return ", ".join(files)


def _note(names: Names, placed: Placed) -> str:
    ended = f", and ended in {placed.ended[:4]}-{placed.ended[4:]}" if placed.ended else ""
    where = placed.district or "no district"
    return f"The postcode {placed.postcode} lies in {where}, by {_files(names)}{ended}."
