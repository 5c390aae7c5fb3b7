"""Places: from what people call a place to the council whose page is meant."""

import re
from functools import cached_property
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode
from rapidfuzz import fuzz, process

from carekg.names.lookup import Names
from carekg.store.embedded import Embedded
from carekg.store.sparql import bind, read
from carekg.terms.errors import AmbiguousName, BadParameter, UnknownName
from carekg.terms.prefixes import compress

_QUERIES: Final = Path(__file__).parent
_NAMES: Final = read(_QUERIES / "council-names.rq")
_OF_THINGS: Final = read(_QUERIES / "councils-of.rq")
_FORMS: Final = {
    *("council", "city", "county", "borough", "metropolitan", "district", "unitary", "royal", "of", "the", "and"),
    *("upon", "area", "health", "wellbeing", "board", "hwb", "nhs", "icb", "ccg"),
}
_NEAREST: Final = 4


class Places:
    """The councils of one version of the graph, by what people call them."""

    def __init__(self, store: Embedded, names: Names) -> None:
        self._store, self._names = store, names

    @cached_property
    def _councils(self) -> dict[str, list[frozenset[str]]]:
        """The words of each council's names, without those that say what sort of council it is."""
        found: dict[str, list[frozenset[str]]] = {}
        for row in self._store.select(_NAMES.text):
            found.setdefault(row["council"].value, []).append(_words(row["name"].value))
        return found

    def find_council(self, text: str) -> str:
        """Give the IRI of the council that is meant by its name, area, code, board, district, or part of its name.

        Parameters: text, in any case, such as Leeds, Hull, E08000035, Adur or "Leeds health and wellbeing board".
        Raises: UnknownName with the nearest names; AmbiguousName with the councils that it may mean; BadParameter
        where it is known and belongs to no council.
        """
        things = self._names.things(text)
        found = self._of(things) or self._called(text)
        if len(found) > 1:
            raise AmbiguousName(text, sorted(map(compress, found)))
        if found:
            return found[0]
        if things:
            raise BadParameter("id", text, "it belongs to no council; write a council, its area or a district")
        raise UnknownName("council", text, self._nearest(text))

    def _of(self, things: list[str]) -> list[str]:
        """Give the councils that things stand for: those of the things that stand nearest to one."""
        if not things:
            return []
        rows = self._store.select(bind(_OF_THINGS.text, {"things": [NamedNode(each) for each in things]}))
        ranks = {row["council"].value: int(row["rank"].value) for row in reversed(rows)}
        return [council for council, rank in ranks.items() if rank == min(ranks.values())]

    def _called(self, text: str) -> list[str]:
        words = _words(text)
        same = [council for council, names in self._councils.items() if words in names]
        part = [council for council, names in self._councils.items() if any(words < name for name in names)]
        return (same or part) if words else []

    def _nearest(self, text: str) -> list[str]:
        names = [row["name"].value for row in self._store.select(_NAMES.text)]
        return [match[0] for match in process.extract(text, names, scorer=fuzz.WRatio, limit=_NEAREST)]


def _words(name: str) -> frozenset[str]:
    bare = re.sub(r"\(.*\)", "", name.casefold())
    return frozenset(re.findall(r"[\w'-]+", bare)) - _FORMS
