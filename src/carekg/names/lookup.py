"""Search: from names, acronyms, codes and CURIEs to the things they stand for."""

from collections import defaultdict
from functools import cached_property
from pathlib import Path
from typing import Final

from rapidfuzz import fuzz, process

from carekg.store.embedded import Embedded
from carekg.store.sparql import read
from carekg.terms.errors import AmbiguousName, UnknownName
from carekg.terms.prefixes import PREFIXES, compress, expand, is_name_of_thing

_NAMES: Final = read(Path(__file__).parent / "names.rq")
_CANDIDATES: Final = 4
_NEAR_ENOUGH: Final = 60  # of 100, in rapidfuzz's weighted ratio: below it, suggestions are noise


class Names:
    """The names of one version of the graph, for looking things up."""

    def __init__(self, store: Embedded) -> None:
        self._store = store

    @cached_property
    def _by_name(self) -> dict[str, dict[str, bool]]:
        found: dict[str, dict[str, bool]] = defaultdict(dict)
        for row in self._store.select(_NAMES.text):
            name, iri = row["name"].value.casefold(), row["thing"].value
            is_main = row["main"].value in ("true", "1")  # some servers compute truth as a number
            found[name][iri] = found[name].get(iri, False) or is_main
        return found

    @cached_property
    def _things(self) -> frozenset[str]:
        return frozenset(iri for things in self._by_name.values() for iri in things)

    def resolve(self, name: str, among: str = "") -> str:
        """Give the IRI of the one thing that a name, acronym, code, CURIE or IRI stands for.

        Parameters: name, in any case; among, the prefix that its things have, where one kind of thing is meant.
        Raises: UnknownName with the nearest names; AmbiguousName with the CURIEs of what it may mean.
        A first name (a label) goes before a second one (an acronym, a code).
        """
        if is_name_of_thing(name):
            return self._known(expand(name), name)
        named = self._by_name.get(name.strip().casefold(), {})
        things = {iri: main for iri, main in named.items() if iri.startswith(PREFIXES.get(among, ""))}
        first = [iri for iri, main in things.items() if main]
        chosen = first or list(things)
        if not chosen:
            raise UnknownName(among.replace("-", " ") or "entity", name, self.nearest(name, among))
        if len(chosen) > 1:
            raise AmbiguousName(name, sorted(compress(iri) for iri in chosen))
        return chosen[0]

    def things(self, name: str) -> list[str]:
        """Give the IRIs of everything that a name, acronym, code, CURIE or IRI may stand for, first names first."""
        if is_name_of_thing(name):
            return [self._known(expand(name), name)]
        things = self._by_name.get(name.strip().casefold(), {})
        return sorted(things, key=lambda iri: (not things[iri], iri))

    def _known(self, iri: str, name: str) -> str:
        if iri in self._things or self._store.is_described(iri):
            return iri
        raise UnknownName("entity", name, self._similar(iri))

    def _similar(self, iri: str) -> list[str]:
        curies = {compress(thing) for thing in self._things}
        return [match[0] for match in process.extract(compress(iri), curies, scorer=fuzz.ratio, limit=_CANDIDATES)]

    def nearest(self, name: str, among: str = "") -> list[str]:
        """Give the names nearest to one that is not known, best first; among the things of one prefix, where given."""
        start = PREFIXES.get(among, "")
        names = [each for each, things in self._by_name.items() if any(iri.startswith(start) for iri in things)]
        matches = process.extract(name.casefold(), names, scorer=fuzz.WRatio, limit=_CANDIDATES)
        return [match[0] for match in matches if match[1] >= _NEAR_ENOUGH]
