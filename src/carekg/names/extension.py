"""Extension: what can be fetched of things, for new columns of somebody's table."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from carekg.names.index import Index, Known
from carekg.names.links import Link, find_links
from carekg.store.embedded import Embedded
from carekg.terms.errors import UnknownName


class Property(NamedTuple):
    """Something that may be said of a thing: what it is called here, what people call it, and what it is."""

    id: str
    name: str
    description: str


PROPERTIES: Final = {
    each.id: each
    for each in (
        Property("label", "name", "what it is called"),
        Property("kind", "kind", "its kind"),
        Property("code", "code", "the code of its registrar: ODS, GSS, or of the register of councils"),
        Property("codes", "all codes", "every code that it bears or bore"),
        Property("names", "other names", "its other and former names"),
        Property("valid_from", "first day", "its first day"),
        Property("valid_until", "first day without it", "the first day on which it was not there"),
        Property("area", "area", "the area that it governs"),
        Property("within", "within", "what it belongs to"),
        Property("successors", "successors", "what followed it"),
        Property("context", "context", "what tells it from its namesakes"),
    )
}
DAYS: Final = ("valid_from", "valid_until")
THINGS: Final = ("area", "within", "successors")
_ROLES: Final = {"codes": ("code", "mark"), "names": ("other", "former", "area")}


class Extension:
    """What can be fetched of some things of one version of the graph."""

    def __init__(self, store: Embedded, index: Index, things: Sequence[str]) -> None:
        self._store, self._index, self._things = store, index, things

    def property(self, name: str) -> Property:
        """Give a property by its name. Raises: UnknownName."""
        if name not in PROPERTIES:
            raise UnknownName("property", name, list(PROPERTIES))
        return PROPERTIES[name]

    def values(self, thing: str, name: str) -> list[str | Known]:
        """Give the values of a property of a thing: texts, days as text, or things. Raises: UnknownName."""
        self.property(name)
        known = self._index.known(thing)
        if known is None:
            return []
        if name in THINGS:
            return list(self._linked(thing, name))
        if name in _ROLES:
            return [each.name for each in self._index.names_of(thing) if each.role in _ROLES[name]]
        value = getattr(known, {"valid_from": "since", "valid_until": "until"}.get(name, name))
        return [] if value is None else [value]

    def _linked(self, thing: str, name: str) -> list[Known]:
        if name == "successors":
            found = (self._index.known(after.iri) for after in self._index.successors(thing))
            return [each for each in found if each is not None]
        return [link.to for link in self._links.get(thing, ()) if link.how == name]

    @cached_property
    def _links(self) -> Mapping[str, Sequence[Link]]:
        return find_links(self._store, self._index, self._things)
