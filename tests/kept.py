"""Stores that tests begin with: each is made once for each state of what it is made from, and every test has a copy."""

import fcntl
import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from carekg.build.candidate import build
from carekg.knowledge_graph import MAKERS
from support import PREAMBLE, write_catalogue

ROOT = Path(__file__).parents[1]
_HOME = ROOT / "build/kept"
_MADE_FROM = ("src/carekg", "data", "ontology", "tests")


def begin(folder: Path, name: str, make: Callable[[Path], object]) -> Path:
    """Fill a folder with a copy of what `make` fills a folder with; no two that make something else have one name."""
    home = _HOME / _state() / name
    home.parent.mkdir(parents=True, exist_ok=True)
    with locked(home.with_suffix(".lock")):
        if not home.exists():
            for old in (each for each in _HOME.iterdir() if each != home.parent):
                shutil.rmtree(old, ignore_errors=True)  # another process may be at it
            fresh = Path(mkdtemp(dir=home.parent))
            make(fresh)
            fresh.rename(home)
    shutil.copytree(home, folder, symlinks=True, dirs_exist_ok=True)
    return folder


def begin_store(folder: Path, facts: str, *, ontology: bool = True, named: bool = False) -> Path:
    """Fill a folder with a store of a few facts, and the catalogue that it is built from; give the store.

    Parameters: folder; facts in Turtle, without prefixes; ontology, whether it is in the store too; named, whether the
    index of names, and what else a build makes beside the graph, is there.
    """

    def make(fresh: Path) -> None:
        catalogue = write_catalogue(fresh, {"facts.ttl": PREAMBLE + facts}, ontology=ontology)
        build(catalogue, fresh / "store", makers=MAKERS if named else ())

    key = hashlib.sha256(f"{facts}{ontology}{named}".encode()).hexdigest()[:16]
    return begin(folder, key, make) / "store"


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Be the only process that has a file so."""
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def digest(paths: Iterable[Path]) -> str:
    """Give a name for what files hold."""
    contents = (path.read_bytes() for path in paths if path.is_file() and path.suffix != ".pyc")
    return hashlib.sha256(b"\0".join(contents)).hexdigest()[:16]


@cache
def _state() -> str:
    rooms = [path for room in _MADE_FROM for path in sorted((ROOT / room).rglob("*.*"))]
    return digest([*rooms, ROOT / "constraints.txt"])
