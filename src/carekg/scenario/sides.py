"""The sides of a scenario, the graph as it is and as it would be: each is asked of what the steps touched alone."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from pyoxigraph import Quad, QuerySolutions, Store

from carekg.store.embedded import Embedded
from carekg.store.reach import Reach
from carekg.store.reader import read_query
from carekg.store.sparql import QueryFile, bind, date_term
from carekg.store.view import Unbounded, View
from carekg.terms.prefixes import PREFIXES

_AT_ONCE: Final = 100  # things whose rows are looked for in one go
_MOST: Final = 100  # things; with more, all are asked for
_WIDE: Final = 5_000  # quads that changed; with more, what they reach of the law is not looked for

Row = dict[str, Any]
Things = frozenset[Any] | None  # all there are where it is None


@dataclass(frozen=True)
class Side:
    """The graph of one side, and the date on which it is asked."""

    store: Embedded
    on: date

    def rows(self, query: QueryFile, key: str, things: Things) -> list[Row]:
        """Give the rows of a query of the default graph that are about some things.

        Parameters: query, which may have a parameter for the date; key, the variable of the things; things.
        """
        text = bind(query.text, {"on": date_term(self.on)})
        if things is None:
            return self.store.select(text)
        waiting = list(things)
        parts = (set(waiting[start : start + _AT_ONCE]) for start in range(0, len(waiting), _AT_ONCE))
        return [row for part in parts for row in self._rows(query, text, key, part)]

    def _rows(self, query: QueryFile, text: str, key: str, things: set[Any]) -> Iterator[Row]:
        part = Store()
        part.extend(Reach(read_query(query.text), View(self.store.engine, False), deep=True).gather(key, things))
        found = part.query(text, use_default_graph_as_union=True, prefixes=PREFIXES)
        assert isinstance(found, QuerySolutions), "a SELECT query"
        names = [variable.value for variable in found.variables]
        yield from (row for row in (dict(zip(names, each, strict=True)) for each in found) if row[key] in things)


@dataclass(frozen=True)
class Touch:
    """What the steps of a scenario, and the rules after them, changed in the default graph. The view sees it too."""

    view: View

    @property
    def things(self) -> frozenset[Any]:
        """The things of which something else is said."""
        return frozenset(quad.subject for quad in self._changed)

    @property
    def _changed(self) -> frozenset[Quad]:
        return self.view.came | self.view.gone

    @property
    def is_wide(self) -> bool:
        """Whether so much of the law was derived again that all of it is soonest asked for."""
        return len(self._changed) > _WIDE

    def reach(self, query: QueryFile, key: str, ends: Mapping[str, Iterable[Any]]) -> Things:
        """Give the things whose rows in a query may be others, or have one of some values of other variables."""
        reading = read_query(query.text)
        with suppress(Unbounded):
            found = Reach(reading, self.view).touched(self._changed, key)
            for name, values in ends.items():
                found |= Reach(reading, self.view).follow(name, values, key)
            return frozenset(found) if len(found) <= _MOST else None
        return None
