"""The resident graph: the default graph of a version, held in memory, where the engine reads it three times as fast.

A template holds it, and the workers that are forked from there share its pages. It answers what reads the default
graph alone; named graphs stay on disk. One thread makes it, since only such a process may be forked.
"""

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Self

from pyoxigraph import DefaultGraph, RdfFormat, Store

from carekg.store.embedded import ENGINE_FOLDER, VERSION_FILE, Embedded
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

        Opening a store on disk starts threads, so a child does that, and hands the triples over by a pipe.
        Raises: OSError, and SyntaxError, where the child ends before it has handed over all.
        """
        source, sink = os.pipe()
        parent, child = os.getpid(), os.fork()
        if child == 0:
            die_with_parent(parent)
            os.nice(_NICE)
            os.close(source)
            _hand_over(location, sink)
        os.close(sink)
        engine = Store()
        with open(source, "rb") as triples:
            engine.load(triples, RdfFormat.N_TRIPLES)
        if os.waitpid(child, 0)[1]:
            raise OSError(f"the default graph of {location} could not be read")
        return cls(location, engine)


def fits(location: str, most: int) -> bool:
    """Tell whether a version is on this machine and has no more than so many quads; one that does not say has."""
    if is_address(location):
        return False
    with suppress(OSError, ValueError):
        version = json.loads((Path(location) / VERSION_FILE).read_text(encoding="utf-8"))
        return 0 < int(version.get("quads", 0)) <= most
    return False


def _hand_over(location: str, sink: int) -> None:
    """Write the default graph into a pipe, and end this process."""
    status = 1
    try:
        with open(sink, "wb") as triples:
            disk = Store.read_only(str(Path(location) / ENGINE_FOLDER))
            disk.dump(triples, RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
        status = 0
    finally:
        os._exit(status)
