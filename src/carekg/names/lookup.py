"""The names of one version of the graph: its index, and the resolver over it."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from typing import Final, Self

from carekg.build.makers import Maker, find
from carekg.names.index import Index, Known, Successor
from carekg.names.renewing import make, renew
from carekg.names.resolver import Resolver
from carekg.names.search import ALL, Search
from carekg.names.writing import FORMAT
from carekg.store.embedded import Embedded
from carekg.store.postcodes import Postcodes
from carekg.store.remote import Remote
from carekg.terms.dates import today

INDEX: Final = Maker("names", FORMAT, make, renew)


class Names:
    """The names of one version of the graph, for looking things up."""

    def __init__(self, store: Embedded) -> None:
        self._store = store
        self._resolver = Resolver(store, lambda: self.index, lambda: self.postcodes)

    @cached_property
    def index(self) -> Index:
        """The index, which is made now where the version has none."""
        return Index.open(find(INDEX, self._store))

    @cached_property
    def postcodes(self) -> Postcodes | None:
        """The postcodes that were read beside the versions of the store; None where none were."""
        return None if isinstance(self._store, Remote) else Postcodes.open(self._store.folder.parent.parent)

    def load(self) -> Self:
        """Open the index and read what it wants in memory, for a process that can open nothing later."""
        self.index.load()
        _ = self.postcodes
        return self

    def search(
        self,
        text: str,
        as_of: date | None = None,
        most: int = ALL,
        wanted: Callable[[Known], bool] | None = None,
        *,
        is_typed: bool = False,
        is_certain: bool = False,
    ) -> Search:
        """Search what a text may stand for.

        Parameters: text; as_of, today unless given; most names to look at; wanted, which tells the things that are;
        is_typed, whether the text is still being typed; is_certain, to leave out what is not.
        """
        return Search(self.index, text, as_of or today(), wanted, most, is_certain, is_typed)

    def resolve(self, text: str, kinds: Sequence[str] = (), as_of: date | None = None, parameter: str = "id") -> str:
        """Give the IRI of the one thing that a text stands for, as `Resolver.resolve` does.

        Raises: UnknownName; AmbiguousName; BadParameter.
        """
        return self._resolver.resolve(text, kinds, as_of, parameter)

    def suggest(self, text: str, kinds: Sequence[str] = (), as_of: date | None = None) -> list[str]:
        """Give the names most like one that is not known, as `Resolver.suggest` does."""
        return self._resolver.suggest(text, kinds, as_of)

    def known(self, iri: str) -> Known | None:
        """Give what is known of a thing: what it is called, its kind, code and dates; None where it has no name."""
        return self.index.known(iri)

    def successors(self, iri: str) -> list[Successor]:
        """Give what followed a body, with the days."""
        return self.index.successors(iri)
