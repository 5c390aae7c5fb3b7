"""Resolving: from what a caller names, and the kinds that are wanted, to the one thing that is meant."""

from collections.abc import Sequence
from datetime import date

from carekg.build.optional import explain_missing, find_optional
from carekg.names.lookup import Names
from carekg.names.places import Places
from carekg.store.embedded import Embedded
from carekg.terms.errors import UnknownName

COUNCIL = "council"


class Resolver:
    """What every parameter that names a thing is read by."""

    def __init__(self, store: Embedded, names: Names) -> None:
        self._store, self._names, self._places = store, names, Places(store, names)

    def resolve(self, text: str, kinds: Sequence[str] = (), as_of: date | None = None, parameter: str = "id") -> str:  # noqa: ARG002
        """Give the IRI of the thing that a name, acronym, code, CURIE or IRI stands for.

        Parameters: text; kinds of thing that are wanted, prefixes or `council`, any unless given; as_of, the day that
        the name is of; parameter, to name in an error.
        Raises: UnknownName with the nearest names; AmbiguousName; BadParameter.
        """
        if COUNCIL in kinds:
            return self._places.find_council(text)
        if kinds:  # no optional graph holds things of the one kind that is asked for
            return self._names.resolve(text, kinds[0])
        held = find_optional(self._store, text)
        if held is not None:
            return held
        try:
            return self._names.resolve(text)
        except UnknownName:
            explain_missing(self._store, parameter, text)
            raise
