"""Makers: what is made of a version and kept beside it, outside the version's hash, named for what made it.

The build runs those that it is given, and knows none.
"""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import gettempdir, mkdtemp
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary, finalize

from pyoxigraph import Quad

from carekg.store.copies import make_folder
from carekg.store.embedded import Embedded
from carekg.store.remote import Remote
from carekg.store.versions import writing

MADE: Final = "made"
_PART: Final = ".part-"
_KEPT: Final = 3  # states of another server that something is kept of
_TEMPORARY: Final[WeakKeyDictionary[Embedded, Path]] = WeakKeyDictionary()


class Changed(NamedTuple):
    """The quads that came and that went between two versions, those of the unnamed graph too."""

    came: frozenset[Quad]
    gone: frozenset[Quad]


class Maker(NamedTuple):
    """What makes something of a version: its name, the number of the format that it writes, and the making.

    `make` is given the version, opened, and an empty folder to write into. `renew` makes the same of what was made of
    the former version and the quads that came and went since; it gives False where all must be made anew.
    """

    name: str
    format: int
    make: Callable[[Embedded, Path], None]
    renew: Callable[[Embedded, Path, Path, Changed], bool] | None = None

    @property
    def folder(self) -> str:
        """The name of the folder with what it makes."""
        return f"{self.name}-{self.format}"


def make_all(makers: Iterable[Maker], version: Path) -> None:
    """Make everything of a version that is not published yet. Parameters: makers; version, its folder."""
    store = Embedded.open_version(version)
    for maker in makers:
        _make(maker, store, version / MADE)


def renew_all(makers: Iterable[Maker], former: Path, version: Path, changed: Changed) -> None:
    """Make what can be made from what was made of the former version. Parameters: makers; the folders of both; changes.

    What cannot is left for `make_all`.
    """
    store = Embedded.open_version(version)
    for maker in makers:
        made = former / MADE / maker.folder
        if maker.renew is not None and made.is_dir():
            part = version / MADE / f"{_PART}{maker.folder}"
            part.mkdir(parents=True)
            if maker.renew(store, made, part, changed):
                part.chmod(0o755)
                part.rename(version / MADE / maker.folder)
            else:
                shutil.rmtree(part)


def find(maker: Maker, store: Embedded) -> Path:
    """Give the folder with what a maker makes of a store; what is missing, or of another format, is made now.

    It lies beside the version; of a store on another server, or where that folder cannot be written, it lies in a
    folder of this machine.
    """
    made = look(maker, store)
    if made is not None:
        return made
    home = next((home for home in _homes(store) if _may_write(home)), None) or _of_process(store)
    home.mkdir(exist_ok=True)
    with _turn(home):
        for left in home.glob(f"{_PART}*"):  # by a process that was killed
            shutil.rmtree(left, ignore_errors=True)
        return _make(maker, store, home)


def look(maker: Maker, store: Embedded) -> Path | None:
    """Give the folder with what a maker made of a store, where it is made already."""
    homes = [*_homes(store), *([_TEMPORARY[store]] if store in _TEMPORARY else [])]
    return next((home / maker.folder for home in homes if (home / maker.folder).is_dir()), None)


def _may_write(home: Path) -> bool:
    return os.access(home if home.exists() else home.parent, os.W_OK)


def _of_process(store: Embedded) -> Path:
    """Give the folder for what is made of a store for as long as it is open, where nothing can be kept longer."""
    if store not in _TEMPORARY:
        _TEMPORARY[store] = make_folder()
        finalize(store, shutil.rmtree, _TEMPORARY[store], ignore_errors=True)
    return _TEMPORARY[store]


def _make(maker: Maker, store: Embedded, home: Path) -> Path:
    """Make it beside, and rename it into its place: it is there whole or not at all. Raises: StoreUnwritable."""
    target = home / maker.folder
    if not target.is_dir():
        home.mkdir(exist_ok=True)
        with writing(home):
            part = Path(mkdtemp(prefix=_PART, dir=home))
            try:
                maker.make(store, part)
                part.chmod(0o755)  # others may serve what one has built
                part.rename(target)
            finally:
                shutil.rmtree(part, ignore_errors=True)
    return target


def _homes(store: Embedded) -> Iterator[Path]:
    if not isinstance(store, Remote):
        yield store.folder / MADE
    elif store.version["state"]:
        yield _of_state(store.location, str(store.version["state"]))


def _of_state(location: str, state: str) -> Path:
    """Give the folder for what is made of another server in a state; those of its older states are cleared away."""
    home = _cache() / hashlib.sha256(location.encode()).hexdigest()[:16]
    folder = home / hashlib.sha256(state.encode()).hexdigest()[:16]
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        os.utime(folder)
        by_age = sorted(home.iterdir(), key=lambda each: each.stat().st_mtime_ns, reverse=True)
        for old in by_age[_KEPT:]:
            shutil.rmtree(old, ignore_errors=True)
    return folder


def _cache() -> Path:
    """Give the folder of this user for what can be made again. Source: XDG Base Directory Specification."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    if Path(given).is_absolute():
        return Path(given) / "carekg"
    home = Path.home() / ".cache"
    return (home if home.is_dir() else Path(gettempdir())) / "carekg"


@contextmanager
def _turn(home: Path) -> Iterator[None]:
    """Wait for whoever makes something in the same folder. The system lets go of the lock of a process that ends."""
    lock = os.open(home, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
