"""What earlier imports saw: bodies by their codes and areas, read back from the Turtle that they made."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

from pyoxigraph import QuerySolutions, Store

from carekg.store.catalog import load_turtle
from carekg.store.sparql import read
from carekg.terms.prefixes import PREFIXES, compress

_SEEN = read(Path(__file__).parent / "seen.rq")


@dataclass(frozen=True)
class Seen:
    """One sighting: what was seen when, its kind, name, code, area and what it belonged to, as CURIEs and codes."""

    thing: str
    kind: str
    name: str
    code: str
    area: str
    within: str
    vintage: date
    until: date | None


@dataclass(frozen=True)
class Known:
    """Sightings of earlier imports."""

    sightings: tuple[Seen, ...]

    @classmethod
    def read(cls, paths: Iterable[Path]) -> Self:
        """Read the Turtle files of earlier imports. Raises: MissingFile; MalformedFile."""
        store = Store()
        for path in paths:
            load_turtle(store, path, None, "the command")
        rows = store.query(_SEEN.text, prefixes=PREFIXES)
        assert isinstance(rows, QuerySolutions)
        return cls(tuple(_seen(row) for row in rows))

    def of_kind(self, *kinds: str) -> Iterator[Seen]:
        """Give what was seen of some kinds."""
        return (each for each in self.sightings if each.kind in kinds)

    def by_code(self, *kinds: str) -> dict[str, str]:
        """Give the bodies of some kinds by their codes."""
        return {each.code: each.thing for each in self.of_kind(*kinds) if each.code}

    def by_area(self, kind: str) -> dict[str, str]:
        """Give the bodies of a kind by the code of the area they cover; the newest vintage goes before older ones."""
        ordered = sorted(self.of_kind(kind), key=lambda each: each.vintage)
        return {each.area: each.thing for each in ordered if each.area}

    @property
    def names(self) -> dict[str, str]:
        """What things were called in the newest vintage that names them."""
        return {each.thing: each.name for each in sorted(self.sightings, key=lambda each: each.vintage) if each.name}

    @property
    def areas(self) -> set[str]:
        """The codes of all areas that were seen."""
        named = {each.thing.removeprefix("gss:") for each in self.sightings if each.thing.startswith("gss:")}
        return named | {each.area for each in self.sightings}

    def parents(self, kind: str, parent: str) -> dict[str, str]:
        """Give what the things of a kind were within, by thing, where that is of another kind."""
        outer = {each.thing for each in self.of_kind(parent)}
        ordered = sorted(self.of_kind(kind), key=lambda each: each.vintage)
        return {each.thing: each.within for each in ordered if each.within in outer}


def _seen(row: object) -> Seen:
    def value(name: str) -> str:
        term = row[name]  # type: ignore[index]
        return "" if term is None else str(term.value)

    return Seen(
        thing=compress(value("thing")),
        kind=compress(value("kind")),
        name=value("name"),
        code=value("code"),
        area=compress(value("area")).removeprefix("gss:"),
        within=compress(value("within")),
        vintage=date.fromisoformat(value("vintage")),
        until=date.fromisoformat(value("until")) if value("until") else None,
    )
