"""The resident graph: the default graph of a version, held in memory, where the engine reads it three times as fast.

A template holds it, and the workers that are forked from there share its pages. It answers what reads the default
graph alone; named graphs stay on disk. One thread makes it, since only such a process may be forked.
"""

import json
import os
import pickle
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import IO, Final, NoReturn, Self, cast

from pyoxigraph import DefaultGraph, RdfFormat, Store

from carekg.store.embedded import ENGINE_FOLDER, VERSION_FILE, Embedded
from carekg.store.keeping import know, tell
from carekg.store.remote import is_address
from carekg.store.seal import die_with_parent

_NICE: Final = 10  # whoever asks meanwhile goes before


@dataclass(frozen=True)
class Resident:
    """The default graph of the version at a location."""

    location: str
    engine: Store

    @cached_property
    def store(self) -> Embedded:
        """The version as it is in memory, without its named graphs: what is asked of it is known to workers."""
        folder = Path(self.location)
        version = json.loads((folder / VERSION_FILE).read_text(encoding="utf-8"))
        return Embedded(self.engine, version, folder, self.engine)

    @classmethod
    def load(cls, location: str) -> Self:
        """Read the default graph of a version into memory.

        Raises: OSError, and SyntaxError, where what reads it ends before it has handed over all.
        """
        engine = Store()
        with _from_child(partial(_dump, location)) as triples:
            engine.load(triples, RdfFormat.N_TRIPLES)
        return cls(location, engine)

    def learn(self, ask: Callable[[Embedded], None]) -> None:
        """Let `store`, which workers inherit, know what is asked of the whole version. Parameters: ask, which asks.

        Raises: OSError, EOFError and UnpicklingError where what asks ends before it has told all.
        """
        with _from_child(partial(_ask, self, ask)) as told:
            know(self.store, pickle.load(told))  # noqa: S301 - our child wrote it


def fits(location: str, most: int) -> bool:
    """Tell whether a version is on this machine and has no more than so many quads; one that does not say has."""
    if is_address(location):
        return False
    with suppress(OSError, ValueError):
        version = json.loads((Path(location) / VERSION_FILE).read_text(encoding="utf-8"))
        return 0 < int(version.get("quads", 0)) <= most
    return False


@contextmanager
def _from_child(write: Callable[[IO[bytes]], None]) -> Iterator[IO[bytes]]:
    """Read what a child writes, which may open a version on disk: that starts threads, and we are to be forked."""
    source, sink = os.pipe()
    parent, child = os.getpid(), os.fork()
    if child == 0:
        os.close(source)
        _hand_over(write, sink, parent)
    os.close(sink)
    with open(source, "rb") as read:
        yield read
    if os.waitpid(child, 0)[1]:
        raise OSError(f"the version could not be read by process {child}")


def _hand_over(write: Callable[[IO[bytes]], None], sink: int, parent: int) -> NoReturn:
    """Write into a pipe, and end this process."""
    status = 1
    try:
        die_with_parent(parent)
        os.nice(_NICE)
        with open(sink, "wb") as written:
            write(written)
        status = 0
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(status)


def _dump(location: str, triples: IO[bytes]) -> None:
    """Write the default graph of a version backwards, by predicate and subject.

    An engine in memory chains the triples of each term from the newest to the oldest, and passes those of a predicate
    most: so they lie as they are passed, which takes two thirds of the time.
    """
    disk = Store.read_only(str(Path(location) / ENGINE_FOLDER))
    lines = cast(bytes, disk.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())).splitlines(keepends=True)
    by_predicate: dict[bytes, list[bytes]] = defaultdict(list)
    for line in sorted(lines, reverse=True):
        by_predicate[line.split(b" ", 2)[1]].append(line)
    for predicate in sorted(by_predicate, reverse=True):
        triples.writelines(by_predicate[predicate])


def _ask(resident: Resident, ask: Callable[[Embedded], None], told: IO[bytes]) -> None:
    """Write what is known of a version once something was asked of it."""
    opened = Embedded.open_version(Path(resident.location), resident.engine)
    ask(opened)
    pickle.dump(tell(opened), told)
