"""The index of names of one version of the graph, opened to be read.

It opens its file once and needs no other, so that a process that may open nothing more can go on asking.
"""

import json
import sqlite3
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple, Self
from urllib.parse import quote

from rapidfuzz import fuzz, process

from carekg.names.citations import Citations
from carekg.names.writing import FILE
from carekg.terms.prefixes import compress

_NAME: Final = "n.thing, n.name, n.role, n.folded, n.words, n.sorts, n.since, n.until"
_LEAST_LIKE: Final = 72.0  # of 100: what is less like than that is another name
_SHORTEST: Final = _LEAST_LIKE / (200 - _LEAST_LIKE)  # of two that are so like, the shorter by the longer, in letters


class Known(NamedTuple):
    """A thing as the index knows it.

    `group` and `kind` are words; `context` is the line that tells namesakes apart; `fact`, the numbers of the facts
    that it stands for.
    """

    iri: str
    label: str
    group: str
    kind: str
    kind_iri: str
    code: str | None
    since: str | None
    until: str | None
    stage: str | None
    end: str | None
    shadow: str | None
    operates: str | None
    checked: str | None
    context: str
    is_said: bool
    weight: int
    fact: str

    def is_there(self, day: str) -> bool:
        """Tell whether it was there on a day, as far as its dates are known."""
        return self.meets(day, day)

    def meets(self, first: str, last: str) -> bool:
        """Tell whether it was there on any day of a time, as far as its dates are known."""
        return (self.since is None or self.since <= last) and (self.until is None or self.until > first)


def unnamed(iri: str) -> Known:
    """Give what is known of a thing without a name: its address."""
    return Known(iri, compress(iri), "", "thing", "", None, None, None, None, None, None, None, None, "", False, 0, "")


class Named(NamedTuple):
    """A name in the index, of the thing of a number."""

    thing: int
    name: str
    role: str
    folded: str
    words: str
    sorts: str
    since: str | None
    until: str | None


class Successor(NamedTuple):
    """What followed a body, and when."""

    iri: str
    label: str
    day: str


