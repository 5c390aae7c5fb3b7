"""The sides of a scenario, the graph as it is and as it would be: each is asked of what the steps touched alone."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from carekg.store.embedded import Embedded
from carekg.store.reach import Reach
from carekg.store.reader import read_query
from carekg.store.sparql import QueryFile, bind, date_term
from carekg.store.view import Unbounded, View

_AT_ONCE: Final = 20  # things whose rows are asked for in one go: with more, the engine joins them slowly
_MOST: Final = 5_000  # things; with more, all are asked for

Row = dict[str, Any]
Things = frozenset[Any] | None  # all there are where it is None


@dataclass(frozen=True)
class Side:
    """The graph of one side, and the date on which it is asked."""

    store: Embedded
    on: date

    def rows(self, query: QueryFile, things: Things) -> list[Row]:
        """Give the rows of a query of the default graph that are about some things.

        Parameters: query, of `$things`, and maybe of a date; things.
        """
        waiting = None if things is None else list(things)
        starts = range(0, len(waiting or ()), _AT_ONCE)
        parts = [None] if waiting is None else [waiting[start : start + _AT_ONCE] for start in starts]
        return [row for part in parts for row in self.store.select(_bound(query, self.on, part))]


@dataclass(frozen=True)
class Touch:
    """What the steps of a scenario, and the rules after them, changed in the default graph. The view sees it too."""

    view: View
    on: date

    @cached_property
    def things(self) -> frozenset[Any]:
        """The things of which something else is said."""
        return frozenset(quad.subject for quads in (self.view.came, self.view.gone) for quad in quads)

    def reach(self, query: QueryFile, key: str, ends: Mapping[str, Iterable[Any]]) -> Things:
        """Give the things whose rows in a query may be others, or have one of some values of other variables."""
        reading = read_query(_bound(query, self.on, None))
        with suppress(Unbounded):
            found = Reach(reading, self.view).touched(key)
            for name, values in ends.items():
                found |= Reach(reading, self.view).follow(name, values, key)
            return frozenset(found) if len(found) <= _MOST else None
        return None


def _bound(query: QueryFile, on: date, things: list[Any] | None) -> str:
    return bind(query.text, {"on": date_term(on), "things": things})
