"""Keeping: what a version says of its things, asked for when it is first wanted, and kept while the version is open."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import Any, Final, Generic, TypeVar
from weakref import WeakKeyDictionary

from carekg.store.embedded import Embedded

_MOST: Final = 10_000  # of one kind and version: some ten megabytes in a process; of a large version one for
QUADS_FOR_ONE: Final = 100  # so many quads, else what reads most of it would keep nothing
_ALL: "Final[list[WeakKeyDictionary[Embedded, Any]]]" = []
T = TypeVar("T")


def once(read: Callable[[Embedded], T]) -> Callable[[Embedded], T]:
    """Have a function of a version called once for each that is open. Parameters: read, the function."""
    held: WeakKeyDictionary[Embedded, T] = WeakKeyDictionary()
    _ALL.append(held)

    @wraps(read)
    def given(store: Embedded) -> T:
        if store not in held:
            held[store] = read(store)
        return held[store]

    return given


class Kept(Generic[T]):
    """One kind of knowledge of the things of versions, which do not change; what is not held of a thing is kept too."""

    def __init__(self, ask: Callable[[Embedded, Sequence[str]], Mapping[str, T]]) -> None:
        """Keep what a function gives. Parameters: ask, which takes a store and IRIs, in their order, and none twice."""
        self._ask = ask
        self._held: WeakKeyDictionary[Embedded, dict[str, T | None]] = WeakKeyDictionary()
        _ALL.append(self._held)

    def of(self, store: Embedded, things: Iterable[str]) -> dict[str, T]:
        """Give what is held of things, which nobody may change. Parameters: store; things, IRIs."""
        wanted, held = set(things), self._held.setdefault(store, {}) if store.is_lasting else {}
        told = {thing: held[thing] for thing in wanted if thing in held}
        lacking = sorted(wanted - told.keys())
        found = self._ask(store, lacking) if lacking else {}
        fresh = {thing: found.get(thing) for thing in lacking}
        most = max(_MOST, int(store.version.get("quads") or 0) // QUADS_FOR_ONE)
        if store.is_lasting and len(held) + len(fresh) > most:
            held = self._held[store] = {}  # another: who reads the former at the time goes on with it
        held.update(fresh if len(fresh) <= most else {})
        return {thing: value for thing, value in (told | fresh).items() if value is not None}


def tell(store: Embedded) -> list[Any]:
    """Give all that was asked of a store, for `know` in another process of the same code."""
    return [held.get(store) for held in _ALL]


def know(store: Embedded, told: Sequence[Any]) -> None:
    """Let a store have what `tell` gave of one of the same version."""
    for held, known in zip(_ALL, told, strict=True):
        if known is not None:
            held[store] = known


def inherit(known: Embedded, store: Embedded) -> None:
    """Let a store have all that was asked of another of the same version. Parameters: known, the other; store."""
    know(store, tell(known))