class Index:
    """The names of one version of the graph."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._index = connection
        self._index.execute("PRAGMA temp_store=MEMORY")

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the index in the folder that it was made in."""
        address = f"file:{quote(str((folder / FILE).resolve()))}?mode=ro&immutable=1"
        return cls(sqlite3.connect(address, uri=True, check_same_thread=False))

    def close(self) -> None:
        """Close it, for a process that is to be forked."""
        self._index.close()

    def load(self) -> Self:
        """Read what is wanted in memory: the names that misspellings are compared with, Acts and kinds."""
        _ = self._spellings, self.citations, self.kinds
        return self

    def called(self, folded: str) -> list[Named]:
        """Give the names that are just that, when folded."""
        return self._names("SELECT {} FROM names n WHERE n.folded = ?", (folded,))

    def worded(self, words: str) -> list[Named]:
        """Give the names that come to those words, without what is left out in speech."""
        return self._names("SELECT {} FROM names n WHERE n.words = ?", (words,))

    def called_bare(self, words: str) -> list[Named]:
        """Give the names of bodies that come to those words, without those of their kinds."""
        return self._names("SELECT {} FROM names n WHERE n.bare = ?", (words,))

    def holding(self, words: Sequence[str], most: int) -> list[Named]:
        """Give names that hold all of some words, the last of which may be the beginning of one; best groups first."""
        match = " AND ".join(f'"{word}"' for word in words) + "*"
        return self._names(
            "SELECT {} FROM texts t JOIN names n ON n.id = t.rowid WHERE texts MATCH ? LIMIT ?", (match, most)
        )

    def spelt_like(self, folded: str, most: int) -> list[tuple[Named, float]]:
        """Give the names of what people mean that are spelt most like a text, with how like they are, of 100."""
        least, longest = len(folded) * _SHORTEST, len(folded) / _SHORTEST
        first, end = bisect_left(self._spellings, least, key=len), bisect_right(self._spellings, longest, key=len)
        near = self._spellings[first:end]
        found = process.extract(folded, near, scorer=fuzz.ratio, limit=None, score_cutoff=_LEAST_LIKE)
        best = sorted(found, key=lambda each: (-each[1], each[0]))[:most]
        return [(name, like) for text, like, _ in best for name in self.called(text)]

    def _names(self, text: str, values: Sequence[object]) -> list[Named]:
        return [Named(*row) for row in self._index.execute(text.format(_NAME), values)]

    def things(self, numbers: Iterable[int]) -> dict[int, Known]:
        """Give things by their numbers."""
        wanted = json.dumps(list(numbers))
        rows = self._index.execute("SELECT * FROM things WHERE id IN (SELECT value FROM json_each(?))", (wanted,))
        return {number: Known(*row) for number, *row in rows}

    def number(self, iri: str) -> int | None:
        """Give the number of a thing; None where the index does not know it."""
        row = self._index.execute("SELECT id FROM things WHERE iri = ?", (iri,)).fetchone()
        return None if row is None else int(row[0])

    def known(self, iri: str) -> Known | None:
        """Give a thing; None where the index does not know it."""
        row = self._index.execute("SELECT * FROM things WHERE iri = ?", (iri,)).fetchone()
        return None if row is None else Known(*row[1:])

    def every(self) -> list[Known]:
        """Give everything that has a name, by label."""
        return [Known(*row[1:]) for row in self._index.execute("SELECT * FROM things ORDER BY label, iri")]

    def names_of(self, iri: str) -> list[Named]:
        """Give all the names of a thing, its label first."""
        return self._names(
            "SELECT {} FROM names n JOIN things t ON t.id = n.thing WHERE t.iri = ? ORDER BY n.id", (iri,)
        )

    def successors(self, iri: str) -> list[Successor]:
        """Give what followed a body, the first first."""
        rows = self._index.execute(
            "SELECT a.iri, a.label, s.day FROM successors s JOIN things t ON t.id = s.thing "
            "JOIN things a ON a.id = s.after WHERE t.iri = ? ORDER BY s.day, a.label",
            (iri,),
        )
        return [Successor(*row) for row in rows]

    def provisions(self, pin: str) -> list[int]:
        """Give the provisions whose path in their Act or instrument is that, whatever the Act; best held Acts first."""
        rows = self._index.execute(
            "SELECT p.thing FROM provisions p JOIN (SELECT act, count(*) AS held FROM provisions GROUP BY act) a "
            "ON a.act = p.act WHERE p.pin = ? ORDER BY a.held DESC, p.act",
            (pin,),
        )
        return [row[0] for row in rows]

    def at(self, iri: str) -> int | None:
        """Give the number of the provision at an address, in capitals or not."""
        row = self._index.execute("SELECT id FROM things WHERE iri = ? COLLATE NOCASE", (iri,)).fetchone()
        return None if row is None else int(row[0])

    def near(self, iri: str, most: int) -> list[str]:
        """Give the addresses that are spelt most like one, of those that begin alike."""
        start = iri[: iri.rfind("/") + 1]
        rows = self._index.execute("SELECT iri FROM things WHERE iri >= ? AND iri < ?", (start, f"{start}\uffff"))
        return [match[0] for match in process.extract(iri, [row[0] for row in rows], scorer=fuzz.ratio, limit=most)]

    def labels(self, start: str, most: int) -> list[str]:
        """Give the labels of all things whose addresses begin so, in order; none where there are more than `most`."""
        text = "SELECT DISTINCT label FROM things WHERE iri >= ? AND iri < ? ORDER BY label LIMIT ?"
        found = [row[0] for row in self._index.execute(text, (start, f"{start}\uffff", most + 1))]
        return found if len(found) <= most else []

    @cached_property
    def _spellings(self) -> list[str]:
        """What misspellings are compared with, by length: what is too short or too long to be like a text is passed."""
        return sorted((row[0] for row in self._index.execute("SELECT folded FROM spellings")), key=len)

    @cached_property
    def citations(self) -> Citations:
        """The Acts and instruments, by all that they are cited as."""
        return Citations(self._index.execute("SELECT iri, name FROM acts"))

    @cached_property
    def kinds(self) -> Mapping[str, frozenset[str]]:
        """The kinds of thing that there are, as `Known.kind` has them, by every folded name of theirs."""
        found: dict[str, set[str]] = defaultdict(set)
        for name, kind in self._index.execute("SELECT name, kind FROM kinds"):
            found[name].add(kind)
        return {name: frozenset(kinds) for name, kinds in found.items()}
