"""Rows: what is found for each row of somebody's table, as cells for columns beside its own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from carekg.names.kinds import read_kind
from carekg.names.reconciliation import Candidate, Query, Reconciler, explain
from carekg.terms.dates import read_period
from carekg.terms.errors import InputError
from carekg.terms.prefixes import compress

ADDED: Final = ("match", "match_id", "match_name", "match_code", "how", "score", "candidates", "why")
CERTAIN, CANDIDATES, NOTHING = STATUSES = ("certain", "candidates", "nothing")
_SHOWN: Final = 3


class Found(NamedTuple):
    """What was found for a row: of a match what it is, else the candidates, and why none is one; as `ADDED` says."""

    match: str
    id: str = ""
    name: str = ""
    code: str = ""
    how: str = ""
    score: str = ""
    candidates: str = ""
    why: str = ""


class Matcher:
    """What finds what the rows of a table are of; those that say the same are looked up once.

    `column` is the place of the names, `places` those of what else is said, by property; `always` is said of all.
    """

    def __init__(
        self, reconciler: Reconciler, kinds: Sequence[str], column: int, places: Mapping[str, int], as_of: str | None
    ) -> None:
        for kind in kinds:
            read_kind(reconciler.index, kind)
        if as_of:
            read_period(as_of, "as_of")
        self._reconciler, self._kinds, self._column, self._places = reconciler, tuple(kinds), column, places
        self._always = {"date": [as_of]} if as_of else {}
        self._known: dict[tuple[str, ...], Found] = {}

    def find(self, rows: Iterable[Sequence[str]]) -> Iterator[Found]:
        """Find what each row is of."""
        for row in rows:
            cells = (row[self._column], *(row[place] for place in self._places.values()))
            if cells not in self._known:
                self._known[cells] = self._find(*cells)
            yield self._known[cells]

    def _find(self, text: str, *said: str) -> Found:
        given = {name: [cell.strip()] for name, cell in zip(self._places, said, strict=True) if cell.strip()}
        if not text.strip() and "code" not in given:
            return Found(NOTHING, why="there is no name")
        try:
            return _told(self._reconciler.candidates(Query(text, self._kinds, self._always | given)))
        except InputError as error:  # the date of one row: the others have their own
            return Found(NOTHING, why=str(error))


def _told(found: Sequence[Candidate]) -> Found:
    if not found or not found[0].match:
        listed = "; ".join(f"{each.hit.thing.label} ({compress(each.hit.thing.iri)})" for each in found[:_SHOWN])
        return Found(CANDIDATES if found else NOTHING, candidates=listed, why=explain(found))
    thing = found[0].hit.thing
    return Found(CERTAIN, compress(thing.iri), thing.label, thing.code or "", found[0].hit.how, f"{found[0].score:g}")
