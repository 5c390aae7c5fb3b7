"""Updating the index of names: where few things changed, their rows alone are written anew.

What it leaves is what `writing` makes of the same things, but for the numbers, which stand in the same order.
"""

import sqlite3
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from carekg.names.gathering import Gathered, Thing
from carekg.names.writing import GAP, add, order, place_of, tell, text_of

_MOST: Final = 200  # things; to write more takes as long as to write all
_PART: Final = 16  # of the room between two things, what lies before one that comes between: more may follow it
_TOLD: Final = ("provisions", "successors", "kinds", "acts", "spellings")


class _Full(Exception):
    """There is no room left between two things."""


def update(file: Path, before: Gathered, now: Gathered) -> bool:
    """Write what changed into an index.

    Parameters: file with the index of what was gathered before; what is gathered now.
    Returns: whether it could be done; where not, the file is of no more use, and the index is to be written whole.
    """
    changed = _changed(before.things, now.things)
    if len(changed) > _MOST:
        return False
    with closing(sqlite3.connect(file, isolation_level=None)) as index:
        index.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;")
        try:
            _replace(index, now, changed)
        except _Full:
            return False
        index.execute("COMMIT")
    return True


def _changed(before: Mapping[str, Thing], now: Mapping[str, Thing]) -> set[str]:
    """Give the addresses of things that are not as they were, and of provisions whose Act is not."""
    changed = {iri for iri in before.keys() | now.keys() if before.get(iri) != now.get(iri)}
    return changed | {iri for iri, thing in now.items() if thing.act in changed}


def _replace(index: sqlite3.Connection, now: Gathered, changed: Iterable[str]) -> None:
    """Take out what changed, and put in what is so now. Raises: _Full."""
    for iri in changed:
        _remove(index, iri)
    ordered, labels = order(now.things.values()), {iri: thing.label for iri, thing in now.things.items()}
    for thing in order(now.things[iri] for iri in changed if iri in now.things):
        add(index, [thing], {thing.iri: _find_room(index, ordered, thing)}, labels)
    for table in _TOLD:
        index.execute(f"DELETE FROM {table}")  # noqa: S608 - one of ours
    tell(index, now, ordered, dict(index.execute("SELECT iri, id FROM things")))


def _remove(index: sqlite3.Connection, iri: str) -> None:
    found = index.execute("SELECT id FROM things WHERE iri = ?", (iri,)).fetchone()
    if found is None:
        return
    names = index.execute("SELECT id, folded FROM names WHERE thing = ?", found).fetchall()
    texts = ((number, text_of(folded)) for number, folded in names)
    index.executemany("INSERT INTO texts (texts, rowid, text) VALUES ('delete', ?, ?)", texts)
    index.execute("DELETE FROM names WHERE thing = ?", found)
    index.execute("DELETE FROM things WHERE id = ?", found)


def _find_room(index: sqlite3.Connection, ordered: Sequence[Thing], thing: Thing) -> int:
    """Give a number between those of the things before and after, and their names. Raises: _Full."""
    at = bisect_left(ordered, place_of(thing), key=place_of)
    last = _last_number(index, ordered[at - 1].iri) if at else 0
    (following,) = index.execute("SELECT min(id) FROM things WHERE id > ?", (last,)).fetchone()
    room = (following or last + GAP) - last - len(thing.names) - 2
    if room < 0:
        raise _Full
    return last + 1 + room // _PART


def _last_number(index: sqlite3.Connection, iri: str) -> int:
    """Give the number of the last name of a thing, or its own where it has none."""
    text = "SELECT max(coalesce(n.id, t.id)) FROM things t LEFT JOIN names n ON n.thing = t.id WHERE t.iri = ?"
    return int(index.execute(text, (iri,)).fetchone()[0])
