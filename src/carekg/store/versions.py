"""The store folder: its versions, which of them is current, and the lock of who changes it."""

import errno
import fcntl
import hashlib
import json
import math
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

from pyoxigraph import NamedNode, RdfFormat, Store, parse

from carekg.store import digests
from carekg.store.catalog import Catalog, Dataset
from carekg.store.embedded import CURRENT, ENGINE_FOLDER, OVER, VERSION_FILE
from carekg.store.holding import remove_unheld
from carekg.terms.errors import BadParameter, MalformedFile, StoreLocked, StoreUnwritable
from carekg.terms.prefixes import GRAPH

BUILD_GRAPH: Final = f"{GRAPH}build"
DERIVED: Final = f"{GRAPH}derived-"  # begins the name of each graph that a rule makes
KEPT_VERSIONS: Final = 3  # the newest; older ones stay while something reads them
PLAIN: Final = "plain"  # in the record of a version of plain RDF
_CANDIDATE: Final = "candidate-"
_HOLDER: Final = "holder"  # who has the lock
_SOMEBODY: Final = "another process"
# Of what the system refuses, what says that nothing more can be written; the engine gives the words alone.
UNWRITABLE: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM)
_PAUSE: Final = 0.1  # seconds between two tries to take it
GRAPHS_FILE: Final = "graphs.nq"  # in a backup, and in a folder whose engine is yet to be made
_PART: Final = 250_000  # lines that the engine is given at once


def make_folder(output: Path) -> Path:
    """Make a folder for a candidate beside the versions of a store folder."""
    output.mkdir(parents=True, exist_ok=True)
    return Path(mkdtemp(prefix=_CANDIDATE, dir=output))


@contextmanager
def locked(output: Path, who: str, seconds: float = math.inf) -> Iterator[None]:
    """Hold the right to change a store folder. What died while it held it is cleared away.

    Parameters: output, the store folder; who holds it, to be told to others; seconds to wait for whoever has it.
    Raises: StoreLocked where the wait is over; StoreUnwritable where the disk is full, or the folder not to be written.

    The system lets go of the lock of a process that ends, however it ends.
    """
    with writing(output), _lock_of(output) as lock:
        _acquire(lock, output / _HOLDER, seconds)
        (output / _HOLDER).write_text(f"{who}, process {os.getpid()}", encoding="utf-8")
        try:
            for left in output.glob(f"{_CANDIDATE}*"):
                shutil.rmtree(left)
            yield
        finally:
            (output / _HOLDER).unlink(missing_ok=True)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Tell in one way what keeps a folder from being written. Raises: StoreUnwritable."""
    try:
        yield
    except OSError as error:
        place = Path(error.filename or folder)
        reason = next((each for each in map(os.strerror, UNWRITABLE) if each in str(error)), "")
        if not reason or not place.is_relative_to(folder):
            raise
        raise StoreUnwritable(folder, reason) from error


@contextmanager
def _lock_of(output: Path) -> Iterator[int]:
    output.mkdir(parents=True, exist_ok=True)
    lock = os.open(output, os.O_RDONLY)
    try:
        yield lock
    finally:
        os.close(lock)


def _acquire(lock: int, holder: Path, seconds: float) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            return fcntl.flock(lock, fcntl.LOCK_EX if seconds == math.inf else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                raise StoreLocked(_read_holder(holder), seconds) from None
            time.sleep(_PAUSE)


def _read_holder(holder: Path) -> str:
    """Tell who has the lock, where they have said so: they write it after they take it, and remove it before."""
    with suppress(FileNotFoundError):
        return holder.read_text(encoding="utf-8") or _SOMEBODY
    return _SOMEBODY


def content_hash(lines: Iterable[bytes]) -> str:
    """Give the hash of a store's content: its N-Quads, in any order, without the build's own metadata.

    Parameters: lines of the N-Quads. The sha256 of each is taken, and the sha256 of these, sorted: so that a line
    takes 32 bytes of memory, however long it is.
    Returns: hexadecimal digits.

    >>> lines = [b"<a> <b> <c> .\\n", b"<d> <e> <f> .\\n"]
    >>> content_hash(lines) == content_hash(reversed(lines))
    True
    """
    return digests.name_of(_sorted_digests(lines))


def _sorted_digests(lines: Iterable[bytes]) -> bytes:
    ending = f" <{BUILD_GRAPH}> .".encode()
    return b"".join(sorted(digests.digest(line) for line in lines if not line.rstrip().endswith(ending)))


def dump_graphs(engine: Store, folder: Path) -> str:
    """Write every quad of an engine into a folder. Returns: the hash of the content."""
    engine.dump(folder / GRAPHS_FILE, RdfFormat.N_QUADS)
    return hash_of_dump(folder)


def hash_of_dump(folder: Path) -> str:
    """Give the hash of the content of a dump, and keep what it is made of beside it, so that a write can keep it up."""
    with (folder / GRAPHS_FILE).open("rb") as lines:
        data = _sorted_digests(lines)
    digests.write(folder, data)
    return digests.name_of(data)


def write_engine(folder: Path) -> None:
    """Make the engine's files from a folder's dump: a few, in order, which a reader opens all at once.

    The engine holds all that it is given at once, nine times over, to put it in order: so it is given a part at a time,
    and joins the files of the parts at the end.
    """
    written = Store(str(folder / ENGINE_FOLDER))
    with (folder / GRAPHS_FILE).open("rb") as lines:
        for part in iter(lambda: b"".join(islice(lines, _PART)), b""):
            if b"_:" in part:  # the engine would give blank nodes other names in each part
                written.bulk_extend(parse(part, RdfFormat.N_QUADS))
            else:
                written.bulk_load(part, RdfFormat.N_QUADS)
    written.optimize()
    written.flush()
    (folder / GRAPHS_FILE).unlink()


def publish(folder: Path, output: Path, name: str) -> None:
    """Make a finished folder the current version of a store folder, by one atomic rename, and durably."""
    _sync(folder)
    target = output / "versions" / name[:16]
    target.parent.mkdir(exist_ok=True)
    if target.exists():  # the same graph; what is told of it may be new, or was not told by an older carekg
        (folder / VERSION_FILE).replace(target / VERSION_FILE)
        _sync(target, deep=False)
        shutil.rmtree(folder)
    else:
        folder.rename(target)
    _sync(target.parent, deep=False)
    fresh = output / f"{CURRENT}-{os.getpid()}"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target.relative_to(output))
    fresh.replace(output / CURRENT)
    _sync(output, deep=False)
    _prune(output / "versions", target)


def _sync(folder: Path, *, deep: bool = True) -> None:
    """Have the system write a folder to the disk, with what is in it."""
    for path in [*(folder.rglob("*") if deep else ()), folder]:
        number = os.open(path, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _prune(versions: Path, current: Path) -> None:
    os.utime(current)
    by_age = sorted(versions.iterdir(), key=lambda folder: folder.stat().st_mtime_ns, reverse=True)
    for folder in by_age[KEPT_VERSIONS:]:
        remove_unheld(folder)


def is_derived(graph: NamedNode) -> bool:
    """Tell whether a graph is one that the build writes: what a rule derived, or the build's own record."""
    return graph.value == BUILD_GRAPH or graph.value.startswith(DERIVED)


