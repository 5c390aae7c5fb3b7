"""Writing the index of names: one SQLite file, made of a version of the graph.

Source: SQLite FTS5 Extension.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from carekg.names.folding import bare, fold, key, shortened
from carekg.names.gathering import Gathered, Name, Thing
from carekg.names.groups import ACTS, MEANT, RANKS
from carekg.terms.dates import tell_span
from carekg.terms.errors import SearchUnavailable
from carekg.terms.prefixes import PREFIXES

Numbers = Mapping[str, int]  # of things, by their addresses
FILE: Final = "names.sqlite"
GAP: Final = 1 << 20  # between the numbers of two things, so that others may come between; and names of the first
_PLANNED: Final = ("announced", "bill")
FORMAT: Final = 11  # another where what is written changes
_ROLES: Final = {
    role: rank for rank, role in enumerate(("label", "code", "mark", "other", "area", "former", "number", "heading"))
}
_CODES: Final = ("code", "mark")
_WORDLESS: Final = (*_CODES, "number")  # roles of names that are found whole
_SHORTEST: Final = 2  # letters of what is no name to be misspelt
# Of a beginning that has so many letters, names are found without reading all that begin so; few words have more.
_BEGINNINGS: Final = " ".join(map(str, range(1, 15)))
_SCHEMA: Final = f"""
CREATE TABLE things (
  id INTEGER PRIMARY KEY, iri TEXT NOT NULL, label TEXT NOT NULL, grp TEXT NOT NULL, kind TEXT NOT NULL,
  kind_iri TEXT NOT NULL, code TEXT, since TEXT, until TEXT, stage TEXT, end TEXT, shadow TEXT, operates TEXT,
  checked TEXT, context TEXT NOT NULL,
  is_said INTEGER NOT NULL, weight INTEGER NOT NULL, fact TEXT NOT NULL
);
CREATE TABLE names (
  id INTEGER PRIMARY KEY, thing INTEGER NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL, folded TEXT NOT NULL,
  words TEXT NOT NULL, bare TEXT NOT NULL, sorts TEXT NOT NULL, since TEXT, until TEXT
);
CREATE TABLE provisions (thing INTEGER NOT NULL, act TEXT NOT NULL, pin TEXT NOT NULL COLLATE NOCASE);
CREATE TABLE successors (thing INTEGER NOT NULL, after INTEGER NOT NULL, day TEXT NOT NULL);
CREATE TABLE kinds (name TEXT NOT NULL, kind TEXT NOT NULL);
CREATE TABLE acts (iri TEXT NOT NULL, name TEXT NOT NULL);
CREATE TABLE spellings (folded TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE VIRTUAL TABLE texts USING fts5(text, content='', detail=none, prefix='{_BEGINNINGS}', tokenize="unicode61");
"""
_THINGS: Final = "INSERT INTO things VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_NAMES: Final = "INSERT INTO names VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_TEXTS: Final = "INSERT INTO texts (rowid, text) VALUES (?, ?)"
_INDICES: Final = """
CREATE UNIQUE INDEX by_iri ON things (iri);
CREATE INDEX by_iri_in_any_case ON things (iri COLLATE NOCASE);
CREATE INDEX by_folded ON names (folded);
CREATE INDEX by_words ON names (words);
CREATE INDEX by_bare ON names (bare);
CREATE INDEX by_thing ON names (thing);
CREATE INDEX by_pin ON provisions (pin);
CREATE INDEX by_predecessor ON successors (thing);
"""


def write(gathered: Gathered, file: Path) -> None:
    """Write an index. What people mean most often comes first, so that the first rows of any answer are the best."""
    ordered = order(gathered.things.values())
    numbers = {thing.iri: number * GAP for number, thing in enumerate(ordered, 1)}
    with closing(sqlite3.connect(file, isolation_level=None)) as index:
        if not index.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')").fetchone()[0]:
            raise SearchUnavailable
        index.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; {_SCHEMA} BEGIN;")
        add(index, ordered, numbers, {thing.iri: thing.label for thing in ordered})
        tell(index, gathered, ordered, numbers)
        index.execute("INSERT INTO texts (texts) VALUES ('optimize')")
        index.execute("COMMIT")
        index.executescript(_INDICES)


def order(things: Iterable[Thing]) -> list[Thing]:
    """Put things into the order of their numbers."""
    return sorted(things, key=place_of)


def place_of(thing: Thing) -> tuple[int, int, str]:
    """Give what a thing is put into its place by."""
    return RANKS[thing.group], len(thing.label), thing.iri


def add(index: sqlite3.Connection, things: Iterable[Thing], numbers: Numbers, labels: Mapping[str, str]) -> None:
    """Write things with their names. Parameters: numbers of things, and labels, by their addresses."""
    things = list(things)
    index.executemany(_THINGS, (_thing(numbers, labels, thing) for thing in things))
    rows = list(_names(things, numbers))
    index.executemany(_NAMES, rows)
    index.executemany(_TEXTS, ((row[0], text_of(row[4])) for row in rows))


def tell(index: sqlite3.Connection, gathered: Gathered, ordered: Sequence[Thing], numbers: Numbers) -> None:
    """Write what is told of all things together, into empty tables."""
    index.executemany("INSERT INTO provisions VALUES (?, ?, ?)", _provisions(ordered, numbers))
    index.executemany("INSERT INTO successors VALUES (?, ?, ?)", _successors(gathered, numbers))
    index.executemany("INSERT INTO kinds VALUES (?, ?)", sorted(_kinds(gathered.things)))
    index.executemany("INSERT INTO acts VALUES (?, ?)", _acts(ordered))
    index.executemany("INSERT INTO spellings VALUES (?)", ((folded,) for folded in sorted(spellings(ordered))))


def _thing(numbers: Numbers, labels: Mapping[str, str], thing: Thing) -> tuple[object, ...]:
    told = (thing.label, thing.group, thing.kind, thing.kind_iri, thing.code)
    facts = " ".join(sorted({name.text for name in thing.names if name.role == "number"}))
    more = (_context(labels, thing), int(thing.is_said), thing.weight, facts)
    dates = (thing.since, thing.until, thing.stage, thing.end, thing.shadow, thing.operates, thing.checked)
    return numbers[thing.iri], thing.iri, *told, *dates, *more


def _context(labels: Mapping[str, str], thing: Thing) -> str:
    """Tell a thing from its namesakes, in one line."""
    if thing.act is not None:
        return f"{thing.number} of {labels.get(thing.act, thing.act)}"
    is_planned = thing.group == "bodies" and str(thing.stage or "").rpartition("/")[2] in _PLANNED
    words = [f"planned {thing.kind}" if is_planned else thing.kind, *([thing.code] if thing.code else [])]
    if thing.group == "places" and thing.governed:
        words.append(" and ".join(thing.governed[:2]))
    if thing.since or thing.until:
        span = tell_span(thing.since, thing.until)
        words.append(span.replace("since ", "from ", 1) if is_planned else span)
    return ", ".join(words)


def _names(things: Iterable[Thing], numbers: Numbers) -> Iterator[tuple[object, ...]]:
    for thing in things:
        first = numbers[thing.iri]
        for row, (folded, name) in enumerate(_distinct(thing.names), first + 1):
            has_key = name.role not in _WORDLESS and thing.group != "statements"
            words, sorts = key(folded) if has_key else ("", frozenset())
            keys = (words, bare(words) if thing.group == "bodies" else "", " ".join(sorted(sorts)))
            yield row, first, name.text, name.role, folded, *keys, name.since, name.until


def _distinct(names: Iterable[Name]) -> Iterator[tuple[str, Name]]:
    """Give names with their folded form, each form once, in the best role that it has; a code beside a name."""
    found: dict[tuple[str, bool], Name] = {}
    for name in sorted(names, key=lambda each: _ROLES[each.role]):
        found.setdefault((fold(name.text), name.role in _CODES), name)
    return ((folded, name) for (folded, _), name in found.items() if folded)


def text_of(folded: object) -> str:
    """Give the words that a name is found by: its own, and the kinds of body in it written short."""
    short = shortened(str(folded))
    return str(folded) if short == folded else f"{folded} {short}"


def _provisions(things: Iterable[Thing], numbers: Numbers) -> Iterator[tuple[int, str, str]]:
    for thing in things:
        if thing.act is not None and thing.iri.startswith(f"{thing.act}/"):
            yield numbers[thing.iri], thing.act.removeprefix(PREFIXES["leg"]), thing.iri.removeprefix(f"{thing.act}/")


def _kinds(things: Mapping[str, Thing]) -> set[tuple[str, str]]:
    """Give the kinds of thing that there are, each by every name of it."""
    kinds = {(thing.kind, thing.kind_iri) for thing in things.values()}
    named = {(fold(name.text), kind) for kind, iri in kinds if iri in things for name in things[iri].names}
    return named | {(fold(kind), kind) for kind, _ in kinds}


def _successors(gathered: Gathered, numbers: Numbers) -> Iterator[tuple[int, int, str]]:
    for before, after, day in gathered.successors:
        if before in numbers and after in numbers:
            yield numbers[before], numbers[after], day


def _acts(things: Iterable[Thing]) -> Iterator[tuple[str, str]]:
    for thing in things:
        if thing.kind in ACTS:
            yield from ((thing.iri, name.text) for name in thing.names if name.role in ("label", "other"))


def spellings(things: Iterable[Thing]) -> set[str]:
    """Give the names that a misspelling may be of: those of what people mean."""
    meant = (thing for thing in things if thing.group in MEANT)
    found = {fold(name.text) for thing in meant for name in thing.names if name.role not in _WORDLESS}
    return {folded for folded in found if len(folded) > _SHORTEST}
