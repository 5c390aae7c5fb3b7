"""What an index of names says, whatever its numbers are: to be compared with what another says."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

_TABLES: Final = {
    "things": "SELECT iri, label, grp, kind, kind_iri, code, since, until, stage, end, shadow, operates, checked,"
    " context, is_said, weight, fact FROM things ORDER BY id",
    "names": "SELECT t.iri, n.name, n.role, n.folded, n.words, n.bare, n.sorts, n.since, n.until"
    " FROM names n JOIN things t ON t.id = n.thing ORDER BY n.id",
    "provisions": "SELECT t.iri, p.act, p.pin FROM provisions p JOIN things t ON t.id = p.thing ORDER BY p.rowid",
    "successors": "SELECT t.iri, a.iri, s.day FROM successors s JOIN things t ON t.id = s.thing"
    " JOIN things a ON a.id = s.after ORDER BY s.rowid",
    "kinds": "SELECT * FROM kinds",
    "acts": "SELECT * FROM acts",
    "spellings": "SELECT * FROM spellings",
    "counts": "SELECT count(*) FROM names UNION ALL SELECT count(*) FROM provisions"
    " UNION ALL SELECT count(*) FROM successors",
}
_FOUND: Final = "SELECT n.folded FROM texts t JOIN names n ON n.id = t.rowid WHERE texts MATCH ? ORDER BY t.rowid"


def indexed(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """Give the rows of each table in their order, and what each word of a name finds."""
    with closing(sqlite3.connect(file)) as index:
        told = {name: index.execute(text).fetchall() for name, text in _TABLES.items()}
        words = {word for (folded,) in index.execute("SELECT folded FROM names") for word in folded.split()}
        told |= {f"word {word}": index.execute(_FOUND, (f'"{word}"',)).fetchall() for word in sorted(words)}
        return told