def is_overlay(version: Path) -> bool:
    """Tell whether the version in a folder is a private overlay over another."""
    return OVER in str(json.loads((version / VERSION_FILE).read_text(encoding="utf-8"))["hash"])


def name_overlay(public: str, own: str) -> str:
    """Name an overlay: by the version that it lies over, and by the hash of what it says itself."""
    return f"{public}{OVER}{own}"


def is_recorded(version: Path) -> bool:
    """Tell whether a version records its catalogue, as an older carekg did not."""
    return "graphs" in json.loads((version / VERSION_FILE).read_text(encoding="utf-8"))


def recorded(version: Path) -> Catalog:
    """Give the catalogue that a version records. Raises: MalformedFile where it has none; BadParameter of plain RDF."""
    if not is_recorded(version):
        raise MalformedFile(version / VERSION_FILE, 1, 1, "an older carekg wrote it, without its graphs: build anew")
    metadata = json.loads((version / VERSION_FILE).read_text(encoding="utf-8"))
    if metadata.get(PLAIN):
        raise BadParameter("store", version, "it holds plain RDF: name another, or serve it --lenient")
    datasets = (
        Dataset(
            row["iri"], row["title"], NamedNode(row["graph"]), version / row["path"], row["role"], row["in_default"]
        )
        for row in metadata["graphs"]
    )
    reserved = tuple(map(NamedNode, metadata.get("reserved", ())))
    return Catalog(version / "catalog.ttl", tuple(datasets), tuple(metadata.get("options", ())), reserved)


def record(dataset: Dataset, catalog: Catalog) -> dict[str, Any]:
    """Write down what a version keeps of a dataset of its catalogue."""
    return {
        "iri": dataset.iri,
        "title": dataset.title,
        "graph": dataset.graph.value,
        "path": catalog.file_of(dataset.graph.value),
        "role": dataset.role,
        "in_default": dataset.in_default,
        "sha256": digest_of(dataset),
    }


def digest_of(dataset: Dataset) -> str:
    """Give the digest of the file of a dataset, or nothing where it has no file here."""
    return hashlib.sha256(dataset.path.read_bytes()).hexdigest() if dataset.path.is_file() else ""


def file_digests(version: Path) -> dict[str, str]:
    """Give the digests of the files that a version was built from, by the IRIs of their graphs, as it records them."""
    metadata = json.loads((version / VERSION_FILE).read_text(encoding="utf-8"))
    return {row["graph"]: row.get("sha256", "") for row in metadata["graphs"]}
